"""What surrounds the signature: body, notes, copies, printer and attachments (GB/T 9704-2012, 7.3.5 to 7.4)."""

import re
from bisect import bisect_right

from pipeline.segment.dates import DATE
from pipeline.segment.foot import OFFICER, Sign
from pipeline.segment.view import Found, View
from pipeline.segment.vocabulary import Vocabulary

_NOTE = re.compile(
    r"（(?:此件|本件|本文|此文|联系人|联系电话|联系单位|以下空白)[^（）]{0,80}(?:（[^（）]{0,40}）[^（）]{0,40})?）"
    r"|(?:信息)?公开(?:选项|属性|方式|形式|类别|程度)：[☑√■□]?[^。；：，]{2,24}"
)
_COPIES = re.compile(r"(?:抄[送报]|分送|主送|[报送发])：(?=[^：]{2,600})")
_PRINTED = re.compile(rf"{DATE}印[发制]")
_NOTED = re.compile(r"附(?:件|表|图)?：")
_LISTED = re.compile(r"[0-9]{1,2}[.、]")
_ANNEX = re.compile(r"附(?:件|表|录)(?:[一二三四五六七八九十]{1,3}|[0-9]{1,3}(?:-[0-9]{1,2})?)?(?:：|—|-)?")
_PRINTER_CHARACTERS = 40
_NOTE_CHARACTERS = 1500
_FOOTER_CHARACTERS = 800
_ANNEX_LINE = 40
_SHORT_REST = 12
_LAST_CHARACTERS = 80


def annexes(view: View, body: int, sign: Sign | None, words: Vocabulary) -> tuple[list[Found], int]:
    """Return the elements around and after the signature, and where the web page's footer starts (or the end)."""
    end = _footer(view, sign.date_end if sign else body, words)
    low = max(body, (sign.start if sign else end) - _NOTE_CHARACTERS)
    found = _notes(view, low, end) + _copies(view, sign.date_end if sign else body, end)
    pages = _attachments(view, sign, body, end, found)
    noted = _attachment_note(view, low, sign, pages[0].start if pages else end)
    stops = [f.start for f in (*pages, *noted, *found) if f.start > body] + ([sign.start] if sign else []) + [end]
    if body < min(stops):
        found.append(Found("body", body, min(stops)))
    return [*found, *pages, *noted], end


def _footer(view: View, low: int, words: Vocabulary) -> int:
    """Return where the footer of a web page starts: the first of its lines near the end, or the end."""
    text = view.text
    start = view.next_line(max(low, len(text) - _FOOTER_CHARACTERS) - 1)
    while start < len(text):
        end = view.next_line(start)
        if (words.footer.match(text, start) or words.tool.match(text, start)) and "。" not in text[start:end]:
            return start
        start = end
    return start


def _notes(view: View, low: int, end: int) -> list[Found]:
    found = []
    for match in _NOTE.finditer(view.text, low, end):
        bracketed = match.group().startswith("（")
        stop = match.end() if bracketed else min(match.end(), view.next_line(match.start()))
        found.append(Found("note", match.start(), stop))
    return found


def _copies(view: View, low: int, end: int) -> list[Found]:
    """Return the copies and the printer."""
    text = view.text
    found = []
    for match in _PRINTED.finditer(text, low, end):
        place = match.start()
        start = max(low, place - _PRINTER_CHARACTERS, *(text.rfind(c, low, place) + 1 for c in "。；：，）"))
        line = view.line_at(place)[0]
        found.append(Found("printer", line if start < line < place else start, match.end()))
    stops = [*sorted(p.start for p in found), end]
    for match in _COPIES.finditer(text, low, end):
        start = match.start()
        if start in view.starts or text[start - 1] in "。）日":
            last = stops[min(bisect_right(stops, start), len(stops) - 1)]
            stop = text.find("。", start, last)
            found.append(Found("cc", start, stop + 1 if stop >= 0 else min(view.next_line(start), last)))
    return found


def _attachments(view: View, sign: Sign | None, body: int, end: int, others: list[Found]) -> list[Found]:
    """Return the attachments: from 附件 on a line of its own, or all that follows the signature and its notes."""
    low = sign.date_end if sign else body
    last = [f for f in others if f.label in ("cc", "printer") and f.start > low and _is_last(view.text, f, end)]
    closing = min((f.start for f in last), default=end)
    starts = [s for s in view.lines if low <= s < closing and _opens_annex(view, s)]
    if sign:
        rest = low
        for f in sorted(others, key=lambda f: f.start):
            if rest <= f.start <= rest + 1:
                rest = f.end
        starts = [s for s in starts if s >= rest]
        if closing - rest > _SHORT_REST and (not starts or starts[0] > rest + _SHORT_REST):
            starts.insert(0, rest)
    return [Found("attachment", a, b) for a, b in zip(starts, [*starts[1:], closing], strict=False) if a < b]


def _is_last(text: str, found: Found, end: int) -> bool:
    """Return whether nothing but copies and printer follows."""
    return end - found.end <= _LAST_CHARACTERS or end - text.rfind("。", found.end, end) <= _LAST_CHARACTERS


def _opens_annex(view: View, start: int) -> bool:
    match = _ANNEX.match(view.text, start)
    if not match:
        return False
    named = match.end() - start > len("附件") and view.gap(match.end()) > 0
    return match.end() in view.starts or (named and view.next_line(start) - start <= _ANNEX_LINE)


def _attachment_note(view: View, low: int, sign: Sign | None, end: int) -> list[Found]:
    """Return the attachment note: 附件： and the list that follows."""
    text = view.text
    for match in _NOTED.finditer(text, low, end):
        start = match.start()
        if start not in view.starts and text[start - 1] not in "。）":
            continue
        if sign and start < sign.start:
            return [Found("attachment_note", start, _officer(view, start, sign.start))]
        stop = view.next_line(start)
        while stop < end and _LISTED.match(text, stop):
            stop = view.next_line(stop)
        return [Found("attachment_note", start, min(stop, end))]
    return []


def _officer(view: View, start: int, end: int) -> int:
    """Return where the line with who signs starts (县长　某某), or the end."""
    line = view.next_line(start)
    while line < end:
        after = view.next_line(line)
        if OFFICER.match(view.text[line:after]):
            return line
        line = after
    return end
