"""Articles as the forms write them, and which refusal reason they belong to."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from pipeline.terms import Registers

_ARTICLE = re.compile(r"第([一二三四五六七八九十百零〇0-9]+)条(?:第([一二三四五六七八九十0-9]+)款)?")
_OPENING = re.compile(r"第[^第条]{1,8}条")
_NUMERALS = {n: str(i) for i, n in enumerate("零一二三四五六七八九", 0)}
# Reason codes of the annual report form that an article of the Regulation carries (reference 7.3 and 2.2).
_CODES: dict[tuple[int, int], frozenset[int]] = {
    (14, 0): frozenset({1, 2, 3}),
    (15, 0): frozenset({4}),
    (16, 0): frozenset({5, 6, 7}),
    (16, 1): frozenset({5}),
    (16, 2): frozenset({6, 7}),
    (36, 0): frozenset({8}),
}


@dataclass(frozen=True, slots=True)
class Law:
    """A row of the register laws; id: the short name that the registers use."""

    id: str
    full: str
    source: str


@lru_cache(maxsize=4)
def _laws(registers: Registers) -> tuple[re.Pattern[str], dict[str, str]]:
    full = {law.id: law.full for law in registers.rows("laws", Law)}
    names = "|".join(map(re.escape, sorted(full, key=len, reverse=True)))
    return re.compile(rf"(?<![\u4e00-\u9fff《])(?:{names})(?=第|、|；|$)"), full


def full(article: str, registers: Registers) -> str:
    """Return an article with its law's full name: 条例第五条 to 《中华人民共和国政府信息公开条例》第五条."""
    pattern, names = _laws(registers)
    parts = re.split(r"([；、（])", article)
    return "".join(pattern.sub(lambda m: names[m[0]], part) for part in parts)


def joined(articles: Iterable[str]) -> str:
    """Return full articles as one text: each law once, each of its articles once, with its paragraphs and items."""
    said: dict[str, dict[str, list[str]]] = {}
    for part in (part for article in articles for part in article.split("；")):
        law, sign, where = part.rpartition("》")
        number = ""
        for word in where.split("、"):
            found = _OPENING.match(word)
            number = found[0] if found else number
            items = said.setdefault(law + sign, {}).setdefault(number, [])
            item = word[len(found[0]) :] if found else word
            items += [item] if item and item not in items else []
    whole = ((law, "、".join(n + "、".join(items) for n, items in numbers.items())) for law, numbers in said.items())
    return "；".join(law + numbers for law, numbers in whole)


def fits(article: str, code: int) -> bool | None:
    """Return whether a refusal reason fits the articles of the Regulation that a text names; None: it names none."""
    allowed: set[int] = set()
    named = False
    for found in _ARTICLE.finditer(article):
        number, paragraph = _number(found[1]), _number(found[2]) if found[2] else 0
        named = True
        allowed |= _CODES.get((number, paragraph)) or _CODES.get((number, 0), frozenset())
    return code in allowed if named else None


def _number(written: str) -> int:
    if written.isascii():
        return int(written)
    if "十" in written:
        tens, _, ones = written.partition("十")
        return int(_NUMERALS.get(tens, "1")) * 10 + int(_NUMERALS.get(ones, "0"))
    return int("".join(_NUMERALS.get(c, "") for c in written) or "0")
