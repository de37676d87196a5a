"""Refuses an OFD whose composite objects draw each other so often that no program could show it."""

import zipfile
from collections import defaultdict

from lxml import etree

from pipeline.doc import UnreadableFile
from pipeline.formats.archive import unpacked

_DEEPEST = 32
"""Levels of composite objects that ofdkit follows."""
_MOST_DRAWN = 200_000
_ENDLESS = "OFD 内部图元互相引用、展开过多，来源可疑：请核对，确需读取的用阅读软件另存"


def refuse_endless(archive: zipfile.ZipFile, source: str) -> None:
    """Raise where the composite objects of all pages stand for too many others.

    A few that draw each other twice make billions: a bomb of some hundred bytes.

    Raises:
        UnreadableFile: more than 200,000, each counted as often as it is drawn.
    """
    drawn: list[str] = []
    within: dict[str, list[str]] = defaultdict(list)
    for name in archive.namelist():
        if not name.endswith("/") and b"CompositeObject" in (xml := unpacked(archive, name, source)):
            _gather(xml, drawn, within)
    costs = dict.fromkeys({*drawn, *within}, 1)
    for _ in range(_DEEPEST):
        costs = {unit: min(_MOST_DRAWN + 1, 1 + sum(costs.get(u, 1) for u in within.get(unit, ()))) for unit in costs}
    if sum(costs[unit] for unit in drawn) > _MOST_DRAWN:
        raise UnreadableFile(source, _ENDLESS)


def _gather(xml: bytes, drawn: list[str], within: dict[str, list[str]]) -> None:
    """Note which units a part draws on its own, and which each of its units draws."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    root = etree.fromstring(xml, parser)
    for element in root.iter("{*}CompositeObject") if root is not None else ():
        unit = next(element.iterancestors("{*}CompositeGraphicUnit"), None)
        used = (element.get("ResourceID") or "").strip()
        (drawn if unit is None else within[(unit.get("ID") or "").strip()]).append(used)
