"""The head of a document: marks, number, title and addressee (GB/T 9704-2012, 7.2 and 7.3)."""

import re
from dataclasses import dataclass, field

from pipeline.doc import Range
from pipeline.segment.addressee import addressee_end
from pipeline.segment.lines import HEAD_CHARACTERS, HeadLine, head_lines
from pipeline.segment.title_lines import TITLE_CHARACTERS, TitleLines
from pipeline.segment.titles import ABOUT
from pipeline.segment.view import Found, View
from pipeline.segment.vocabulary import Vocabulary

_REST = 2
_LINES_BEFORE_ADDRESSEE = 2
_SPEAKER_CHARACTERS = 20
_AFTER_ISSUER = re.compile(r"关于|印发|转发|批转|公布|发布")
# What stands above the number and the true title: 江州市人民政府令, 常务会议纪要 and the like.
_MARK_GENRE = re.compile(r"(?:令|公告|通告|纪要|文件|公报)$")
_NOT_SPEAKER = re.compile(r"[，。；：！？、]|^[0-9（]")


@dataclass(slots=True)
class Head:
    """What stands before the body.

    found: elements by place in the view; issuers: names that the mark, the title and the page's table give; body: where
    the body starts; title: its text; meta: places of values, by the family of a field of the page's table, and
    bracket_date and issuer_line, which stand under the title; furniture: lines of the web page.
    """

    found: list[Found] = field(default_factory=list)
    issuers: list[str] = field(default_factory=list)
    body: int = 0
    title: str = ""
    meta: dict[str, Range] = field(default_factory=dict)
    furniture: list[Range] = field(default_factory=list)

    def add(self, label: str, start: int, end: int) -> None:
        if start < end:
            self.found.append(Found(label, start, end))

    def has(self, label: str) -> bool:
        return any(f.label == label for f in self.found)


def read_head(view: View, words: Vocabulary, known: int | None = None) -> Head:
    """Return the head of a body; every part may be missing. known: where the title is known to start."""
    return _Reader(view, words, known).read()


def title_by_issuer(view: View, head: Head, issuer: str) -> int | None:
    """Return where a title starts that the head did not show, but its issuer, known from the foot, does."""
    place = view.text.rfind(issuer + "关于", 0, HEAD_CHARACTERS)
    if place < 0:
        place = view.text.find(issuer, 0, head.body + len(issuer))
    cited = view.text[place - 1 : place] in ("《", "〈") or "。" in view.text[: max(place, 0)]
    return place if place > 0 and not cited else None


