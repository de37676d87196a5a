"""The foot of a document: who signs it, and on what day (GB/T 9704-2012, 7.3.6)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.doc import Range
from pipeline.segment.dates import DATE, LOOSE_DATE
from pipeline.segment.head import Head
from pipeline.segment.signature import (
    before_name,
    closing,
    issuer_in,
    known_issuers,
    may_sign,
    named_again,
    place_before,
)
from pipeline.segment.view import View
from pipeline.segment.vocabulary import Vocabulary

OFFICER = re.compile(
    r"^(?:代)?(?:总理|省长|市长|县长|区长|州长|盟长|旗长|主席|部长|局长|主任|署长|院长|镇长|乡长)：?[\u4e00-\u9fff·]{2,6}$"
)
_DATES = re.compile(DATE)
_LOOSE = re.compile(LOOSE_DATE)
# What goes on with a sentence after a date.
_GOES_ON = re.compile(
    r"^(?:[，、；：.。—\-~～至到前后以起之止的第0-9]|上午|下午|中午|晚|凌晨|晨|夜|当[天日]|印[发制]|召开|举[行办]|[发公颁]布"
    r"|施行|实施|生效|通过|成立|制定|修[订改正]|[作做]出|批准|同意|受理|收到|审议|下[发达]|签[发订署]|期间|开?始|届满|截止)"
)
# The same, where the body before the date is not known to be the issuer.
_MAY_GO_ON = re.compile(
    r"^(?:[在经与和及或由于向对所作分为组时应须已曾将被就按依让给一二三四五六七八九十生出会]"
    r"|开展|提[出交请]|送达|立案|报送|办理|完成|接受|任命)"
)
_PRINTED = re.compile(r"^印[发制]")
_MAY_END = re.compile(
    r"^(?:[报送]：|（(?:此件|本文|联系人|联系|公开|信息|印章|盖章|主动)|附件|附[：1一]|抄[送报]|主题词|主送|信息公开|公开"
    r"|分送|印发|打印|共印|校对|联系人)"
)
_STAMPED = re.compile(r"（[^（）]{0,40}(?:代章|代印|章|印)）$")
_STOP = "。！？；：，）》”"
_MID_SENTENCE = ("：", "，", "、", "（", "")
_FORM = "填[表报写]|制表|编制|报送|登记"
_FORM_DATE = re.compile(rf"(?:{_FORM})(?:日期|时间)：({DATE})")
_FORM_BODY = re.compile(rf"(?:{_FORM})(?:单位|机关|部门)：")
_RECORD_DATE = re.compile(rf"时间：({DATE})")
_RECORD = re.compile(r"(?:笔录|记录)$")
_FORM_CHARACTERS = 2000
_SIGN_CHARACTERS = 400
_LIST_CHARACTERS = 200
_RUN_TOGETHER = 200
_SURE = 3


@dataclass(frozen=True, slots=True)
class Sign:
    """Where a document is signed: start and end of the signature (equal: none) and of the date.

    score: weight; from 3 on a body is named, at 4 one that the head names too.
    """

    start: int
    end: int
    date: int
    date_end: int
    score: int


@dataclass(frozen=True, slots=True)
class Foot:
    """Looks for the sign; width: that hard wraps keep to, in characters, or 0."""

    view: View
    head: Head
    words: Vocabulary
    width: int

    def sign(self) -> Sign | None:
        """Return the document's own sign: the first that names a body, else the first."""
        first = None
        for sign in self._signs():
            if sign.score >= _SURE:
                return sign
            first = first or sign
        return first

    def printed(self) -> Sign | None:
        """Return the sign that the printer's line gives where a document, as minutes do, has no other."""
        for match in _DATES.finditer(self.view.text, self.head.body):
            if _PRINTED.match(self.view.text[match.end() : match.end() + 2]):
                bare = Sign(match.start(), match.start(), match.start(), match.end(), 1)
                return self._in_line(match.span(), line_end=True) or bare
        return None

    def loose(self) -> Sign | None:
        """Return the sign over a date without its day, or in figures, on a line of its own under a body's name."""
        for match in _LOOSE.finditer(self.view.text, self.head.body):
            start, end = match.span()
            if start in self.view.starts and (end in self.view.starts or end == len(self.view.text)):
                sign = self._above(match.span())
                if sign and sign.score >= _SURE:
                    return sign
        return None

    def recorded(self) -> Sign | None:
        """Return the sign that the fields of a form give (填表单位, 填表日期), or the time that a record tells of."""
        text = self.view.text[: self.head.body + _FORM_CHARACTERS]
        date = _FORM_DATE.search(text)
        if not date and _RECORD.search(self.head.title):
            date = _RECORD_DATE.search(text)
        if not date:
            return None
        start = end = date.start(1)
        if body := _FORM_BODY.search(text):
            start = body.end()
            end = min(date.start(), self.view.next_line(start))
            while end < date.start() and self.words.body_end.search(text[end : self.view.next_line(end)]):
                end = self.view.next_line(end)
        return Sign(start, end, *date.span(1), 1)

    def _signs(self) -> Iterator[Sign]:
        forwarding = re.search(r"(?:转发|批转)(.+)", self.head.title)
        for match in _DATES.finditer(self.view.text, self.head.body):
            sign = self._at(match.span())
            name = self.view.text[sign.start : sign.end] if sign else ""
            # The signature of the document which this one forwards is not its own.
            if sign and not (forwarding and name and forwarding[1].startswith(name)):
                yield sign

    def _at(self, date: Range) -> Sign | None:
        """Return the sign of a date, or None where the date stands in a sentence."""
        view, (start, end) = self.view, date
        after = view.text[end : end + 40]
        line_end = end in view.starts or end >= len(view.text)
        if _PRINTED.match(after):
            return None
        if line_end and start in view.starts:
            return self._above(date)
        if line_end or _MAY_END.match(after) or self.words.footer.match(after):
            return self._in_line(date, line_end=True)
        line = view.line_at(start)
        if _GOES_ON.match(after) or line[1] - line[0] < _RUN_TOGETHER:
            return None
        sign = self._in_line(date, line_end=False)
        return sign if sign and (sign.score > _SURE or not _MAY_GO_ON.match(after)) else None

    def _above(self, date: Range) -> Sign | None:
        """Return the sign of a date on a line of its own: the signature stands on the lines above it."""
        view, head = self.view, self.head
        top = foot = date[0]
        stamp = view.previous_line(top)
        if stamp >= head.body and _STAMPED.fullmatch(view.text[stamp:top]):
            top = foot = stamp
        while top > max(head.body, foot - _SIGN_CHARACTERS):
            line = view.previous_line(top)
            if line < head.body or not self._may_sign(line, top, foot):
                break
            top = line
        top += closing(view.text[top:foot])
        if top < foot:
            name = view.text[top:foot]
            return Sign(top, foot, *date, _SURE + 1 if name in head.issuers or self.words.body_end.search(name) else 2)
        if sign := self._in_line(date, line_end=True):
            return sign
        full = self.width and date[0] - view.previous_line(date[0]) >= self.width - 1
        middle = full or view.text[date[0] - 1 : date[0]] in _MID_SENTENCE
        return None if middle else Sign(date[0], date[0], *date, 2)

    def _may_sign(self, line: int, top: int, foot: int) -> bool:
        text = self.view.text
        return may_sign(text[line:top], text[top:foot], self.head, self.words, width=self.width)

    def _in_line(self, date: Range, *, line_end: bool) -> Sign | None:
        """Return the sign of a date that follows its signature, or the last sentence, on the same line."""
        text, head = self.view.text, self.head
        low = max(head.body, date[0] - _SIGN_CHARACTERS)
        stamp = _STAMPED.search(text[low : date[0]])
        foot = low + stamp.start() if stamp else date[0]
        before = text[low:foot]
        if known := known_issuers(before, head.issuers):
            return Sign(foot - known - place_before(before[:-known], text), foot, *date, _SURE + 1)
        start = self._last_stop(low, foot)
        name = text[start:foot]
        if not name:
            closed = start > low and text[start - 1] in "。）！"
            return Sign(date[0], date[0], *date, 2) if closed and line_end else None
        if issuer := issuer_in(name, head):
            return Sign(foot - issuer, foot, *date, _SURE + 1)
        listed = "附件" in text[max(low, start - _LIST_CHARACTERS) : start]
        start += before_name(name) or (named_again(name, text, foot) if listed else 0)
        named = self.words.body_end.search(text[start:foot]) or OFFICER.match(text[start:foot])
        return Sign(start, foot, *date, _SURE) if named else None

    def _last_stop(self, low: int, foot: int) -> int:
        """Return where the text after the last sentence, closing phrase or line before `foot` starts."""
        text = self.view.text
        start = max(low, *(text.rfind(c, low, foot) + 1 for c in _STOP))
        start += closing(text[start:foot])
        line = self.view.line_at(foot - 1)[0] if foot else 0
        return line if foot > line > start and self.words.body_end.search(text[line:foot]) else start
