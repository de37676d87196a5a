"""What a document says of its own force: from when, until when, and what it repeals."""

import re
from datetime import date, timedelta

from pipeline.doc import Range, Validity
from pipeline.segment.dates import DATE, iso, number, years_after
from pipeline.segment.view import View

_NUMERAL = r"[0-9]{1,3}|[一二三四五六七八九十两]{1,3}"
_IN_FORCE = r"(?:正式|开始)?(?:施行|实施|执行|生效|起效|有效)"
_START = re.compile(
    rf"自(?:(?P<day>{DATE})|(?:本[^，。；]{{1,12}})?(?P<event>发布|公布|印发|下发|颁布|发文|签发|通过|发出|成文)之日|(?P<now>即日))"
    rf"(?:起|开始)(?:(?P<after>{_NUMERAL})(?P<unit>日|天|个工作日|个月)后)?{_IN_FORCE}(?!以来|的|后|满)"
)
_UNTIL = re.compile(
    rf"(?:有效期|试行期|施行期限|执行期限|实施期限|期限)?[^，。；]{{0,8}}(?:至|截至|到)({DATE})(?:止|失效|废止|为止)?"
)
_TERM = re.compile(
    r"(?:有效期|试行期|试行期限|施行期限|暂定|有效期限|执行期)(?:限)?(?:为|是|暂定)?"
    rf"(?P<n>{_NUMERAL})(?P<unit>年|个月)"
)
_REPEAL = re.compile(
    r"(?:同时|即行|予以|自行|随之|一并|相应|自动)?(?:废止|失效)|停止(?:执行|施行)|不再(?:执行|施行)"
)
_NAMED = re.compile(
    r"《(?:[^《》]|《[^《》]*》|〈[^〈〉]*〉){2,150}》(?:（[^（）]{2,60}）)?"
    r"|[\u4e00-\u9fff]{2,16}公告(?:19|20)[0-9]{2}年第[0-9]{1,4}号"
)
_SENTENCE_CHARACTERS = 600
_PAGE_SAYS = re.compile(r"(?:有效性|时效性|效力状态|是否有效)：?(有效|现行有效|失效|已失效|废止|已废止|已修改)")


def validity(view: View, issued: str | None, as_of: str | None) -> Validity:
    """Return what the text says of its force.

    issued: ISO date of issue. as_of: ISO date on which the state is judged, None for the date of issue.
    """
    text = view.text
    start = _start(text, issued)
    until = _until(text, start or issued)
    repeals = tuple(view.range(*r) for r in _repeals(text))
    return Validity(_state(text, start, until, as_of or issued), start, until, repeals)


def _start(text: str, issued: str | None) -> str | None:
    if "起" not in text:
        return None
    for match in _START.finditer(text):
        if _of_another(text, match.start()):
            continue
        day = iso(match["day"]) if match["day"] else issued
        return _later(day, match["after"], match["unit"]) if day else None
    return None


def _of_another(text: str, place: int) -> bool:
    """Return whether the sentence up to `place` speaks of another document: it names one and not 本办法 or the like."""
    low = max(0, place - 80)
    sentence = re.split(r"[。；]", text[low:place])[-1]
    return bool(re.search(r"》(?:（[^）]*）)?$", sentence)) and "公布" not in sentence


def _later(day: str, count: str | None, unit: str | None) -> str:
    if not count or not unit:
        return day
    value = number(count.replace("两", "二"))
    if unit == "个月":
        return (date.fromisoformat(years_after(day, 0, value)) + timedelta(days=1)).isoformat()
    return (date.fromisoformat(day) + timedelta(days=value)).isoformat()


def _until(text: str, start: str | None) -> str | None:
    for match in re.finditer(r"有效期|试行期|施行期限|执行期|实施期限|施行", text):
        piece = text[match.start() : match.start() + 60]
        if term := _TERM.match(piece):
            value = number(term["n"].replace("两", "二"))
            if not start:
                return None
            return years_after(start, value) if term["unit"] == "年" else years_after(start, 0, value)
        if until := _UNTIL.match(piece if not piece.startswith("施行") else piece[2:].lstrip("，")):
            return iso(until[1])
    return None


def _repeals(text: str) -> list[Range]:
    out: list[Range] = []
    low = 0
    for match in _REPEAL.finditer(text):
        if text[match.end() : match.end() + 1] in "的后前日时、和或":
            continue
        first = max(low, match.start() - _SENTENCE_CHARACTERS)
        first = max(first, text.rfind("。", first, match.start()) + 1, text.rfind("；", first, match.start()) + 1)
        out += [m.span() for m in _NAMED.finditer(text, first, match.start())]
        low = match.end()
    return out


def _state(text: str, start: str | None, until: str | None, day: str | None) -> str:
    page = _PAGE_SAYS.search(text[:3000]) if "效" in text[:3000] else None
    if page and page[1] in ("失效", "已失效"):
        return "expired"
    if page and page[1] in ("废止", "已废止"):
        return "repealed"
    if day and until and until < day:
        return "expired"
    if day and start:
        return "in_force" if start <= day else "not_yet"
    return "in_force" if page else "unknown"
