"""`gongkai redact`: files in, the same files without what must be masked out, and a report beside each."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pipeline.cli.redacting import Redacting
    from pipeline.flow import Failure
    from pipeline.redact.report import Report


class Profile(StrEnum):
    """Where the file will be read, and so what may stay in it (register `masking`)."""

    internet_strict = "internet_strict"
    notice_board = "notice_board"
    disciplinary = "disciplinary"


def redact(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="文件或文件夹（文件夹逐级读取）")],
    output: Annotated[Path, typer.Option("--output", "-o", help="输出文件夹：遮盖后的文件与报告")],
    profile: Annotated[
        Profile,
        typer.Option("--profile", "-p", help="internet_strict 上网；notice_board 村社区公示栏；disciplinary 惩戒公示"),
    ] = Profile.internet_strict,
    case: Annotated[str, typer.Option("--case", help="案卷名：同一案卷的各文件、各次运行中，同一人用同一代称")] = "",
    case_folder: Annotated[
        Path | None, typer.Option("--case-folder", help="案卷对照表（含真名，勿外传）的存放文件夹")
    ] = None,
    pictures: Annotated[
        bool, typer.Option("--pictures", help="PDF 中不能逐字去除的页转为图片（否则拒绝该文件）")
    ] = False,
    clear: Annotated[
        bool, typer.Option("--clear", help="另将批注、修订删除的文字、隐藏内容和文件属性一律清空")
    ] = False,
    registers: Annotated[list[Path] | None, typer.Option(help="本单位的规则表文件夹，按 id 覆盖随附规则")] = None,
    params: Annotated[Path | None, typer.Option(help="替代随附 params.yaml 的设置文件")] = None,
) -> None:
    """遮盖：按原格式写出去掉个人信息的文件（含批注、修订、隐藏内容、属性），重新读取核对后才输出，旁附报告。"""
    from pipeline.cli import redacting
    from pipeline.cli.analyze import account, end, unwritten
    from pipeline.cli.walk import walk, within
    from pipeline.redact.cases import CaseError

    if any(path.is_dir() and within(path, output) for path in paths):
        raise typer.BadParameter("--output 正是要处理的文件夹，或在它之上：请另选，以免与原件相混")
    try:
        ready = redacting.ready(
            redacting.Wish(output, profile.value, case, case_folder, pictures, clear, tuple(registers or ()), params)
        )
    except (ValueError, OSError, RuntimeError) as error:
        end(f"设置或规则表有误：{error}", error)
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        unwritten(error, output)
    sources, absent = walk(paths, output=output)
    try:
        failures = [*absent, *_each(ready, redacting.placed(sources, paths))]
    except CaseError as error:
        end(str(error), error)
    except OSError as error:
        unwritten(error, output)
    if case and sources:
        typer.echo(f"案卷对照表（含真名，请妥善保管，勿随文件外传）：{ready.case_file}")
    account(failures, len(sources) + len(absent))


def _each(ready: "Redacting", sources: Sequence[tuple[Path, Path]]) -> "Iterator[Failure]":
    from pipeline.flow import Failure

    for result in ready.each(sources):
        if isinstance(result, Failure):
            yield result
        else:
            _say(result)


def _say(report: "Report") -> None:
    from pipeline.cli.terminal import plain

    hidden = sum(row.action != "keep" for row in report.rows)
    unsure = sum(row.unsure for row in report.rows)
    typer.echo(f"{plain(report.output)}：遮盖 {hidden} 处，保留 {len(report.rows) - hidden} 处")
    if unsure:
        typer.echo(f"  身份拿不准而遮盖 {unsure} 处：请在报告中核对")
    if report.label:
        typer.echo("  注意：此件的建议属性不是主动公开，遮盖个人信息不等于可以公开")
    for note in (*report.notes, *(f"残余风险：{risk.text}" for risk in report.risks)):
        typer.echo(f"  {note}")
