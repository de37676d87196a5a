"""Writes the pages of a PDF anew after their text was edited; a form is copied where a page draws it otherwise."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import pikepdf
from pikepdf import Dictionary, Name, Stream

from pipeline.formats.pdf.editing import Cut, Editor, plain
from pipeline.formats.pdf.glyphs import Drawing, Drawn
from pipeline.formats.pdf.masking import Edit
from pipeline.formats.pdf.objects import copied, entry, name_of, operator_of
from pipeline.formats.pdf.writing import Names, Supplied

_FORM = ("/Type", "/Subtype", "/BBox", "/Matrix", "/Group", "/OC", "/StructParent", "/StructParents")


class PageWriter:
    """Writes pages; `drawn` are the streams of forms whose text was read and is right as it now stands."""

    def __init__(self, pdf: pikepdf.Pdf, supplied: Supplied) -> None:
        self._pdf, self._supplied = pdf, supplied
        self.drawn: set[tuple[int, int]] = set()
        self._plain: dict[tuple[int, int], Drawing] = {}

    def write(self, page: pikepdf.Page, drawn: Drawn, edit: Edit) -> None:
        """Write a page with its glyphs removed and its replacements set."""
        cuts = _cuts(drawn, edit)
        changed = _changed(drawn, edit, cuts)
        calls: dict[int, dict[int, Stream]] = defaultdict(dict)
        # A form stands after its caller: from the last to the first each finds the forms it calls made.
        for number in reversed(range(len(drawn.drawings))):
            drawing = drawn.drawings[number]
            if drawing.caller is not None and number not in changed:
                self._plain.setdefault(drawing.holder.objgen, drawing)
                continue
            content, resources = self._edited(number, drawn, cuts[number], edit, calls[number])
            if drawing.caller is None:
                page.obj["/Contents"] = self._pdf.make_stream(content)
                page.obj["/Resources"] = resources
                continue
            made = self._form(drawing.holder, content, resources)
            calls[drawing.caller][drawing.operator] = made

    def _edited(
        self, number: int, drawn: Drawn, cuts: Sequence[Cut], edit: Edit, forms: Mapping[int, Stream]
    ) -> tuple[bytes, Dictionary]:
        """Return content and resources of a drawing; forms: what it draws otherwise, by instruction."""
        drawing = drawn.drawings[number]
        names = Names(drawing.resources, self._supplied)
        resources = copied(drawing.resources)
        objects = copied(entry(resources, "/XObject"))
        called = {}
        for at, form in forms.items():
            called[at] = _free(objects, name_of(drawing.instructions[at].operands[0]))
            objects[called[at]] = form
        silent = frozenset(
            m.operator for n, m in enumerate(drawn.marks) if m.drawing == number and n not in edit.spoken
        )
        content = Editor(drawing, names, cuts, silent).edited(called)
        if all(d.operator in forms or "/Resources" in d.holder for d in drawn.drawings if d.caller == number):
            # What is drawn no more is not to be found any more.
            _prune(objects, {called.get(at, name) for at, name in _drawn_names(drawing)})
        if objects or "/XObject" in resources:
            resources["/XObject"] = objects
        if names.added:
            fonts = copied(entry(resources, "/Font"))
            fonts.update(names.added)
            resources["/Font"] = fonts
        return content, resources

    def _form(self, holder: Stream, content: bytes, resources: Dictionary) -> Stream:
        kept = {key: holder[key] for key in _FORM if key in holder}
        made = self._pdf.make_stream(content, {**kept, "/Resources": resources})
        self.drawn.add(made.objgen)
        return made

    def finish(self) -> None:
        """Write the forms that stay as they were, without what no viewer shows of them."""
        for key, drawing in self._plain.items():
            shown = [x for given in drawing.instructions for x in plain(given, drawing.resources)]
            drawing.holder.write(pikepdf.unparse_content_stream(shown))
            self.drawn.add(key)


def _drawn_names(drawing: Drawing) -> list[tuple[int, str]]:
    """Return the names that a drawing's instructions draw, with the numbers of these."""
    shown = enumerate(drawing.instructions)
    return [(at, name_of(x.operands[0])) for at, x in shown if operator_of(x) == "Do" and x.operands]


def _prune(objects: Dictionary, used: set[str]) -> None:
    for name in [key for key, value in objects.items() if entry(value, "/Subtype") == Name.Form and key not in used]:
        del objects[name]


def _cuts(drawn: Drawn, edit: Edit) -> dict[int, list[Cut]]:
    cuts: dict[int, list[Cut]] = defaultdict(list)
    for number in edit.removed:
        glyph = drawn.glyphs[number]
        cuts[glyph.drawing].append((glyph, edit.written.get(number)))
    return cuts


def _changed(drawn: Drawn, edit: Edit, cuts: Mapping[int, Sequence[Cut]]) -> set[int]:
    """Return the drawings that become others: with glyphs or own text that go, or with such forms in them."""
    changed = {n for n in range(len(drawn.drawings)) if cuts.get(n)}
    changed |= {mark.drawing for n, mark in enumerate(drawn.marks) if n not in edit.spoken}
    for number in sorted(changed, reverse=True):
        caller = drawn.drawings[number].caller
        while caller is not None and caller not in changed:
            changed.add(caller)
            caller = drawn.drawings[caller].caller
    return changed


def _free(objects: Dictionary, name: str) -> str:
    """Return a name that resources do not have yet."""
    number = 1
    while f"{name}g{number}" in objects:
        number += 1
    return f"{name}g{number}"
