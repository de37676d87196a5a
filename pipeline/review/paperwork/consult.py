"""Which other bodies a document names: whom to ask before it is published (条例第十一条, S13)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from pipeline.doc import Range
from pipeline.fold import fold
from pipeline.record import Record
from pipeline.review.paperwork.apart import Apart
from pipeline.review.paperwork.issuers import issuers, level
from pipeline.review.paperwork.regions import LEVEL_WORDS, NATION, Region, Regions
from pipeline.terms import Registers, registers

_ENDS = ("委员会", "总局", "局", "厅", "委", "部")
_GOVERNMENT = "人民政府"
_PARTY = "委(?:办公室|宣传部|组织部|统战部|政法委员会|政法委|社会工作部|网信办|编办|机构编制委员会办公室)"
_ZONE = (
    r"[\u4e00-\u9fff]{2}(?:经济技术|经济|高新技术产业|高新技术|高新|产业|旅游|临空|保税)"
    r"(?:开发区|园区|度假区|区)(?:管委会|管理委员会)"
)
_FIXED = (rf"{_GOVERNMENT}(?:办公[室厅])?", "(?:[高中]级)?人民(?:法院|检察院)", "人大常委会", _PARTY, _ZONE)
_STREET = r"[\u4e00-\u9fff]{2}街道办事处"
# After the name: an office that a person holds, a document of the body, or what it laid down.
_NOT_THE_BODY = (
    r"(?![党门署托派员]|干部|职工|工作人员|关于|《|印发|令第|公告第|分(?!局)|批复|文件|有?关?规定"
    r"|的?(?:规定|要求|部署|统一部署|决策部署|通知)"
    r"|[^，。；：、\s]{0,10}(?:长|主任|书记|总监|督学|专员|调研员|巡视员|总[工会经][^，。；、]{1,3}师)(?:职务)?(?:[，。；、（）\s]|$))"
)
_QUOTED = re.compile(r"《[^《》]{0,120}》")
_SET_ASIDE = frozenset({"title", "issuer_mark", "doc_number", "addressee", "signature", "note", "cc", "printer"})
# Sentences that name a body without touching what it does: who takes which office, and where to appeal.
_ASIDE = re.compile(r"任命|聘任|免去|职务|现任|拟任|兼任|行政复议|提起.{0,4}诉讼|起诉|强制执行")
_JOINED = re.compile(r"[、和与及]|以及")
_ALONE = re.compile(rf"{_GOVERNMENT}|人大|委|人民|[高中]级人民")


@dataclass(frozen=True, slots=True)
class Body:
    """A body named in the text: its fullest name, and every place where it stands."""

    name: str
    ranges: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A row of the register bodies; names: how its field of work is written; ends: how its name ends."""

    id: str
    names: tuple[str, ...]
    source: str
    ends: tuple[str, ...] = _ENDS


@dataclass(frozen=True, slots=True)
class Named:
    """One naming of a body.

    key: place and field of work. place: what goes before the name to make it a full one, "" where it stands there.
    """

    key: tuple[str, str]
    place: str
    range: Range


def bodies(record: Record, own: Iterable[str] = (), *, register: Registers | None = None) -> tuple[Body, ...]:
    """Return the other bodies that the body of a document names, in order of their first place.

    own: names of the body that asks. Left out: who issues, is addressed or gets a copy, the government that the issuer
    stands under, names of many (各县人民政府), and sentences on offices held and on appeals.
    """
    rows = register or registers()
    mine = [fold(n) for n in (*own, *issuers(record))]
    addressed = [fold(n) for n in _written(record, "addressee", "cc", "signature")]
    places = Regions(mine, [*addressed, *map(fold, _written(record, "title"))])
    left_out = {n.key for text in (*mine, *addressed) for n in _namings(text, places, rows, strict=False)}
    written = str(record["text"])[: record.get("body_end") or None]
    text = fold(written)
    aside = Apart(_aside(record, text))
    found: dict[tuple[str, str], list[Named]] = {}
    for naming in _namings(text, places, rows):
        if naming.key in left_out or _superior(naming, mine) or aside.touches(naming.range):
            continue
        found.setdefault(naming.key, []).append(naming)
    return tuple(Body(_name(some, written, text), tuple(n.range for n in some)) for some in found.values())


