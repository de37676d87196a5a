"""Puts a document's text together from its parts, each character with the piece that it comes from."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pipeline.doc import Doc, Piece, UnreadableFile
from pipeline.fold import clean, fold

Cell = tuple[int, int, int]
"""0-based table, row and column."""

_Kind = tuple[str, bool, int | None, int | None, int | None]
"""What `Piece` says beside its range."""

TEXT, TAIL, WHOLE = "", "<tail>", "<whole>"
"""Values of `Origin.attribute` that no attribute has for a name."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where some characters of a text stand in the file.

    node: what holds them, None where the reader put them there itself. attribute: of the node; TEXT for its own text,
    TAIL for the text after it, WHOLE where the node is the character (a tab, a symbol). start: of the first one in it.
    """

    length: int
    node: Any = None
    attribute: str = TEXT
    start: int = 0


Copy = tuple[int, Iterable[Origin]]
"""Characters that the text holds once and the file once more: their start in the text, and where they stand."""


@dataclass
class Trace:
    """Where each character of a text stands: origins cover it; copies are further places of some of it."""

    origins: list[Origin] = field(default_factory=list)
    copies: list[tuple[int, list[Origin]]] = field(default_factory=list)

    def add(self, length: int, origins: Iterable[Origin]) -> None:
        """Append the origins of `length` characters; what they leave over was put there by the reader."""
        for origin in origins:
            self.origins.append(origin)
            length -= origin.length
        if length:
            self.origins.append(Origin(length))


def cut(origins: Iterable[Origin], start: int, end: int) -> Iterator[Origin]:
    """Yield the origins of the characters `start` to `end`."""
    at = 0
    for origin in origins:
        first, last = max(start - at, 0), min(end - at, origin.length)
        if first < last:
            yield Origin(last - first, origin.node, origin.attribute, origin.start + first)
        at += origin.length


def joined(groups: Iterable[Iterable[Origin]]) -> Iterator[Origin]:
    """Yield the origins of texts with one character of the reader's between them."""
    for number, group in enumerate(groups):
        if number:
            yield Origin(1)
        yield from group


@dataclass
class _Carried:
    """The places of one carried text: one after the other the same text again, and parts of it."""

    wholes: list[list[Origin]] = field(default_factory=list)
    parts: list[tuple[int, list[Origin]]] = field(default_factory=list)


@dataclass
class Assembly:
    """A text under construction: first the body, then, after `carry`, what the file also holds.

    Pieces are contiguous and cover the text; a line end belongs to the piece before it. trace: filled where it is
    given; origins cost nothing otherwise, if they are passed as generators.
    """

    trace: Trace | None = None
    _parts: list[str] = field(default_factory=list)
    _kinds: list[_Kind] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)
    _carried: list[tuple[str, str, bool]] = field(default_factory=list)
    _length: int = 0
    _places: dict[tuple[str, str, bool], _Carried] = field(default_factory=dict)

    def add(
        self,
        text: str,
        part: str = "body",
        *,
        visible: bool = True,
        cell: Cell | None = None,
        apart: bool = False,
        origins: Iterable[Origin] = (),
    ) -> None:
        """Append text; cell: its place in a table; apart: a piece of its own (a page); origins: from its start."""
        if not text:
            return
        kind = (part, visible, *(cell or (None, None, None)))
        if apart or not self._kinds or self._kinds[-1] != kind:
            self._kinds.append(kind)
            self._starts.append(self._length)
        self._parts.append(text)
        self._length += len(text)
        if self.trace is not None:
            self.trace.add(len(text), origins)

    def line_end(self) -> None:
        """End the line, unless the text is empty or ends so already."""
        if self._parts and not self._parts[-1].endswith("\n"):
            self._parts.append("\n")
            self._length += 1
            if self.trace is not None:
                self.trace.add(1, ())

    def carry(
        self,
        text: str,
        part: str,
        *,
        visible: bool = False,
        origins: Iterable[Origin] = (),
        copies: Iterable[Copy] = (),
    ) -> None:
        """Keep a text for after the body; nothing is kept where it has no character; copies start in `text`."""
        if not text.strip():
            return
        kept = (text.strip("\n"), part, visible)
        self._carried.append(kept)
        if self.trace is not None:
            places, before = self._places.setdefault(kept, _Carried()), len(text) - len(text.lstrip("\n"))
            places.wholes.append(list(cut(origins, before, before + len(kept[0]))))
            places.parts += [(start - before, list(copy)) for start, copy in copies]

    def doc(self, data: bytes, source: str, *, empty: str = "没有文字：请核对是否选错了文件") -> Doc:
        """Return the document; its id is the SHA-256 of data, hex.

        Raises:
            UnreadableFile: with reason `empty`, where neither body nor carried parts hold a character.
        """
        if self._carried:
            self.line_end()
        body_end = self._length
        for kept in dict.fromkeys(self._carried):
            self.line_end()
            self._add_carried(*kept)
        text = clean("".join(self._parts))
        if not text.strip():
            raise UnreadableFile(source, empty)
        ends = [*self._starts[1:], self._length]
        pieces = tuple(Piece(a, b, *kind) for a, b, kind in zip(self._starts, ends, self._kinds, strict=True))
        return Doc(hashlib.sha256(data).hexdigest(), source, text, fold(text), body_end, pieces)

    def _add_carried(self, text: str, part: str, visible: bool) -> None:
        places = self._places.get((text, part, visible), _Carried([[]]))
        if self.trace is not None:
            self.trace.copies += [(self._length, whole) for whole in places.wholes[1:]]
            self.trace.copies += [(self._length + start, part_of_it) for start, part_of_it in places.parts]
        self.add(text, part, visible=visible, origins=places.wholes[0])
