"""Prints a readable report of each document."""

from collections import Counter
from pathlib import Path
from typing import Any, Protocol

from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from pipeline.cli.terminal import plain
from pipeline.doc import Attribute, Check, Doc, Draft
from pipeline.terms import chinese

_STYLES = {"proactive": "bold green", "on_request": "bold yellow", "withheld": "bold red"}
_GROUNDS = 4  # grounds shown; records and pages hold all
_QUOTE = 60  # characters of an evidence sentence shown


class Show(Protocol):
    """Shows analysed documents one by one, and closes."""

    def __enter__(self) -> "Show": ...

    def __exit__(self, *error: Any) -> None: ...

    def add(self, doc: Doc) -> None:
        """Show one document."""
        ...


class Report:
    """Prints a panel a document, and at the end a line a document."""

    def __init__(self, console: Console, *, owned: bool = False) -> None:
        self._console = console
        self._owned = owned
        self._labels: Counter[str] = Counter()

    def __enter__(self) -> "Report":
        return self

    def __exit__(self, *error: Any) -> None:
        if self._labels.total() > 1:
            counts = "，".join(f"{name} {count} 件" for name, count in self._labels.most_common())
            self._console.print(f"合计 {self._labels.total()} 件：{counts}。建议仅供参考，属性由人决定。")
        if self._owned:
            self._console.file.close()

    def add(self, doc: Doc) -> None:
        """Print the panel of one document."""
        self._labels[_outcome(doc)] += 1
        # A rule, not a frame: terminals differ in the width of Chinese quotation marks; a right edge would be ragged.
        name = escape(plain(Path(doc.source).name))
        self._console.print(Rule(name, align="left", style="dim"), Padding(panel(doc), (0, 0, 1, 0)))


def writer(output: Path | None) -> Report:
    """Return a report to the terminal, or to a text file."""
    if output is None:
        return Report(Console())
    output.parent.mkdir(parents=True, exist_ok=True)
    return Report(Console(file=output.open("w", encoding="utf-8"), width=100), owned=True)


def panel(doc: Doc) -> RenderableType:
    """Return what there is to say of one document; personal information only as its replacement."""
    if doc.stopped:
        return stopped(doc)
    rows = Table.grid(padding=(0, 2))
    rows.add_column(style="cyan", no_wrap=True)
    rows.add_column(overflow="fold")
    for name, cell in _facts(doc):
        rows.add_row(name, cell)
    return Group(rows, Text(), draft(doc.draft)) if doc.draft else rows


def stopped(doc: Doc) -> Text:
    """Return the words for a document that carries a secrecy mark."""
    until = f"，标志所示期限至 {doc.secrecy.expires}" if doc.secrecy.expires else ""
    return Text.assemble(
        ("发现国家秘密标志，已停止处理。", "bold red"),
        f"\n标志：{doc.secrecy.mark}{until}\n未保留、未显示其任何内容。请立即转入涉密环境处理，并报告保密工作机构。",
    )


def hint(doc: Doc) -> str:
    """Return what to say of a document that is not stopped but holds words of a mark; empty where it holds none."""
    return f"文中有“{doc.secrecy.mark}”，未按密级标志停止：请先由保密工作机构核对" if doc.secrecy.mark else ""


def _outcome(doc: Doc) -> str:
    if doc.stopped:
        return "涉密停止"
    if doc.attribute is None:
        return "未认定"
    return chinese(doc.attribute.label) if doc.attribute.label else "不适用条例"


def _facts(doc: Doc) -> list[tuple[str, RenderableType]]:
    facts: list[tuple[str, RenderableType]] = []
    if doc.secrecy.mark:
        facts.append(("密级", Text(hint(doc), "bold red")))
    for label in ("title", "doc_number", "addressee", "signature", "issue_date"):
        if found := doc.labelled(label):
            facts.append((chinese(label), Text("".join(_said(doc, e.start, e.end) for e in found[:3]))))
    if doc.kind:
        facts.append(("文种", kind_line(doc)))
    if doc.attribute:
        facts += [("公开属性", attribute_line(doc.attribute)), ("依据", grounds(doc, doc.attribute))]
    if doc.topics:
        facts.append(("主题", "；".join(f"{t.label} {t.score:.0%}" for t in doc.topics)))
    if doc.mentions is not None:
        facts.append(("应遮盖", to_mask(doc)))
    if doc.missing is not None:
        facts.append(("缺项", "；".join(f"{code} {chinese(code)}" for code in doc.missing) or "无"))
    return facts


