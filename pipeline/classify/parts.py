"""Parts that cannot be published with the rest, and so how the whole is delivered."""

import re
from dataclasses import dataclass

from pipeline.classify.cues import any_within, cues
from pipeline.classify.view import View
from pipeline.doc import Delivery, Portion
from pipeline.terms import Registers

_NUMBERS = re.compile(
    r"(?<![0-9A-Za-z])(?:[1-9][0-9]{5}(?:18|19|20)[0-9]{9}[0-9Xx]|1[3-9][0-9](?:[- ]?[0-9]{4}){2})(?![0-9A-Za-z])"
)
_ANNEX_KEPT = re.compile(
    r"附件([0-9一二三四五六七八九十]{0,2})(?:《[^》\n]{1,60}》)?"
    r"(?:不予公开|不公开|依申请公开|不对外公开|不随文公开)"
)
_NUMERALS = {c: str(n) for n, c in enumerate("一二三四五六七八九十", 1)}


@dataclass(frozen=True, slots=True)
class PartRow:
    """A row of the register parts; family: roster, personal, listing, targeted or fixed; see the head of parts.toml."""

    id: str
    family: str
    cues: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Parts:
    """How a document that is published is delivered, and the parts that are not, or not in full."""

    delivery: Delivery = "full"
    portions: tuple[Portion, ...] = ()


class Divider:
    """Tells parts by the register parts."""

    def __init__(self, registers: Registers) -> None:
        rows = registers.rows("parts", PartRow)
        self._named = {f: cues(c for r in rows if r.family == f for c in r.cues) for f in {r.family for r in rows}}

    def parts(self, view: View) -> Parts:
        """Return the parts of a document that is to be published."""
        fixed = any_within(self._named["fixed"], view.title)
        portions = self._portions(view, fixed=fixed)
        if any_within(self._named["targeted"], view.head):
            return Parts("targeted", portions)
        return Parts("redacted" if portions or not fixed and self._personal(view) else "full", portions)

    def _personal(self, view: View) -> bool:
        """Return whether details of persons stand in the text that are not laid down for publication."""
        if _NUMBERS.search(view.text):
            return True
        return any_within(self._named["listing"], view.title) and any_within(self._named["personal"], view.text)

    def _portions(self, view: View, *, fixed: bool) -> tuple[Portion, ...]:
        """Return the annexes that stay back; fixed: lists of names go out, those with numbers do not."""
        doc = view.doc
        named = {_NUMERALS.get(n, n) for n in _ANNEX_KEPT.findall(view.raw)}
        out = []
        for number, span in enumerate(doc.labelled("attachment"), 1):
            text = doc.reading(span.start, span.end)
            if str(number) in named or "" in named:
                out.append(Portion(span.start, span.end, "withheld", "none"))
            elif any_within(self._named["roster"], text[:200]) and (
                _NUMBERS.search(text) or not fixed and any_within(self._named["personal"], text)
            ):
                out.append(Portion(span.start, span.end, "withheld", "redacted"))
        return tuple(out)
