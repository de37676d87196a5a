"""The sentences of a policy as they read in the masked text, each without its marker and with the headings above it."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.doc import Doc, Range, Span, unwrap
from pipeline.fold import fold

MASK = "×"
STOPS = ("。", "！", "？", "；", "：", "。”", "！”", "？”", "。）", "）。", "。》")
_HEADINGS = ("chapter", "heading_1", "heading_2", "heading_3", "heading_4")
_FURNITURE = (
    "title", "doc_number", "issuer_mark", "addressee", "signature", "issue_date", "note", "attachment_note", "cc",
    "printer", "copy_number", "urgency", "signer", "secrecy_mark", "table",
)  # fmt: skip
_LONG_HEADING = 40

_HAN = "一二三四五六七八九十"
MARKER = re.compile(
    rf"(?:(?P<article>第[{_HAN}百零]{{1,6}}条(?:之[{_HAN}])?)|(?P<han>[{_HAN}]{{1,3}}、)"
    rf"|(?P<bracket>[（(][{_HAN}]{{1,3}}[)）])|(?P<decimal>[0-9]{{1,2}}(?:\.[0-9]{{1,2}}){{1,3}}(?=[ 　\u4e00-\u9fff]))"
    rf"|(?P<digit>[0-9]{{1,3}}(?:[.．、](?![0-9])))|(?P<round>[（(][0-9]{{1,2}}[)）])|(?P<circle>[①-⑳])"
    rf"|(?P<ordinal>[{_HAN}]{{1,2}}是(?=.)))[ 　]*"
)
# 第八条对…作了规定: the number is what the sentence is about, no marker.
_ABOUT_ARTICLE = re.compile(
    rf"第[{_HAN}百零]{{1,6}}条(?:之[{_HAN}])?(?:[、和至]第|第[{_HAN}]{{1,3}}[款项]|规定(?!的)|明确|的(?:规定|内容)|还|也(?!可)|(?:作|做)[了出](?=[^，。]{0,12}规定)"
    r"|对[^，。；]{2,40}(?:作了|作出|做了|进行了)[^，。；]{0,10}规定)"
)
# 6.2 物资保障 市、县两级…
_RUN_IN = re.compile(
    rf"(?:[{_HAN}]{{1,3}}、|[（(][{_HAN}]{{1,3}}[)）]|[0-9]{{1,2}}(?:\.[0-9]{{1,2}}){{1,3}}|[0-9]{{1,2}}[.．、])[ 　]*"
    r"(?P<heading>[\u4e00-\u9fff、]{2,14})[ 　]+(?=[\u4e00-\u9fff])"
)
_NUMBERED = tuple(f"{n}、" for n in _HAN)
# 允许进境商品名称本公告中的…: a heading and the sentence after it without anything between.
_FUSED = re.compile(
    r"[\u4e00-\u9fff、]{4,20}(?<![按照依据对在与及和合反于自除])"
    r"(?:本(?:公告|通知|通告|办法|规定|细则|条例)|输华|进境(?!商品|检|动|植|货|物))"
    r"|[\u4e00-\u9fff、]{2,16}(?:要求|情况|事项|范围|名称|条件|处理|检疫)(?:本|输|进口|进境|向中国|中国)"
)
# 允许进口产品允许进口的牛肉…
_TWICE = re.compile(r"(?P<said>[\u4e00-\u9fff]{3,6})[\u4e00-\u9fff]{0,6}(?P=said)")
_BULLET = re.compile(r"^(?:【[^【】]{2,24}】)?[—\-–·•●◆■▪○*＊]*[ 　]*")
_CHAPTER = re.compile(
    r"^(?:第[一二三四五六七八九十百零]{1,5}[章节编][ 　]*"
    r"|[0-9]{1,2}(?=[\u4e00-\u9fff])(?![年月日天个项号大条种类家万千亿小件]))"
)
# How a body or a paragraph begins: no half of a sentence starts like this.
_BEGINS = re.compile(
    r"(?:为了?|根据|依据|按照|依照|近年来|当前|随着|现[将就]|经.{2,20}(?:同意|批准)|各.{2,20}要|本[办条规细通意公方])"
)
_NARROW = re.compile(r"(?<![0-9])[,:]|[,:](?![0-9])")
_WIDE = str.maketrans(";()", "；（）")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the body, in simplified script and full-width punctuation, its marker and run-in heading left out.

    kind: the marker's family, or ""; fresh: it starts a paragraph or an article; heading: the nearest above it that is
    no chapter; path: all of them; place: its number in `doc.sentences`; torn: the line before ends within a sentence,
    or a heading has run into it; since: how many sentences stand between it and the heading.
    """

    text: str
    range: Range
    kind: str
    fresh: bool
    heading: str
    heading_range: Range | None
    path: str
    place: int
    after_heading: bool
    torn: bool
    since: int = 0


def masked_view(doc: Doc) -> str:
    """Return the masked text folded: the only view that a draft is made of."""
    return doc.folded if doc.masked == doc.text else fold(doc.masked or "")


