"""What must be decided before a document passes the first gate, and which return codes what is lacking calls for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.record import Record
from pipeline.review.records import naming
from pipeline.review.reviewing.suggestions import Reading, Unit

CODES = tuple(f"T{number:02d}" for number in range(1, 16))
_CALLS_FOR = {"secrecy": "T10", "gate:secrecy": "T10", "gate:law": "T12", "gate:wording": "T15"}


@dataclass(frozen=True, slots=True)
class Point:
    """Something that keeps a document from passing; target: where it is decided; code: return code, or nothing."""

    target: str
    text: str
    code: str = ""


def open_points(reading: Reading) -> list[Point]:
    """Return what is still to decide, or was decided against, in the order in which a reviewer decides."""
    return [
        *_checked([reading.secrecy]),
        *_attribute(reading),
        *_parts(reading),
        *_personal(reading),
        *_checked(reading.sheet),
    ]


def return_codes(reading: Reading, lacking: Iterable[str]) -> set[str]:
    """Return the codes to tick for a return; lacking: those of the form's and the machine's lists.

    What nobody looked at yet is the reviewer's to decide and no fault of the drafter's: it has no code.
    """
    return {p.code for p in open_points(reading) if p.code} | {code for code in lacking if code in CODES}


def _checked(units: Iterable[Unit]) -> Iterator[Point]:
    for unit in units:
        name = naming.target(unit.target)
        if not unit.decided:
            yield Point(unit.target, f"{name}：未审")
        elif not passed(unit):
            yield Point(unit.target, f"{name}：未通过，须退回或暂缓", _CALLS_FOR.get(unit.target, ""))


def passed(unit: Unit) -> bool:
    """Return whether a gate or an aspect was judged and let the document pass."""
    said = [word for word, gone in unit.spoken if not gone]
    given = said[-1].value if said and unit.kind != "sheet" else unit.value
    return unit.decided and unit.verdict != "reject" and bool(given.get("passed", True))


def _attribute(reading: Reading) -> Iterator[Point]:
    unit = reading.attribute
    if unit is None or not unit.decided:
        yield Point("attribute", "公开属性：未认定")
    elif unit.verdict == "reject":
        yield Point("attribute", "公开属性：建议已驳回，须选定一种", "T01")
    elif unit.value["label"] is None:
        yield Point("attribute", "公开属性：机器未给出建议，须选定一种", "T01")
    elif unit.value["label"] != "proactive" and not reasoned(unit.value):
        yield Point("attribute", "公开属性：未写明不公开的理由和条款", "T02")


def reasoned(attribute: Record) -> bool:
    """Return whether an attribute that is not proactive has an article, a reason code or a note that supports it."""
    fitting = [g for g in attribute["grounds"] if g["supports"] == attribute["label"]]
    return any(g["article"] or g["reason_code"] or g["note"] for g in fitting)


def _parts(reading: Reading) -> Iterator[Point]:
    for unit in reading.parts:
        if not unit.decided:
            yield Point(unit.target, "另行处理的部分：未决定")


def _personal(reading: Reading) -> Iterator[Point]:
    waiting = [u for g in reading.groups for u in g.units if not u.decided and u.value["action"] != "keep"]
    if waiting:
        yield Point(waiting[0].target, f"个人信息：还有 {len(waiting)} 处遮盖建议未决定")
