"""`gongkai restore`: what `gongkai backup` wrote, back into a database of either kind."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.database import Address, now, opened

if TYPE_CHECKING:
    from pipeline.store import Database
    from pipeline.store.chain import Head
    from pipeline.store.restore import Restored


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="gongkai backup 生成的备份文件")],
    database: Address = None,
    replace: Annotated[bool, typer.Option("--replace", help="清除数据库现有的全部内容后恢复")] = False,
) -> None:
    """恢复备份：先核验，再写入；SQLite 与 PostgreSQL 之间也可恢复。恢复后所有人须重新登录。"""
    from pipeline.store import StoreError
    from pipeline.store.restore import restore

    target = opened(database, must_exist=False)
    try:
        done = restore(file, target, replace=replace)
        typer.echo(f"已恢复 {done.manifest.parts['submissions'].rows} 件公文（备份于 {done.manifest.made[:19]} UTC）。")
        if done.audit.broken_at is not None:
            typer.echo(f"备份时审计链已不完整：第 {done.audit.broken_at} 条起有误（{done.audit.reason}）。", err=True)
            raise typer.Exit(1)
        head = _note(target, file, done)
    except StoreError as error:
        typer.echo(error.reason, err=True)
        raise typer.Exit(2) from error
    typer.echo(f"审计链完整：{head.entries} 条（含本次恢复），链头 {head.digest}")


def _note(target: "Database", file: Path, done: "Restored") -> "Head":
    """Write into the restored chain that it was restored, from what, and which chain it took the place of."""
    from pipeline.store import backup, chain

    gone = done.replaced
    facts = {
        "archive": backup.digest(file),
        "replaced_entries": gone.entries if gone else 0,
        "replaced_head": gone.digest if gone else None,
    }
    with target.writing() as session:
        chain.append(session, actor="command", action="restore", subject="database", facts=facts, now=now())
        return chain.head(session)
