"""`gongkai analyze`: documents in, a report, records or pages out."""

import errno
import sys
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from pipeline.doc import Doc
    from pipeline.flow import Failure


class Form(StrEnum):
    """How the result is given."""

    report = "report"
    jsonl = "jsonl"
    html = "html"


class StageName(StrEnum):
    """The stages by name."""

    screen = "screen"
    segment = "segment"
    classify = "classify"
    detect = "detect"
    draft = "draft"


def analyze(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="文件或文件夹（文件夹逐级读取）")],
    form: Annotated[
        Form, typer.Option("--format", "-f", help="report 终端报告；jsonl 每件一行记录；html 每件一页")
    ] = Form.report,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="html 的输出文件夹；jsonl 的输出文件（缺省为标准输出）")
    ] = None,
    until: Annotated[StageName, typer.Option(help="只做到这一步")] = StageName.draft,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, max=61, help="同时处理的进程数")] = 1,
    names: Annotated[bool, typer.Option("--names/--no-names", help="是否识别姓名（不识别时快得多）")] = True,
    registers: Annotated[list[Path] | None, typer.Option(help="本单位的规则表文件夹，按 id 覆盖随附规则")] = None,
    params: Annotated[Path | None, typer.Option(help="替代随附 params.yaml 的设置文件")] = None,
) -> None:
    """分析公文：版式要素、公开属性与依据、主题、应遮盖的个人信息、缺项、解读草稿。"""
    from pipeline.cli import run
    from pipeline.cli.walk import overwritten, walk
    from pipeline.terms import RegisterError
    from pipeline.weights import WeightsError

    if form is Form.html and output is None:
        raise typer.BadParameter("--format html 需要用 --output 指定输出文件夹")
    order = run.Order(params, tuple(registers or ()), until.value, names)
    try:
        ready = order.build()
    except (ValueError, OSError, RuntimeError) as error:
        end(f"设置或规则表有误：{error}", error)
    sources, absent = walk(paths, output=output)
    if overwritten(sources, output):
        raise typer.BadParameter("--output 正是要分析的文件：请换一个名称，以免覆盖原件")
    results = run.progress(run.each(sources, order, ready, jobs), len(sources))
    try:
        failures = [*absent, *_show(results, form, output)]
    except (RegisterError, WeightsError) as error:
        end(f"规则表或模型有误：{error}", error)
    except OSError as error:
        unwritten(error, output)
    account(failures, len(sources) + len(absent))


def end(reason: str, error: Exception) -> NoReturn:
    typer.echo(reason, err=True)
    raise typer.Exit(2) from error


def unwritten(error: OSError, output: Path | None) -> NoReturn:
    from pipeline.cli.terminal import plain, trouble

    if error.errno == errno.EPIPE:  # the reader of a pipe has seen enough
        raise error
    end(f"无法写入结果（{plain(str(output)) if output else '标准输出'}）：{trouble(error)}", error)


def account(failures: "list[Failure]", count: int) -> None:
    """Say which of `count` documents failed and why, and end the command accordingly."""
    from pipeline.cli.terminal import plain

    for failure in failures:
        typer.echo(f"未能处理 {plain(failure.source)}：{failure.reason}", err=True)
    if failures:
        typer.echo(f"共 {count} 件，{len(failures)} 件未能处理（见上），其余已完成。", err=True)
    elif not count:
        typer.echo("没有找到任何文件。", err=True)
    if failures or not count:
        raise typer.Exit(1)


def _show(results: Iterable["Doc | Failure"], form: Form, output: Path | None) -> "Iterator[Failure]":
    """Show each document as it comes, and yield the failures.

    Raises:
        OSError: the output cannot be written; nothing further is.
    """
    from pipeline.cli import page, records, report
    from pipeline.flow import Failure, guarded

    if form is Form.jsonl:
        show: report.Show = records.writer(output)
    elif form is Form.html and output is not None:
        show = page.writer(output)
    else:
        show = report.writer(output)
    with show:
        for result in results:
            if isinstance(result, Failure):
                yield result
            else:
                shown = guarded(result.source, partial(show.add, result), passing=(OSError,))
                if shown is not None:
                    yield shown
    sys.stdout.flush()