@lru_cache(maxsize=4)
def _pattern(rows: Registers) -> tuple[re.Pattern[str], dict[str, str]]:
    """Return the pattern of names without their region, and for each written field of work the row's id."""
    ids: dict[str, str] = {}
    whole = list(_FIXED)
    for row in rows.rows("bodies", BodyRow):
        ids |= {name: row.id for name in row.names}
        names, ends = ("|".join(map(re.escape, sorted(some, key=len, reverse=True))) for some in (row.names, row.ends))
        whole.append(rf"(?:{names})(?:{ends})")
    return re.compile(rf"(?:{_STREET}|{'|'.join(whole)})(?:[\u4e00-\u9fff]{{2,4}}分局)?{_NOT_THE_BODY}"), ids


def _namings(text: str, places: Regions, rows: Registers, *, strict: bool = True) -> list[Named]:
    """Return every naming in a folded text; strict: only those that name one body."""
    pattern, ids = _pattern(rows)
    out: list[Named] = []
    before: Region | None = None
    end = 0
    for found in pattern.finditer(text):
        region = _region(text, found, places, before if _JOINED.fullmatch(text, end, found.start()) else None)
        start = max(region.start, end) if region and region.start >= 0 else found.start()
        before, end = region, found.end()
        if strict and _of_many(text, start, region, places):
            before = None
            continue
        written = region is None or (region.named and region.start >= 0)
        place = "" if written or region is None else region.key
        out.append(Named(_key(found[0], region, ids), place, (start, found.end())))
    return out


def _region(text: str, found: re.Match[str], places: Regions, before: Region | None) -> Region | None:
    """Return the region of a naming: written before it, its neighbour's in a list, or the issuer's own."""
    core = found[0]
    if region := places.before(text, found.start()):
        return region
    if core.endswith(("街道办事处", "管委会", "管理委员会")) or core.endswith(("部", "总局")):
        return NATION
    if _ALONE.match(core) or core.endswith("厅"):
        return None
    return Region(before.key, before.level, -1, named=True) if before else places.own


def _of_many(text: str, start: int, region: Region | None, places: Regions) -> bool:
    """Return whether a naming means any of several bodies, or cannot be told."""
    if region is None or places.generic(text, start):
        return True
    return not region.named and not 0 <= region.level <= places.level


def _key(core: str, region: Region | None, ids: dict[str, str]) -> tuple[str, str]:
    """Return place and field of work: what makes two written names one body."""
    field = max((name for name in ids if core.startswith(name)), key=len, default="")
    branch = core[core.index("局") + 1 :] if field and core.endswith("分局") else ""
    return (region.key if region else "", ids[field] + branch if field else core)


def _name(some: list[Named], written: str, text: str) -> str:
    """Return the fullest name of a body, in the document's own script."""
    names = []
    for naming in some:
        start, end = naming.range
        at = text.find(naming.place) if naming.place else -1
        place = written[at : at + len(naming.place)] if at >= 0 else naming.place
        bare = 1 if naming.place and text[start] in LEVEL_WORDS else 0  # 市财政局: its 市 is the place's own
        names.append(re.sub(r"\s", "", place + written[start + bare : end]))
    return max(names, key=len)


def _superior(naming: Named, mine: list[str]) -> bool:
    """Return whether it is the government that the issuing body itself stands under, or that government's office."""
    place, field = naming.key
    if not field.startswith(_GOVERNMENT):
        return False
    return any(level(name) in ("department", "office", "township") and name.startswith(place) for name in mine)


def _written(record: Record, *labels: str) -> list[str]:
    spans = [(e["start"], e["end"]) for e in record.get("elements") or () if e["label"] in labels]
    return [re.sub(r"\s", "", str(record["text"])[start:end]) for start, end in spans]


def _aside(record: Record, text: str) -> list[Range]:
    """Return where a name is no naming: head and foot of the document, cited titles, offices held, appeals."""
    elements = [(e["start"], e["end"]) for e in record.get("elements") or () if e["label"] in _SET_ASIDE]
    sentences = [(s[0], s[1]) for s in record.get("sentences") or () if _ASIDE.search(text, s[0], s[1])]
    return [*elements, *sentences, *(m.span() for m in _QUOTED.finditer(text))]
