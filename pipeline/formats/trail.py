"""Says of each character of a PDF's text where PDFium read it: on which page, or in which annotation or property."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.doc import Doc
from pipeline.formats.layout import Run, Stretch, spot

Letter = tuple[int, int]
"""A 0-based page and the number by which PDFium knows a character of it."""

Place = tuple[str | int, ...]
"""Where a carried text stands: page, annotation and key; `info` and key; `outline` or `attachment` and number."""


@dataclass(frozen=True, slots=True)
class Character:
    """A character that PDFium read: its code, and its origin in the page's own units; made: put in by PDFium."""

    code: int
    x: float
    y: float
    made: bool


@dataclass(frozen=True, slots=True)
class Carried:
    """A text after the body, from `start` on, that stands at each of these places; `before` characters are a label."""

    start: int
    end: int
    places: tuple[Place, ...]
    before: int


@dataclass(frozen=True, slots=True)
class Traced:
    """Where a document's characters stand; a character that no letter gives was made by the reader.

    pages: for each page its characters, as PDFium counts them. letters: for each offset that has any, all letters that
    draw it: a bold drawn twice has two.
    """

    doc: Doc
    pages: tuple[tuple[Character, ...], ...]
    letters: dict[int, tuple[Letter, ...]]
    carried: tuple[Carried, ...]


_Sources = list[tuple[Letter, ...]]
_Key = tuple[str, str, bool]


@dataclass
class Trail:
    """What a reader notes on its way; nothing of it changes the text."""

    pages: list[tuple[Character, ...]] = field(default_factory=list)
    _shadows: dict[int, list[int]] = field(default_factory=dict)
    _body: _Sources = field(default_factory=list)
    _drawn: dict[_Key, list[_Sources]] = field(default_factory=lambda: defaultdict(list))
    _placed: dict[_Key, list[tuple[Place, int]]] = field(default_factory=lambda: defaultdict(list))
    _order: dict[_Key, None] = field(default_factory=dict)

    def shadows(self, of: dict[int, list[int]]) -> None:
        """Note the characters of the page to come that are drawn about where another is, and read with that."""
        self._shadows = of

    def page(self, stretches: Sequence[Stretch], runs: Iterable[Run]) -> None:
        """Note the text of a page, which ends with a line end; runs: all of them, also those read once only."""
        self._body += [*self._sources(stretches, runs), ()]

    def hidden(self, stretches: Sequence[Stretch], runs: Iterable[Run]) -> None:
        """Note what a page draws beyond its edges."""
        text, sources = "".join(t for t, _ in stretches), self._sources(stretches, runs)
        before = len(text) - len(text.lstrip("\n"))
        self._drawn[self._key(text, "hidden", False)].append(sources[before:])

    def carry(self, text: str, part: str, visible: bool, place: Place, *, before: int = 0) -> None:
        """Note a carried text; before: how many of its characters are the reader's."""
        self._placed[self._key(text, part, visible)].append((place, before))

    def _key(self, text: str, part: str, visible: bool) -> _Key:
        key = text.strip("\n"), part, visible
        if text.strip():
            self._order.setdefault(key)
        return key

    def _sources(self, stretches: Sequence[Stretch], runs: Iterable[Run]) -> _Sources:
        page = len(self.pages) - 1
        twins: dict[tuple[str, int, int], list[Run]] = defaultdict(list)
        for run in runs:
            twins[spot(run)].append(run)
        out: _Sources = []
        for text, shown in stretches:
            same = twins[spot(shown)] if shown else []
            drawn = ([r.sources[i] for r in same if r.sources[i] >= 0] for i in range(len(text)))
            out += [tuple((page, n) for first in some for n in self._all(first)) for some in drawn]
        return out

    def _all(self, first: int) -> tuple[int, ...]:
        return (first, *self._shadows.get(first, ()))

    def traced(self, doc: Doc) -> Traced:
        """Return where each character of the document stands; doc: what the reader made on the same way."""
        letters = {at: some for at, some in enumerate(self._body) if some}
        carried, at = [], doc.body_end
        for key in self._order:
            # As Assembly puts carried texts: each begins a line.
            at += at > 0 and doc.text[at - 1] != "\n"
            for sources in self._drawn.get(key, ()):
                for offset, some in enumerate(sources[: len(key[0])], at):
                    if some:
                        letters[offset] = letters.get(offset, ()) + some
            if places := self._placed.get(key):
                carried.append(Carried(at, at + len(key[0]), tuple(place for place, _ in places), places[0][1]))
            at += len(key[0])
        return Traced(doc, tuple(self.pages), letters, tuple(carried))
