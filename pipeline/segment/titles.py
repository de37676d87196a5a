"""Where a title ends: its last word, what may follow it, and how bodies begin."""

import re

from pipeline.segment.dates import DATE
from pipeline.segment.doc_numbers import NUMBER, ORDER
from pipeline.segment.vocabulary import Vocabulary

ABOUT = re.compile(r"关于|印发|转发|批转|公布|发布|调整|表彰|任免")
OF_KIND = re.compile(r"的[^的]{1,6}(?:（[^（）]{1,24}）){0,2}$")
_ABOUT_IN_RUN = re.compile(r"关于|印发|转发|批转")
_LONGEST_WITHOUT_ABOUT = 60
_BODY = re.compile(
    r"^(?:为了|为(?!民|农)|根据|按照|依据|依照|遵照|经(?!济|营|费|贸|开|办|信)|近年来|近期|近日|近来|兹|鉴于|由于|因"
    r"|现(?:将|就|对|予|公布|印发|发布|批准|把|通知|决定)"
    r"|《[^》]{2,80}》(?:已|业|的请示|收悉|（以下|经|，|于|和《)|你[^：]{0,40}(?:收悉|提出)|您|我[^：]{1,12}[，。]"
    r"|[一1]、|（一）|一\.|第[一1][章条]|目录$|1[.、．]"
    r"|(?:[0-9]{4}年)?[0-9]{1,2}月[0-9]{1,2}日|[0-9]{4}年[^：]{0,20}[，,]|当前|今年|去年|本[^：]{0,10}[，]|自[0-9]{4}年|——)"
)
_SENTENCE = re.compile(r"[。；！？]|印发了?《[^》]*》，|，[^》”）]{12,}$")
_AFTER = re.compile(rf"（?(?:{DATE}|{ORDER})|[\u4e00-\u9fff]{{4,30}}?{DATE}|各|全市|全县|全区")
_ADDRESSEE = re.compile(
    r"各|全|本|你|尊敬|有关|[\u4e00-\u9fff]{2,8}："
    r"|[^，：]{1,40}(?:政府|局|委|厅|部|院|公司|代表|委员|同志|办公室|人|中心|会|站|队|处)[：、，]"
)


def balanced(text: str) -> bool:
    """Return whether no quote or bracket is left open."""
    return all(text.count(a) <= text.count(b) for a, b in ("《》", "“”", "（）", "〈〉"))  # fmt: skip


def opens_body(text: str) -> bool:
    """Return whether a text starts with what bodies start with: a ground, a date, a numeral."""
    return bool(_BODY.match(text))


def prose_start(text: str) -> bool:
    """Return whether a line is the start of a body rather than of a head."""
    return opens_body(text) or bool(_SENTENCE.search(text))


def title_end(text: str, words: Vocabulary) -> int:
    """Return where a title that starts a text without line ends ends, or 0 where none does."""
    stop = re.search(r"[。；！？：]", text)
    about = _ABOUT_IN_RUN.search(text[: stop.start() if stop else len(text)])
    ends = [m for m in words.genre.finditer(text, about.end() if about else 0) if _may_end(text, m.start(), m.end())]
    if about:
        ends = [m for m in ends if text[m.start() - 1] == "的"] or ends
    else:
        ends = [m for m in ends if len(m.group()) > 1 or m.group() == "令"]
    if strong := [m for m in ends if _body_follows(text[m.end() :])]:
        return strong[0].end()
    if weak := [m for m in ends if _addressee_follows(text[m.end() :])]:
        return weak[0 if about else -1].end()
    if about:
        return ends[0].end() if ends and text[ends[0].start() - 1] == "的" else 0
    return _last_short(text, [m.end() for m in ends if words.document_end.search(m.group())])


def _last_short(text: str, ends: list[int]) -> int:
    """Return the last end of a title that is short and has no comma, or 0."""
    return next((e for e in reversed(ends) if e <= _LONGEST_WITHOUT_ABOUT and "，" not in text[:e]), 0)


def _may_end(text: str, start: int, end: int) -> bool:
    head, rest = text[:end], text[end:]
    if re.search(r"[。；！？：]", head) or opens_body(head):
        return False
    if any(head.count(a) != head.count(b) for a, b in ("《》", "“”", "（）")):  # fmt: skip
        return False
    return not re.match(r"的|[》”、，书和与及]|工作|有关", rest)


def _body_follows(rest: str) -> bool:
    """Return whether a text starts with what may follow a title: a body, a number or a date."""
    if not rest or opens_body(rest[:40]) or _AFTER.match(rest):
        return True
    number = NUMBER.match(rest)
    return number is not None and len(number["code"]) <= 10


def _addressee_follows(rest: str) -> bool:
    """Return whether a text starts with an addressee or a field."""
    return bool(re.match(r"[^。；！？：]{2,300}：", rest)) and bool(_ADDRESSEE.match(rest))
