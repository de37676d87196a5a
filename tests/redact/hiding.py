"""Makes files of every format with one person's data in sight and in random hidden places, in the forms people write."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from urllib.parse import quote
from xml.sax.saxutils import escape

from opencc import OpenCC

from pipeline.train import invent
from tests.formats.test_docx_places import PLACES
from tests.making import paragraph, run
from tests.making.docx_parts import Part, word_file
from tests.making.ofd import HEADER, SPACE, packed, page, png, text_object
from tests.making.xlsx import Sheet, cell, comments, drawing, rich, row, shape, strings, styles, xlsx_of
from tests.redact.hiding_pdf import PRINTED, printed

_SURNAMES = ("程", "陆", "郁", "欧阳", "柳", "苗", "祁", "司徒", "葛", "聂")
_GIVEN = ("念秋", "晚舟", "青禾", "春来", "絮飞", "立冬", "小满", "望舒", "砚", "岚")
_TRADITIONAL = OpenCC("s2t").convert
_CHINESE = str.maketrans("0123456789", "〇一二三四五六七八九")


@dataclass(frozen=True)
class Person:
    """A private person; said: their data in one sentence as an office would write it."""

    name: str
    number: str
    mobile: str
    address: str

    @property
    def said(self) -> str:
        return f"{self.name}，身份证号{self.number}，电话{self.mobile}，住{self.address}"


@dataclass(frozen=True)
class Made:
    """A file to redact, and whose data it hides in which places."""

    name: str
    data: bytes
    person: Person
    places: tuple[str, ...]


def person(rng: Random) -> Person:
    name = rng.choice(_SURNAMES) + rng.choice(_GIVEN)
    address = f"白鹭镇{rng.choice(('柳湾', '石桥', '东岭'))}村{rng.choice('一二三四五六')}组{rng.randint(2, 98)}号"
    return Person(name, invent.citizen_number(rng), invent.mobile(rng), address)


def written(who: Person, rng: Random) -> str:
    """Return one of a person's values, or all of them, in a form that people write."""
    kind = rng.choice(("all", "name", "number", "mobile", "pair"))
    if kind == "all":
        return who.said
    if kind == "name":
        return rng.choice((who.name, _TRADITIONAL(who.name), " ".join(who.name), f"申请人{who.name}"))
    if kind == "pair":
        return f"{who.name}{who.mobile}"
    return _form(who.number if kind == "number" else who.mobile, rng)


def _form(number: str, rng: Random) -> str:
    cut = (3, 7) if len(number) == 11 else (6, 14)
    groups = number[: cut[0]], number[cut[0] : cut[1]], number[cut[1] :]
    full = "".join(chr(ord(c) + 0xFEE0) for c in number)
    forms = [number, " ".join(groups), "-".join(groups), full, number.lower(), "\u3000".join(groups)]
    return rng.choice([*forms, number.translate(_CHINESE), f"+86 {number}" if len(number) == 11 else number])


def lines(who: Person) -> list[str]:
    """Return what is seen: the person is private, the office and what it decided stay."""
    return [
        "白鹭镇人民政府信访事项处理意见书",
        f"信访人：{who.name}，女，身份证号{who.number}，",
        f"联系电话{who.mobile}，现住{who.address}。",
        f"{who.name}反映村道破损问题，经调查属实，已安排修复。",
        "白鹭镇人民政府",
        "2024年5月6日",
    ]


# Files of Word.


def word(who: Person, rng: Random) -> Made:
    chosen = [p for p in rng.sample(PLACES, rng.randint(3, 9)) if p.name not in _REFUSED]
    blocks, parts, names = [paragraph(*map(run, _cut(line, rng))) for line in lines(who)], list[Part](), list[str]()
    for place in chosen:
        value = who.name if place.name in _BARE else escape(("：" if place.name in _GLUED else "") + written(who, rng))
        more = list(place.parts(value))
        if {(p.owner, p.key or p.path) for p in more} & {(p.owner, p.key or p.path) for p in parts} or {
            p.path for p in more if p.path
        } & {p.path for p in parts}:
            continue
        blocks += place.blocks(value)
        parts += more
        names.append(place.name)
    return Made(".docx", word_file(blocks, parts), who, tuple(names))


