"""The 公文公开发布意见单 as a form on A4, to be printed, signed and filed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pipeline.review.paperwork.form import Facts, Field, Lack, fields, groups
from pipeline.review.paperwork.form.conditions import holds
from pipeline.review.paperwork.form.missing import filled
from pipeline.review.paperwork.papers_docx.grid import Grid
from pipeline.review.paperwork.papers_docx.page import Page
from pipeline.terms import Registers, chinese

_WIDTHS = (31.0, 47.0, 31.0, 47.0)
_SHORT = 20  # characters that fit beside a label on one line
_GATES = ("politics", "law", "policy", "secrecy", "wording")
_ASPECTS = ("content", "timing", "manner")
_UNSIGNED = "签名：　　　　　　　　　年　　月　　日"
_PASSED = ((True, "通过"), (False, "不通过"))
_LINE = 27  # characters of a wide cell
_MANY = 8  # options from which only the chosen one is printed


@dataclass(frozen=True, slots=True)
class Signature:
    """A signing step on paper; name and day: "" and None where it is still to be signed; opinion: what was written."""

    step: str
    name: str = ""
    day: date | None = None
    opinion: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What the reviewer found of a gate or an aspect; passed: None where it was not judged."""

    passed: bool | None = None
    note: str = ""


def sheet_docx(
    values: Mapping[str, Any],
    *,
    facts: Facts,
    registers: Registers,
    receipt: str,
    day: date,
    signatures: Sequence[Signature] = (),
    findings: Mapping[str, Finding] | None = None,
    lacks: Sequence[Lack] = (),
    script: str = "hans",
) -> bytes:
    """Return the sheet as DOCX; left out: what the facts do not call for, and what is neither required nor filled in.

    findings: by target, gate:politics … gate:wording, sheet:content, sheet:timing, sheet:manner.
    """
    page = Page(script=script, title=page_title(script))
    page.title(page_title(script))
    said = page.say
    heads = said("受理编号：") + receipt + "　　　　" + said("填表日期：" + written_day(day))
    page.line(heads, size=12.0, indent=False, pitch=22.0)
    grid = Grid(page, _WIDTHS)
    for group, own in groups(fields(registers)):
        shown = [f for f in own if holds(f.shown, facts) and (f.needed(facts) or filled(f, values.get(f.id)))]
        if shown:
            grid.group(said(chinese(group, "form_group")))
            _rows(grid, page, shown, values, facts)
    _findings(grid, page, findings or {})
    _signatures(grid, page, signatures)
    if lacks:
        grid.wide(said("提交时缺项"), "\n".join(said(f"{lack.code} {lack.text}") for lack in lacks))
    page.line(said("★为必填项；缺项的，按规定退文。■为选定。"), size=10.5, indent=False, pitch=20.0)
    return page.content()


def page_title(script: str) -> str:
    """Return the name of the form in the reader's script."""
    return Page(script=script).say("公文公开发布意见单")


def written_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _rows(grid: Grid, page: Page, some: Sequence[Field], values: Mapping[str, Any], facts: Facts) -> None:
    """Add the fields, two short ones in a row."""
    held: tuple[str, str] | None = None
    for field in some:
        label = ("★" if field.needed(facts) else "") + page.say(field.chinese)
        value = _written(page, field, values.get(field.id))
        if _long(field, value):
            if held:
                grid.wide(*held)
            grid.wide(label, value)
            held = None
        elif held:
            grid.pair(held, (label, value))
            held = None
        else:
            held = (label, value)
    if held:
        grid.wide(*held)


def _long(field: Field, value: str) -> bool:
    return field.kind in ("long", "choices") or len(field.options) > 1 or len(value) > _SHORT


def _written(page: Page, field: Field, value: Any) -> str:
    """Return a value as it is printed: every option with its box, a person's own words as they are."""
    if field.kind == "choice" and len(field.options) > _MANY:
        return page.say(field.written(value))
    if field.kind in ("choice", "choices"):
        chosen = value if isinstance(value, list | tuple) else [value]
        return _packed([("■" if o[0] in chosen else "□") + page.say(o[1]) for o in field.options])
    if field.kind == "bool":
        return _boxes(page, value, ((True, "是"), (False, "否")))
    return field.written(value)


def _packed(options: Sequence[str]) -> str:
    """Return options in lines that fit, none broken from its box."""
    lines = [options[0]]
    for option in options[1:]:
        if len(lines[-1]) + 1 + len(option) <= _LINE:
            lines[-1] += "　" + option
        else:
            lines.append(option)
    return "\n".join(lines)


def _boxes(page: Page, value: Any, answers: Sequence[tuple[Any, str]]) -> str:
    return "　".join(("■" if value is answer else "□") + page.say(said) for answer, said in answers)


def _findings(grid: Grid, page: Page, findings: Mapping[str, Finding]) -> None:
    grid.group(page.say("审查结论"))
    for family, ids in (("sheet", _ASPECTS), ("gate", _GATES)):
        for name in ids:
            found = findings.get(f"{family}:{name}", Finding())
            boxes = _boxes(page, found.passed, _PASSED)
            grid.wide(page.say(chinese(name, family)), boxes + (f"　{found.note}" if found.note else ""), height=8.0)


def _signatures(grid: Grid, page: Page, signatures: Sequence[Signature]) -> None:
    if not signatures:
        return
    grid.group(page.say("审签"))
    for signature in signatures:
        foot = page.say(_UNSIGNED)
        if signature.name and signature.day:
            foot = page.say("签名：") + signature.name + "　" + page.say(written_day(signature.day))
        grid.signed(page.say(signature.step), signature.opinion, foot)
