"""The disclosure mark that a document carries, and the reason it gives: read and compared, never trusted."""

import re
from dataclasses import dataclass

from pipeline.classify.cues import Cue, any_within, cues
from pipeline.classify.view import View
from pipeline.doc import Label
from pipeline.terms import Registers

_WORDS = "主动公开|依申请公开|不予公开|免予公开|不公开"
_NOTE = re.compile(
    r"[（(][ ]?此[件文](?:为|属于?|系)?(?:删减后|经删减后|有删减后)?"
    rf"({_WORDS}|公开发布|暂不公开|公开|仅供内部使用|发至)[^）)\n]{{0,40}}[）)]"
)
_FIELD = re.compile(r"公开(?:选项|属性|方式|形式|类别|类型|范围)[:： ]{1,3}[☑√■✓✔☒]?" rf"({_WORDS}|公开)(?![ ]?[□○])")
_TICKED = re.compile(rf"[☑√■✓✔☒][ ]?({_WORDS})|({_WORDS})[ ]?[（(]?[☑√■✓✔](?![ ]?(?:{_WORDS}))")
_REASON = re.compile(
    r"(?:理由|原因|依据)[:：为是]{1,2}([^\n）)]{2,120})"
    r"|(?:不予公开|不公开|依申请公开)[，,；;:：（(]([^\n）)]{4,120})"
)
_LABEL: dict[str, Label] = {
    "主动公开": "proactive", "公开发布": "proactive", "公开": "proactive", "依申请公开": "on_request",
    "不予公开": "withheld", "不公开": "withheld", "免予公开": "withheld", "暂不公开": "withheld",
    "仅供内部使用": "withheld", "发至": "withheld",
}  # fmt: skip
_MARK_WORDS = ("此件", "此文", "公开选项", "公开属性", "公开方式", "公开形式", "公开类别", "公开类型", "公开范围")


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """A row of the register reasons: how offices word a refusal reason of the annual report form (reference 7.3)."""

    id: str
    code: int
    cues: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Declared:
    """The mark and its reason; label None: no mark; reason "": none given; codes: the refusal reasons it names."""

    label: Label | None = None
    reason: str = ""
    codes: frozenset[int] = frozenset()


class Marks:
    """Reads the declared mark of a view."""

    def __init__(self, registers: Registers) -> None:
        self._reasons: tuple[tuple[int, tuple[Cue, ...]], ...] = tuple(
            (row.code, cues(row.cues)) for row in registers.rows("reasons", ReasonRow)
        )

    def declared(self, view: View) -> Declared:
        """Return the mark in the notes, else in the text: ticked options, fields, (此件…)."""
        for text in (view.note, view.raw):
            label, end, inside = _mark(text)
            if label:
                found = _REASON.search(inside) or _REASON.search(text[end : end + 200])
                reason = (found[1] or found[2] or "") if found else ""
                codes = frozenset(code for code, named in self._reasons if any_within(named, reason))
                return Declared(label, reason, codes)
        return Declared()


def _mark(text: str) -> tuple[Label | None, int, str]:
    """Return the label of the last mark in a text, where it ends, and its own words."""
    if not any(word in text for word in _MARK_WORDS) and not any(t in text for t in "☑√■✓✔☒"):
        return None, 0, ""
    for pattern in (_TICKED, _FIELD, _NOTE):
        if every := list(pattern.finditer(text)):
            last = every[-1]
            return _LABEL[next(word for word in last.groups() if word)], last.end(), last[0]
    return None, 0, ""