def kind_line(doc: Doc) -> str:
    """Return form, inner kind, and whether it is normative or a policy, in Chinese."""
    if doc.kind is None:
        return ""
    inner = f"（所印发或转发：{chinese(doc.kind.inner, 'inner')}）" if doc.kind.inner else ""
    flags = [name for name, holds in (("规范性文件", doc.kind.normative), ("政策性文件", doc.kind.policy)) if holds]
    return "，".join([chinese(doc.kind.form) + inner, *flags])


def attribute_line(attribute: Attribute) -> Text:
    """Return the suggested attribute with delivery, weight, and what a person must look at."""
    if attribute.label is None:
        return Text("不属于《政府信息公开条例》调整范围，须人工认定", "bold magenta")
    weight = attribute.probability.get(attribute.label, 0.0)
    line = Text.assemble(
        (chinese(attribute.label), _STYLES[attribute.label]), f"　{chinese(attribute.delivery)}　权重 {weight:.0%}"
    )
    if attribute.declared:
        same = "一致" if attribute.declared == attribute.label else "不一致"
        line.append(f"　文中标注：{chinese(attribute.declared)}（{same}）")
    if attribute.needs_review:
        line.append("　须人工复核", "bold magenta")
    return line


def grounds(doc: Doc, attribute: Attribute) -> RenderableType:
    """Return the weightiest grounds, each with its article and a sentence or two that support it."""
    if not attribute.grounds:
        return Text("未命中规则")
    lines: list[RenderableType] = []
    for ground in attribute.grounds[:_GROUNDS]:
        lines.append(Text.assemble((ground.article, "bold"), f"：{ground.note}"))
        for start, end in ground.evidence[:2]:
            # Without its spaces: Rich would break the line at each of them.
            said = "".join(_said(doc, start, end).split())
            lines.append(
                Padding(Text(f"“{said[:_QUOTE]}{'…' if len(said) > _QUOTE else ''}”", "italic dim"), (0, 0, 0, 2))
            )
    if more := len(attribute.grounds) - _GROUNDS:
        lines += [Text(f"另有{more}条依据，见 --format html 或 jsonl", "dim")] if more > 0 else []
    return Group(*lines)


def _said(doc: Doc, start: int, end: int) -> str:
    """Return a range as one reads it, masked as soon as that is known."""
    return doc.reading(start, end, masked=doc.masked is not None)


def to_mask(doc: Doc) -> str:
    """Return what must be masked by kind, with replacements only."""
    hidden: dict[str, Counter[str]] = {}
    for mention in doc.mentions or ():
        if mention.action != "keep":
            hidden.setdefault(mention.span.label, Counter())[mention.replacement] += 1
    kept = sum(m.action == "keep" for m in doc.mentions or ())
    parts = [f"{chinese(kind)} {some.total()} 处（{'、'.join(list(some)[:4])}）" for kind, some in hidden.items()]
    return ("；".join(parts) or "无") + (f"。另有 {kept} 处可保留" if kept else "")


def draft(made: Draft) -> Group:
    """Return the interpretation draft: claims by element, what the source lacks, the checks."""
    claims = Table.grid(padding=(0, 1))
    claims.add_column(style="cyan", no_wrap=True)
    claims.add_column(no_wrap=True)
    claims.add_column(overflow="fold")
    for section in made.sections:
        for number, claim in enumerate(section.claims):
            claims.add_row("" if number else chinese(section.element), "·", Text(claim.text, overflow="fold"))
    ends = Text()
    if made.lacking:
        lacking = "、".join(chinese(e) for e in made.lacking)
        ends.append(f"原文未规定：{lacking}（须由起草单位补充，系统不编造）\n", "yellow")
    ends.append("质检：" + "　".join(_check(c) for c in made.checks), "dim")
    return Group(Text(f"解读草稿：{made.title}", "bold"), claims, ends)


def _check(check: Check) -> str:
    return f"{chinese(check.name)} {check.value:.2f}/{check.limit:g} {'✓' if check.passed else '✗'}"
