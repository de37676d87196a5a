"""The properties of a Word file: those that were read stay as they are now, counts and switches too, others go."""

import re
from collections.abc import Callable, Iterator

from lxml import etree

from pipeline.formats.assembly import TAIL, TEXT
from pipeline.formats.xml_edits import Edits, dropped

_FORM_OF = "{http://www.w3.org/2001/XMLSchema-instance}type"
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.+Z-]{1,20}")
_COUNT = re.compile("[0-9]{1,7}")
_SWITCH = re.compile("true|false|[0-9]")
_PROGRAM = re.compile("(?!.*[0-9]{7})[A-Za-z0-9 .,_/$®()-]{1,80}")
_LETTERS = ("}lpwstr", "}lpstr", "}bstr")
_FORMS = {
    **dict.fromkeys(("created", "modified", "lastPrinted"), _DATE),
    **dict.fromkeys(("Pages", "Words", "Characters", "Lines", "Paragraphs", "CharactersWithSpaces"), _COUNT),
    **dict.fromkeys(("TotalTime", "revision"), _COUNT),
    **dict.fromkeys(("DocSecurity", "ScaleCrop", "LinksUpToDate", "SharedDoc", "HyperlinksChanged"), _SWITCH),
    **dict.fromkeys(("Application", "AppVersion"), _PROGRAM),
}


def clean_properties(root: etree._Element, edits: Edits) -> int:
    """Clean core or extended properties; return how many went."""
    gone = _without(root, lambda element: (element, TEXT) in edits.read or _is_known(element))
    for element in root:
        for child in list(element):
            element.remove(child)
        for name in set(map(str, element.attrib)) - {_FORM_OF}:
            del element.attrib[name]
    return gone


def clean_custom(root: etree._Element, edits: Edits) -> int:
    """Clean an office's own properties; return how many went: a number alone was not read, nor a switch."""

    def stays(element: etree._Element) -> bool:
        keys = list(_keys(element))
        # A date or a number that was masked is none any more: Word would call the file damaged.
        whole = all(key not in edits.of or str(key[0].tag).endswith(_LETTERS) for key in keys)
        return whole and any(key in edits.read for key in keys) and bool(edits.written((element, "name")))

    return _without(root, stays)


def _without(root: etree._Element, stays: Callable[[etree._Element], bool]) -> int:
    gone, root.text = 0, None
    for element in list(root):
        if stays(element):
            element.attrib.pop("linkTarget", None)
            element.tail = None
        else:
            dropped(element)
            gone += 1
    return gone


def _is_known(element: etree._Element) -> bool:
    form = _FORMS.get(str(element.tag).rpartition("}")[2])
    return len(element) == 0 and form is not None and form.fullmatch(element.text or "") is not None


def _keys(element: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    for inner in element.iter(etree.Element):
        yield inner, TEXT
        yield inner, TAIL
