"""Decides whose name each mention is and whether it stays, by the words beside all mentions of that name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.detect.beside import Beside, Evidence
from pipeline.detect.case import Case
from pipeline.detect.cues import Cues, RoleWords
from pipeline.detect.found import Named
from pipeline.detect.lexicon import Lexicon
from pipeline.detect.near import is_near
from pipeline.detect.purpose import Publication, Purpose
from pipeline.detect.view import View
from pipeline.doc import Action, Doc, Range, Role

_ORDER = ("disciplined", "minor", "private", "beneficiary", "official", "contact", "listed", "party", "historical")
_FAINT = 0.5
_FIRM = 0.8
_LISTED = 0.92
_ALONE = 0.7
_ALONE_PRIVATE = 0.4
_KEPT = ("official", "contact", "listed", "historical")
_NAMESAKES = ("同名", "同姓同名", "重名")
_TITLE_REACH = 60
_HEAD_LINES = 8
_CLAUSE = re.compile("[^，。；;]*")
_STAFF = RoleWords("staff", "title", "official", 0.86, "", "register publications")


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a name's standing (register `purposes`) leads to; sure: the evidence for it is as strong as is wanted."""

    standing: str
    role: Role | None
    action: Action
    sure: bool


class Roles:
    """Reads standings off the register `roles`; sure: least weight, 0 to 1, of evidence that needs no second look."""

    def __init__(self, cues: Cues, lexicon: Lexicon, purpose: Purpose, *, sure: float) -> None:
        self._cues, self._lexicon, self._purpose, self._sure = cues, lexicon, purpose, sure
        self._beside = Beside(cues)
        self._titles = tuple(r for r in cues.rows if r.place == "title")

    def __call__(
        self,
        doc: Doc,
        view: View,
        names: Sequence[Named],
        spelt: Sequence[str],
        publication: Publication,
        case: Case,
        columns: Sequence[Range] = (),
    ) -> list[Ruling]:
        """Return the ruling for each name; spelt: the names as text without spaces, as the view has them.

        columns: the cells below a header that says no more than that names stand there.
        """
        own = [[*self._evidence(view.text, name), *self._column(name, columns, publication)] for name in names]
        told = _joined(spelt, self._beside.shared(view.text, names, own))
        told = _joined(spelt, self._beside.shared(view.text, names, [list(told.get(w, {}).items()) for w in spelt]))
        # The sentence, and the case's other files, speak only where no word beside the name, or a faint one, does.
        for name, word in zip(names, spelt, strict=True):
            if max(told.get(word, {}).values(), default=0.0) <= _FAINT:
                said = dict(self._beside.sentence(view.text, name))
                elsewhere = case.role(word)
                told |= {word: told.get(word, {}) | said | (dict([elsewhere]) if elsewhere else {})}
        whole = self._of_document(doc, view, publication)
        rulings = {word: self._ruling(word, told.get(word, {}), whole, publication) for word in set(spelt)}
        if not any(word in view.text for word in _NAMESAKES):
            return [rulings[w] for w in spelt]
        party = "party" in self._purpose.shown(publication)
        alone = [max(said, key=lambda e: (party and e[0] == "party", e[1]), default=("", 0.0)) for said in own]
        private = {w for w, said in zip(spelt, alone, strict=True) if _is_private(said)}
        return [
            self._ruling(w, dict([said]), whole, publication)
            if said[1] >= _ALONE or _is_private(said) or party and said[0] == "party"
            else Ruling("private", "private", "mask", sure=False) if w in private
            else rulings[w]
            for w, said in zip(spelt, alone, strict=True)
        ]  # fmt: skip

    def _column(self, name: Named, columns: Sequence[Range], publication: Publication) -> list[Evidence]:
        """Return what it says of a name that it stands in the column of names of a document that shows them."""
        shown = self._purpose.shown(publication)
        return [(shown[0], _LISTED)] if shown and is_near(columns, name.start) else []

    def _ruling(self, word: str, told: dict[str, float], whole: RoleWords | None, publication: Publication) -> Ruling:
        standing = self._decided(word, told, whole, self._purpose.shown(publication))
        weight = told.get(standing, 0.0)
        action = self._purpose.action(standing, weight, publication)
        titled = whole.weight if whole and whole.role == standing else 0.0
        sure = action == "keep" or max(weight, titled) >= self._sure
        return Ruling(standing, self._purpose.role(standing), action, sure)

    def _evidence(self, text: str, name: Named) -> list[tuple[str, float]]:
        found = [(name.role, name.weight)] if name.role else []
        if row := self._cues.title_after(text, name.end):
            found.append((row.role, row.weight if row.place == "apposition" else 0.75))
        for row in (self._cues.role_before(text, name.start), self._cues.role_after(text, name.end)):
            if row:
                found.append((row.role, row.weight))
        return [*found, *self._beside.of(text, name)]

    def _decided(self, word: str, told: dict[str, float], whole: RoleWords | None, shown: Sequence[str]) -> str:
        if not told and word in self._lexicon.famous:
            return "historical"
        best = max(told, key=lambda r: (told[r], -_ORDER.index(r)), default="")
        if "party" in told and (told[best] < _FIRM or "party" in shown and best != "minor"):
            return "party"
        if best == "party" or best and (whole is None or told[best] >= whole.weight):
            return best
        return whole.role if whole else best or "private"

    def _of_document(self, doc: Doc, view: View, publication: Publication) -> RoleWords | None:
        """Return the row that the document's title calls for, or None; the words nearest its end speak first."""
        if publication.staff:
            return _STAFF
        if publication.firm:
            return None
        text = title_of(doc, view)
        hits = [(row.weight, text.rfind(w), row) for row in self._titles for w in row.words.split() if w in text]
        return max(hits, key=lambda h: (h[1], h[0]))[2] if hits else None


def _is_private(said: Evidence) -> bool:
    """Return whether what is said of one mention tells that it is a private person's, whoever shares the name."""
    return said[0] not in (*_KEPT, "party") and said[1] >= _ALONE_PRIVATE or said[0] == "party" and said[1] >= _ALONE


def _joined(spelt: Sequence[str], evidence: Sequence[list[Evidence]]) -> dict[str, dict[str, float]]:
    """Return the greatest weight for each role of each name of which something is said."""
    told: dict[str, dict[str, float]] = {}
    for word, said in zip(spelt, evidence, strict=True):
        for role, weight in said:
            roles = told.setdefault(word, {})
            roles[role] = max(roles.get(role, 0.0), weight)
    return told


def title_of(doc: Doc, view: View) -> str:
    """Return the document's title, or what stands at its head where `segment` has found none."""
    titles = doc.labelled("title")
    return doc.folded[titles[0].start : titles[0].end] if titles else _head(view.text)


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
