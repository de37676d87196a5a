"""Cleans the annotations and form fields of a PDF: their own texts edited, what was not read gone."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from pipeline.formats.pdf.appearance import Appearances
from pipeline.formats.pdf.carried import Said
from pipeline.formats.pdf.objects import entry, keep_only, name_of
from pipeline.formats.pdf.targets import Targets
from pipeline.formats.trail import Place

_KINDS = frozenset(
    "/Link /Text /FreeText /Line /Square /Circle /Polygon /PolyLine /Highlight /Underline /Squiggly /StrikeOut "
    "/Stamp /Caret /Ink /Widget /Watermark".split()
)
_KEPT = frozenset(
    "/Type /Subtype /Rect /P /F /AP /AS /Border /BS /BE /C /IC /H /Q /DA /QuadPoints /Vertices /InkList /L /LE /LL "
    "/LLE /Cap /CL /RD /Name /StructParent /Open /CA /OC /Sy /FT /Ff /MaxLen /Parent /Kids /MK /Contents /T /V /Dest "
    "/A".split()
)
_LOOKS = frozenset({"/R", "/BC", "/BG"})
_FORM = frozenset({"/Fields", "/DR", "/DA", "/Q"})
_FIELD_NAME = re.compile("[A-Za-z][A-Za-z_. ]{0,40}[0-9]{0,3}")
_WEB = re.compile("https?://", re.IGNORECASE)
_PRIVATE = re.compile("[0-9]{9}|[^ -~]|@")
"""What a link may tell about a person: a long number (a page's own has up to eight digits), a name, an address."""
_MOST_FIELDS = 100_000
_DEEPEST = 32


class Annotations:
    """Cleans a file's annotations; masked: values that no link may hold.

    `approved`: objects whose texts are right now. `removed`: what was, by kind.
    """

    def __init__(
        self,
        pdf: pikepdf.Pdf,
        said: Mapping[Place, Said],
        targets: Targets,
        looks: Appearances,
        masked: frozenset[str],
    ) -> None:
        self._pdf, self._said, self._targets, self._looks, self._masked = pdf, said, targets, looks, masked
        self.approved: set[tuple[int, int]] = set()
        self.removed: Counter[str] = Counter()
        self._boxes: list[Dictionary] = []

    def page(self, page: pikepdf.Page, number: int) -> None:
        """Clean the annotations of a page; number: 0-based."""
        given = page.obj.get("/Annots")
        kept = []
        for index, annotation in enumerate(given.as_list() if isinstance(given, Array) else ()):
            if not isinstance(annotation, Dictionary):
                continue
            if name_of(annotation.get("/Subtype")) not in _KINDS:
                self.removed["note" if annotation.get("/Subtype") != Name.Popup else "popup"] += 1
                continue
            if not annotation.is_indirect:
                annotation = self._pdf.make_indirect(annotation)
            self._annotation(annotation, (number, index))
            kept.append(annotation)
        if kept:
            page.obj["/Annots"] = Array(kept)
        elif "/Annots" in page.obj:
            del page.obj["/Annots"]

    def _annotation(self, annotation: Dictionary, place: Place) -> None:
        self.approved.add(annotation.objgen)
        widget = annotation.get("/Subtype") == Name.Widget
        texts = [self._text(annotation, key, (*place, key[1:])) for key in (("/V",) if widget else ("/Contents", "/T"))]
        if widget:
            self._boxes.append(annotation)
            self._field(annotation)
            _drop(annotation, "/Contents")
        self._act(annotation)
        keep_only(annotation, _KEPT)
        looks = annotation.get("/MK")
        if isinstance(looks, Dictionary):
            keep_only(looks, _LOOKS)
        said = self._said.get((*place, "V" if widget else "Contents"))
        self._looks.clean(annotation, texts[0] or "", changed=bool(said and said.changed))

    def _text(self, annotation: Dictionary, key: str, place: Place) -> str | None:
        """Edit a text of an annotation, and return it; one that was not read goes."""
        given = annotation.get(key)
        if given is None or not isinstance(given, String | Stream | Array):
            return None
        said = self._said.get(place)
        now = said.now(str(given)) if said and isinstance(given, String) else None
        if now is None:
            if not isinstance(given, String) or str(given).strip():
                self.removed["value"] += 1
            del annotation[key]
            return None
        if said and said.changed:
            annotation[key] = String(now)
        return now

    def _act(self, annotation: Dictionary) -> None:
        """Keep where a link leads: within the file, or to a page of the web whose address tells of no person."""
        if "/Dest" in annotation:
            self._targets.settle(annotation, "/Dest")
        action = annotation.get("/A")
        if action is None:
            return
        kept = self._targets.action(action)
        uri = entry(action, "/URI")
        if kept is None and entry(action, "/S") == Name.URI and isinstance(uri, String) and self._is_harmless(uri):
            kept = self._pdf.make_indirect(Dictionary(S=Name.URI, URI=uri))
            self.approved.add(kept.objgen)
        if kept is not None:
            annotation["/A"] = kept
        else:
            self.removed["link"] += 1
            del annotation["/A"]

    def _is_harmless(self, uri: String) -> bool:
        plain = unquote(str(uri))
        return bool(_WEB.match(plain)) and not _PRIVATE.search(plain) and not any(v in plain for v in self._masked)

    def _field(self, field: Dictionary) -> None:
        """Give a form field a name without meaning where it has another, and take a signature off."""
        name = field.get("/T")
        if name is not None and not _FIELD_NAME.fullmatch(str(name)):
            field["/T"] = String(f"field{len(self.approved)}")
        if entry(field, "/FT") == Name.Sig or entry(field.get("/Parent"), "/FT") == Name.Sig:
            self.removed["signature"] += "/V" in field or "/V" in (field.get("/Parent") or Dictionary())
            _drop(field, "/V")

    def form(self) -> None:
        """Clean the form as a whole: fields above what pages show, data of XFA; each box that pages show is its own."""
        form = self._pdf.Root.get("/AcroForm")
        if not isinstance(form, Dictionary):
            form = Dictionary(Fields=Array())
        self.removed["xfa"] += "/XFA" in form
        keep_only(form, _FORM)
        form["/NeedAppearances"] = True
        given = form.get("/Fields")
        form["/Fields"] = Array([*(given.as_list() if isinstance(given, Array) else ()), *self._lost(given)])
        for field in _fields(form["/Fields"]):
            self._above(field)
        if len(form["/Fields"]):
            self._pdf.Root["/AcroForm"] = form
        elif "/AcroForm" in self._pdf.Root:
            del self._pdf.Root["/AcroForm"]

    def _lost(self, fields: Any) -> list[Dictionary]:
        """Return the fields of boxes that no form lists."""
        listed = {field.objgen for field in _fields(fields)}
        out = {}
        for box in self._boxes:
            if box.objgen not in listed:
                top = _top(box)
                out[top.objgen] = top
        return [top for key, top in out.items() if key not in listed]

    def _above(self, field: Dictionary) -> None:
        if field.objgen in self.approved:
            return
        self._field(field)
        if isinstance(field.get("/V"), String | Stream | Array):
            self.removed["value"] += 1
            _drop(field, "/V")
        keep_only(field, _KEPT)
        self.approved.add(field.objgen)


def _top(field: Dictionary) -> Dictionary:
    """Return the field above all that a box belongs to."""
    for _ in range(_DEEPEST):
        above = field.get("/Parent")
        if not isinstance(above, Dictionary) or not above.is_indirect:
            break
        field = above
    return field


def _fields(given: Any) -> Iterator[Dictionary]:
    """Yield the fields of a form, each once."""
    seen: set[tuple[int, int]] = set()
    waiting = [(field, 0) for field in (given.as_list() if isinstance(given, Array) else ())]
    while waiting and len(seen) < _MOST_FIELDS:
        field, depth = waiting.pop()
        if not isinstance(field, Dictionary) or field.objgen in seen:
            continue
        seen.add(field.objgen)
        yield field
        kids = field.get("/Kids")
        if isinstance(kids, Array) and depth < _DEEPEST:
            waiting += [(kid, depth + 1) for kid in kids.as_list()]


def _drop(holder: Dictionary, key: str) -> None:
    if key in holder:
        del holder[key]
