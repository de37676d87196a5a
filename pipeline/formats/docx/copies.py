"""What a Word file holds twice: alternative contents, the drawing of a diagram, the old text beside a new one."""

from collections.abc import Iterable, Iterator

from lxml import etree

from pipeline.formats.assembly import TEXT, WHOLE
from pipeline.formats.docx.numbering import W
from pipeline.formats.docx.runs import MC, chosen
from pipeline.formats.xml_edits import Edits, Key, dropped, mirrored

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_ALTERNATE = f"{MC}AlternateContent"
_WRITTEN = frozenset((f"{W}t", f"{W}delText", f"{_MATH}t", f"{A}t"))
_CHARACTERS = frozenset((f"{W}sym", f"{W}noBreakHyphen"))
_OLD = frozenset((f"{W}del", f"{W}moveFrom"))
_MARKS = frozenset(
    f"{W}{name}" for name in ("bookmarkStart", "bookmarkEnd", "proofErr", "commentRangeStart", "commentRangeEnd")
)


def align(root: etree._Element, edits: Edits) -> int:
    """Plan for every alternative content what is planned for the one that was read; return how many had to go.

    An alternative with other words than the one that was read goes; the programs that would show it show the other.
    """
    gone = 0
    for alternates in list(root.iter(_ALTERNATE)):
        read = chosen(alternates)
        for other in [o for o in alternates if o is not read and o.tag in (f"{MC}Choice", f"{MC}Fallback")]:
            if not mirrored(_leaves(read), _leaves(other), edits):
                dropped(other)
                gone += 1
    return gone


def _leaves(alternative: etree._Element) -> Iterator[Key]:
    """Yield the written characters of an alternative; of those inside it only the ones that are read."""
    waiting = [alternative]
    while waiting:
        element = waiting.pop()
        if element.tag in _WRITTEN:
            yield element, TEXT
        elif element.tag in _CHARACTERS:
            yield element, WHOLE
        waiting += [chosen(element)] if element.tag == _ALTERNATE else reversed(element)


def align_drawing(drawing: etree._Element, read: Iterable[etree._Element], edits: Edits) -> bool:
    """Plan for the drawing of a diagram what is planned for its data; False where it has words that the data lacks."""
    known: dict[str, etree._Element] = {}
    for element in read:
        if element.text and ((element, TEXT) in edits.of or element.text not in known):
            known[element.text] = element
    for element in drawing.iter(f"{A}t"):
        if element.text and element.text.strip():
            if element.text not in known:
                return False
            mirrored([(known[element.text], TEXT)], [(element, TEXT)], edits)
    return True


def forget_old(edits: Edits) -> int:
    """Empty the deletions beside what is masked: with it they would give it back; return how many."""
    beside = {old for element, attribute in edits.of if attribute == TEXT for old in _beside(element)}
    for old in beside:
        for element in old.iter(f"{W}t", f"{W}delText"):
            edits.of.pop((element, TEXT), None)
            element.text = ""
    return len(beside)


def _beside(element: etree._Element) -> Iterator[etree._Element]:
    """Yield the deletions before and after the run that holds an element."""
    run = element.getparent()
    if run is None or run.tag != f"{W}r":
        return
    parent = run.getparent()
    if parent is None or parent.tag in _OLD:
        return
    for inner in (run, parent) if parent.tag != f"{W}p" else (run,):
        for forward in (True, False):
            sibling = inner.getnext() if forward else inner.getprevious()
            while sibling is not None and sibling.tag in _MARKS:
                sibling = sibling.getnext() if forward else sibling.getprevious()
            if sibling is not None and sibling.tag in _OLD:
                yield sibling
