"""From key sentences to statements: rewritten where a safe rule exists, else the sentence as it is."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipeline.doc import Range, merged
from pipeline.draft.bodies import with_bodies
from pipeline.draft.context import TITLES_ONLY, whose
from pipeline.draft.keys import Key
from pipeline.draft.lists import listed
from pipeline.draft.openers import SELF, Opener, opener
from pipeline.draft.passages import Passage, balanced
from pipeline.draft.readings import MASK
from pipeline.draft.ritual import Ritual

_APPLIES = (
    re.compile(rf"^{SELF}适用(?:于|范围为|范围是)(?P<scope>[^。；]+)。$"),
    re.compile(rf"^(?P<scope>[^。；]{{2,400}}?)(?<!不)(?<!参照)，?(?:均|都)?(?<!不)(?<!参照)适用{SELF}。$"),
)
# 施行前…不一致的，适用本办法 says which rule holds, not for whom.
_NO_SCOPE = re.compile(
    r"不一致|(?:施行|实施|发布|印发)(?:之)?[前后]|^(?:其|该|此|前|上)|应当|必须|不得|[并也还亦同]$|可以$|[，；]$"
)
_TERM = re.compile(
    rf"^(?:{SELF})?所称(?:的)?(?P<term>[^，。：；]{{2,30}}?)，?(?:是指|系指|指的是|指|，是)(?P<means>[^。；][^。]*)。$"
)
_FORCE = re.compile(
    rf"^(?P<what>{SELF})自(?P<date>[^，。；]{{2,24}}?)起"
    r"(?P<verb>正式施行|施行|实施|执行|生效)(?P<rest>(?:，[^。；]*)?)。$"
)
_REPEALS = re.compile(r"^(?P<what>[^。；]{0,400}?《[^。；]+?)(?:，)?同时(?P<how>废止|停止执行|失效)。?$")
_OTHER_WAY = re.compile(r"^(?:此前|以前|过去|原有|原来|已有|之前)[^。]{0,60}不一致的，[^。]{0,20}以[^。]{2,20}为准。$")
_EXPLAINS = re.compile(rf"^{SELF}由[^，。]{{2,40}}负责解释。$")
_LIMITS_FORCE = re.compile(r"除外|不适用|^但|^其中|另有规定")
_SHORTEST, _LONGEST = 2, 16
# An amount for each of several: 甲每人每月500元，乙每人每月300元。
_WHOM = re.compile(r"对象$")
_SAYS_WHO = re.compile(r"对象|可以|应当|必须|不得|不能|不列入|不纳入|不享受|不适用|范围")
_AMOUNT = re.compile(r"[^，；：。]{1,40}?[0-9][0-9.]*[万亿]?(?:元|%|倍)[^，；：。]{0,16}")
# Where a long clause may be parted by a comma, nothing said otherwise.
_JOINT = re.compile(r"([^，。；、：（）“”]{8})(?=或者[^，。；]{4}|以及[^，。；]{4}|并[为在由向将按经给对提])")
# A semicolon within brackets or a quotation, or after a colon, parts no sentences.
_WITHIN = re.compile(r"[（“《][^）”》]*；|：[^。]*；")
# A heading says what the sentences after it are about, not those of a page further on.
_REACH = 8
# What holds for the whole policy wherever it stands: the heading above it is about something else.
_OF_ALL = frozenset({"background", "goal", "scope", "dates", "changes", "contact"})
# Headings that say where a passage stands, not what it is about.
_GENERIC = re.compile(
    r"总则|附则|总体要求|要求$|目标|任务|措施|意义|原则|说明|附件|其他|组织|保障$|工作安排|内容$|事项$|思想|思路|情况$|职责"
    r"|分工|领导|标准$|条件$|对象$|程序$|流程$|范围$|时间$|材料$|管理$|监督|依据$|依据[^，。]{0,4}$|[，。；：！？]"
    r"|适用|仍|如下|以下|下列|均|未|应当?|必须|不得|符合|完成|达到|推进情况|扎实|明显|迈出|显著|回顾"
)


@dataclass(frozen=True, slots=True)
class Statement:
    """What may become a claim.

    text: as said; used: the words of the source that it was made of; ranges: its evidence; heading: what it starts
    with, a colon after it, or ""; verbatim: too much of it on end stands in the source.
    """

    element: str
    text: str
    used: str
    ranges: tuple[Range, ...]
    heading: str = ""
    verbatim: bool = False


class Composer:
    """Rewrites the passage of a key by the first rule that is sure of it."""

    def __init__(self, ritual: Ritual) -> None:
        self._ritual = ritual
        self._rules: tuple[Callable[[Key], tuple[Statement, ...]], ...] = (
            self._basis, self._scope, self._term, self._force, self._repeal,
        )  # fmt: skip

    def __call__(self, key: Key, most: int) -> tuple[Statement, ...]:
        """Return the statements of a key; none where the passage is a ritual or cannot be said apart from its place.

        most: characters of the items of a list.
        """
        found = None if key.passage.items else opener(key.passage.text, self._ritual)
        if found:
            return self._opener(key, found)
        for rule in self._rules:
            statements = rule(key)
            if statements:
                return statements
        return self._list(key, most) or self._sentence(key)

    def _opener(self, key: Key, found: Opener) -> tuple[Statement, ...]:
        """Return what a policy rests on and is for; the purpose is its goal where its basis tells the background."""
        out = []
        if found.basis:
            said = f"{found.word}的依据是{found.basis}。"
            out.append(Statement("background", said, said, key.passage.ranges))
        if found.purpose:
            said = f"{found.word}的目的{'是' if found.whole else '包括'}{found.purpose}。"
            out.append(Statement("goal" if out else "background", said, said, key.passage.ranges))
        return tuple(out)

    def _basis(self, key: Key) -> tuple[Statement, ...]:
        """Return the titles that stand under a heading such as 编制依据."""
        passage = key.passage
        if passage.items or passage.heading_range is None or not passage.heading.endswith("依据"):
            return ()
        if not TITLES_ONLY.match(passage.text):
            return ()
        said = f"{passage.heading}是{passage.text}"
        return (Statement("background", said, said, merged((passage.heading_range, *passage.ranges))),)

    def _scope(self, key: Key) -> tuple[Statement, ...]:
        if "适用" not in key.passage.text:
            return ()
        for pattern in _APPLIES:
            found = pattern.match(key.passage.text)
            if found and not _NO_SCOPE.search(found["scope"]):
                return self._one(key, "scope", f"适用范围是{found['scope']}。", found["scope"])
        return ()

    def _term(self, key: Key) -> tuple[Statement, ...]:
        found = _TERM.match(key.passage.text) if "所称" in key.passage.text and not key.passage.items else None
        if not found:
            return ()
        said = f"{found['term']}是指{found['means']}。"
        return self._one(key, "terms", said, said)

    def _force(self, key: Key) -> tuple[Statement, ...]:
        if key.passage.items or "起" not in key.passage.text:
            return ()
        sentences = [s + "。" for s in key.passage.text.split("。") if s]
        if not any(_FORCE.match(s) for s in sentences) or any(_LIMITS_FORCE.search(s) for s in sentences):
            return ()
        return tuple(statement for s in sentences for statement in self._dated(key, s))

    def _dated(self, key: Key, sentence: str) -> Iterator[Statement]:
        """Yield from when a policy is in force, and what it repeals; what else stands beside it is left out."""
        found = _FORCE.match(sentence)
        if not found:
            yield from self._repealed(key, sentence)
            if _OTHER_WAY.match(sentence):
                yield from self._one(key, "changes", sentence, sentence)
            if _EXPLAINS.match(sentence):
                yield from self._one(key, "contact", sentence, sentence)
            return
        term, comma, repeal = found["rest"].rpartition("，")
        repeals = _REPEALS.match(repeal) if comma else None
        if "《" in found["rest"] and not repeals:
            yield from self._one(key, "dates", sentence, sentence)
            return
        said = f"{found['what']}自{found['date']}起{found['verb']}{term if repeals else found['rest']}。"
        yield from self._one(key, "dates", said, said)
        if repeals:
            yield from self._repealed(key, repeal)

    def _repeal(self, key: Key) -> tuple[Statement, ...]:
        return () if key.passage.items or "同时" not in key.passage.text else self._repealed(key, key.passage.text)

    def _repealed(self, key: Key, sentence: str) -> tuple[Statement, ...]:
        found = _REPEALS.match(sentence)
        if not found:
            return ()
        said = f"{found['what']}同时{found['how']}。"
        return self._one(key, "changes", said, said)

    def _list(self, key: Key, most: int) -> tuple[Statement, ...]:
        passage = key.passage
        if not passage.items or self._ritual.without(passage.text) != passage.text:
            return ()
        said, used = listed(passage, most)
        return self._titled(key, said, used) if said and not self._ritual.count(said) else ()

    def _sentence(self, key: Key) -> tuple[Statement, ...]:
        passage = key.passage
        if passage.items or not passage.text.endswith(("。", "！", "？", "”", "）")):
            return ()
        text = self._ritual.without(passage.text)
        said = with_bodies(text) if text else ""
        return self._titled(key, said, text) if said else ()

    def _titled(self, key: Key, text: str, used: str) -> tuple[Statement, ...]:
        """Return a statement after the heading that names what it is about, where it does not name that itself."""
        passage = key.passage
        heading = passage.heading
        whom = key.element == "scope" and _names_them(heading, text)
        shown = passage.heading_range is not None and passage.since <= _REACH and (whom or key.element not in _OF_ALL)
        if not shown or not (whom or names_more(heading, text)) or self._ritual.count(heading):
            return () if whose(passage.text) else self._one(key, key.element, text, used)
        ranges = merged((*(r for r in (passage.heading_range,) if r), *passage.ranges))
        return (Statement(key.element, f"{heading}：{text}", f"{heading}：{used}", ranges, heading),)

    def _one(self, key: Key, element: str, text: str, used: str) -> tuple[Statement, ...]:
        return (Statement(element, text, used, key.passage.ranges),)


def _names_them(heading: str, text: str) -> bool:
    """Return whether a heading such as 普惠对象 names those that a text without a predicate of its own describes."""
    return bool(_WHOM.search(heading)) and len(heading) <= _LONGEST and not _SAYS_WHO.search(text)


def names_more(heading: str, text: str) -> bool:
    """Return whether a heading is short, says what its passage is about, and is mostly not in the passage."""
    if not _SHORTEST <= len(heading) <= _LONGEST or _GENERIC.search(heading):
        return False
    if MASK in heading or not balanced(heading):
        return False
    pairs = {heading[i : i + 2] for i in range(len(heading) - 1)}
    return 2 * sum(p in text for p in pairs) < len(pairs)


def broken(text: str) -> str:
    """Return a text in shorter pieces: amounts after a colon parted by semicolons, other semicolons as full stops."""
    lead, colon, rest = text.partition("：")
    parts = rest.rstrip("。").split("，")
    if colon and "；" not in rest and len(parts) > 1 and all(_AMOUNT.fullmatch(p) for p in parts):
        return f"{lead}：{'；'.join(parts)}。"
    text = _JOINT.sub(r"\1，", text)
    if "一是" in text or "（" in text and not balanced(text) or _WITHIN.search(text):
        return text
    return text.replace("；", "。")


def sentence(passage: Passage) -> str:
    """Return what to fall back to: the passage's own words, or "" for a list."""
    return "" if passage.items else passage.text
