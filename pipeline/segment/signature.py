"""What in a run of text is the signature: names of bodies, and what stands before them."""

import re
from collections.abc import Sequence

from pipeline.segment.dates import DATE
from pipeline.segment.head import Head
from pipeline.segment.vocabulary import Vocabulary

_SIGN_LINE = 60
_PERSON_LINE = 24
_SHORTEST_BODY = 3
_PLACE_CHARACTERS = 4
_PLACES = 2
_NEAR = 6000
_CLOSING = re.compile(
    r"^(?:特此(?:通知|公告|通告|公示|函复|函告|批复|报告|证明|说明|复函|致函|声明|函达|请示|告知|回复|答复|公布|通报)|此[复致函]"
    r"|(?:以上|上述|当否|妥否|是否妥当)[^。]{0,12}(?:请|望)[^。]{0,12}(?:批示|批复|审批|审议|指示|函复)"
    r"|敬礼|此致敬礼|专此(?:函达|报告|函复))[。！]?"
)
_NOT_SIGN = re.compile(
    r"[。！？；，《》]|：(?!.{0,8}$)|^[0-9]{1,2}[.、]|^（[0-9一二三四五六七八九十]{1,2}）|^[一二三四五六七八九十]{1,3}、|^附件"
    r"|^第[一二三四五六七八九十]{1,3}[章条节]|^（.*）$|^(?:抄[送报]|主题词|联系|电话|地址|时间|日期)|^此致|敬礼$|^特此|^此复$"
    rf"|(?:签字|签名|签章|捺印|盖章处|记录人)|{DATE}"
)
_LIST_END = re.compile(
    r"^.*(?:[表图册录单]|[一二两三四五六七八九十0-9][份张页册本套件]|名单|办法|方案|细则|通知|略|docx?|pdf|xlsx?)"
    r"(?=[\u4e00-\u9fff]{3,})"
)
_NUMBER_END = re.compile(r"^.*[0-9A-Za-z](?:[号室楼层幢栋弄页元个组村]){0,2}(?=[\u4e00-\u9fff]{3,})")
_PLACE = re.compile(r"[\u4e00-\u9fff]{2,3}?[省市县区州旗盟镇乡]$")


def may_sign(text: str, below: str, head: Head, words: Vocabulary, *, width: int) -> bool:
    """Return whether a line can belong to a signature whose lower lines read `below`."""
    if len(text) > _SIGN_LINE or _NOT_SIGN.search(text):
        return False
    if words.body_end.search(text) or any(i.endswith(text) for i in head.issuers):
        return True
    if below:
        # The upper piece of a name that the wrap broke.
        starts = [s for s in (head.title, *head.issuers) if s]
        return bool(width and len(text) >= width - 1) or any(s[:3] == text[:3] for s in starts)
    return len(text) <= _PERSON_LINE and not text[-1].isdigit()


def closing(text: str) -> int:
    """Return the length of the closing phrases that a text starts with: 特此通知, 妥否，请批示."""
    length = 0
    while found := _CLOSING.match(text[length:]):
        length += found.end()
    return length


def known_issuers(before: str, issuers: Sequence[str]) -> int:
    """Return the length of the known issuers, one or several that sign together, that a text ends with."""
    length = 0
    while found := max((len(i) for i in issuers if before[: len(before) - length].endswith(i)), default=0):
        length += found
    return length


def issuer_in(name: str, head: Head) -> int:
    """Return the length of the issuer that `name` ends with, if it starts as the title or the mark does, or 0."""
    # A signature mostly starts with the place that the title starts with.
    starts = {s[:_PLACE_CHARACTERS] for s in (head.title, *head.issuers)}
    found = max((name.rfind(s) for s in starts if len(s) == _PLACE_CHARACTERS), default=-1)
    return len(name) - found if found >= 0 and len(name) - found <= _SIGN_LINE else 0


def before_name(name: str) -> int:
    """Return the length of what stands before a body's name in a run of text: a list, an address, a number."""
    cut = 0
    for pattern in (_LIST_END, _NUMBER_END):
        if found := pattern.match(name[cut:]):
            cut += found.end()
    return cut


def named_again(name: str, text: str, end: int) -> int:
    """Return the length of what stands before a body that the text near `end` names elsewhere too, or 0."""
    near = text[max(0, end - _NEAR) : end + _NEAR]
    return next((k for k in range(len(name) - _SHORTEST_BODY) if near.count(name[k:]) > 1), 0)


def place_before(before: str, text: str) -> int:
    """Return the length of the places that `before` ends with and the text names again (云溪县 before 青塘镇)."""
    length = 0
    for _ in range(_PLACES):
        place = _PLACE.search(before[: len(before) - length][-_PLACE_CHARACTERS:])
        if not place or text.count(place.group()) <= 1:
            break
        length += len(place.group())
    return length
