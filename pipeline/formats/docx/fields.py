"""The fields of a Word file: a code that says nothing of a person stays, another goes and leaves what it shows."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from pipeline.formats.assembly import TEXT
from pipeline.formats.docx.numbering import W
from pipeline.formats.xml_edits import Edits, Key, dropped, put, value

_LONGEST = 400
"""Characters of a code; a longer one is more than the codes below can be."""
_PICTURE = "[yMdHhmsAPampEeOoWw年月日时分秒星期第〇0#.,:/+% -]{0,40}"
_SWITCHES = rf'(?:\s*\\\*\s*[A-Za-z]+|\s*\\[@#]\s*"?{_PICTURE}"?|\s*\\[a-z])*'
_PLAIN = (
    "PAGE|NUMPAGES|SECTION|SECTIONPAGES|DATE|TIME|CREATEDATE|SAVEDATE|PRINTDATE|EDITTIME|NUMWORDS|NUMCHARS|REVNUM|"
    "FORMTEXT|FORMCHECKBOX|FORMDROPDOWN|INDEX|LISTNUM|AUTONUM|AUTONUMLGL|AUTONUMOUT|BIBLIOGRAPHY"
)
_SAFE = tuple(
    re.compile(pattern + _SWITCHES, re.IGNORECASE)
    for pattern in (
        f"(?:{_PLAIN})",
        r'TOC(?!.*[0-9]{3})(?:\s*\\[a-z](?:\s*"[^"@\\]{0,120}")?)*',
        r"SEQ\s+(?:[\u4e00-\u9fff]|图表|公式|附件|附表|Figure|Table|Equation)",
        r'STYLEREF\s+"?[^"0-9@\\]{0,12}[0-9]?"?',
        r'SYMBOL\s+[0-9A-Fx]{1,6}(?:\s*\\f\s*"[A-Za-z 0-9]{0,20}")?(?:\s*\\s\s*[0-9]{1,3})?',
        # What stands for a number in a circle, a fraction, a line over a letter: seen, and read from its code alone.
        r"EQ(?:\s*\\[a-z]{1,3}[0-9]{0,2})*\s*\([^()@]{1,3}[,;，][^()@]{1,3}\)",
    )
)
_POINTING = r'((?:REF|PAGEREF|NOTEREF)\s+"?|HYPERLINK\s*\\l\s*")([^\s"\\]{1,60})("?)'
_POINTER = re.compile(_POINTING + _SWITCHES, re.IGNORECASE)
_LINK = re.compile(r'HYPERLINK\s*"([^"\\]{1,300})"' + _SWITCHES, re.IGNORECASE)
_ADDRESS = re.compile(
    r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[A-Za-z0-9_./~-]*)?(?:\?[A-Za-z0-9_=&.-]*)?(?:#[A-Za-z0-9_-]*)?"
)
_LONG_NUMBER = re.compile("[0-9]{11}")
_BUILT_IN = re.compile("_[A-Za-z]{2,12}[0-9]{0,10}|_[0-9]{1,3}")


def harmless(address: str) -> bool:
    """Return whether an address of the web can stay unread: without account, escapes and a person's number."""
    return _ADDRESS.fullmatch(address) is not None and _LONG_NUMBER.search(address) is None


def bookmarks(roots: list[etree._Element]) -> dict[str, str]:
    """Return a new name for every bookmark that Word has not named itself."""
    tags = (f"{W}bookmarkStart", f"{W}moveFromRangeStart", f"{W}moveToRangeStart")
    names = {e.get(f"{W}name") or "" for root in roots for e in root.iter(*tags)}
    own = sorted(name for name in names if not _BUILT_IN.fullmatch(name))
    return {name: f"bookmark{number}" for number, name in enumerate(own, 1)}


@dataclass
class _Field:
    """A field in reading; shown: its result has begun. inside: texts of fields in its code, which nobody sees."""

    marks: list[etree._Element]
    codes: list[etree._Element] = field(default_factory=list)
    inside: list[etree._Element] = field(default_factory=list)
    nested: bool = False
    shown: bool = False


