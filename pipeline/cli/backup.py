"""`gongkai backup`: everything the workbench keeps, into one file, while it goes on working."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.database import Address, now, opened


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="备份文件（已存在时不覆盖）")],
    database: Address = None,
) -> None:
    """备份全部内容：公文、意见、人员与审计链（不含登录会话）。服务运行时也可备份；恢复用 gongkai restore。"""
    from pipeline.cli.terminal import plain
    from pipeline.store import StoreError, backup, chain

    source = opened(database, must_exist=True)
    try:
        manifest = backup.backup(source, file, now())
        digest = backup.digest(file)
        typer.echo(f"已备份 {manifest.parts['submissions'].rows} 件公文到 {plain(str(file))}，SHA-256 {digest}")
        typer.echo("备份含公文与个人信息，未加密：请存放在受控的介质上。")
        with source.writing() as session:
            chain.append(
                session, actor="command", action="backup", subject="database", facts={"archive": digest}, now=now()
            )
    except StoreError as error:
        typer.echo(error.reason, err=True)
        raise typer.Exit(2) from error
