"""Resolves where links and bookmarks of a PDF lead, so that the names of places are not needed any more."""

from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from pipeline.formats.pdf.objects import entry, name_of

_MOST = 200_000
_DEEPEST = 32


class Targets:
    """The named destinations of a file."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        root = pdf.Root
        self._known: dict[str, Any] = dict(_leaves(entry(entry(root, "/Names"), "/Dests")))
        old = root.get("/Dests")
        if isinstance(old, Dictionary):
            self._known |= {key[1:]: value for key, value in old.items()}

    def place(self, given: Any) -> Array | None:
        """Return the page and the view that a destination means, or None where it leads nowhere in this file."""
        if isinstance(given, String | Name):
            given = self._known.get(name_of(given).removeprefix("/") if isinstance(given, Name) else str(given))
        given = entry(given, "/D") if isinstance(given, Dictionary) else given
        if not isinstance(given, Array) or not len(given) or not isinstance(given[0], Dictionary):
            return None
        # A view is a name and numbers.
        return Array([x for x in given.as_list() if not isinstance(x, String)])

    def settle(self, holder: Dictionary, key: str) -> None:
        """Put the page and the view in the place of a name; one that leads nowhere goes."""
        place = self.place(holder[key])
        if place is None:
            del holder[key]
        else:
            holder[key] = place

    def action(self, given: Any) -> Dictionary | None:
        """Return an action that leads to a place in the file, or None of any other."""
        if entry(given, "/S") == Name.GoTo and (place := self.place(entry(given, "/D"))) is not None:
            return Dictionary(S=Name.GoTo, D=place)
        if entry(given, "/S") == Name.Named and isinstance(entry(given, "/N"), Name):
            return Dictionary(S=Name.Named, N=given["/N"])
        return None


def _leaves(tree: Any) -> Iterator[tuple[str, Any]]:
    """Yield the entries of a name tree, each node once."""
    seen: set[tuple[int, int]] = set()
    waiting = [(tree, 0)]
    while waiting and len(seen) < _MOST:
        node, depth = waiting.pop()
        if not isinstance(node, Dictionary) or (node.is_indirect and node.objgen in seen):
            continue
        seen.add(node.objgen)
        names, kids = node.get("/Names"), node.get("/Kids")
        if isinstance(names, Array):
            flat = names.as_list()
            yield from ((str(k), v) for k, v in zip(flat[::2], flat[1::2], strict=False))
        if isinstance(kids, Array) and depth < _DEEPEST:
            waiting += [(kid, depth + 1) for kid in kids.as_list()]
