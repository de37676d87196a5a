"""The subject gate: which regime a document is under, read from who issues it."""

from dataclasses import dataclass

from pipeline.classify.cues import Cue, any_within, cues
from pipeline.classify.view import View
from pipeline.doc import Ground
from pipeline.terms import Registers

GOVERNMENT = "regulation"


@dataclass(frozen=True, slots=True)
class RegimeRow:
    """A row of the register regimes; see the head of regimes.toml."""

    id: str
    regime: str
    article: str
    note: str
    source: str
    issuers: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Regime:
    """What the gate says: the regime, whether a government body issues too, and the ground where it is outside."""

    label: str
    joint: bool
    ground: Ground | None


class Gate:
    """Tells the regime of a view by the register regimes."""

    def __init__(self, registers: Registers) -> None:
        rows = registers.rows("regimes", RegimeRow)
        self._outside = tuple((r, cues(r.issuers), cues(r.numbers)) for r in rows if r.regime != GOVERNMENT)
        self._government = tuple(c for r in rows if r.regime == GOVERNMENT for c in cues(r.issuers))

    def regime(self, view: View) -> Regime:
        """Return the regime: regulation unless an issuer or the number's code says otherwise."""
        issuers = list(dict.fromkeys(view.issuer.split("\n"))) if view.issuer else []
        for row, by_issuer, by_number in self._outside:
            if self._says(issuers, by_issuer, by_number, view.code):
                government = any(self._governs(i, by_issuer) for i in issuers)
                if government and row.regime != "party":
                    continue
                return Regime(row.regime, government, _ground(row, view, joint=government))
        return Regime(GOVERNMENT, False, None)

    def _says(self, issuers: list[str], by_issuer: tuple[Cue, ...], by_number: tuple[Cue, ...], code: str) -> bool:
        if any(any_within(by_issuer, issuer) for issuer in issuers):
            return True
        governed = any(any_within(self._government, issuer) for issuer in issuers)
        return not governed and bool(code) and any_within(by_number, code)

    def _governs(self, issuer: str, outside: tuple[Cue, ...]) -> bool:
        """Return whether a government body stands in an issuer beside what is outside (中共…委 …人民政府)."""
        if any_within(outside, issuer):
            return "人民政府" in issuer
        return any_within(self._government, issuer)


def _ground(row: RegimeRow, view: View, *, joint: bool) -> Ground:
    places = [(s.start, s.end) for s in view.doc.labelled("issuer_mark", "signature")] or list(view.title_ranges)
    note = f"{row.note}；党委与政府联合发文" if joint else row.note
    return Ground(row.id, row.article, None, None, tuple(places), note)
