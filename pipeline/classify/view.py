"""What the rules read of a document: title, number, issuer, audience, and the body's sentences as one text."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from pipeline.classify.opening import Openings
from pipeline.doc import Doc, Range, unwrap

_QUOTED = re.compile(r"《([^《》\n]{1,80})》")
_SUFFIX = re.compile(r"(?:[（(][^（）()]{1,20}[）)]|\s)+$")
_CODE = re.compile(r"^(.{1,20}?)[〔\[［(（【]((?:19|20)[0-9]{2})")
_CARRIED = re.compile(r"(?:印发|转发|批转|公布|发布|颁布|下发)(.+)$|征求(《.+)$")
_CARRIED_IN_TEXT = re.compile(
    r"《([^《》\n]{2,60})》(?:已经|已于|业经|经|现予公布|现印发|已由)|现(?:予|将)?公布[^。；《\n]{0,12}《([^《》\n]{2,60})》"
)
_CARRIER = re.compile(r"的(?:通知|函|公告|通告|决定|命令|令)$")
_TITLE_ISSUER = re.compile(r"^(.{2,60}?)(?:关于|印发|转发|批转)")
_LONGEST_TITLE = 400
_AROUND = 300
_HEAD_SENTENCES = 6
_LIKELY_LENGTH = 80
_LIKELY_TITLE = re.compile(
    "(?:关于.*|^.{2,40})(?:通知|决定|意见|通报|报告|请示|批复|函|答复|纪要|公告|通告|公示|议案|公报|决定书|笔录|名单|方案|办法|预案)$"
)
# What a hard wrap, a cut or a lone issuer has made a title of.
_NO_TITLE = re.compile(
    "[。；]|，.{0,200}，|^附件|^(?!.*(?:关于|命令|公告|通告)).{0,60}(?:局|办公室|委员会|人民政府|厅|指挥部)$"
)
_LONGEST_MARK = 160
_MARKS = ("（此件", "(此件", "公开选项", "公开属性：", "公开方式：", "不予公开理由", "不公开理由")
# Traditional texts write 答覆, 批覆; character mapping keeps 覆 (its other words need it).
_ANSWERS = re.compile("(?<=[答批函回])覆")
_ISSUER_TAIL = re.compile(r"(?:文件|办公室文件)$")


@dataclass(frozen=True)
class View:
    """A document as the rules read it; all texts in the folded (simplified) reading.

    text: the sentences joined by line ends, what stands inside 《》 blanked out (a quoted title is not this document's
    matter); raw: the same without blanking; starts: where in `text` each sentence begins. titled: the title stands in
    the document, and was not put together from what its text tells.
    """

    doc: Doc
    title: str
    number: str
    issuer: str
    addressee: str
    note: str
    raw: str
    text: str
    starts: tuple[int, ...]
    title_ranges: tuple[Range, ...]
    titled: bool

    @cached_property
    def code(self) -> str:
        """The agency code of the document number (江政办发), with 令 and the like for orders; "" without number."""
        found = _CODE.match(self.number)
        return found[1] if found else self.number

    @cached_property
    def carried(self) -> str:
        """The title of what is 印发 or 转发, or ""."""
        found = _CARRIED.search(self.title)
        if not found:
            said = _CARRIED_IN_TEXT.search(self.raw[:400])
            return (said[1] or said[2]) if said else ""
        named = found[1] or found[2]
        quoted = _QUOTED.search(named)
        return quoted[1] if quoted else _CARRIER.sub("", bare(named))

    @cached_property
    def subject(self) -> str:
        """The title without its issuer: what the document is about."""
        _, sign, rest = self.title.partition("关于")
        if sign:
            return sign + rest
        issuers = (issuer for issuer in self.issuer.split("\n") if issuer and self.title.startswith(issuer))
        return self.title[max(map(len, issuers), default=0) :] or self.title

    @cached_property
    def head(self) -> str:
        """Title and the first 300 characters of the text."""
        return f"{self.title}\n{self.text[:300]}"

    def sentence(self, place: int) -> int:
        """Return the number of the sentence that holds a place of `text`."""
        return max(bisect_right(self.starts, place) - 1, 0)

    def around(self, place: int) -> str:
        """Return the sentence of a place of `text` as it stands in `raw`, at most 300 characters to either side."""
        if not self.starts:
            return self.raw[max(place - _AROUND, 0) : place + _AROUND]
        number = self.sentence(place)
        end = self.starts[number + 1] - 1 if number + 1 < len(self.starts) else len(self.raw)
        return self.raw[max(self.starts[number], place - _AROUND) : min(end, place + _AROUND)]

    def ranges(self, places: list[int]) -> tuple[Range, ...]:
        """Return the sentence ranges of places of `text`, sorted, each once."""
        if not self.doc.sentences:
            return ()
        return tuple(self.doc.sentences[n] for n in sorted({self.sentence(p) for p in places}))


def bare(title: str) -> str:
    """Return a title without the bracketed remarks and spaces at its end: （试行） and the like."""
    return _SUFFIX.sub("", title)


def view_of(doc: Doc, openings: Openings) -> View:
    """Return the view of a document; without sentences (segment has not run) the whole body is one."""
    prose = doc.prose if doc.prose is not None else (doc.folded[: doc.body_end],)
    raw = _answers("\n".join(prose))
    starts, at = [], 0
    for sentence in prose:
        starts.append(at)
        at += len(sentence) + 1
    title, title_ranges, titled = _title(doc, prose, openings)
    number = _element(doc, "doc_number").replace(" ", "")
    text = _matter(doc, raw, prose)
    return View(
        doc, title, number, _issuer(doc, title), _element(doc, "addressee"), _notes(doc), raw, text, tuple(starts),
        title_ranges, titled,
    )  # fmt: skip


def _title(doc: Doc, prose: tuple[str, ...], openings: Openings) -> tuple[str, tuple[Range, ...], bool]:
    """Return the title and where it stands: as recognised, as an early sentence reads, or as the text tells it."""
    for ranges in (_first_group(doc), _likely_title(doc, prose)):
        title = unwrap("".join(doc.reading(*r) for r in ranges)).replace(" ", "")[:_LONGEST_TITLE]
        if title and not _NO_TITLE.search(title):
            return _answers(title), ranges, True
    if (made := openings.told(prose)) is None:
        return "", (), False
    ranges = doc.sentences[made[1] : made[1] + 1] if doc.sentences else ()
    return _answers(made[0].replace(" ", "")[:_LONGEST_TITLE]), ranges, False


def _matter(doc: Doc, raw: str, prose: tuple[str, ...]) -> str:
    """Return `raw` with what is not this document's own matter blanked out: quoted titles and disclosure marks."""
    if any(word in raw for word in _MARKS) and any(_is_mark(sentence) for sentence in prose):
        raw = "\n".join("×" * len(s) if _is_mark(s) else s for s in raw.split("\n"))
    return _QUOTED.sub(lambda m: f"《{'×' * len(m[1])}》", raw) if "《" in raw else raw


