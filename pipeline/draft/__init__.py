"""The draft of a policy interpretation: what the policy says in plain words, each claim with its evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.doc import Claim, Doc, Draft, Section, unwrap
from pipeline.draft.check import Limits, covered, measured, runs_longer
from pipeline.draft.choose import Ask, Chooser, Chosen, Room
from pipeline.draft.compose import Composer, Statement, broken, sentence
from pipeline.draft.keys import ORDER, Key, KeySentences, Weights
from pipeline.draft.lacking import Lacking
from pipeline.draft.outline import duties
from pipeline.draft.passages import balanced, passages
from pipeline.draft.plain import Plain
from pipeline.draft.readings import MASK, bare_heading, masked_prose, masked_view, sentences_of
from pipeline.draft.ritual import Ritual
from pipeline.draft.script import in_script
from pipeline.draft.secrets import Secrets
from pipeline.draft.support import alike, keeps
from pipeline.draft.title import interpretation_title
from pipeline.terms import Registers

Numbers = Mapping[str, float]

_LONGEST_QUOTED = 120
# Characters of the items of one list: a share of the draft, within these.
_SHORT_LIST, _LONG_LIST, _LIST_SHARE = 90, 220, 0.22


class Drafter:
    """Drafts the interpretation of a policy that may be published, from its masked text only."""

    def __init__(
        self,
        registers: Registers,
        *,
        length: float = 0.3,
        asked_from: int = 240,
        weights: Numbers | None = None,
        room: Numbers | None = None,
        limits: Numbers | None = None,
    ) -> None:
        """Read the registers.

        length: characters of the draft for one of the policy; asked_from: characters of a draft that asks questions;
        weights, room, limits: see `Weights`, `Room` and `Limits`.
        """
        self._length, self._asked_from = length, asked_from
        self._limits = Limits(**{"length_ratio": length, **(limits or {})})
        self._room = Room(**(room or {}))
        self._keys = KeySentences(registers, Weights(**(weights or {})))
        self._ritual = Ritual(registers)
        self._lacking = Lacking(registers)
        self._composer = Composer(self._ritual)
        self._plain = Plain(registers)

    def __call__(self, doc: Doc) -> Doc:
        """Return the document with its draft: None unless it is a policy that may be published."""
        wanted = (
            not doc.stopped
            and doc.kind is not None
            and doc.kind.policy
            and doc.attribute is not None
            and "proactive" in doc.attribute.candidates
        )
        return doc.having(draft=self.write(doc) if wanted else None)

    def write(self, doc: Doc) -> Draft:
        """Return the draft of a document whatever its attribute.

        Raises:
            ValueError: the document is stopped, or not segmented and masked yet.
        """
        if doc.stopped:
            raise ValueError(f"{doc!r} is stopped: nothing of it is shown")
        view = masked_view(doc)
        prose = masked_prose(doc, view)
        found = passages(tuple(sentences_of(doc, view, prose)))
        source = "".join("".join(prose).split())
        name = _title(doc, view)
        keys, shared = self._keys(found, name)
        characters = len("".join(view[: doc.body_end].split()))
        budget = int(self._length * characters)
        ask = self._keys.question if budget >= self._asked_from else _no_question
        secrets = _secrets(doc)
        most = max(_SHORT_LIST, min(_LONG_LIST, int(_LIST_SHARE * budget)))
        whole = self._clean(duties(doc, view), secrets)
        chooser = Chooser(
            keys, shared, lambda key: self._said(key, secrets, most), budget=budget, ask=ask, shares=self._room
        )
        chosen = chooser(whole)
        sections = _sections(chosen, ask, budget)
        has = covered({s.element for s in sections})
        lacking = self._lacking("".join(view[: doc.body_end].split()), has)
        checks = measured(
            sections, source, characters=characters, limits=self._limits, headings=_headings(doc, view),
            secrets=sum(secrets.count(c.text) for s in sections for c in s.claims),
            slogans=sum(self._ritual.count(c.text) for s in sections for c in s.claims),
        )  # fmt: skip
        draft = Draft(interpretation_title(name), sections, checks, lacking)
        return in_script(draft, doc, view)

    def _said(self, key: Key, secrets: Secrets, most: int) -> tuple[Statement, ...]:
        """Return the statements of a key in plain words, each one kept to its source."""
        said = (self._plainly(statement, sentence(key.passage)) for statement in self._composer(key, most))
        return tuple(s for s in said if s.text and not secrets.count(s.text))

    def _plainly(self, statement: Statement, otherwise: str) -> Statement:
        """Return a statement in plain words, or its sentence where they would say more or less, or without text."""
        text, used = self._plain(statement.text), statement.used
        kept = alike(text, used) if statement.text == used else keeps(text, self._plain(used))
        if not kept:
            text = "" if self._ritual.count(otherwise) else otherwise
        if MASK in text or not balanced(text):
            text = ""
        most = int(self._limits.longest_run)
        verbatim = runs_longer(text, used, most)
        if verbatim:
            text = broken(text)
            verbatim = runs_longer(text, used, most)
        quotable = "“" not in otherwise and 0 < len(otherwise) <= _LONGEST_QUOTED
        if verbatim and statement.element == "terms" and quotable:
            text, verbatim = f"“{otherwise}”", False  # a definition that cannot be said otherwise: word for word
        return replace(statement, text=text, heading=self._plain(statement.heading), verbatim=verbatim)

    def _clean(self, statements: Sequence[Statement], secrets: Secrets) -> list[Statement]:
        """Return the statements of the whole policy without those that hold slogans or secrets."""
        return [s for s in statements if not self._ritual.count(s.text) and not secrets.count(s.text)]


def _sections(chosen: Sequence[Chosen], ask: Ask, budget: int) -> tuple[Section, ...]:
    """Return the statements by element, a question before the first of each where it answers one and there is room."""
    out = []
    room = budget - sum(len(c.statement.text) for c in chosen)
    for element in ORDER:
        claims = [Claim(c.statement.text, c.statement.ranges) for c in chosen if c.statement.element == element]
        question = ask(element, claims[0].text) if claims else ""
        if question and len(question) <= room:
            room -= len(question)
            claims[0] = replace(claims[0], text=question + claims[0].text)
        if claims:
            out.append(Section(element, tuple(claims)))
    return tuple(out)


def _no_question(element: str, text: str) -> str:
    return ""


def _title(doc: Doc, view: str) -> str:
    return unwrap("".join(view[t.start : t.end] for t in doc.labelled("title")[:1]))


def _headings(doc: Doc, view: str) -> list[str]:
    found = doc.labelled("chapter", "heading_1", "heading_2", "heading_3", "heading_4")
    return [bare_heading(unwrap(view[h.start : h.end])) for h in found]


def _secrets(doc: Doc) -> Secrets:
    """Return what was masked, so that no other place of it can slip through."""
    spans = [m.span for m in doc.mentions or () if m.action != "keep"]
    return Secrets(doc.folded[m.start : m.end].strip() for m in spans)