# What makers of places put right before the value would make another name of it.
_GLUED = ("own property", "own property's name", "company", "document variable", "custom part")
_REFUSED = ("element of a custom part",)
_BARE = ("name of a part", "id of a relationship", "style", "lost sheet", "bookmark")


def _cut(text: str, rng: Random) -> Iterator[str]:
    """Yield a text in random pieces."""
    at = 0
    while at < len(text):
        end = at + rng.choice((1, 2, 3, 5, 8, 40))
        yield text[at:end]
        at = end


# Workbooks.

_Hider = Callable[[str], dict[str, object]]
_BOOK, _SHEET1 = "xl/workbook.xml", "xl/worksheets/sheet1.xml"


def _after(xml: str) -> _Hider:
    return lambda v: {"after": xml.replace("§", escape(v, {'"': "&quot;"}))}


def _beside(owner: str, kind: str, path: str, xml: str, after: str = "") -> _Hider:
    told = lambda v, text: text.replace("§", escape(v, {'"': "&quot;"}))  # noqa: E731
    return lambda v: {"parts": {path: told(v, xml)}, "related": [(owner, kind, path)], "after": after}


_THREADS = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
_CHOICES = '<dataValidations count="1"><dataValidation type="list" sqref="A9"{}><formula1>"甲{}"</formula1></dataValidation></dataValidations>'
_FILTER = (
    '<autoFilter ref="A1:C3"><filterColumn colId="0"><filters><filter val="§"/></filters></filterColumn></autoFilter>'
)
WORKBOOK: dict[str, _Hider] = {
    "hidden sheet": lambda v: {"sheets": [Sheet([["备注", v]], name="底册", state="hidden")]},
    "very hidden sheet": lambda v: {"sheets": [Sheet([[v]], name="底册2", state="veryHidden")]},
    "hidden row": lambda v: {"rows": [row(cell("A20", v), number=20, attributes='hidden="1"')]},
    "rich cell": lambda v: {"rows": [row(f'<c r="A21" t="inlineStr"><is>{rich((v[:1], "<b/>"), (v[1:], "<i/>"), sound=v)}</is></c>', number=21)]},
    "formula": lambda v: {"rows": [row(cell("A22", v, formula=f'"{v}"&""'), number=22)]},
    "stale formula": lambda v: {"rows": [row(cell("A23", 1, formula=f'IF(B1="{v}",1,0)'), number=23)]},
    "name of a sheet": lambda v: {"sheets": [Sheet([["甲"]], name=v[:30].replace(":", ""))]},
    "defined name": lambda v: {"names": f'<definedName name="区域" comment="{escape(v)}">"{escape(v)}"</definedName>'},
    "property": lambda v: {"properties": {"dc:creator": v, "cp:keywords": v}},
    "own property": lambda v: {"custom": {"联系": v}},
    "choices": _after(_CHOICES.format(' prompt="§"', ",§")),
    "page header": _after("<headerFooter><oddHeader>&amp;C§</oddHeader></headerFooter>"),
    "filter": _after(_FILTER),
    "comment": lambda v: {"parts": {"xl/comments1.xml": comments(("A1", v, v))}, "related": [(_SHEET1, "comments", "xl/comments1.xml")]},
    "threads": _beside(_SHEET1, "threadedComment", "xl/threadedComments/t1.xml", f'<ThreadedComments xmlns="{_THREADS}"><threadedComment ref="A1" personId="{{1}}"><text>§</text></threadedComment></ThreadedComments>'),
    "person": _beside(_BOOK, "person", "xl/persons/person.xml", f'<personList xmlns="{_THREADS}"><person displayName="§" id="{{1}}" userId="§"/></personList>'),
    "drawing": lambda v: {"parts": {"xl/drawings/drawing1.xml": drawing(shape(v[:1] + "|" + v[1:], described=v, name=v))}, "related": [(_SHEET1, "drawing", "xl/drawings/drawing1.xml")], "after": '<drawing r:id="r1"/>'},
    "mail link": lambda v: {"related": [(_SHEET1, "hyperlink", f"mailto:{quote(v)}@example.com")]},
    "web link": lambda v: {"related": [(_SHEET1, "hyperlink", f"https://example.com/?q={v}")]},
    "unused string": lambda v: {"parts": {"xl/sharedStrings.xml": strings(v, "甲")}, "related": [(_BOOK, "sharedStrings", "xl/sharedStrings.xml")]},
    "number format": lambda v: {"parts": {"xl/styles.xml": styles(f'0"{v}"')}, "related": [(_BOOK, "styles", "xl/styles.xml")]},
    "macros": lambda v: {"parts": {"xl/vbaProject.bin": v.encode("gbk", "ignore")}, "related": [(_BOOK, "vbaProject", "xl/vbaProject.bin")], "macros": True},
    "printer": lambda v: {"parts": {"xl/printerSettings1.bin": v.encode("utf-16-le")}, "related": [(_SHEET1, "printerSettings", "xl/printerSettings1.bin")]},
    "cache": _beside(_BOOK, "pivotCacheDefinition", "xl/pivotCache/p1.xml", '<pivotCacheDefinition xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><s v="§"/></pivotCacheDefinition>'),
    "loose part": lambda v: {"parts": {"xl/odd.xml": f"<a>{escape(v)}</a>"}},
    "sharing": lambda v: {"book": f'<fileSharing userName="{escape(v)}"/>'},
    "scenario": _after('<scenarios><scenario name="§" user="§" comment="§"><inputCells r="A1" val="§"/></scenario></scenarios>'),
    "number cell": lambda v: {"rows": [row(cell("A24", int(d)) if (d := re.sub("[^0-9]", "", v)[:11]) else cell("A24", v), number=24)]},
}  # fmt: skip