class _Reader:
    """Walks the lines of the head once."""

    def __init__(self, view: View, words: Vocabulary, known: int | None) -> None:
        self.view, self.words, self.known = view, words, known or 0
        self.lines = head_lines(view, words, known)
        self.titles = TitleLines(view, words, self.lines)
        self.head = Head()

    def read(self) -> Head:
        place = 0
        while place < len(self.lines):
            after = self._line(place)
            if after == place:
                break
            place = after
        end = self.lines[-1].end if self.lines else 0
        self._addressee(self.lines[place].start if place < len(self.lines) else end)
        self._fill_from_table()
        return self.head

    def _line(self, place: int) -> int:
        """Return the place after what the line at `place` starts, or `place` where the body starts."""
        line = self.lines[place]
        if line.end <= self.known and line.label in ("other", "field", "speaker"):
            return self._page(place, place + 1)
        if line.label == "speaker" and self.head.title:
            return place + 1
        if line.label == "other" or (line.label == "field" and self.head.title):
            return self._second_title(place) if self.head.title else self._title(place)
        self._simple(line, self.lines[place - 1] if place else None)
        return place + 1

    def _page(self, place: int, after: int) -> int:
        self.head.furniture.append((self.lines[place].start, self.lines[after - 1].end))
        return after

    def _simple(self, line: HeadLine, above: HeadLine | None) -> None:
        head, value = self.head, (line.value, line.value_end)
        if line.label == "furniture":
            head.furniture.append((line.start, line.end))
        elif line.label == "meta":
            head.meta.setdefault(line.family, value)
        elif line.label in ("bracket_date", "issuer_date") or (line.label == "date" and _under_title(head, above)):
            head.meta.setdefault("bracket_date", value)
            if line.label == "issuer_date":
                head.meta.setdefault("issuer_line", (line.start, line.value))
        elif line.label == "doc_number":
            if not head.has("doc_number"):
                head.add("doc_number", *value)
        elif line.label in ("copy_number", "secrecy_mark", "urgency", "signer"):
            head.add(line.label, *value)

    def _title(self, place: int) -> int:
        """Take the mark or the title that starts here."""
        line, above = self.lines[place], self.lines[place - 1] if place else None
        if self.titles.is_mark(place):
            self.head.add("issuer_mark", line.start, line.end)
            self.head.issuers.append(line.text.removesuffix("文件"))
            return place + 1
        if self.titles.starts_body(place):
            return place
        if above and len(line.text) <= _REST and above.label in ("signer", "field", "meta", "furniture"):
            # The rest of the line above, which a wrap broke.
            return self._page(place, place + 1)
        after, text = self.titles.run(place)
        if self.titles.of_the_page(place, text) and self.titles.titled_later(after):
            return self._page(place, after)
        if len(text) > TITLE_CHARACTERS:
            return place
        self._set_title(line.start, self.lines[after - 1].end, text)
        return after

    def _set_title(self, start: int, end: int, text: str) -> None:
        self.head.title = text
        self.head.add("title", start, end)
        issuer = _AFTER_ISSUER.split(text, maxsplit=1)[0]
        if issuer != text and self.words.body_end.search(issuer):
            self.head.issuers.append(issuer)

    def _second_title(self, place: int) -> int:
        """Take the line as the title where the first was only a mark (公告, 令 and the like above the number)."""
        first, line = self.head.title, self.lines[place]
        below = self.lines[place + 1] if place + 1 < len(self.lines) else None
        dated = (below is not None and below.label == "date") or "bracket_date" in self.head.meta
        if dated and self.titles.names_body(line):
            self.head.meta.setdefault("issuer_line", (line.start, line.end))
            return place + 1
        if ABOUT.search(first) or not self.head.has("doc_number") or self.titles.starts_body(place):
            return place
        after, text = self.titles.run(place)
        if not self.titles.complete(text) or "：" in text or len(text) > TITLE_CHARACTERS:
            return place
        if not (ABOUT.search(text) or _MARK_GENRE.search(first)):
            return place
        self.head.found = [Found("issuer_mark", f.start, f.end) if f.label == "title" else f for f in self.head.found]
        self._set_title(line.start, self.lines[after - 1].end, text)
        return after

    def _addressee(self, start: int) -> None:
        """Find the addressee at the start of what follows the title, and where the body begins."""
        self.head.body = start
        for _ in range(_LINES_BEFORE_ADDRESSEE + 1):
            if colon := addressee_end(self.view, self.words, start):
                self.head.add("addressee", start, colon)
                self.head.body = colon + 1
                return
            line = self.view.text[start : self.view.next_line(start)]
            # Between title and addressee a report names who gives it.
            if not self.head.title or len(line) > _SPEAKER_CHARACTERS or _NOT_SPEAKER.search(line):
                return
            start += len(line)

    def _fill_from_table(self) -> None:
        """Take from the page's table what the document itself does not show."""
        head, text = self.head, self.view.text
        for family, label in (("meta.title", "title"), ("meta.number", "doc_number")):
            if family in head.meta and not head.has(label):
                head.add(label, *head.meta[family])
        if "meta.issuer" in head.meta:
            head.issuers.append(text[slice(*head.meta["meta.issuer"])])
        if not head.title:
            head.title = next((text[f.start : f.end] for f in head.found if f.label == "title"), "")


def _under_title(head: Head, above: HeadLine | None) -> bool:
    """Return whether a line stands under the title, and is not the rest of a field above it."""
    kept = ("other", "doc_number", "bracket_date", "rule", "furniture", "meta")
    return bool(head.title) and above is not None and above.label in kept
