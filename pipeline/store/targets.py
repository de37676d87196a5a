"""What a judgement may be about and what it may say: targets, verdicts and values, checked before one is kept."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from pipeline.doc import Action, Delivery, Label, Range, Role
from pipeline.store.errors import StoreError

VERDICTS = ("accept", "edit", "reject", "unsure", "add", "undo")
GATES = ("politics", "law", "policy", "secrecy", "wording")
ASPECTS = ("content", "timing", "manner")
KINDS = frozenset(
    "person_name id_number passport travel_permit military_id social_security student_id mobile landline email"
    " bank_card plate home_address birth_date health family income property_certificate social_account".split()
)
ADDABLE = frozenset({"mention", "part", "element"})

_OFFSET = "(?:0|[1-9][0-9]{0,7})"  # one way to write each, so that one place has one target
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_LAYOUT = re.compile("[\t\n\r\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")

_TARGET = re.compile(
    r"(?P<plain>attribute|topic|draft|secrecy)"
    rf"|(?P<gate>gate):(?P<which>{'|'.join(GATES)})|(?P<sheet>sheet):(?P<aspect>{'|'.join(ASPECTS)})"
    rf"|(?P<ranged>mention|part):(?P<start>{_OFFSET})-(?P<end>{_OFFSET})"
    rf"|(?P<element>element):(?P<label>[a-z][a-z0-9_]{{0,31}}):(?P<from>{_OFFSET})-(?P<to>{_OFFSET})"
    r"|(?P<ground>ground):(?P<rule>[A-Za-z0-9][A-Za-z0-9._:-]{0,69})"
)


class Unfitting(StoreError):
    """A judgement that does not fit its document; reason: what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a judgement is about; place: its range in the text; name: label of an element, rule of a ground, gate."""

    kind: str
    place: Range | None = None
    name: str = ""


def parsed(target: str) -> Target:
    """Return the parts of a target.

    Raises:
        Unfitting: not a target.
    """
    m = _TARGET.fullmatch(target)
    if m is None:
        raise Unfitting("无法识别所判断的对象：请刷新页面后重试")
    if m["plain"]:
        return Target(m["plain"])
    if m["ground"]:
        return Target("ground", name=m["rule"])
    if m["element"]:
        return Target("element", (int(m["from"]), int(m["to"])), m["label"])
    if m["ranged"]:
        return Target(m["ranged"], (int(m["start"]), int(m["end"])))
    return Target(m["gate"] or m["sheet"], name=m["which"] or m["aspect"])


def _one_of(*allowed: str) -> Callable[[Any], bool]:
    return lambda value: value in allowed


def _text(most: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and len(value) <= most and not _CONTROLS.search(value)


def _line(most: int) -> Callable[[Any], bool]:
    return lambda value: _text(most)(value) and not _LAYOUT.search(value)


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


_NOTE = _text(2000)
_SHAPES: dict[str, dict[str, Callable[[Any], bool]]] = {
    "attribute": {
        "label": _one_of(*get_args(Label)),
        "delivery": _one_of(*get_args(Delivery)),
        "reason_code": lambda v: v is None or (_whole(v) and 1 <= v <= 8),
        "article": _text(200),
        "reason": _NOTE,
    },
    "topic": {"scheme": _text(32), "label": _text(64), "second": lambda v: v is None or _text(64)(v)},
    "mention": {
        "kind": lambda v: isinstance(v, str) and v in KINDS,
        "role": lambda v: v is None or v in get_args(Role),
        "action": _one_of(*get_args(Action)),
        "replacement": _line(200),
    },
    "part": {"label": _one_of(*get_args(Label)), "delivery": _one_of(*get_args(Delivery))},
    "element": {"label": _text(32), "start": _whole, "end": _whole},
    "ground": {"note": _NOTE},
    "draft": {"passed": lambda v: isinstance(v, bool), "note": _NOTE},
    "secrecy": {"passed": lambda v: isinstance(v, bool), "note": _NOTE},
    "gate": {"passed": lambda v: isinstance(v, bool), "note": _NOTE},
    "sheet": {"passed": lambda v: isinstance(v, bool), "note": _NOTE},
}
_WANTED: dict[tuple[str, str], tuple[str, ...]] = {
    ("attribute", "edit"): ("label",),
    ("topic", "edit"): ("scheme", "label"),
    ("mention", "add"): ("kind", "action"),
    ("part", "add"): ("label", "delivery"),
    ("part", "edit"): ("label", "delivery"),
}


def checked(target: str, verdict: str, value: Mapping[str, Any]) -> Target:
    """Return the parts of a target where verdict and value are of a shape that it may have.

    Raises:
        Unfitting: what is wrong.
    """
    found = parsed(target)
    if verdict not in VERDICTS or verdict == "undo" or (verdict == "add" and found.kind not in ADDABLE):
        raise Unfitting("无法识别这一判断：请刷新页面后重试")
    shape = _SHAPES[found.kind]
    if not all(name in shape and shape[name](content) for name, content in value.items()):
        raise Unfitting("所填内容不在可选范围内，或过长：请改正后重试")
    # What one is not sure of may be a value of one's own, which then stands as an edit does.
    spoken = "edit" if verdict == "unsure" and value else verdict
    if not all(name in value for name in _WANTED.get((found.kind, spoken), ())):
        raise Unfitting("所填内容不全：请补齐后重试")
    if found.place and found.place[0] >= found.place[1]:
        raise Unfitting("选中的范围是空的：请重新选择文字")
    return found
