"""Takes out of the parts of a workbook what its text does not show: caches, criteria, codes, names of the program's."""

from collections.abc import Callable, Iterable, Mapping

from lxml import etree

from pipeline.formats.xlsx.book import Book, S
from pipeline.formats.xlsx.drawings import CACHES, V
from pipeline.formats.xlsx.formulas import leads_elsewhere
from pipeline.formats.xml_edits import is_foreign

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_X = "{urn:schemas-microsoft-com:office:excel}"
_KEPT_EXTENSIONS = ("id", "conditionalFormattings", "dataValidations", "sparklineGroups")
_SHEET = (
    "scenarios", "customSheetViews", "oleObjects", "controls", "customProperties", "webPublishItems", "smartTags",
    "cellWatches", "dataConsolidate", "phoneticPr", "filterColumn",
)  # fmt: skip
_BOOK = (
    "fileSharing", "customWorkbookViews", "externalReferences", "pivotCaches", "functionGroups", "smartTagPr",
    "smartTagTypes", "webPublishing", "webPublishObjects", "fileRecoveryPr", "extLst",
)  # fmt: skip
_APPLICATION = ("TitlesOfParts", "HeadingPairs", "HLinks", "DigSig", "Template")
_OF_TABLES = ("comment", "tableType", "connectionId", "queryTableFieldId", "uniqueName")
_SAID_OF_NAMES = ("customMenu", "description", "help", "statusBar")
# Frames in a drawing of what is gone: slicers, and the doubles of controls and embedded objects.
_GONE = ("{*}slicer", "{*}timeslicer", "{*}compatExt")


def cleaned(book: Book) -> None:
    """Clean every part that is loaded; the parts that are written must be."""
    _lost_sheets(book)
    for root in list(book.package.roots.values()):
        _foreign(root)
        _BY_ROOT.get(etree.QName(root).localname, _nothing)(root)
        for node in list(root.iter(f"{S}rPh", f"{S}phoneticPr")):
            node.getparent().remove(node)
    _unused_strings(book)


def _lost_sheets(book: Book) -> None:
    """Take out of the book the sheets that the file lacks, and the names that lead to them or to other files."""
    having = {sheet.node for sheet in book.sheets}
    for node in [n for n in book.root.iter(f"{S}sheet") if n not in having]:
        node.getparent().remove(node)
    sheets = {sheet.name.lower() for sheet in book.sheets}
    for node in list(book.root.iter(f"{S}definedName")):
        if leads_elsewhere(node.text or "", sheets):
            node.getparent().remove(node)


def _nothing(root: etree._Element) -> None:
    """Leave a part as it is."""


def _foreign(root: etree._Element) -> None:
    """Take out what is of a name space that no known program writes."""
    for node in list(root.iter(etree.Element)):
        if is_foreign(node.tag) and node is not root and node.getparent() is not None:
            node.getparent().remove(node)
            continue
        for name in [name for name in node.attrib if is_foreign(name)]:
            del node.attrib[name]


def _removed(root: etree._Element, names: Iterable[str]) -> None:
    for node in list(root.iter(*(f"{S}{name}" for name in names))):
        node.getparent().remove(node)


def _sheet(root: etree._Element) -> None:
    _removed(root, _SHEET)
    for node in root.iter(f"{S}sheetPr"):
        node.attrib.pop("codeName", None)
    for node in root.iter(f"{S}hyperlink"):
        node.attrib.pop("display", None)
    for number, node in enumerate(root.iter(f"{S}protectedRange"), 1):
        node.set("name", f"区域{number}")
        node.attrib.pop("securityDescriptor", None)
    for node in root.iter(f"{S}sortCondition"):
        node.attrib.pop("customList", None)
    _extensions(root)
    _emptied_rules(root)
    for node in list(root.iterchildren(f"{MC}AlternateContent")):
        if not any(len(choice) for choice in node):
            root.remove(node)
    for node in root.iter(f"{S}c"):
        _cell(node)


def _extensions(root: etree._Element) -> None:
    for node in list(root.iter(f"{S}ext")):
        if not any(etree.QName(child).localname in _KEPT_EXTENSIONS for child in node):
            node.getparent().remove(node)
    for node in [n for n in root.iter(f"{S}extLst") if len(n) == 0]:
        node.getparent().remove(node)


def _emptied_rules(root: etree._Element) -> None:
    """Take out the lists to choose from that have nothing left to choose, and links to nothing."""
    for node in list(root.iter("{*}dataValidation")):
        if any((f.text or "").strip() == '""' for f in node.iter(f"{S}formula1", "{*}f")):
            node.getparent().attrib.pop("count", None)
            node.getparent().remove(node)
    for node in [n for n in root.iter("{*}dataValidations") if len(n) == 0]:
        node.getparent().remove(node)
    for node in root.iter(f"{S}hyperlink"):
        if node.get("location") == "":
            del node.attrib["location"]


def _cell(node: etree._Element) -> None:
    """Leave of a cell only what is shown: its reference, style and type, its formula and the value of its type."""
    for name in [name for name in node.attrib if name not in ("r", "s", "t")]:
        del node.attrib[name]
    inline = node.get("t") == "inlineStr" and node.find(f"{S}is") is not None
    for child in list(node):
        name = etree.QName(child).localname
        if name != "f" and name != ("is" if inline else "v"):
            node.remove(child)


