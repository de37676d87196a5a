"""What is called what on the pages: targets of judgements, and what the entries of the audit chain say."""

import re
from collections.abc import Mapping
from typing import Any

from pipeline.store.trail import Line
from pipeline.terms import chinese

_PLACE = re.compile(r"([0-9]{1,8})-([0-9]{1,8})\Z")
_FAMILIES = {
    "attribute": "attribute", "delivery": "delivery", "purpose": "purpose", "verdict": "verdict", "role": "role",
    "kind": "attachment", "paper": "paper", "what": "handed_out",
}  # fmt: skip


def target(target: str) -> str:
    """Return what a target of judgements is called; a place is told in characters from 1, both included."""
    kind, _, rest = target.partition(":")
    if kind in ("gate", "sheet"):
        return chinese(rest, kind)
    label, _, _ = rest.partition(":")
    name = chinese(label, "element") if kind == "element" else chinese(kind, "target")
    place = _PLACE.search(rest)
    return f"{name} 第{int(place[1]) + 1}—{place[2]}字" if place else name


def fact(line: Line, name: str, steps: Mapping[str, str]) -> str:
    """Return what an entry of the chain says under a name; steps: the names of the signing steps by id."""
    value = line.facts[name]
    if isinstance(value, list):
        return "、".join(map(str, value))
    if name == "target":
        return target(str(value))
    if name == "step":
        return steps.get(str(value), str(value))
    department = name == "kind" and line.subject.startswith("department:")
    return chinese(_plain(value), "department" if department else _FAMILIES.get(name, ""))


def _plain(value: Any) -> str:
    return {True: "是", False: "否"}[value] if isinstance(value, bool) else str(value)