def _is_mark(sentence: str) -> bool:
    return len(sentence) < _LONGEST_MARK and any(word in sentence for word in _MARKS)


def _answers(text: str) -> str:
    return _ANSWERS.sub("复", text) if "覆" in text else text


def _first_group(doc: Doc) -> tuple[Range, ...]:
    """Return the ranges of the first title: pieces parted only by white space belong together."""
    ranges: list[Range] = []
    for span in doc.labelled("title"):
        if ranges and doc.folded[ranges[-1][1] : span.start].strip():
            break
        ranges.append((span.start, span.end))
    return tuple(ranges)


def _likely_title(doc: Doc, prose: tuple[str, ...]) -> tuple[Range, ...]:
    """Return the range of an early sentence that reads like a title, for a document whose title was not recognised."""
    for place, sentence in zip(doc.sentences or (), prose[:_HEAD_SENTENCES], strict=False):
        if len(sentence) <= _LIKELY_LENGTH and _LIKELY_TITLE.search(sentence):
            return (place,)
    return ()


def _element(doc: Doc, label: str) -> str:
    for span in doc.labelled(label):
        return doc.reading(span.start, span.end)
    return ""


def _notes(doc: Doc) -> str:
    return "\n".join(doc.reading(s.start, s.end) for s in doc.labelled("note"))


def _issuer(doc: Doc, title: str) -> str:
    """Return who issues: the mark, else the title's beginning, else the signature; one a line."""
    marks = "\n".join(_ISSUER_TAIL.sub("", doc.reading(s.start, s.end)) for s in doc.labelled("issuer_mark"))
    found = _TITLE_ISSUER.match(title)
    signed = "\n".join(doc.reading(s.start, s.end) for s in doc.labelled("signature"))
    return "\n".join(part for part in (marks, found[1] if found else "", signed) if part)
