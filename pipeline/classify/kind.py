"""The kind of a document: one of the fifteen forms, what it carries, its audience, normative or not, policy or not."""

from dataclasses import dataclass

from pipeline.classify.cues import Cue, any_within, cues
from pipeline.classify.view import View, bare
from pipeline.doc import Kind
from pipeline.terms import Registers

_RULE_LIKE = frozenset({"measures", "rules", "standard"})
_POLICY_LIKE = frozenset({"measures", "rules", "opinion", "plan", "scheme", "contingency_plan", "key_points"})
_PLAN_LIKE = frozenset({"contingency_plan", "plan", "scheme", "key_points", "list"})
_PROCLAIMED = frozenset({"announcement", "public_notice"})
_INSTRUMENTS = frozenset({"notice", "opinion", "order", "decision", "announcement", "public_notice", "reply", "other"})


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


@dataclass(frozen=True, slots=True)
class _Named:
    label: str
    cues: tuple[Cue, ...]
    numbers: tuple[Cue, ...]
    texts: tuple[Cue, ...]
    unless: tuple[Cue, ...]


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
            for family in ("form", "audience", "outside", "normative", "policy")
        }

    def form(self, view: View) -> str:
        """Return the form: by the title's end, else the number's code, else the head of the text, else other."""
        if by_title := self._ending("form", view.title):
            return by_title
        for row in self._named["form"]:
            if any_within(row.numbers, view.code) and not view.title:
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
        closed = closed or audience in {"internal", "up", "person"} or form not in _INSTRUMENTS
        normative = not closed and self._normative(view, form, inner)
        policy = normative or (not closed and self._policy(view, form, inner))
        return Kind(form, inner, normative, policy)

    def _normative(self, view: View, form: str, inner: str | None) -> bool:
        if any(any_within(r.numbers, view.code) for r in self._named["normative"]):
            return True
        if "征求意见" in view.title or form == "reply":
            return False
        own = self._ending("inner", view.title) if form in {"other", "order"} else inner
        clauses = sum(c.within(view.text) for r in self._named["normative"] for c in r.texts)
        if form in _PROCLAIMED:
            return clauses > 0 and self._policy(view, form, inner)
        return own in _RULE_LIKE or clauses > 1 and own not in _PLAN_LIKE

    def _policy(self, view: View, form: str, inner: str | None) -> bool:
        own = self._ending("inner", view.title) if form == "other" else inner
        if any(any_within(r.unless, view.title) for r in self._named["policy"]):
            return False
        if own in _POLICY_LIKE or form == "opinion":
            return True
        return any(any_within(r.cues, view.title) for r in self._named["policy"])

    def _ending(self, family: str, title: str) -> str | None:
        wanted = bare(title.partition("——")[0])
        for ending, label, unless in self._endings[family]:
            if wanted.endswith(ending) and not any_within(unless, wanted[-12:]):
                return label
        return None


def _named(row: KindRow) -> _Named:
    return _Named(row.label, cues(row.cues), cues(row.numbers), cues(row.texts), cues(row.unless))
