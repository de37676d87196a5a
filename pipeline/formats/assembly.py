"""Puts a document's text together from its parts, each character with the piece that it comes from."""

import hashlib
from dataclasses import dataclass, field

from pipeline.doc import Doc, Piece, UnreadableFile
from pipeline.fold import clean, fold

Cell = tuple[int, int, int]
"""0-based table, row and column."""

_Kind = tuple[str, bool, int | None, int | None, int | None]
"""What `Piece` says beside its range."""


@dataclass
class Assembly:
    """A text under construction: first the body, then, after `carry`, what the file also holds.

    Pieces are contiguous and cover the text; a line end belongs to the piece before it.
    """

    _parts: list[str] = field(default_factory=list)
    _kinds: list[_Kind] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)
    _carried: list[tuple[str, str, bool]] = field(default_factory=list)
    _length: int = 0

    def add(
        self,
        text: str,
        part: str = "body",
        *,
        visible: bool = True,
        cell: Cell | None = None,
        apart: bool = False,
    ) -> None:
        """Append text; cell: where it stands in a table; apart: a piece of its own (a page)."""
        if not text:
            return
        kind = (part, visible, *(cell or (None, None, None)))
        if apart or not self._kinds or self._kinds[-1] != kind:
            self._kinds.append(kind)
            self._starts.append(self._length)
        self._parts.append(text)
        self._length += len(text)

    def line_end(self) -> None:
        """End the line, unless the text is empty or ends so already."""
        if self._parts and not self._parts[-1].endswith("\n"):
            self._parts.append("\n")
            self._length += 1

    def carry(self, text: str, part: str, *, visible: bool = False) -> None:
        """Keep a text for after the body; nothing is kept where it has no character."""
        if text.strip():
            self._carried.append((text.strip("\n"), part, visible))

    def doc(self, data: bytes, source: str, *, empty: str = "没有文字：请核对是否选错了文件") -> Doc:
        """Return the document; its id is the SHA-256 of data, hex.

        Raises:
            UnreadableFile: with reason `empty`, where neither body nor carried parts hold a character.
        """
        if self._carried:
            self.line_end()
        body_end = self._length
        for text, part, visible in dict.fromkeys(self._carried):
            self.line_end()
            self.add(text, part, visible=visible)
        text = clean("".join(self._parts))
        if not text.strip():
            raise UnreadableFile(source, empty)
        ends = [*self._starts[1:], self._length]
        pieces = tuple(Piece(a, b, *kind) for a, b, kind in zip(self._starts, ends, self._kinds, strict=True))
        return Doc(hashlib.sha256(data).hexdigest(), source, text, fold(text), body_end, pieces)
