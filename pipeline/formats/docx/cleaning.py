"""Takes out of the XML of a Word file what its text was not read from and can tell of a person."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from pipeline.formats.assembly import TAIL, TEXT
from pipeline.formats.docx.fields import unwrapped
from pipeline.formats.docx.numbering import W
from pipeline.formats.xml_edits import Edits, dropped, is_foreign

_UNWRAPPED = frozenset((f"{W}smartTag", f"{W}customXml"))
# By local name: revision ids, links to data, embedded and drawn objects, traces of the program, and further words.
_DROPPED = frozenset(
    "fldData smartTagPr customXmlPr tblCaption tblDescription printerSettings placeholder dataBinding OLEObject "
    "signatureline ink control contentPart altChunk subDoc binData movie imgProps svgBlip entryMacro exitMacro "
    "helpText statusText dataHash rsids rsid attachedTemplate mailMerge attachedSchema schemaLibrary smartTagType "
    "saveThroughXslt docId externalData userShapes printSettings aliases embedRegular embedBold embedItalic "
    "embedBoldItalic frameset sectionTitle themeFamily objectEmbed objectLink".split()
)
_DROPPED_IN = frozenset(
    (
        ("default", f"{W}textInput"),
        ("listItem", f"{W}comboBox"),
        ("listItem", f"{W}dropDownList"),
        ("name", f"{W}abstractNum"),
    )
)
_COUNTED = {"listEntry": "choices", "listItem": "choices", "dataBinding": "bindings"}
_CONTROL = frozenset(
    "id lock showingPlcHdr rPr text richText date comboBox dropDownList picture docPartObj docPartList equation group "
    "citation bibliography temporary checkbox appearance color repeatingSection repeatingSectionItem tabIndex".split()
)
"""What a content control keeps of its properties (by local name): how it works, not what it is called or bound to."""
# By local name, of any element: gone unless the text was read from it.
_UNTOLD = frozenset(
    "descr title alt initials tooltip docLocation href gfxdata equationxml fullDate lastValue phldrT src linkTarget "
    "target tgtFrame original".split()
)
_EMPTIED = frozenset(("name", "string"))
_NAMED = frozenset(("docPr", "cNvPr", "textpath"))
_SCHEMES = frozenset(("theme", "clrScheme", "fontScheme", "fmtScheme"))
_BOOKMARKS = frozenset((f"{W}bookmarkStart", f"{W}moveFromRangeStart", f"{W}moveToRangeStart"))
# Texts of the program's own by local name, and the form that they have.
_MEASURE = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,6})?|[a-z]{1,10}", re.IGNORECASE)
_PROGRAM_TEXTS = {
    **dict.fromkeys(("posOffset", "align", "pctWidth", "pctHeight", "pctPosHOffset", "pctPosVOffset"), _MEASURE),
    "lineWidthScale": _MEASURE,
    "formatCode": re.compile("(?!.*[0-9]{5})[^\u4e00-\u9fff@]{1,60}"),
    "separator": re.compile(r"[\s,;，；、:：/-]{1,3}"),
}
_GALLERIES = frozenset((f"{W}docPartGallery", f"{W}docPartCategory"))
_PLAIN = re.compile("[A-Za-z ()]{1,60}")
_NUMBERS = re.compile("[0-9]{7,}")
_CELLS = re.compile(r"[A-Za-z]{1,8}[0-9]{0,3}!\$?[A-Z]{1,3}\$?[0-9]{1,6}(?::\$?[A-Z]{1,3}\$?[0-9]{1,6})?")


@dataclass
class Cleaner:
    """Cleans one part after another; people: authors that were read, and how they are written now.

    counts: what was taken out: text, choices, bindings.
    """

    edits: Edits
    people: Mapping[str, str]
    bookmarks: Mapping[str, str]
    counts: Counter[str] = field(default_factory=Counter)

    def clean(self, root: etree._Element) -> None:
        """Clean a part; its fields and its alternative contents have been looked at, no change has been applied."""
        leaving, opened = [], []
        for element in root.iter(etree.Element):
            if _leaves(element) or self._is_unread_variable(element) or self._is_strange(element):
                leaving.append(element)
                continue
            if element.tag in _UNWRAPPED:
                opened.append(element)
            self._texts(element)
            for name in list(element.attrib):
                if (element, name) not in self.edits.read:
                    self._attribute(element, name)
        # Only now: a tree that changes under its iterator ends it.
        for element in leaving:
            self.counts[_COUNTED.get(_local(element), "")] += 1
            dropped(element)
        for element in opened:
            unwrapped(element)

    def _is_unread_variable(self, element: etree._Element) -> bool:
        """Return whether a variable of the document was not read, or has lost its name."""
        if element.tag != f"{W}docVar":
            return False
        return (element, f"{W}val") not in self.edits.read or not self.edits.written((element, f"{W}name"))

    def _is_strange(self, element: etree._Element) -> bool:
        """Return whether an element is of no known program, and nothing was read in it."""
        return is_foreign(str(element.tag)) and not any(e in self._holders for e in element.iter(etree.Element))

    @cached_property
    def _holders(self) -> set[etree._Element]:
        return {element for element, _ in self.edits.read}

    def _texts(self, element: etree._Element) -> None:
        if element.text and (element, TEXT) not in self.edits.read and element.text.strip():
            if _local(element) in ("f", "sqref"):
                element.text = element.text if _CELLS.fullmatch(element.text) else "Sheet1!$A$1"
                return
            form = _PROGRAM_TEXTS.get(_local(element))
            if form is None or not form.fullmatch(element.text):
                self.counts["text"] += form is None
                element.text = "General" if _local(element) == "formatCode" else ""
        if element.tail and (element, TAIL) not in self.edits.read and element.tail.strip():
            self.counts["text"] += 1
            element.tail = ""

    def _attribute(self, element: etree._Element, name: str) -> None:
        local = etree.QName(name).localname
        if local == "author" or name == f"{W}userId":
            element.set(name, self.people.get(element.get(name) or "", ""))
        elif (
            is_foreign(name)
            or local in _UNTOLD
            or local.startswith("rsid")
            or (local == "ed" and element.tag == f"{W}permStart")
        ):
            del element.attrib[name]
        elif local == "name" and _local(element) in _SCHEMES:
            element.set(name, "Office")
        elif local in _EMPTIED and (_local(element) in _NAMED or element.tag == f"{W}ffData"):
            element.set(name, "")
        elif name == f"{W}name" and element.tag in _BOOKMARKS:
            element.set(name, self.bookmarks.get(element.get(name) or "", element.get(name)))
        elif name == f"{W}anchor":
            element.set(name, self.bookmarks.get(element.get(name) or "", element.get(name)))
        elif name == f"{W}val" and element.tag == f"{W}name" and _parent(element) == f"{W}ffData":
            element.set(name, "")


def _leaves(element: etree._Element) -> bool:
    """Return whether an element goes with all that it holds."""
    local, parent = _local(element), _parent(element)
    if element.tag in _GALLERIES and not _PLAIN.fullmatch(element.get(f"{W}val") or ""):
        return True
    if parent == f"{W}sdtPr":
        return local not in _CONTROL
    return local in _DROPPED or (local, parent) in _DROPPED_IN or parent == f"{W}ddList"


def _parent(element: etree._Element) -> str:
    parent = element.getparent()
    return "" if parent is None else str(parent.tag)


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def untold(root: etree._Element) -> None:
    """Empty the attributes of a custom part, which are not read, but for those that say how to read it."""
    for element in root.iter(etree.Element):
        for name in element.attrib:
            if not name.startswith("{http://www.w3.org/"):
                element.set(name, "")


def present(values: Iterable[str], written: Iterable[str]) -> list[str]:
    """Return the values that stand in any of these texts, the longest first."""
    everything = "\n".join(written)
    # Markup is full of short ASCII strings: a name is not sought in them, nor a number where no long one stands.
    numbers = "\n".join(_NUMBERS.findall(everything))
    letters = "\n".join(line for line in everything.split("\n") if not line.isascii())

    def stands(value: str) -> bool:
        return value in (letters if not value.isascii() else numbers if value.isdigit() else everything)

    return sorted(filter(stands, values), key=len, reverse=True)


def scrubbed(roots: Iterable[etree._Element], values: Iterable[str], edits: Edits) -> None:
    """Replace values in all attributes that the text was not read from, the same everywhere: some are references."""
    some = list(roots)
    hits = present(values, {v for root in some for e in root.iter(etree.Element) for v in e.attrib.values()})
    if not hits:
        return
    pattern = re.compile("|".join(map(re.escape, hits)))
    for element in (e for root in some for e in root.iter(etree.Element)):
        for name, written in element.attrib.items():
            if (element, name) not in edits.read and pattern.search(written):
                element.set(name, pattern.sub(_covered, written))


def _covered(match: re.Match[str]) -> str:
    """Return what stands for a value: zeros where only a number can stand."""
    return ("0" if match[0].isascii() else "x") * len(match[0])
