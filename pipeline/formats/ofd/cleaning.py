"""Leaves in the parts of an OFD only what GB/T 33190-2016 needs to show them: nothing that is not read stays."""

import re
from collections import Counter
from collections.abc import Collection

from lxml import etree

from pipeline.formats.ofd.package import child, local
from pipeline.formats.ofd.values import Values

_ELEMENTS = frozenset(
    "OFD DocBody DocInfo DocID Title Author Subject Abstract Creator Keywords Keyword CustomDatas CustomData DocRoot "
    "Document CommonData MaxUnitID PageArea PhysicalBox ApplicationBox ContentBox BleedBox PublicRes DocumentRes "
    "TemplatePage DefaultCS Pages Page Outlines OutlineElem Permissions Edit Annot Export Signature Watermark "
    "PrintScreen Print VPreferences PageMode PageLayout TabDisplay HideToolbar HideMenubar HideWindowUI ZoomMode Zoom "
    "Bookmarks Bookmark Dest Annotations CustomTags CustomTag Actions Action Region Area Move Line QuadraticBezier "
    "CubicBezier Arc Close Goto Template PageRes Content Layer TextObject PathObject ImageObject CompositeObject "
    "PageBlock Clips Clip Path FillColor StrokeColor CGTransform Glyphs TextCode Border BorderColor AbbreviatedData "
    "Pattern CellContent AxialShd RadialShd GouraudShd LaGouraudShd Segment Color Point BackColor Res ColorSpaces "
    "ColorSpace Palette CV DrawParams DrawParam Fonts Font FontFile MultiMedias MultiMedia MediaFile "
    "CompositeGraphicUnits CompositeGraphicUnit FileLoc PageAnnot Remark Parameters Parameter Appearance".split()
)
_ATTRIBUTES = frozenset(
    "Version DocType ID TemplateID ZOrder Type DrawParam Boundary Visible CTM LineWidth Cap Join MiterLimit "
    "DashOffset DashPattern Alpha Font Size Stroke Fill HScale ReadDirection CharDirection Weight Italic Bold Serif "
    "FixedWidth Charset Value Index ColorSpace Rule ResourceID ImageMask HorizonalCornerRadius HorizontalCornerRadius "
    "VerticalCornerRadius X Y DeltaX DeltaY CodePosition CodeCount GlyphCount Width Height XStep YStep ReflectMethod "
    "RelativeTo TransFlag MapType MapUnit Extend StartPoint EndPoint StartRadius EndRadius Eccentricity Angle Position "
    "EdgeFlag VerticesPerRow BitsPerComponent DefaultColor Relative Format PageID Left Top Right Bottom Zoom "
    "Event Subtype Print NoZoom NoRotate ReadOnly LastModDate TypeID NameSpace Count Expanded Printable Copies Start "
    "Point1 Point2 Point3 SweepDirection LargeArc RotationAngle EllipseSize FontName FamilyName".split()
)
# What these hold is the business of others: text that is read, places of other parts.
_OWN_TEXT = frozenset(
    "DocID Title Author Subject Abstract Creator Keyword CustomData DocRoot PublicRes DocumentRes PageRes Annotations "
    "CustomTags TextCode FontFile MediaFile FileLoc Remark Parameter".split()
)
_OWN_NAMES = {"CustomData": "Name", "OutlineElem": "Title", "Bookmark": "Name", "Parameter": "Name", "Annot": "Creator"}
_NUMBERS = re.compile(r"[-+.,#\s0-9A-Za-z]{0,40}|[-+.,\sg0-9eE]*|[-+.,\s0-9eEMSLQBAC]*")
_LONG_NUMBER = re.compile("(?<![.0-9])[0-9]{10}")
"""No ID, size or place, but maybe somebody's number."""
_LIST = re.compile(r"[-+.,\sgeE0-9]*")
_PLAIN = re.compile(r"[-+.,:/#\w\s]*")
_SHOWN_ELSEWHERE = ("URI", "GotoA", "Sound", "Movie")
_REFERENCES = ("PageRef", "ObjectRef", "PageID", "ObjectID", "ID")
_MOST_DIGITS = 9
"""Of an ID."""
_FEW_DIGITS = 4
"""Digits in a custom tag that identify nobody; more of them are no part of the text that is checked."""


