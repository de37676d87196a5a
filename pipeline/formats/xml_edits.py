"""What mentions change in the XML of a file: planned from where each character stands, then applied."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from lxml import etree

from pipeline.doc import Mention
from pipeline.formats.assembly import TAIL, TEXT, WHOLE, Origin, Trace
from pipeline.formats.docx.numbering import W

Key = tuple[etree._Element, str]
"""An element and what of it, as in `Origin`."""
Edit = tuple[int, int, str]
"""The characters from a start to an end, and what stands there instead."""

_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_SPACED = frozenset((f"{W}t", f"{W}delText", f"{W}instrText"))
# What a mention covers of these goes; tabs and line ends are layout and stay.
_CHARACTERS = frozenset((f"{W}sym", f"{W}noBreakHyphen"))

# Whose names say what they are for; elements and attributes of any other are of no program that is known.
_KNOWN = ("http://schemas.openxmlformats.org/", "http://schemas.microsoft.com/", "http://purl.org/dc/",
          "http://www.w3.org/", "urn:schemas-microsoft-com:", "http://www.wps.cn/")  # fmt: skip


def is_foreign(name: str) -> bool:
    """Return whether the name of an element or attribute is of a space that no known program writes."""
    return name.startswith("{") and not name[1:].startswith(_KNOWN)


@dataclass
class Edits:
    """The changes of a file; read: all that the text of the document was read from."""

    read: set[Key] = field(default_factory=set)
    of: dict[Key, list[Edit]] = field(default_factory=dict)

    def add(self, key: Key, edit: Edit) -> None:
        """Plan a change; the same one planned twice (a part that is related twice) is one."""
        edits = self.of.setdefault(key, [])
        if edit not in edits[-1:]:
            edits.append(edit)

    def written(self, key: Key) -> str:
        """Return a text as it will stand."""
        return edited(value(key), self.of.get(key, ()))

    def apply(self) -> None:
        """Write every change into the trees."""
        for key in self.of:
            put(key, self.written(key))


def value(key: Key) -> str:
    """Return what stands at a place of a tree; a character of the program's own counts one."""
    element, attribute = key
    if attribute == WHOLE:
        return " "
    found = element.text if attribute == TEXT else element.tail if attribute == TAIL else element.get(attribute)
    return found or ""


def put(key: Key, text: str) -> None:
    """Write a text to its place; spaces at its ends are kept by Word only where the element says so."""
    element, attribute = key
    if attribute == TAIL:
        element.tail = text
    elif attribute == TEXT:
        element.text = text
        if element.tag in _SPACED and text != text.strip():
            element.set(_XML_SPACE, "preserve")
    elif attribute == WHOLE:
        _put_character(element, text)
    else:
        element.set(attribute, text)


def _put_character(element: etree._Element, text: str) -> None:
    if element.getparent() is None:
        return
    if text.strip():
        written = etree.Element(f"{W}t")
        element.addprevious(written)
        put((written, TEXT), text)
    if element.tag in _CHARACTERS:
        dropped(element)


def dropped(element: etree._Element) -> None:
    """Take an element out of its tree, and what follows it: no text of Word's stands between elements."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def edited(text: str, edits: Iterable[Edit]) -> str:
    """Return text changed; where two changes overlap, the first says what stands there."""
    out, at = [], 0
    for start, end, instead in sorted(edits, key=lambda e: e[:2]):
        out.append(text[at:start])
        out.append(instead if start >= at else "")
        at = max(at, end)
    return "".join([*out, text[at:]])


def planned(mentions: Iterable[Mention], trace: Trace) -> tuple[Edits, list[Mention]]:
    """Return the changes, and the mentions of which no character stands in the file."""
    edits, unplaced = Edits(_read(trace)), []
    places = _Places(trace)
    for mention in mentions:
        found = False
        for touched in places.of(mention.span.start, mention.span.end):
            found = _replace(touched, mention.replacement, edits) or found
        if not found:
            unplaced.append(mention)
    return edits, unplaced


def _read(trace: Trace) -> set[Key]:
    everything = [trace.origins, *(origins for _, origins in trace.copies)]
    return {(o.node, o.attribute) for origins in everything for o in origins if o.node is not None}


def _replace(touched: list[tuple[Key, int, int]], replacement: str, edits: Edits) -> bool:
    """Plan what one place of a mention needs: its replacement where its first written character stands."""
    first = next((key for key, *_ in touched if key[1] != WHOLE), touched[0][0] if touched else None)
    instead = replacement
    for key, start, end in touched:
        edits.add(key, (start, end, instead if key is first else ""))
        instead = "" if key is first else instead
    return bool(touched)


class _Places:
    """Where in the file the characters of a range of the text stand, once for each time they do."""

    def __init__(self, trace: Trace) -> None:
        self._origins = trace.origins
        self._starts = list(accumulate((o.length for o in trace.origins), initial=0))
        self._copies: dict[tuple[int, int], list[list[Origin]]] = {}
        for start, origins in trace.copies:
            self._copies.setdefault((start, start + sum(o.length for o in origins)), []).append(origins)
        self._ranges = sorted(self._copies)
        self._reach = list(accumulate((end for _, end in self._ranges), max))

    def of(self, start: int, end: int) -> Iterator[list[tuple[Key, int, int]]]:
        """Yield for each time what is touched, in order: the place, and the characters in it."""
        first = bisect_right(self._starts, start) - 1
        last = bisect_left(self._starts, end)
        yield list(_touched(self._origins[first:last], self._starts[first], start, end))
        for number in range(bisect_left(self._ranges, (end,)) - 1, -1, -1):
            if self._reach[number] <= start:
                break
            for origins in self._copies[self._ranges[number]]:
                yield list(_touched(origins, self._ranges[number][0], start, end))


def _touched(origins: Iterable[Origin], at: int, start: int, end: int) -> Iterator[tuple[Key, int, int]]:
    for origin in origins:
        first, last = max(start, at) - at, min(end, at + origin.length) - at
        if origin.node is not None and first < last:
            yield (origin.node, origin.attribute), origin.start + first, origin.start + last
        at += origin.length


def mirrored(leaves: Iterable[Key], others: Iterable[Key], edits: Edits) -> bool:
    """Plan in other places what is planned in leaves; False where they do not hold the same characters."""
    sources, targets = list(leaves), list(others)
    if "".join(map(value, sources)) != "".join(map(value, targets)):
        return False
    if all(key in edits.read for key in sources if value(key).strip()):
        edits.read.update(targets)
    starts = list(accumulate((len(value(key)) for key in targets), initial=0))
    at = 0
    for key in sources:
        for start, end, instead in edits.of.get(key, ()):
            _spread((at + start, at + end, instead), targets, starts, edits)
        at += len(value(key))
    return True


def _spread(edit: Edit, targets: list[Key], starts: list[int], edits: Edits) -> None:
    start, end, instead = edit
    first = bisect_right(starts, start) - 1
    for number in range(first, bisect_left(starts, end)):
        a, b = max(start, starts[number]), min(end, starts[number + 1])
        if a < b:
            edits.add(targets[number], (a - starts[number], b - starts[number], instead))
            instead = ""
