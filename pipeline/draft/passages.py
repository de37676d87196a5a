"""The passages that a draft may use: a sentence with what depends on it, or a lead with the items of its list."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.doc import Range
from pipeline.draft.context import leads_nowhere, leans, stands, too_many
from pipeline.draft.readings import MARKER, MASK, STOPS, Sentence

_MOST_CHARACTERS = 1200
_LEAST_CHARACTERS = 8

# A lead that only opens the document or a part of it: what follows is the text itself, not a list.
_OPENS = re.compile(
    r"(?:通知|公告|通告|公示|意见|决定|批复|规定|函复|答复|公布|部署|安排|措施|要求|方案|事项).{0,4}如下：$"
    r"|(?:现|特)[^。；]{0,60}(?:如下|以下)[^，。；：]{0,8}：$"
    r"|^(?:为|根据)[^。]{2,300}(?:提出|制定|采取)[^，。]{0,10}(?:如下|以下)[^，。：]{0,8}：$"
)
# A lead that leaves its subject in the sentence before it: 主要职责包括：
_NO_SUBJECT = re.compile(r"(?:主要|具体|包括|其|该|应当|内容|职责|范围|条件|材料)")
_EXCEPTS = re.compile(r"除外|不适用|不受|但|例外|不在此限")
# Under such a heading a numbered sentence is a condition or a case, and says nothing by itself.
_HEADS_LIST = re.compile(r"(?:条件|情形|情况|要求|标准|之一|问题)$")
_DUTY = re.compile(r"应|须|必|得|可以|要|由|给予|不|禁止|[0-9一二三四五六七八九十]元")
# A number of the next task in the middle: two paragraphs have run together.
_RUN_TOGETHER = re.compile(r"[。）；][0-9]{1,2}[.．、](?=[\u4e00-\u9fff])")
# A list within a sentence starts after a colon with its first marker, and its items are parted before their markers.
_INLINE = re.compile(r"：(?=（[一1]）|[(（]1[)）]|1[.．、](?![0-9])|①|一是)")
_BETWEEN = re.compile(
    r"[；，](?=（[一二三四五六七八九十]{1,3}）|（[0-9]{1,2}）|[0-9]{1,2}[.．、](?![0-9])|[①-⑳]|[二三四五六七八九十]{1,2}是)"
)


@dataclass(frozen=True, slots=True)
class Passage:
    """What a claim may be made of, from the masked text only.

    text: a sentence, or several that only hold together; the lead of a list ends with a colon. items: of its list,
    markers left out. ranges: its evidence in `doc.text`. heading: the nearest above it; path: all above it. place: the
    number of its first sentence. whole: text and items in one string. joined: of how many sentences it is made. usable:
    it can stand in a draft; else it only tells what the source has. since: how many sentences stand between it and the
    heading.
    """

    text: str
    items: tuple[str, ...]
    ranges: tuple[Range, ...]
    heading: str
    heading_range: Range | None
    path: str
    place: int
    whole: str
    joined: int = 1
    usable: bool = True
    since: int = 0


def passages(sentences: Sequence[Sentence]) -> tuple[Passage, ...]:
    """Return the passages of the sentences, in order."""
    return tuple(p if _usable(p) else replace(p, usable=False) for p in _grouped(sentences))


def balanced(text: str) -> bool:
    """Return whether what a text opens it closes: half a title, quotation or bracket is half a sentence."""
    return all(text.count(a) == text.count(b) for a, b in ("《》", "“”", "（）", "〔〕"))


def _grouped(sentences: Sequence[Sentence]) -> Iterator[Passage]:
    """Yield lists with their leads, and sentences with those that lean on them."""
    at = 0
    while at < len(sentences):
        first = sentences[at]
        if first.torn or _last_of_list(sentences, at):
            passage, at = replace(_passage(first), usable=False), at + 1
        elif _leads(first):
            passage, at = _list(sentences, at + 1, _passage(first))
        elif first.after_heading and first.kind not in ("", "article", "han") and first.text.endswith("；"):
            passage, at = _list(sentences, at, _headed(first))
        else:
            passage, at = _with_leaning(sentences, at)
        yield passage


def _last_of_list(sentences: Sequence[Sentence], at: int) -> bool:
    """Return whether a sentence is an item of a list whose lead or other items stand elsewhere."""
    sentence = sentences[at]
    if sentence.kind in ("", "article", "han") or sentence.after_heading or at == 0:
        return False
    if sentences[at - 1].text.endswith(("；", "：")):
        return True
    return bool(_HEADS_LIST.search(sentence.heading)) and not _DUTY.search(sentence.text)


def _leads(sentence: Sentence) -> bool:
    return sentence.text.endswith("：") and not _OPENS.search(sentence.text)


def _with_leaning(sentences: Sequence[Sentence], at: int) -> tuple[Passage, int]:
    texts, ranges = [sentences[at].text], [sentences[at].range]
    first, at, size = sentences[at], at + 1, len(sentences[at].text)
    if first.after_heading and first.heading_range and first.text.startswith("（"):
        # A heading that is the task itself, its bodies in a bracket after it.
        texts, ranges = [first.heading + "。", *texts], [first.heading_range, *ranges]
    while at < len(sentences) and size < _MOST_CHARACTERS and (_cut(texts[-1], sentences[at]) or _leans(sentences[at])):
        texts.append(sentences[at].text)
        ranges.append(sentences[at].range)
        size += len(sentences[at].text)
        at += 1
    base = _passage(first)
    if len(texts) > 1:
        base = replace(base, text="".join(texts), whole="".join(texts), ranges=tuple(ranges), joined=len(texts))
    lead = sentences[at] if at < len(sentences) else None
    if lead and _leads(lead) and not lead.fresh and _NO_SUBJECT.match(lead.text):
        return _list(sentences, at + 1, replace(base, text=base.text + lead.text, ranges=(*base.ranges, lead.range)))
    return (_opened(base) if len(texts) == 1 else base), at


def _opened(passage: Passage) -> Passage:
    """Return a passage whose list stands within its sentence (应提交：1.…；2.…。) with the items of that list."""
    found = _INLINE.search(passage.text)
    if not found:
        return passage
    lead, rest = passage.text[: found.start() + 1], passage.text[found.start() + 1 :]
    pieces = _BETWEEN.split(rest.rstrip("。"))
    markers = [MARKER.match(p) for p in pieces]
    kinds = {m.lastgroup if m else "" for m in markers}
    if len(pieces) < 2 or len(kinds) > 1 or "" in kinds or any("。" in p for p in pieces):
        return passage
    items = tuple(p[m.end() :].strip("；。 ") for p, m in zip(pieces, markers, strict=True) if m)
    return replace(passage, text=lead, items=items, whole=lead + "；".join(items))


def _cut(before: str, sentence: Sentence) -> bool:
    """Return whether a passage stops at a semicolon and the sentence goes on with it."""
    return before.endswith("；") and not sentence.after_heading and sentence.kind not in ("article", "han")


def _leans(sentence: Sentence) -> bool:
    if sentence.after_heading or sentence.torn or sentence.kind in ("article", "han") or sentence.text.endswith("："):
        return False
    return leans(sentence.text, marked=bool(sentence.kind), fresh=sentence.fresh)


def _list(sentences: Sequence[Sentence], at: int, lead: Passage) -> tuple[Passage, int]:
    """Return the list whose items start at `at`; not usable where it is none, or too much without what follows."""
    if at == len(sentences) or (sentences[at].after_heading and not lead.text.endswith(sentences[at].heading + "：")):
        return replace(lead, usable=False), at
    kind, start = sentences[at].kind, at
    items: list[str] = []
    ranges = list(lead.ranges)
    while at < len(sentences) and _in_list(sentences, at, start, kind):
        sentence = sentences[at]
        if sentence.kind == kind:
            items.append(sentence.text)
        else:
            items[-1] += sentence.text
        ranges.append(sentence.range)
        at += 1
    tidy = tuple(i.strip("；。—- ") for i in items)
    # One item or a torn end: the list goes on elsewhere. An exception after it: said without it, it would say too much.
    torn = len(items) < 2 or items[-1].endswith(("；", "："))
    limited = at < len(sentences) and _leans(sentences[at]) and bool(_EXCEPTS.search(sentences[at].text))
    whole = lead.text + "；".join(tidy)
    usable = lead.usable and not torn and not limited
    found = replace(lead, items=tidy, ranges=tuple(ranges), whole=whole, joined=len(ranges), usable=usable)
    return found, at + 1 if limited else at


def _in_list(sentences: Sequence[Sentence], at: int, start: int, kind: str) -> bool:
    """Return whether the sentence at `at` belongs to the list of markers `kind` that starts at `start`."""
    sentence = sentences[at]
    if sentence.kind in ("article", "han") or (sentence.after_heading and at > start):
        return False
    if at == start:
        return bool(kind) or sentence.text.endswith("；")
    goes_on = sentences[at - 1].text.endswith(("；", "："))
    if not kind:
        return not sentence.kind and goes_on
    if sentence.kind == kind or goes_on:
        return True
    return any(s.kind == kind and not s.after_heading for s in sentences[at + 1 : at + 3])


def _passage(sentence: Sentence) -> Passage:
    return Passage(
        sentence.text, (), (sentence.range,), sentence.heading, sentence.heading_range, sentence.path, sentence.place,
        sentence.text, since=sentence.since,
    )  # fmt: skip


def _headed(first: Sentence) -> Passage:
    """Return the lead of a list that stands right under its heading."""
    ranges = (first.heading_range,) if first.heading_range else ()
    return replace(_passage(first), text=first.heading + "：", ranges=ranges)


def _usable(passage: Passage) -> bool:
    """Return whether a passage can stand in a draft: whole, unmasked, and not leaning on what is not in it."""
    whole = passage.whole
    if not passage.usable or MASK in whole or not balanced(whole) or _RUN_TOGETHER.search(whole):
        return False
    if not _LEAST_CHARACTERS <= len(whole) <= 2 * _MOST_CHARACTERS:
        return False
    if too_many(passage.text, listed=bool(passage.items)) or not stands(
        whole, alone=passage.joined == 1, headed=passage.heading_range is not None
    ):
        return False
    if passage.items:
        return True
    if leads_nowhere(passage.text, passage.heading) and not _OPENS.search(passage.text):
        return False
    if passage.text.endswith("："):
        return bool(_OPENS.search(passage.text))
    with_bodies = passage.joined > 1 and passage.text.endswith("）")
    return with_bodies or (passage.text.endswith(STOPS) and not passage.text.endswith("；"))