class Cleaner:
    """Cleans parts in place and counts what goes."""

    def __init__(self, values: Values) -> None:
        self._values = values
        self._bookmarks: dict[str, str] = {}
        self.gone = Counter[str]()

    def part(self, root: etree._Element) -> None:
        """Clean a part of the standard."""
        for element in list(root.iter()):
            if element is not root and element.getparent() is None:
                continue
            if local(element) not in _ELEMENTS or not self._is_wanted(element):
                self._remove(element)
                continue
            self._attributes(element)
            self._text(element)
        for element in list(root.iter("{*}Action", "{*}Actions")):
            if not len(element) or (local(element) == "Action" and child(element, "Goto") is None):
                self._remove(element)
        etree.cleanup_namespaces(root)

    def tag(self, root: etree._Element, carried: Collection[tuple[etree._Element, str]]) -> None:
        """Clean a part of custom tags: what was carried stays, so do references; other numbers go."""
        for element in root.iter():
            for name in list(element.attrib):
                if etree.QName(name).localname not in _REFERENCES or not _is_id(element.get(name)):
                    del element.attrib[name]
            for where in ("text", "tail"):
                text = (getattr(element, where) or "").strip()
                refers = where == "text" and local(element) in _REFERENCES and _is_id(text)
                if text and (element, where) not in carried and not refers and len(text) > _FEW_DIGITS:
                    setattr(element, where, None)
                    self.gone["tag"] += 1
        etree.cleanup_namespaces(root)

    def unread(self, root: etree._Element, read: Collection[etree._Element]) -> None:
        """Remove the text objects of a page or of resources that no page draws: in patterns, in spare units."""
        for element in list(root.iter("{*}TextObject")):
            if element not in read:
                self._remove(element)
                self.gone["unread"] += 1

    def _is_wanted(self, element: etree._Element) -> bool:
        if local(element) == "Clips":
            return next(element.iter("{*}Text"), None) is None
        return True

    def _remove(self, element: etree._Element) -> None:
        parent = element.getparent()
        if parent is None:
            return
        self.gone["action"] += sum(local(e) in _SHOWN_ELSEWHERE for e in element.iter())
        parent.remove(element)

    def _attributes(self, element: etree._Element) -> None:
        own = _OWN_NAMES.get(local(element))
        for name in list(element.attrib):
            if name == own:
                element.set(name, self._named(local(element), element.get(name)))
            elif name in ("BaseLoc", "Profile") and _names_a_part(element):
                continue
            elif name not in _ATTRIBUTES or not self._is_harmless(element.get(name)):
                del element.attrib[name]

    def _is_harmless(self, value: str) -> bool:
        if _LIST.fullmatch(value):
            return not self._values.masked_number(value)
        return bool(_PLAIN.fullmatch(value)) and not self._values.masked(value)

    def _named(self, kind: str, name: str) -> str:
        """Return a name that people read: itself where what is written shows it anyway."""
        if kind in ("CustomData", "Annot"):
            return name
        if kind == "Parameter":
            return name if _NUMBERS.fullmatch(name) and not self._values.masked(name) else "_"
        if name in self._bookmarks:
            return self._bookmarks[name]
        if self._values.public(name) and not self._values.masked(name):
            return name
        self.gone["title"] += 1
        made = "（标题已移除）" if kind == "OutlineElem" else f"书签{len(self._bookmarks) + 1}"
        if kind == "Bookmark":
            self._bookmarks[name] = made
        return made

    def _text(self, element: etree._Element) -> None:
        element.tail = None
        text = element.text
        if not text or local(element) in _OWN_TEXT:
            return
        wanted = _NUMBERS.fullmatch(text) and not _LONG_NUMBER.search(text)
        if len(element) or not wanted or self._values.masked_number(text):
            element.text = None


def _names_a_part(element: etree._Element) -> bool:
    """Return whether an element says where another part is: whoever writes the package writes that anew."""
    parent = element.getparent()
    return local(element) == "Res" if parent is None else local(parent) in ("CommonData", "Pages", "ColorSpaces")


def _is_id(value: str | None) -> bool:
    digits = (value or "").strip()
    return digits.isdecimal() and len(digits) <= _MOST_DIGITS
