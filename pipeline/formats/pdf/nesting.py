"""Counts how often a PDF's forms would be drawn, before anything draws them: forms in forms multiply."""

import io
from collections import Counter
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from pipeline.formats.pdf.objects import instructions, name_of

_PLAIN = 3
"""Levels of forms that programs write; deeper ones are counted."""
_DEEPEST = 40
_MOST_DRAWN = 200_000
_MOST_FORMS = 100_000


def multiplies(data: bytes) -> bool:
    """Return whether some page draws more forms than any page needs; False where the file cannot be looked into."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            return _Counted().exceeded(pdf)
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, TypeError, RuntimeError):
        return False


class _Counted:
    def __init__(self) -> None:
        self._depths: dict[tuple[int, int], int] = {}
        self._drawn: dict[tuple[int, int], int] = {}

    def exceeded(self, pdf: pikepdf.Pdf) -> bool:
        pages = [page.obj for page in pdf.pages]
        if max((self._depth(page, 0) for page in pages), default=0) <= _PLAIN:
            return False
        return any(self._count(page, 0) > _MOST_DRAWN for page in pages)

    def _depth(self, holder: Any, level: int) -> int:
        """Return how many levels of forms a holder's resources reach down to."""
        deepest = 0
        for form in _forms(holder).values():
            key = form.objgen
            if key not in self._depths:
                self._depths[key] = _DEEPEST
                if level < _DEEPEST and len(self._depths) < _MOST_FORMS:
                    self._depths[key] = 1 + self._depth(form, level + 1)
            deepest = max(deepest, self._depths[key])
        return deepest

    def _count(self, holder: Any, level: int) -> int:
        """Return how many forms a holder draws, those within others counted each time."""
        forms, drawn = _forms(holder), 0
        for name, times in _calls(holder).items():
            form = forms.get(name)
            if form is None:
                continue
            key = form.objgen
            if key not in self._drawn:
                # A form that draws itself is drawn once by viewers.
                self._drawn[key] = 1
                self._drawn[key] = 1 + (self._count(form, level + 1) if level < _DEEPEST else 0)
            drawn += times * self._drawn[key]
        return drawn


def _forms(holder: Any) -> dict[str, Stream]:
    resources = holder.get("/Resources")
    objects = resources.get("/XObject") if isinstance(resources, Dictionary) else None
    if not isinstance(objects, Dictionary):
        return {}
    return {k: v for k, v in objects.items() if isinstance(v, Stream) and v.get("/Subtype") == Name.Form}


def _calls(holder: Any) -> Counter[str]:
    if not isinstance(holder, Stream) and not isinstance(holder.get("/Contents"), Stream | Array):
        return Counter()
    shown = instructions(holder if isinstance(holder, Stream) else pikepdf.Page(holder), "Do")
    return Counter(name_of(x.operands[0]) for x in shown if x.operands)
