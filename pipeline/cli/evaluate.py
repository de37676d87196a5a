"""`gongkai evaluate`: figures on labelled documents."""

from pathlib import Path
from typing import Annotated

import typer


def evaluate(
    gold: Annotated[Path, typer.Argument(help="标注文件夹（格式见 data/corpus/GUIDELINES.md）")],
    names: Annotated[bool, typer.Option("--names/--no-names", help="是否识别姓名")] = True,
    wrong: Annotated[bool, typer.Option("--wrong", help="列出判错的文件（只列文件名与标签）")] = False,
) -> None:
    """用标注文件评测：要素、属性、主题、个人信息，并列出最差的分组。."""
    from rich.console import Console
    from rich.table import Table

    from pipeline import flow, formats
    from pipeline.evaluate import figures
    from pipeline.train.corpus import read_corpus

    params = flow.settings()
    if not names:
        params["detect"] = {**params.get("detect", {}), "names": "off"}
    ready = flow.build(params)
    pairs = figures.pairs_of(
        read_corpus(gold), lambda row: ready.run(formats.read(row["text"].encode(), row["file"], **ready.reading))
    )
    console = Console()
    console.print(f"{len(pairs)} invented documents in {gold.name}")
    for name, figure, key in (
        ("elements", figures.elements, "all"),
        ("attribute", figures.attribute, "accuracy"),
        ("topic", figures.topic, "top1"),
        ("personal", figures.personal, "all_f1"),
    ):
        table = Table("figure", "value", title=name)
        for label, value in figure(pairs).items():
            table.add_row(label, f"{value:.3f}")
        for label, count, value in figures.sliced(pairs, figure, key)[:5]:
            table.add_row(f"[dim]{key} of {label} ({count})", f"[dim]{value:.3f}")
        console.print(table)
    if wrong:
        for row, doc in pairs:
            if doc.attribute and doc.attribute.label != row["label"]:
                console.print(
                    f"{row['file']}: {row['label']} {row['strength']} -> {doc.attribute.label}"
                    f"{' review' if doc.attribute.needs_review else ''}"
                )