def workbook(who: Person, rng: Random) -> Made:
    rows: list[object] = [["信访事项登记表"], ["姓名", "身份证号码", "联系电话", "住址"]]
    rows.append([who.name, who.number, who.mobile, who.address])
    more: dict[str, object] = {}
    sheets, names, after = list[Sheet](), list[str](), ""
    for name in rng.sample(sorted(WORKBOOK), rng.randint(3, 9)):
        found = WORKBOOK[name](written(who, rng))
        if set(found.get("parts", {})) & set(more.get("parts", {})):  # type: ignore[call-overload]
            continue
        rows += found.pop("rows", [])  # type: ignore[arg-type]
        sheets += found.pop("sheets", [])  # type: ignore[arg-type]
        after += str(found.pop("after", ""))
        for key, value in found.items():
            have = more.get(key)
            more[key] = value if have is None else have | value if isinstance(have, dict) else have + value  # type: ignore[operator]
        names.append(name)
    made = xlsx_of(Sheet(rows, after=after), *sheets, **more)  # type: ignore[arg-type]
    return Made(".xlsx", made, who, tuple(names))


# OFD.

_ANNOTATIONS = f'{HEADER}<ofd:Annotations {SPACE}><ofd:Page PageID="1"><ofd:FileLoc>Annots/A.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>'
_TAGS = f'{HEADER}<ofd:CustomTags {SPACE}><ofd:CustomTag TypeID="1" NameSpace="urn:t"><ofd:FileLoc>Tag.xml</ofd:FileLoc></ofd:CustomTag></ofd:CustomTags>'
FIXED: dict[str, _Hider] = {
    "information": lambda v: {"information": f"<ofd:Title>{v}</ofd:Title><ofd:Author>{v}</ofd:Author><ofd:Odd>{v}</ofd:Odd>"},
    "own information": lambda v: {"information": f'<ofd:CustomDatas><ofd:CustomData Name="联系">{v}</ofd:CustomData></ofd:CustomDatas>'},
    "annotation": lambda v: {
        "document": "<ofd:Annotations>Annotations.xml</ofd:Annotations>",
        "parts": {"Doc_0/Annotations.xml": _ANNOTATIONS, "Doc_0/Annots/A.xml": f'{HEADER}<ofd:PageAnnot {SPACE}><ofd:Annot ID="3000" Type="Stamp" Creator="{v}"><ofd:Remark>{v}</ofd:Remark></ofd:Annot></ofd:PageAnnot>'},
    },
    "tags": lambda v: {
        "document": "<ofd:CustomTags>Tags/CustomTags.xml</ofd:CustomTags>",
        "parts": {"Doc_0/Tags/CustomTags.xml": _TAGS, "Doc_0/Tags/Tag.xml": f'<t:a xmlns:t="urn:t" note="{v}"><t:b>{v}</t:b><t:c>{re.sub("[^0-9]", "", v)}</t:c></t:a>'},
    },
    "bookmark": lambda v: {"document": f'<ofd:Bookmarks><ofd:Bookmark Name="{v}"><ofd:Dest Type="Fit" PageID="1"/></ofd:Bookmark></ofd:Bookmarks>'},
    "outline": lambda v: {"document": f'<ofd:Outlines><ofd:OutlineElem Title="{v}"/></ofd:Outlines>'},
    "attachment": lambda v: {
        "document": "<ofd:Attachments>Attachments.xml</ofd:Attachments>",
        "parts": {"Doc_0/Attachments.xml": f'{HEADER}<ofd:Attachments {SPACE}><ofd:Attachment ID="1" Name="{v}"><ofd:FileLoc>a.bin</ofd:FileLoc></ofd:Attachment></ofd:Attachments>', "Doc_0/a.bin": v.encode("utf-16-le")},
    },
    "loose part": lambda v: {"parts": {"Doc_0/old.dat": v.encode("gb18030")}},
    "picture": lambda v: {"parts": {"Doc_0/Res/a.png": png(Author=v)}},
    "extension": lambda v: {"document": "<ofd:Extensions>E.xml</ofd:Extensions>", "parts": {"Doc_0/E.xml": f"{HEADER}<ofd:Extensions {SPACE}><ofd:Property>{v}</ofd:Property></ofd:Extensions>"}},
    "beyond the page": lambda v: {"objects": [text_object(2900, v, left=500)]},
    "between objects": lambda v: {"objects": [f"<!-- {v} --><ofd:PageBlock ID='2901'>{v}</ofd:PageBlock>"]},
    "attribute": lambda v: {"objects": [text_object(2902, "甲", base=250, more=f'Note="{v}" Name="{v}"')]},
    "drawn twice": lambda v: {"objects": [text_object(2903, v, base=120), text_object(2904, v, base=120)]},
}  # fmt: skip


