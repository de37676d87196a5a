"""Finds the formulas of a workbook, wherever they stand, and writes new names into them."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from pipeline.formats.assembly import TEXT
from pipeline.formats.xlsx.book import S
from pipeline.formats.xml_edits import Key

_TAGS = (
    "{*}f", f"{S}definedName", f"{S}formula", f"{S}formula1", f"{S}formula2", f"{S}calculatedColumnFormula",
    f"{S}totalsRowFormula",
)  # fmt: skip
_NAMES = frozenset(tag.rpartition("}")[2] for tag in _TAGS)
_TOKEN = re.compile(
    r"""(?P<said>"(?:[^"]|"")*+"?)|'(?P<quoted>(?:[^']|'')*+)'!"""
    # Each begins where a word does, so that a long word is tried once.
    r"""|(?<![^\s'!,;()+*/^&=<>"{}:-])(?P<sheet>[^\s'!,;()+*/^&=<>"{}:-]++)!"""
    r"|(?<![\w.])(?P<name>[^\W0-9][\w.]*+)(?![(!])"
)
_BARE = re.compile(r"[^\W0-9][\w.]*")
# A reference that is lost already reads as an error.
_ERRORS = ("#REF", "[0]")
_LONGEST = 8192
"""Characters of a formula (Excel's own limit); a longer one is none."""


@dataclass
class Names:
    """New names of sheets and of what formulas call by a name, by the old ones in lower case."""

    sheets: dict[str, str] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.sheets or self.others)

    def put_into(self, root: etree._Element) -> None:
        """Write the new names into every formula of a part."""
        for node, attribute in formulas(root):
            if attribute == TEXT:
                node.text = self.renamed(node.text or "")
            else:
                node.set(attribute, self.renamed(node.get(attribute) or ""))

    def renamed(self, formula: str) -> str:
        """Return a formula with the new names."""
        return _TOKEN.sub(self._token, formula) if len(formula) <= _LONGEST else ""

    def _token(self, match: re.Match[str]) -> str:
        if match["said"] is not None:
            return match[0]
        if match["name"] is not None:
            return _of(self.others, match["name"])
        # A range of sheets is written first:last.
        old = match["sheet"] if match["quoted"] is None else match["quoted"].replace("''", "'")
        new = ":".join(_of(self.sheets, part) for part in old.split(":"))
        if new == old:
            return match[0]
        return f"{new}!" if _BARE.fullmatch(new) else "'" + new.replace("'", "''") + "'!"


def _of(names: Mapping[str, str], name: str) -> str:
    return names.get(name.lower(), name)


def formulas(root: etree._Element) -> Iterator[Key]:
    """Yield where the formulas of a part stand, the targets of links inside the book too."""
    for node in root.iter(*_TAGS):
        if node.text:
            yield node, TEXT
    for node in root.iter(f"{S}hyperlink"):
        if node.get("location"):
            yield node, "location"


def unexplained(formula: str, known: Collection[str]) -> str:
    """Return a formula without the sheets and names that the book has; known: these in lower case."""

    def kept(match: re.Match[str]) -> str:
        name = match["quoted"] or match["sheet"] or match["name"] or ""
        return "" if name and all(n.lower() in known for n in name.replace("''", "'").split(":")) else match[0]

    return _TOKEN.sub(kept, formula) if len(formula) <= _LONGEST else formula


def is_formula(node: etree._Element, attribute: str) -> bool:
    """Return whether a text or an attribute is a formula."""
    name = etree.QName(node).localname
    return name in _NAMES if attribute == TEXT else (name, attribute) == ("hyperlink", "location")


def leads_elsewhere(formula: str, sheets: Collection[str]) -> bool:
    """Return whether a formula takes values from another file, or from a sheet that the book does not have.

    sheets: the names of its sheets in lower case.
    """
    if "!" not in formula or len(formula) > _LONGEST:
        return len(formula) > _LONGEST
    found = (m["quoted"] or m["sheet"] for m in _TOKEN.finditer(formula))
    names = [name for text in found if text for name in text.replace("''", "'").split(":")]
    return any(name.lower() not in sheets and name not in _ERRORS for name in names)


def fresh(name: str, taken: set[str]) -> str:
    """Return a name, numbered where it is taken (names of a book differ in more than case), and note it as taken."""
    number, out = 2, name
    while out.lower() in taken:
        out, number = f"{name[:27]}{number}", number + 1
    taken.add(out.lower())
    return out