def masked_prose(doc: Doc, view: str) -> list[str]:
    """Return the reading of each sentence from the masked view, its punctuation in full width.

    Raises:
        ValueError: the document is not segmented and masked yet.
    """
    if doc.sentences is None or doc.prose is None or doc.masked is None:
        raise ValueError(f"{doc!r} is drafted after segment and detect")
    if view == doc.folded:
        return [wide(p) for p in doc.prose]
    # Of a sentence that holds a mask no claim is made: its other words need no reading.
    return [
        wide(prose) if view[start:end] == doc.folded[start:end] else MASK
        for (start, end), prose in zip(doc.sentences, doc.prose, strict=True)
    ]


def wide(text: str) -> str:
    """Return a text with its commas, colons, semicolons and brackets in full width; 1,000 and 4:6 stay."""
    if "," in text or ":" in text:
        text = _NARROW.sub(lambda m: "，" if m[0] == "," else "：", text)
    return text.translate(_WIDE) if ";" in text or "(" in text or ")" in text else text


def bare_heading(text: str) -> str:
    """Return a heading without its marker and final stop."""
    found = MARKER.match(text)
    return _CHAPTER.sub("", text[found.end() if found else 0 :]).strip(" 　。：:．.—-")


def sentences_of(doc: Doc, view: str, prose: list[str]) -> Iterator[Sentence]:
    """Yield the sentences that are neither furniture nor headings, in order."""
    furniture = [(e.start, e.end) for e in doc.labelled(*_FURNITURE)]
    starts = [start for start, _ in furniture]
    above = _Above(view, [e for e in doc.labelled(*_HEADINGS) if e.end - e.start <= 4 * _LONG_HEADING])
    numbered = sum(p.startswith(_NUMBERED) for p in prose)
    headed = 2 * sum(e.label == "heading_1" for e in above.headings) > numbered
    before_end, open_before = 0, False
    for place, ((start, end), text) in enumerate(zip(doc.sentences or (), prose, strict=True)):
        text = above.passing(start, end, text)
        if not text or _furnished(start, end, furniture, starts):
            before_end, open_before = end, False
            continue
        kind, own = _unmarked(text)
        if run_in := _RUN_IN.match(view, start, end):
            own = above.running_in(own, run_in)
        if own != text and not kind:
            above.nearest, above.range = "", None  # a new point of its own
        fused = kind == "han" and bool((headed and not above.fresh) or _FUSED.match(own))
        fused = fused or (kind in ("han", "bracket") and bool(_TWICE.match(own)))
        if fused:
            above.nearest, above.range = "", None  # whose heading this is cannot be told, but not the one above
        torn = fused or (open_before and not kind and not above.fresh and not _BEGINS.match(own))
        fresh = "\n" in view[before_end:start] or kind == "article" or above.fresh
        before_end, open_before = end, not text.endswith(STOPS)
        if own:
            headings = above.nearest, above.range, above.path
            yield Sentence(own, (start, end), kind, fresh, *headings, place, above.fresh, torn, above.since)
            above.fresh, above.since = False, above.since + 1


def _unmarked(text: str) -> tuple[str, str]:
    """Return the family of a sentence's marker, or "", and the sentence without marker and bullet."""
    if _ABOUT_ARTICLE.match(text):
        return "", text
    found = MARKER.match(text)
    kind, own = (found.lastgroup or "", text[found.end() :].strip()) if found else ("", text)
    return kind, _BULLET.sub("", own)


@dataclass(slots=True)
class _Above:
    """The headings above the place reached; fresh: no sentence stands between the nearest and that place."""

    view: str
    headings: list[Span]
    texts: dict[int, str] = field(default_factory=dict)
    nearest: str = ""
    range: Range | None = None
    path: str = ""
    fresh: bool = False
    at: int = 0
    since: int = 0

    def running_in(self, text: str, found: re.Match[str]) -> str:
        """Take a heading that stands before a sentence on its line, parted by white space; return the rest of it."""
        heading = found["heading"]
        if not text.startswith(heading) or MASK in heading:
            return text
        self.nearest, self.range, self.fresh, self.since = heading, found.span("heading"), True, 0
        return text[len(heading) :].lstrip(" 　：:")

    def passing(self, start: int, end: int, text: str) -> str:
        """Take the headings that start before `end`; return the sentence without the one that it starts with."""
        while self.at < len(self.headings) and self.headings[self.at].start < end:
            head = self.headings[self.at]
            self.at += 1
            reading = unwrap(self.view[head.start : head.end])
            if MASK in reading or len(reading) > _LONG_HEADING or reading.endswith("；"):
                continue
            level = _HEADINGS.index(head.label)
            text_of, self.fresh, self.since = bare_heading(reading), True, 0
            # The title of a chapter stands over many articles: it does not say what one of them is about.
            self.nearest, self.range = ("", None) if head.label == "chapter" else (text_of, (head.start, head.end))
            self.texts = {k: v for k, v in self.texts.items() if k < level} | {level: text_of}
            self.path = " ".join(self.texts.values())
            if start <= head.start and text.startswith(wide(reading)):
                text = text[len(reading) :].lstrip(" 　。：")
        return text


def _furnished(start: int, end: int, furniture: list[Range], starts: list[int]) -> bool:
    """Return whether furniture covers more than half of a sentence."""
    at = bisect_right(starts, end) - 1
    covered = 0
    while at >= 0 and furniture[at][1] > start:
        covered += min(end, furniture[at][1]) - max(start, furniture[at][0])
        at -= 1
    return 2 * covered > end - start