def _workbook(root: etree._Element) -> None:
    for node in list(root.iterchildren(f"{MC}AlternateContent")):
        root.remove(node)
    _removed(root, _BOOK)
    root.attrib.pop("conformance", None)
    for node in root.iter(f"{S}workbookPr"):
        node.attrib.pop("codeName", None)
    for node in list(root.iter(f"{S}definedName")):
        if node.get("vbProcedure") or node.get("xlm"):
            node.getparent().remove(node)
        for name in _SAID_OF_NAMES:
            node.attrib.pop(name, None)
    for node in list(root.iter(f"{S}definedNames")):
        if len(node) == 0:
            node.getparent().remove(node)
    _calculated(root)


def _calculated(root: etree._Element) -> None:
    """Have every formula calculated anew when the book is opened, so that no value of before stays."""
    node = root.find(f"{S}calcPr")
    if node is None:
        node = etree.Element(f"{S}calcPr")
        before = [child for name in ("definedNames", "externalReferences", "functionGroups", "sheets")
                  for child in root.iterchildren(f"{S}{name}")]  # fmt: skip
        before[0].addnext(node)
    node.set("fullCalcOnLoad", "1")


def _styles(root: etree._Element) -> None:
    for number, node in enumerate(root.iter(f"{S}cellStyle"), 1):
        if node.get("builtinId") is None:
            node.set("name", f"样式 {number}")
    for node in list(root.iterchildren(f"{S}extLst")):
        root.remove(node)


def _theme(root: etree._Element) -> None:
    for node in root.iter("{*}theme", "{*}clrScheme", "{*}fontScheme", "{*}fmtScheme"):
        if node.get("name"):
            node.set("name", "Office")
    for node in list(root.iterchildren("{*}extLst", "{*}custClrLst")):
        root.remove(node)


def _drawing(root: etree._Element) -> None:
    for node in list(root.iter(*CACHES, "{*}pivotSource", "{*}externalData")):
        node.getparent().remove(node)
    for node in [anchor for anchor in root if next(anchor.iter(*_GONE), None) is not None]:
        root.remove(node)
    for node in list(root.iter("{*}numLit")):
        for point in list(node.iter("{*}pt")):
            if not "".join(point.itertext()).strip().replace(".", "", 1).lstrip("-").isdigit():
                node.remove(point)
    for node in root.iter("{*}sp", "{*}pic", "{*}graphicFrame", "{*}cxnSp"):
        if node.get("macro"):
            node.set("macro", "")


def _chart(root: etree._Element) -> None:
    _drawing(root)
    for node in list(root.iter("{*}extLst")):
        if node.getparent() is not None:
            node.getparent().remove(node)


def _vml(root: etree._Element) -> None:
    """Leave the frames of comments and the pictures of page headers: other shapes belong to what is gone."""
    for node in list(root.iter(f"{V}shape", f"{V}rect", f"{V}oval", f"{V}line", f"{V}roundrect")):
        said = node.find(f"{_X}ClientData")
        if said is not None and said.get("ObjectType") != "Note":
            node.getparent().remove(node)
    for node in list(root.iter(f"{_X}FmlaMacro", f"{_X}FmlaLink", f"{_X}FmlaRange", f"{_X}FmlaTxbx")):
        node.getparent().remove(node)


def _comments(root: etree._Element) -> None:
    for node in list(root.iter(f"{MC}AlternateContent", f"{S}commentPr")):
        if node.getparent() is not None:
            node.getparent().remove(node)


def _table(root: etree._Element) -> None:
    _removed(root, ("filterColumn", "xmlColumnPr", "extLst"))
    root.set("name", root.get("displayName") or "")
    for node in (root, *root.iter(f"{S}tableColumn")):
        for name in [name for name in node.attrib if name in _OF_TABLES or name.endswith("CellStyle")]:
            del node.attrib[name]


def _properties(root: etree._Element) -> None:
    """Take out the lists of the program; in the properties of a person's own, links to cells."""
    for node in list(root):
        if etree.QName(node).localname in _APPLICATION or node.get("name") == "":
            root.remove(node)
        else:
            node.attrib.pop("linkTarget", None)


_BY_ROOT: Mapping[str, Callable[[etree._Element], None]] = {
    "worksheet": _sheet,
    "chartsheet": _sheet,
    "workbook": _workbook,
    "styleSheet": _styles,
    "theme": _theme,
    "wsDr": _drawing,
    "userShapes": _drawing,
    "chartSpace": _chart,
    "xml": _vml,
    "comments": _comments,
    "table": _table,
    "Properties": _properties,
}


def _unused_strings(book: Book) -> None:
    """Empty the shared strings that no cell uses any more."""
    usage = uses(book)
    for number, item in enumerate(book.strings):
        if number not in usage:
            for child in list(item):
                item.remove(child)
            etree.SubElement(item, f"{S}t")
    for root in [item.getparent() for item in book.strings[:1]]:
        _removed(root, ("extLst",))
        for name in ("count", "uniqueCount"):
            root.attrib.pop(name, None)


def uses(book: Book) -> dict[int, int]:
    """Return how many cells use each shared string."""
    found: dict[int, int] = {}
    for sheet in book.sheets:
        for cell in book.package.part(sheet.path).iter(f"{S}c"):
            index = (cell.findtext(f"{S}v") or "") if cell.get("t") == "s" else ""
            if index.isdecimal() and len(index) < 10:
                found[int(index)] = found.get(int(index), 0) + 1
    return found
