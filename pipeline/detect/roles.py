"""Decides whose name each mention is and whether it stays, by the words beside all mentions of that name."""

import re
from collections.abc import Sequence

from pipeline.detect.beside import Beside, Evidence
from pipeline.detect.cues import Cues, RoleWords
from pipeline.detect.found import Named
from pipeline.detect.lexicon import Lexicon
from pipeline.detect.view import View
from pipeline.doc import Action, Doc, Role

_ORDER = ("minor", "private", "official", "contact", "listed", "party", "historical")
_KEPT = frozenset(("official", "contact", "listed", "historical"))
_ROLES: dict[str, Role] = {
    "official": "official", "contact": "contact", "private": "private", "minor": "minor", "historical": "historical",
}  # fmt: skip
_SIGNED = 0.9
_FAINT = 0.5
_FIRM = 0.8
_TITLE_REACH = 60
_HEAD_LINES = 8
_OPENING = 400
_CLAUSE = re.compile("[^，。；;]*")


class Roles:
    """Reads roles off the register `roles`."""

    def __init__(self, cues: Cues, lexicon: Lexicon) -> None:
        self._cues, self._lexicon = cues, lexicon
        self._beside = Beside(cues)
        self._titles = tuple(r for r in cues.rows if r.place == "title")

    def __call__(
        self, doc: Doc, view: View, names: Sequence[Named], spelt: Sequence[str]
    ) -> list[tuple[Role | None, Action]]:
        """Return role and action of each name; spelt: the names as text without spaces, as the view has them."""
        own = [self._evidence(view.text, name) for name in names]
        told = _joined(spelt, self._beside.shared(view.text, names, own))
        told = _joined(spelt, self._beside.shared(view.text, names, [list(told.get(w, {}).items()) for w in spelt]))
        # The sentence speaks only where no word beside the name, or a faint one, does.
        for name, word in zip(names, spelt, strict=True):
            if max(told.get(word, {}).values(), default=0.0) <= _FAINT:
                told |= {word: told.get(word, {}) | dict(self._beside.sentence(view.text, name))}
        whole = self._of_document(doc, view)
        decided = {word: self._decided(word, told.get(word, {}), whole) for word in set(spelt)}
        strict = whole is not None and whole.role == "accused"
        return [(_ROLES.get(decided[w]), self._action(decided[w], told.get(w, {}), strict)) for w in spelt]

    def _action(self, role: str, told: dict[str, float], strict: bool) -> Action:
        """Return what happens to a name; strict: in a complaint only those who signed or may be called stay."""
        if strict and role in ("official", "listed") and told.get(role, 0.0) < _SIGNED:
            return "mask"
        return "keep" if role in _KEPT else "mask"

    def _evidence(self, text: str, name: Named) -> list[tuple[str, float]]:
        found = [(name.role, name.weight)] if name.role else []
        if row := self._cues.title_after(text, name.end):
            found.append((row.role, row.weight if row.place == "apposition" else 0.75))
        for row in (self._cues.role_before(text, name.start), self._cues.role_after(text, name.end)):
            if row:
                found.append((row.role, row.weight))
        return [*found, *self._beside.of(text, name)]

    def _decided(self, word: str, told: dict[str, float], whole: RoleWords | None) -> str:
        if not told and word in self._lexicon.famous:
            return "historical"
        best = max(told, key=lambda r: (told[r], -_ORDER.index(r)), default="")
        if "party" in told and told[best] < _FIRM:
            best = "party"
        if whole and whole.role == "accused":
            return best or "private"
        if best == "party":
            best = "listed" if whole and whole.role == "listed" else "private"
            return best
        if best and (whole is None or told[best] >= whole.weight):
            return best
        return whole.role if whole else best or "private"

    def _of_document(self, doc: Doc, view: View) -> RoleWords | None:
        """Return the row that the document's title calls for, or None; the words nearest its end speak first."""
        titles = doc.labelled("title")
        text = doc.folded[titles[0].start : titles[0].end] if titles else _head(view.text)
        accused = next((r for r in self._titles if r.role == "accused"), None)
        opening = text + view.text[:_OPENING]
        if accused and any(word in opening for word in accused.words.split()):
            return accused
        hits = [
            (row.weight, text.rfind(w), row)
            for row in self._titles
            if row is not accused
            for w in row.words.split()
            if w in text
        ]
        return max(hits, key=lambda h: (h[1], h[0]))[2] if hits else None


def _joined(spelt: Sequence[str], evidence: Sequence[list[Evidence]]) -> dict[str, dict[str, float]]:
    """Return the greatest weight for each role of each name of which something is said."""
    told: dict[str, dict[str, float]] = {}
    for word, said in zip(spelt, evidence, strict=True):
        for role, weight in said:
            roles = told.setdefault(word, {})
            roles[role] = max(roles.get(role, 0.0), weight)
    return told


def _head(text: str) -> str:
    """Return the lines at the top of a text that may be its title: short ones before the first sentence or table."""
    lines: list[str] = []
    for line in text[:400].strip().split("\n")[:_HEAD_LINES]:
        if not lines:
            line = _CLAUSE.match(line[: 2 * _TITLE_REACH])[0]  # type: ignore[index]
        elif len(line) > _TITLE_REACH:
            break
        if lines and any(mark in line for mark in "。\t|"):
            break
        lines.append(line)
    return "\n".join(lines)
