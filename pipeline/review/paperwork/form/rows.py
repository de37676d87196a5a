"""The register of the 公文公开发布意见单: its fields, in order (reference 7.1 and 1.3 S38)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any

from pipeline import terms
from pipeline.review.paperwork.form.conditions import ALWAYS, Facts, checked, holds

KINDS = ("text", "long", "choice", "choices", "date", "bool", "person")


@dataclass(frozen=True, slots=True)
class Field:
    """A row of the register form; its value: str (ISO for a date), list of str for choices, or bool.

    options: pairs of id and Chinese. required, shown: conditions (see `conditions.holds`). code: the return code where
    the field is required and empty. wanted: the only value that fills a required field. attachment: kind of
    attachment that fills it too. limit: most characters, 0 for none.
    """

    id: str
    group: str
    chinese: str
    kind: str
    source: str
    options: tuple[tuple[str, ...], ...] = ()
    required: tuple[str, ...] = ()
    shown: tuple[str, ...] = (ALWAYS,)
    code: str = "T04"
    wanted: str = ""
    attachment: str = ""
    limit: int = 0
    help: str = ""
    lack: str = ""

    def needed(self, facts: Facts) -> bool:
        """Return whether the field must be filled in for a document with these facts."""
        return holds(self.required, facts) and holds(self.shown, facts)

    def label(self, value: str) -> str:
        """Return the Chinese of an option, or the value itself."""
        return next((option[1] for option in self.options if option[0] == value), value)

    def written(self, value: Any) -> str:
        """Return a value as it stands on paper; "" where it is not filled in."""
        if value is None:
            return ""
        if self.kind == "bool":
            return "是" if value else "否"
        if self.kind == "choices":
            return "、".join(self.label(v) for v in value)
        if self.kind == "date" and value:
            day = date.fromisoformat(value)
            return f"{day.year}年{day.month}月{day.day}日"
        return self.label(str(value))


@lru_cache(maxsize=4)
def fields(registers: terms.Registers) -> tuple[Field, ...]:
    """Return the fields in order, rows of one group together.

    Raises:
        RegisterError: an unknown kind, condition or group order, or a choice without options.
    """
    found = registers.rows("form", Field)
    for field in found:
        _check(field)
    order = list(dict.fromkeys(f.group for f in found))
    return tuple(sorted(found, key=lambda f: order.index(f.group)))


def groups(some: Sequence[Field]) -> tuple[tuple[str, tuple[Field, ...]], ...]:
    """Return the fields by group (a label of terms, family form_group), in order."""
    return tuple((group, tuple(own)) for group, own in groupby(some, key=lambda f: f.group))


def _check(field: Field) -> None:
    where = f"form, row {field.id}"
    if field.kind not in KINDS:
        raise terms.RegisterError(f"{where}: unknown kind {field.kind!r}; known: {', '.join(KINDS)}")
    if field.kind.startswith("choice") != bool(field.options) or any(len(o) != 2 for o in field.options):
        raise terms.RegisterError(f"{where}: a choice needs pairs of id and Chinese as options, another kind none")
    if field.wanted and field.kind not in ("bool", "choice"):
        raise terms.RegisterError(f"{where}: only a choice or a bool can have a wanted value")
    checked((*field.required, *field.shown), where)
