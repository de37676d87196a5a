"""The sheet as a form of the page sends it, checked into values."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pipeline.review.paperwork.form.rows import Field, fields
from pipeline.terms import Registers

_LONGEST = 4000
_YES = {"true": True, "false": False}


def parse(sent: Mapping[str, Sequence[str]], registers: Registers) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the values by field id, and by field id in Chinese what is wrong with those that cannot be taken.

    sent: each field's values as the browser sends them; a bool is true or false, a date ISO. An empty one is left out.
    """
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for field in fields(registers):
        given = [v.strip() for v in sent.get(field.id, ()) if v.strip()]
        if not given:
            continue
        try:
            values[field.id] = _value(field, given)
        except ValueError as error:
            wrong[field.id] = str(error)
    return values, wrong


def _value(field: Field, given: Sequence[str]) -> Any:
    if field.kind in ("choice", "choices"):
        return _chosen(field, given)
    if field.kind == "bool":
        if given[-1] not in _YES:
            raise ValueError(f"“{field.chinese}”只能选是或者否")
        return _YES[given[-1]]
    if field.kind == "date":
        return _day(field, given[-1])
    text = given[-1].replace("\r\n", "\n")
    if len(text) > (field.limit or _LONGEST):
        raise ValueError(f"“{field.chinese}”最多{field.limit or _LONGEST}字，请缩短")
    return text if field.kind == "long" else " ".join(text.split())


def _chosen(field: Field, given: Sequence[str]) -> str | list[str]:
    known = [option[0] for option in field.options]
    if any(v not in known for v in given):
        raise ValueError(f"“{field.chinese}”没有这个选项，请重新选择")
    return given[-1] if field.kind == "choice" else [v for v in known if v in given]


def _day(field: Field, written: str) -> str:
    try:
        return date.fromisoformat(written).isoformat()
    except ValueError as error:
        raise ValueError(f"“{field.chinese}”不是日期，请写成2026-11-24这样") from error