def fixed(who: Person, rng: Random) -> Made:
    objects = [text_object(2000 + i, line, base=30 + 9 * i) for i, line in enumerate(lines(who))]
    more: dict[str, object] = {}
    names = rng.sample(sorted(FIXED), rng.randint(3, 8))
    for name in names:
        for key, value in FIXED[name](escape(written(who, rng), {'"': "&quot;"})).items():
            have = more.get(key)
            more[key] = value if have is None else have | value if isinstance(have, dict) else have + value  # type: ignore[operator]
    objects += more.pop("objects", [])  # type: ignore[arg-type]
    return Made(".ofd", packed(page(*objects), **more), who, tuple(names))  # type: ignore[arg-type]


# Texts.


def text(who: Person, rng: Random) -> Made:
    said = [*lines(who), *(f"备注：{written(who, rng)}" for _ in range(rng.randint(1, 5)))]
    encoding = rng.choice(("utf-8", "utf-8-sig", "gb18030", "utf-16"))
    return Made(".txt", rng.choice(("\n", "\r\n")).join(said).encode(encoding), who, (encoding,))


def table(who: Person, rng: Random) -> Made:
    rows = ["姓名,身份证号码,联系电话,备注", f"{who.name},{who.number},{who.mobile},无"]
    rows += [
        f'"{who.name}","{_form(who.number, rng)}",{_form(who.mobile, rng)},"{who.name}来电"'
        for _ in range(rng.randint(1, 4))
    ]
    return Made(".csv", "\r\n".join(rows).encode(rng.choice(("utf-8", "gb18030"))), who, ())


def pdf(who: Person, rng: Random) -> Made:
    names = rng.sample(sorted(PRINTED), rng.randint(3, 7))
    hidden = {name: written(who, rng) for name in names}
    made = printed(lines(who), hidden, note=written(who, rng), title=written(who, rng))
    return Made(".pdf", made, who, tuple(names))


MAKERS: Sequence[Callable[[Person, Random], Made]] = (word, workbook, fixed, pdf, text, table)


def made(count: int, seed: int = 1) -> list[Made]:
    """Return so many files, the formats by turns."""
    out = []
    for number in range(count):
        rng = Random(seed * 100_000 + number)
        one = MAKERS[number % len(MAKERS)](person(rng), rng)
        out.append(Made(f"{number:03d}{one.name}", one.data, one.person, one.places))
    return out
