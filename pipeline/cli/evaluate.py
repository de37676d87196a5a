"""`gongkai evaluate`: figures on labelled documents; `gongkai evaluate personal`: of personal information alone."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.doc import Doc
    from pipeline.evaluate.figures import Pair
    from pipeline.evaluate.personal import Report


class _WholeByDefault(TyperGroup):
    """Takes `evaluate FOLDER` as `evaluate all FOLDER`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = ["all", *args]
        parsed: list[str] = super().parse_args(ctx, args)
        return parsed


app = typer.Typer(
    cls=_WholeByDefault,
    no_args_is_help=True,
    help="用标注文件评测。`gongkai evaluate 文件夹` 评测全部；`gongkai evaluate personal 文件夹…` 只评测个人信息。",
)
_OVERLAP = ("overlap P", "R", "F1")
Names = Annotated[bool, typer.Option("--names/--no-names", help="是否识别姓名")]


@app.command("all")
def whole(
    gold: Annotated[Path, typer.Argument(help="标注文件夹（格式见 data/corpus/GUIDELINES.md）")],
    names: Names = True,
    wrong: Annotated[bool, typer.Option("--wrong", help="列出判错的文件（只列文件名与标签）")] = False,
) -> None:
    """评测要素、属性、主题、个人信息，并列出最差的分组."""
    from rich.console import Console
    from rich.table import Table

    from pipeline.evaluate import figures

    pairs = _pairs(gold, names=names)
    console = Console()
    console.print(_counted(gold, pairs))
    for name, figure, key in (
        ("elements", figures.elements, "all"),
        ("attribute", figures.attribute, "accuracy"),
        ("topic", figures.topic, "top1"),
    ):
        table = Table("figure", "value", title=name)
        for label, value in figure(pairs).items():
            table.add_row(label, f"{value:.3f}")
        for label, count, value in figures.sliced(pairs, figure, key)[:5]:
            table.add_row(f"[dim]{key} of {label} ({count})", f"[dim]{value:.3f}")
        console.print(table)
    _print(console, _report(pairs))
    if wrong:
        _print_wrong(console, pairs)


@app.command("personal")
def personal(
    gold: Annotated[
        list[Path], typer.Argument(help="一个或多个标注文件夹，也可以是工作台导出的标注文件（每行一个 JSON）")
    ],
    names: Names = True,
) -> None:
    """评测个人信息：应遮盖而遮盖、应保留而保留、误报；按类别、繁简、载体、作者列出."""
    from rich.console import Console

    console = Console()
    every: list[Pair] = []
    for folder in gold:
        pairs = _pairs(folder, names=names)
        console.print(_counted(folder, pairs))
        every += pairs
    if not every:
        typer.echo("没有标注文件：请核对文件夹", err=True)
        raise typer.Exit(1)
    _print(console, _report(every))


def _pairs(gold: Path, *, names: bool) -> "list[Pair]":
    from pipeline import flow, formats
    from pipeline.evaluate import figures
    from pipeline.train.corpus import read_corpus

    params = flow.settings()
    if not names:
        params["detect"] = {**params.get("detect", {}), "names": "off"}
    ready = flow.build(params)

    def analyze(row: "figures.Gold") -> "Doc":
        return ready.run(formats.pasted(row["text"], row["file"]))

    return figures.pairs_of(read_corpus(gold), analyze)


def _counted(gold: Path, pairs: "list[Pair]") -> str:
    """Return what the figures rest on: a folder holds invented documents, a file those that an office labelled."""
    whose = (
        "invented documents, written by us: no real one is among them" if gold.is_dir() else "documents of an office"
    )
    return f"{gold.name}: {len(pairs)} {whose}"


def _report(pairs: "list[Pair]") -> "Report":
    from pipeline.evaluate import personal as figures

    return figures.report([figures.judged(row, figures.masked_of(doc)) for row, doc in pairs])


def _print(console: "Console", report: "Report") -> None:
    from rich.table import Column, Table

    from pipeline.evaluate.personal import FEWEST

    table = Table(
        Column("kind", no_wrap=True), "gold", "strict F1", *_OVERLAP, "caught", "by any kind", title="personal"
    )
    for kind, s in report.kinds.items():
        shares = (s.strict_f1, s.overlap_precision, s.overlap_recall, s.overlap_f1, s.caught, s.caught_any_kind)
        table.add_row(kind, str(s.gold), *(f"{share:.3f}" for share in shares))
    console.print(table)
    for name, found in report.entities.items():
        console.print(f"entity recall, {name}: {found.recall:.3f} of {found.gold}")
    console.print(f"official names kept: {_share(report.names_kept)}")
    console.print(f"false alarms in 10,000 characters with nothing to mask: {_share(report.false_alarms)}")
    slices = Table("slice", "gold", "overlap F1", "strict F1", title="slices, the worst first")
    for part in report.slices:
        few = " (few)" if part.gold < FEWEST else ""
        both = f"{part.overlap_f1:.3f}", f"{part.strict_f1:.3f}"
        slices.add_row(f"{part.field}={part.value}{few}", str(part.gold), *both)
    console.print(slices)
    if report.slices:
        worst, mean = report.slices[0], report.kinds["all"].overlap_f1
        console.print(f"overlap F1: {mean:.3f} on the whole, {worst.overlap_f1:.3f} in {worst.field}={worst.value}")


def _share(value: float | None) -> str:
    return "none in these documents" if value is None else f"{value:.3f}"


def _print_wrong(console: "Console", pairs: "list[Pair]") -> None:
    for row, doc in pairs:
        if doc.attribute and doc.attribute.label != row["label"]:
            console.print(
                f"{row['file']}: {row['label']} {row['strength']} -> {doc.attribute.label}"
                f"{' review' if doc.attribute.needs_review else ''}"
            )
