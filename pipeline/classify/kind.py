"""The kind of a document: one of the fifteen forms, what it carries, its audience, normative or not, policy or not."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from pipeline.classify.cues import Cue, any_within, cues
from pipeline.classify.matcher import Matcher
from pipeline.classify.view import View, bare
from pipeline.doc import Kind
from pipeline.terms import Registers

_RULE_LIKE = frozenset({"measures", "rules", "standard"})
_POLICY_LIKE = _RULE_LIKE | {"opinion", "plan", "scheme", "contingency_plan", "key_points", "guide"}
_PLAN_LIKE = frozenset({"contingency_plan", "plan", "scheme", "key_points", "list"})
_PROCLAIMED = frozenset({"announcement", "public_notice"})
_RULING = frozenset({"notice", "opinion", "order", "decision", "announcement", "public_notice", "reply", "other"})
_FORMAL = frozenset({"report", "letter", "minutes", "communique", "resolution"})


@dataclass(frozen=True, slots=True)
class KindRow:
    """A row of the register kinds; see the head of kinds.toml."""

    id: str
    family: str
    label: str
    source: str
    endings: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    least: int = 1


@dataclass(frozen=True, slots=True)
class _Named:
    label: str
    cues: tuple[Cue, ...]
    numbers: tuple[Cue, ...]
    texts: tuple[Cue, ...]
    unless: tuple[Cue, ...]


@dataclass(frozen=True, slots=True)
class _Policy:
    """A row of a policy family; the numbers of its cues in the matchers of titles and texts."""

    row: KindRow
    cues: frozenset[int]
    unless: frozenset[int]
    texts: frozenset[int]

    def titled(self, titled: Set[int]) -> bool:
        """Return whether a cue stands in the title."""
        return not self.cues.isdisjoint(titled)

    def holds(self, titled: Set[int], found: Set[int]) -> bool:
        """Return whether a cue stands in the title, or as many of its texts as the row asks for in the text."""
        return self.titled(titled) or (bool(self.texts) and len(self.texts & found) >= self.row.least)


class Kinds:
    """Reads form, carried kind, audience, normative and policy off a view, by the register kinds."""

    def __init__(self, registers: Registers) -> None:
        rows = registers.rows("kinds", KindRow)
        self._endings = {
            family: sorted(
                ((e, r.label, cues(r.unless)) for r in rows if r.family == family for e in r.endings),
                key=lambda one: -len(one[0]),
            )
            for family in ("form", "inner")
        }
        self._named = {
            family: tuple(_named(r) for r in rows if r.family == family)
            for family in ("form", "audience", "outside", "normative")
        }
        self._title, self._text = Matcher(), Matcher()
        self._policies = {
            family: tuple(self._policy_row(r) for r in rows if r.family == family) for family in ("policy", "no_policy")
        }
        self._clauses = self._text.add(c for r in rows if r.family == "normative" for c in r.texts)
        self._title.ready()
        self._text.ready()

    def form(self, view: View) -> str:
        """Return the form: by the title's end, else the number's code, else the head of the text, else other."""
        if by_title := self._ending("form", view.title):
            return by_title
        for row in self._named["form"]:
            if not view.title and any_within(row.numbers, view.code):
                return row.label
        for row in self._named["form"]:
            if any_within(row.texts, view.head) and not any_within(row.unless, view.head):
                return row.label
        return "other"

    def inner(self, view: View) -> str | None:
        """Return the kind of what is issued or forwarded, None where nothing is."""
        return (self._ending("inner", view.carried) or "other") if view.carried else None

    def audience(self, view: View, form: str) -> str:
        """Return internal, person, public, down, up or peer, by addressee and form; "" without addressee."""
        if not view.addressee:
            return ""
        outside = any(any_within(r.cues, view.addressee) for r in self._named["outside"])
        for row in self._named["audience"]:
            if not (outside and row.label == "internal") and any_within(row.cues, view.addressee):
                return row.label
        return "up" if form in {"request", "report"} else "peer"

    def kind(self, view: View, form: str, audience: str, *, closed: bool) -> Kind:
        """Return the kind; closed: outside the Regulation, or not to be published: neither normative nor policy."""
        inner = self.inner(view)
        if closed or audience in {"internal", "up"} or form not in _RULING | _FORMAL:
            return Kind(form, inner, normative=False, policy=False)
        titled = self._title.found(view.title)
        rows = {family: _open(some, form, titled) for family, some in self._policies.items()}
        own = self._ending("inner", view.title) if form in {"other", "order"} else inner
        told = own in _POLICY_LIKE or any(p.titled(titled) for p in rows["policy"])
        read = rows["no_policy"] if told else [p for some in rows.values() for p in some]
        found = self._text.found(view.text, self._clauses.union(*(p.texts for p in read)))
        policy = self._policy(rows, form, own, titled, found)
        normative = form in _RULING and audience != "person" and self._normative(view, form, own, found, policy=policy)
        return Kind(form, inner, normative, policy or normative)

    def _normative(self, view: View, form: str, own: str | None, found: Set[int], *, policy: bool) -> bool:
        if any(any_within(r.numbers, view.code) for r in self._named["normative"]):
            return True
        if "征求意见" in view.title or form == "reply":
            return False
        clauses = len(self._clauses & found)
        if form in _PROCLAIMED:
            return clauses > 0 and policy
        return own in _RULE_LIKE or clauses > 1 and own not in _PLAN_LIKE

    def _policy(
        self, rows: Mapping[str, Sequence[_Policy]], form: str, own: str | None, titled: Set[int], found: Set[int]
    ) -> bool:
        """Return whether a document sets rules, conditions, benefits, standards or plans for the public."""
        if any(p.holds(titled, found) for p in rows["no_policy"]):
            return False
        return own in _POLICY_LIKE or form == "opinion" or any(p.holds(titled, found) for p in rows["policy"])

    def _policy_row(self, row: KindRow) -> _Policy:
        return _Policy(row, self._title.add(row.cues), self._title.add(row.unless), self._text.add(row.texts))

    def _ending(self, family: str, title: str) -> str | None:
        wanted = bare(title.partition("——")[0])
        for ending, label, unless in self._endings[family]:
            if wanted.endswith(ending) and not any_within(unless, wanted[-12:]):
                return label
        return None


def _named(row: KindRow) -> _Named:
    return _Named(row.label, cues(row.cues), cues(row.numbers), cues(row.texts), cues(row.unless))


def _open(rows: Sequence[_Policy], form: str, titled: Set[int]) -> list[_Policy]:
    """Return the rows that may speak of a document of this form and title."""
    return [p for p in rows if (not p.row.forms or form in p.row.forms) and p.unless.isdisjoint(titled)]
