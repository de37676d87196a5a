"""Goes through every object of a PDF: texts that no one read go, and so does text in streams that no page draws."""

import re
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from pipeline.formats.pdf.appearance import silence
from pipeline.formats.pdf.objects import Budget, filters

_TECHNICAL = frozenset(
    "/Registry /Ordering /CharSet /FontFamily /Panose /Lang /OutputConditionIdentifier /RegistryName".split()
)
"""Keys of strings that say how to draw, not what."""
_TEXTS = frozenset("/Contents /T /V /Title /Author /Subject /Keywords /Name /URI /CreationDate /ModDate".split())
"""Keys of texts that stay in objects which were approved."""
_GONE = frozenset(
    "/PieceInfo /LastModified /AF /EF /RF /OPI /Thumb /JS /JavaScript /AA /Alt /ActualText /E /TU /TM /RC /DV "
    "/Alternates /IDTree /Measure /PtData /SV /Lock /DocMDP /UR3 /ByteRange /Cert /UserProperties".split()
)
"""Keys that hold no drawing, in whatever object."""
_COMMANDS = re.compile("[-+./#A-Za-z0-9_ \r\n\t]{0,200}")
"""What chooses font and colour in a field: names, numbers, operators, and no string."""
_MOST = 5_000_000
_SEGMENTS_KEPT = frozenset({0xE0, 0xE2, 0xEE})
"""Of a JPEG: JFIF, colour profile, Adobe's transform; the other APPn and comments describe the picture in words."""


class Sweep:
    """Goes through a file once. approved: objects with right texts; drawn: streams with right texts.

    pictures: how many were met. silenced: streams that lost their text. spoken: alternative texts that went.
    """

    def __init__(
        self, pdf: pikepdf.Pdf, budget: Budget, approved: set[tuple[int, int]], drawn: set[tuple[int, int]]
    ) -> None:
        self._pdf, self._budget, self._approved, self._drawn = pdf, budget, approved, drawn
        self._masks: set[tuple[int, int]] = set()
        self._pictures: set[tuple[int, int]] = set()
        self._contents = {page.obj["/Contents"].objgen for page in pdf.pages if "/Contents" in page.obj}
        self.silenced = self.spoken = 0

    @property
    def pictures(self) -> int:
        return len(self._pictures - self._masks)

    def clean(self) -> None:
        """Clean every object that the file still refers to."""
        for holder in reachable(self._pdf.trailer):
            if isinstance(holder, Array):
                self._array(holder)
                continue
            self._entries(holder)
            if isinstance(holder, Stream):
                self._stream(holder)

    def _entries(self, holder: Dictionary | Stream) -> None:
        for key, value in list(holder.items()):
            if key in _GONE or (key == "/Metadata" and holder.get("/Type") != Name.Catalog):
                self.spoken += key in ("/Alt", "/ActualText", "/E") and isinstance(value, String)
                del holder[key]
            elif isinstance(value, String) and not self._stays(holder, key, value):
                del holder[key]
            elif key in ("/SMask", "/Mask") and isinstance(value, Stream):
                self._masks.add(value.objgen)
            elif key == "/CharProcs" and isinstance(value, Dictionary):
                self._procedures(value)

    def _stays(self, holder: Dictionary | Stream, key: str, value: String) -> bool:
        if key == "/DA":
            return bool(_COMMANDS.fullmatch(str(value)))
        if key in _TECHNICAL:
            return len(bytes(value)) < 200
        return key in _TEXTS and holder.is_indirect and holder.objgen in self._approved

    def _array(self, holder: Array) -> None:
        """Empty the strings of an array, but for a table of colours and the file's number."""
        some = holder.as_list()
        if some and some[0] == Name.Indexed:
            return
        for at, value in enumerate(some):
            if isinstance(value, String) and bytes(value):
                holder[at] = String("")

    def _stream(self, stream: Stream) -> None:
        if stream.get("/Subtype") == Name.Image:
            self._pictures.add(stream.objgen)
            _strip(stream)
        elif stream.objgen in self._drawn or stream.objgen in self._contents:
            return
        elif stream.get("/Subtype") == Name.Form or "/PatternType" in stream:
            self._silence(stream)

    def _procedures(self, procedures: Dictionary) -> None:
        for _, stream in procedures.items():
            if isinstance(stream, Stream) and stream.objgen not in self._drawn:
                self._drawn.add(stream.objgen)
                self._silence(stream)

    def _silence(self, stream: Stream) -> None:
        self._budget.unpacked(stream)
        self.silenced += silence(stream)


def reachable(root: Any) -> Iterator[Any]:
    """Yield every array, dictionary and stream that an object leads to, itself included, each once."""
    seen: set[tuple[int, int]] = set()
    waiting, met = [root], 0
    while waiting and met < _MOST:
        holder = waiting.pop()
        if holder.is_indirect:
            if holder.objgen in seen:
                continue
            seen.add(holder.objgen)
        met += 1
        yield holder
        inside = holder.as_list() if isinstance(holder, Array) else [value for _, value in holder.items()]
        waiting += [value for value in inside if isinstance(value, Array | Dictionary | Stream)]


def _strip(stream: Stream) -> None:
    """Take out of a JPEG what describes it in words: its author, place, comments."""
    if filters(stream) != ["/DCTDecode"]:
        return
    given = stream.read_raw_bytes()
    kept, at = [given[:2]], 2
    while at + 4 <= len(given) and given[at] == 0xFF and given[at + 1] not in (0xDA, 0xD9):
        kind, length = given[at + 1], int.from_bytes(given[at + 2 : at + 4], "big")
        if not (kind == 0xFE or (0xE0 <= kind <= 0xEF and kind not in _SEGMENTS_KEPT)):
            kept.append(given[at : at + 2 + length])
        at += 2 + length
    stripped = b"".join([*kept, given[at:]])
    if given[:2] == b"\xff\xd8" and stripped != given:
        stream.write(stripped, filter=Name.DCTDecode)
