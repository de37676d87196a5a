"""Which lines of a head make the title, which the mark above it, and where the body starts."""

import re
from collections.abc import Sequence

from pipeline.segment.addressee import starts_long_addressee
from pipeline.segment.lines import HeadLine
from pipeline.segment.titles import ABOUT, OF_KIND, balanced, prose_start
from pipeline.segment.view import View
from pipeline.segment.vocabulary import Vocabulary

TITLE_CHARACTERS = 260
_LINES = 8
_LOOK_AHEAD = 40
_SHORT = 12
_SHORTEST = 2
_FIELD_CHARACTERS = 40
_MARK_CHARACTERS = 80
_BODY_CHARACTERS = 40
_CONTINUES = re.compile(
    r"^(?:的|》|”|）|（(?:[^（）]{0,12}(?:试行|暂行|修[订正改]|[草方]案|稿|版|节选|摘要)[^（）]{0,8}"
    r"|(?:19|20)[0-9]{2}[年—\-～至][^（）]{0,12}年度?)）$)"
)
_BULLETIN = re.compile(r"公报(?:（第[^（）]{1,6}号）)?$")
_BRACKETED = re.compile(r"（[^（）]*）")


class TitleLines:
    """The lines of a head, asked for titles and marks by their place."""

    def __init__(self, view: View, words: Vocabulary, lines: Sequence[HeadLine]) -> None:
        self._view, self._words, self._lines = view, words, lines

    def run(self, place: int) -> tuple[int, str]:
        """Return the place after the title that starts at `place`, and its text."""
        after, text = place, ""
        while after < len(self._lines) and after - place < _LINES:
            if after > place and not self._goes_on(text, after):
                break
            text += self._lines[after].text
            after += 1
        return after, text

    def complete(self, text: str) -> bool:
        """Return whether a text ends as titles do."""
        return balanced(text) and bool(self._words.genre_end.search(text))

    def of_the_page(self, place: int, text: str) -> bool:
        """Return whether a text in the place of a title may rather belong to the web page around it."""
        after_page = place > 0 and self._lines[place - 1].label in ("furniture", "meta")
        if len(re.findall(r"[\u4e00-\u9fff]", text)) < _SHORTEST or not self.complete(text):
            return True
        return after_page and len(text) <= _SHORT and not ABOUT.search(text)

    def titled_later(self, place: int) -> bool:
        """Return whether a full title stands below, before the body."""
        while place < min(len(self._lines), _LOOK_AHEAD):
            line = self._lines[place]
            field = "：" in line.text and len(line.text) <= _FIELD_CHARACTERS and line.text[0] != "各"
            if line.label != "other" or field:
                place += 1
                continue
            if self.starts_body(place):
                return False
            place, text = self.run(place)
            if self.complete(text) and (ABOUT.search(text) or len(text) > _SHORT):
                return True
        return False

    def is_mark(self, place: int) -> bool:
        """Return whether the line names the issuer above the number, and is not the first line of the title."""
        text = self._lines[place].text
        if text.endswith("文件") and "关于" not in text:
            return len(text) <= _MARK_CHARACTERS
        if not self.names_body(self._lines[place]) or ABOUT.search(text):
            return False
        below = next((x for x in self._lines[place + 1 :] if not self.names_body(x)), None)
        if below is None:
            return False
        if below.label in ("doc_number", "signer", "urgency", "rule") or below.text == "文件":
            return True
        # A blank line parts the mark from 行政处罚决定书 and the like.
        apart = below.blank and not ABOUT.search(below.text) and bool(self._words.document_end.search(below.text))
        longer = below.text.startswith(text) and len(below.text) > len(text)
        return below.label == "other" and (apart or longer)

    def names_body(self, line: HeadLine) -> bool:
        """Return whether a line is the name of a body alone."""
        short = line.label == "other" and len(line.text) <= _BODY_CHARACTERS
        return short and bool(self._words.body_end.search(line.text))

    def starts_body(self, place: int) -> bool:
        """Return whether the line is the addressee, or the first of the body."""
        line = self._lines[place]
        colon = line.text.find("：")
        if prose_start(line.text) or (colon >= 0 and not ABOUT.search(line.text[:colon])):
            return True
        return starts_long_addressee(self._view, self._words, line.start, line.text)

    def _goes_on(self, text: str, place: int) -> bool:
        """Return whether the line at `place` belongs to the title that so far reads `text`."""
        line = self._lines[place]
        if _is_bulletin_part(text, line):
            return True
        if line.label != "other" or len(text) + len(line.text) > TITLE_CHARACTERS:
            return False
        of_kind = bool(OF_KIND.search(text))
        if not balanced(text):
            # An unclosed bracket must not swallow the body.
            return not (of_kind and self._words.document_end.search(text) and self.starts_body(place))
        if _CONTINUES.match(line.text):
            return True
        if self.starts_body(place) or _BRACKETED.fullmatch(line.text):
            return False
        if not self._words.genre_end.search(text):
            return not (line.blank and len(text) > _SHORT and not self._words.body_end.search(text))
        if ABOUT.search(text) and not of_kind:
            return True
        return bool(OF_KIND.search(line.text) and self._words.document_end.search(line.text)) and not line.blank


def _is_bulletin_part(text: str, line: HeadLine) -> bool:
    """Return whether the line is the number or the subject of a bulletin in parts: （第二号） and ——单位基本情况."""
    part = line.text.startswith("（第") if line.label == "doc_number" else line.label == "rule" and line.text[0] == "—"
    return part and bool(_BULLETIN.search(text))