@dataclass
class Fields:
    """Cleans the fields of one part after another.

    names: of bookmarks, old to new; values: what no code may hold; flattened: fields so far.
    """

    edits: Edits
    names: Mapping[str, str]
    values: Sequence[str]
    flattened: int = 0
    _open: list[_Field] = field(default_factory=list)

    def clean(self, root: etree._Element) -> None:
        """Keep or flatten every field; what edits hold must not be applied yet."""
        self._open = []
        tags = (f"{W}fldChar", f"{W}instrText", f"{W}delInstrText", f"{W}fldSimple", f"{W}t", f"{W}delText")
        for element in list(root.iter(*tags)):
            if element.tag == f"{W}fldChar":
                self._mark(element)
            elif element.tag == f"{W}fldSimple":
                self._simple(element)
            elif element.tag in (f"{W}instrText", f"{W}delInstrText"):
                self._code(element)
            else:
                hiding = next((f for f in self._open if not f.shown), None)
                if hiding is not None:
                    hiding.inside.append(element)
        for unfinished in self._open:
            unfinished.inside.clear()  # all the rest of the part, which Word shows
            self._flatten(unfinished)

    def _mark(self, element: etree._Element) -> None:
        kind = element.get(f"{W}fldCharType")
        if kind == "begin":
            if self._open:
                self._open[-1].nested |= not self._open[-1].shown
            self._open.append(_Field([element]))
        elif not self._open:
            dropped(element)
        else:
            self._open[-1].marks.append(element)
            self._open[-1].shown = True
            if kind == "end":
                self._finish(self._open.pop())

    def _code(self, element: etree._Element) -> None:
        if self._open and not self._open[-1].shown:
            self._open[-1].codes.append(element)
        else:
            dropped(element)

    def _finish(self, done: _Field) -> None:
        keys: list[Key] = [(code, TEXT) for code in done.codes]
        code = None if done.nested else self._kept(keys)
        if code is None:
            self._flatten(done)
            return
        self.edits.read.update(keys)
        if code != "".join(map(value, keys)):
            for number, key in enumerate(keys):
                put(key, "" if number else code)

    def _flatten(self, done: _Field) -> None:
        self.flattened += 1
        for text in done.inside:
            self.edits.of.pop((text, TEXT), None)
            text.text = ""
        for element in (*done.marks, *done.codes):
            dropped(element)

    def _simple(self, element: etree._Element) -> None:
        key: Key = (element, f"{W}instr")
        code = self._kept([key])
        if code is not None:
            put(key, code)
            self.edits.read.add(key)
            return
        self.flattened += 1
        unwrapped(element)

    def _kept(self, keys: list[Key]) -> str | None:
        """Return a code as it may stay, None where it may not: it was masked, or can hold more than is known of it."""
        code = "".join(map(value, keys))
        if len(code) > _LONGEST or any(key in self.edits.of for key in keys):
            return None
        kept = self._known(code, read=all(key in self.edits.read for key in keys))
        return None if kept is None or any(v in kept for v in self.values) else kept

    def _known(self, code: str, *, read: bool) -> str | None:
        written = code.strip()
        if pointer := _POINTER.fullmatch(written):
            name = pointer[2]
            known = _BUILT_IN.fullmatch(name) or name in self.names
            return code.replace(name, self.names.get(name, name)) if known else None
        if link := _LINK.fullmatch(written):
            mail = read and link[1].startswith("mailto:") and "%" not in code
            return code if mail or harmless(link[1]) else None
        return code if any(pattern.fullmatch(written) for pattern in _SAFE) else None


def unwrapped(element: etree._Element) -> None:
    """Put the children of an element in its place."""
    parent = element.getparent()
    if parent is None:
        return
    for child in list(element):
        element.addprevious(child)
    dropped(element)
