"""What stands inside one paragraph of a Word file: seen text, and what is hidden in it or set apart from it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from pipeline.formats.assembly import TEXT, WHOLE, Origin
from pipeline.formats.docx.numbering import W

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_VML = "{urn:schemas-microsoft-com:vml}"
_ART = f"{_VML}textpath"
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_HIDDEN_INSIDE = frozenset((f"{W}del", f"{W}moveFrom"))
_PICTURES = frozenset((f"{W}drawing", f"{W}pict", f"{W}object"))
_WRITTEN = frozenset((f"{W}t", f"{_MATH}t", f"{W}delText"))
_FIXED = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}ptab": "\t"}
_SKIPPED = frozenset(f"{W}{name}" for name in ("pPr", "rPr", "sdtPr", "sdtEndPr", "fldData", "rt", "rubyPr"))
# Characters of symbol fonts by font and code; code points F000 to F0FF stand for 00 to FF.
_SYMBOLS = {
    "Wingdings": {0xAB: "★", 0xFE: "☑", 0xFD: "☒", 0xA8: "□", 0x6F: "□", 0x71: "□", 0x72: "□", 0xFC: "✓", 0x6C: "●"},
    "Wingdings 2": {0x52: "☑", 0x53: "☒", 0xA3: "□", 0x50: "✓", 0x2A: "□", 0xEA: "★"},
    "Symbol": {0xB7: "·", 0xB0: "°", 0xB4: "×", 0xB8: "÷", 0xB1: "±", 0xA3: "≤", 0xB3: "≥", 0xB9: "≠"},
}

_Place = tuple[etree._Element | None, str]
"""What holds a text, and what of it, as in `Origin`."""
_NOWHERE: _Place = (None, TEXT)


@dataclass
class Line:
    """A paragraph in reading.

    seen: its printed text; hidden: deletions, hidden runs and alternative texts, a line each; boxes: the text boxes
    that are anchored in it, not read here, and letter art. Where each text of seen and hidden stands is kept beside it.
    """

    seen: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    _seen_in: list[_Place] = field(default_factory=list)
    _hidden_in: list[_Place] = field(default_factory=list)
    _hidden_at: int = 0

    @property
    def text(self) -> str:
        return "".join(self.seen)

    @property
    def origins(self) -> Iterator[Origin]:
        return _origins(self.seen, self._seen_in)

    @property
    def hidden_origins(self) -> Iterator[Origin]:
        return _origins(self.hidden, self._hidden_in)

    def add(self, text: str, place: _Place, *, hidden: bool) -> None:
        """Append text; hidden texts with seen text between them do not run together."""
        if not hidden:
            self.seen.append(text)
            self._seen_in.append(place)
            return
        if self.hidden and self._hidden_at != len(self.seen):
            self.hidden.append("\n")
            self._hidden_in.append(_NOWHERE)
        self.hidden.append(text)
        self._hidden_in.append(place)
        self._hidden_at = len(self.seen)


def _origins(written: Iterable[str], places: Iterable[_Place]) -> Iterator[Origin]:
    for text, (node, attribute) in zip(written, places, strict=True):
        if text:
            yield Origin(len(text), node, attribute)


def line_of(paragraph: etree._Element, vanished: frozenset[str]) -> Line:
    """Return what a paragraph holds; vanished: the styles whose text is hidden."""
    line = Line()
    _walk(paragraph, line, vanished, hidden=_is_hidden(paragraph, f"{W}pPr/{W}pStyle", vanished))
    return line


def texts(root: etree._Element, *tags: str) -> Iterator[etree._Element]:
    """Yield every element of these tags that has a text."""
    yield from (e for e in root.iter(*tags) if e.text and e.text.strip())


def art(box: etree._Element) -> str | None:
    """Return the words of letter art, None for a text box."""
    return (box.get("string") or "") if box.tag == _ART else None


def art_origin(box: etree._Element) -> Origin:
    """Return where the words of letter art stand."""
    return Origin(len(art(box) or ""), box, "string")


def chosen(alternatives: etree._Element) -> etree._Element:
    """Return the choice of alternative contents; the fallback only repeats it for older programs."""
    choice = alternatives.find(f"{MC}Choice")
    fallback = alternatives.find(f"{MC}Fallback")
    return choice if choice is not None else fallback if fallback is not None else alternatives


def vanished_styles(styles: etree._Element | None) -> frozenset[str]:
    """Return the ids of the styles whose text is hidden."""
    if styles is None:
        return frozenset()
    found = (s for s in styles.iter(f"{W}style") if s.find(f"{W}rPr/{W}vanish") is not None)
    return frozenset(s.get(f"{W}styleId", "") for s in found)


def _walk(parent: etree._Element, line: Line, vanished: frozenset[str], *, hidden: bool) -> None:
    for child in parent:
        tag = child.tag
        text = _text(child)
        if text is not None:
            place = (child, TEXT if tag in _WRITTEN else WHOLE)
            line.add(text, place, hidden=hidden or tag == f"{W}delText")
        elif tag in _PICTURES:
            _picture(child, line)
        elif tag == f"{MC}AlternateContent":
            _walk(chosen(child), line, vanished, hidden=hidden)
        elif tag == f"{W}instrText":
            if "mailto:" in (child.text or ""):
                line.add(child.text or "", (child, TEXT), hidden=True)
        elif tag not in _SKIPPED:
            concealed = tag in _HIDDEN_INSIDE or (tag == f"{W}r" and _is_hidden(child, f"{W}rPr/{W}rStyle", vanished))
            _walk(child, line, vanished, hidden=hidden or concealed)


def _text(element: etree._Element) -> str | None:
    """Return the characters that an element stands for, or None where it is a container."""
    if element.tag in _WRITTEN:
        return element.text or ""
    if element.tag == f"{W}sym":
        return _symbol(element)
    if element.tag == f"{W}fldChar":
        return _check_box(element)
    return _FIXED.get(element.tag)


def _check_box(field_start: etree._Element) -> str:
    """Return the box of a form field, ticked or not, or nothing for another field."""
    box = field_start.find(f"{W}ffData/{W}checkBox")
    if box is None:
        return ""
    state = box.find(f"{W}checked") if box.find(f"{W}checked") is not None else box.find(f"{W}default")
    return "☑" if state is not None and state.get(f"{W}val") not in ("0", "false") else "□"


def _picture(picture: etree._Element, line: Line) -> None:
    boxes = picture.iter(f"{W}txbxContent")
    line.boxes += [b for b in boxes if next(b.iterancestors(f"{W}txbxContent", f"{MC}Fallback"), None) is None]
    for element in picture.iter(f"{_DRAWN}docPr", f"{_VML}shape", _ART):
        if element.tag == _ART:
            line.boxes.append(element)
        for name in ("descr", "title", "alt"):
            if words := element.get(name):
                line.add(words, (element, name), hidden=True)
                line.add("\n", _NOWHERE, hidden=True)


def _is_hidden(element: etree._Element, style: str, vanished: frozenset[str]) -> bool:
    own = element.find(f"{W}rPr/{W}vanish")
    if own is not None:
        return own.get(f"{W}val") not in ("0", "false", "off")
    named = element.find(style)
    return named is not None and named.get(f"{W}val") in vanished


def _symbol(symbol: etree._Element) -> str:
    try:
        code = int(symbol.get(f"{W}char") or "", 16)
    except ValueError:
        return ""
    shown = _SYMBOLS.get(symbol.get(f"{W}font") or "", {}).get(code & 0xFF)
    private = 0xE000 <= code < 0xF900 or code > 0x10FFFF
    return shown or ("" if private else chr(code))
