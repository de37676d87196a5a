"""`gongkai audit`: checks the audit chain or an evidence pack, and gives the chain's head and the chain itself."""

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from pipeline.cli.database import Address, now, opened
from pipeline.cli.terminal import plain

if TYPE_CHECKING:
    from pipeline.store.chain import Head

app = typer.Typer(help="审计链：核验、导出链头与全部记录，核验证据包。", no_args_is_help=True)

HeadFile = Annotated[
    Path | None, typer.Option("--head", metavar="FILE", help="另存的链头（gongkai audit head 的输出），核对它仍在链上")
]


@app.command("verify")
def verify(
    pack: Annotated[
        Path | None, typer.Argument(metavar="[PACK.zip]", help="证据包（不给出时核验数据库中的审计链）")
    ] = None,
    head: HeadFile = None,
    database: Address = None,
) -> None:
    """核验审计链，或离线核验一个证据包：有任何改动即以 1 结束；另存的链头与证据包不在同一段、无从核对的，以 2 结束。"""
    kept = None if head is None else _head(head)
    if pack is not None:
        _pack(pack, kept)
    else:
        _chain(database, kept)


@app.command("head")
def head(database: Address = None) -> None:
    """输出链头（JSON）：另存到数据库管理员改不到的地方，日后用 verify --head 核对。"""
    from pipeline.store import chain

    with opened(database, must_exist=True).reading() as session:
        typer.echo(chain.written_head(chain.head(session)))


@app.command("export")
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="输出文件，每条记录一行 JSON")],
    database: Address = None,
) -> None:
    """导出全部审计记录：只有杂凑值、标签与数目，没有公文内容。"""
    from pipeline.store import chain

    source = opened(database, must_exist=True)
    digest, count = hashlib.sha256(), 0
    try:
        with source.reading() as session, file.open("xb") as out:
            for row in chain.rows(session):
                line = json.dumps(row._asdict(), ensure_ascii=False).encode() + b"\n"
                digest.update(line)
                out.write(line)
                count = row.seq
    except FileExistsError as error:
        _end(f"文件已存在：{plain(str(file))}（请换一个名称）", error)
    except OSError as error:
        _end(f"无法写入 {plain(str(file))}：请检查文件夹、权限与磁盘空间", error)
    facts = {"entries": count, "sha256": digest.hexdigest()}
    with source.writing() as session:
        chain.append(session, actor="command", action="exported", subject="audit", facts=facts, now=now())
    typer.echo(f"已导出 {count} 条到 {plain(str(file))}，SHA-256 {digest.hexdigest()}")


def _chain(database: Address, kept: "Head | None") -> None:
    from pipeline.store import chain

    with opened(database, must_exist=True).reading() as session:
        report = chain.verify(session, head=kept)
    if report.broken_at is not None:
        typer.echo(
            f"审计链不完整：第 {report.broken_at} 条起有误（{report.reason}）。前 {report.broken_at - 1} 条无误。",
            err=True,
        )
        raise typer.Exit(1)
    typer.echo(f"审计链完整：{report.entries} 条，链头 {report.head}")
    if kept is None:
        typer.echo("未与另存的链头核对：末尾若被整段删去，单凭数据库看不出来（见 gongkai audit head）。")


def _pack(file: Path, kept: "Head | None") -> None:
    from pipeline.store import StoreError, evidence

    try:
        report = evidence.verify_pack(_read(file), head=kept)
    except StoreError as error:
        _end(f"{plain(file.name)}：{error.reason}", error, 1)
    for fault in report.faults:
        typer.echo(fault, err=True)
    if report.faults:
        typer.echo(f"{plain(file.name)}：有 {len(report.faults)} 处不符，不能作为证据。", err=True)
        raise typer.Exit(1)
    typer.echo(
        f"{plain(file.name)}：完整，{report.receipt}，{report.files} 个文件，"
        f"本件 {report.own} 条审计记录，{report.at} UTC 出具"
    )
    typer.echo(f"链头（第 {report.entries} 条）：{report.digest}")
    if report.unchecked:
        typer.echo(report.unchecked, err=True)
        raise typer.Exit(2)
    if kept is None:
        typer.echo("未与另存的链头核对：请用 --head 核对，或请审计员确认该条的杂凑值。")


def _head(file: Path) -> "Head":
    from pipeline.store import StoreError, chain

    try:
        return chain.read_head(_read(file).decode("utf-8", "replace"))
    except StoreError as error:
        _end(f"{plain(file.name)}：{error.reason}", error)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        _end(f"无法读取 {plain(str(file))}：请检查路径与权限", error)


def _end(reason: str, error: Exception, code: int = 2) -> NoReturn:
    typer.echo(reason, err=True)
    raise typer.Exit(code) from error
