"""Finds what a clause tells of a person's health, family and means, by the register `details`."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.detect.found import Found
from pipeline.detect.view import HAN
from pipeline.doc import Range
from pipeline.terms import Registers

_NUMBER = "[0-9一二两三四五六七八九十百千]{1,6}"
_AMOUNT = re.compile(
    "(?:[0-9][0-9,，]{0,12}(?:[.．][0-9]{1,4})?|[一二两三四五六七八九十百千零〇]{2,9})(?:[万千百])?(?:余|多|来)?(?:[万千百])?(?:元|块钱?)(?:[/／每](?:月|年|人))?"
    "|[一二两三四五六七八九十]{1,3}[万千百][一二两三四五六七八九十百千]{0,4}(?:余|多|来|块)?"
)
_COMPARED = re.compile("(?:低于|高于|不足|超过|未达到?|达不到)[^，。；、]{0,12}(?:线|标准)")
_LACKING = re.compile(
    "(?:无|没有)(?:任何|固定|稳定)?(?:收入|退休金|养老金|经济来源|生活来源)(?:来源)?|靠[^，。；、]{1,12}(?:生活|度日|为生|维持|接济|救济|糊口|过日子|过活)"
    "|靠低保|花光[^，。；、]{0,4}积蓄"
)
_DIAGNOSED = re.compile(
    "(?:身患|罹患|患上|患有|患了|(?<![疾罹隐])患(?![者儿难失处])|确诊(?:为|患)?|诊断(?:为|出|患有)?|拟诊(?:断)?(?:为)?|初诊为|(?:超|CT|片|线)(?:提示|显示|见|示)|查出|被诊断为)(?!率|与|和|者|证|书|标准|机构|治)"
)
_RATED = re.compile(
    "(?:(?:本人|家庭|全家|该户|户均|人均|您家?|其|每月?|每年|全年|年|月|均|约|现|仅有?|领取|尚|共|申报|一个月|现金|上年|去年)+)\\Z"
)
_CLAUSE_EDGE = re.compile("[，。；;：:（）()\n\t|｜／！？“”]|(?<![0-9]),|,(?![0-9])| ")
_LINK = re.compile("[、，,]|[，、]?[及和并且现后又仍需行经已在正]{1,2}")
_PERSONAL = re.compile("患(?!者)|诊断|确诊|其|本人|离异|离婚|丧偶|孩子|年迈")
_LEADING = re.compile(
    "(?:与|和|同|随|跟|由|靠|因|其|您的?|你的?|他的?|她的?|家中|家里|仅有|尚有|另有|已|早年|现|仍|尚)+\\Z"
)
_LONGEST = 40
_LONGEST_ILLNESS = 16
_SCORE = 0.72


@dataclass(frozen=True, slots=True)
class DetailWords:
    """A row of the register `details`; the register's head explains the fields."""

    id: str
    words: str
    source: str


class Details:
    """Reads clauses."""

    def __init__(self, registers: Registers) -> None:
        words = patterns(registers)
        self._sick = re.compile(words["sick"])
        body = f"(?:{words['part']})[^，。；]{{0,5}}?(?:{words['harm']})"
        limb = f"(?:{words['limb']})[^，。；]{{0,2}}?(?:{words['hurt']})"
        self._ill = re.compile(f"(?:{words['sick']}|{words['state']}|{body}|{limb})")
        self._ill_after = re.compile(f"(?:{words['ill_after']})+")
        self._ill_before = re.compile(words["ill_before"])
        self._no_illness = re.compile(words["no_illness"])
        self._beast = re.compile(words["beast"])
        self._kin = re.compile(words["kin"])
        self._kin_state = re.compile(words["kin_state"])
        self._household = re.compile(words["household"])
        self._no_family = re.compile(words["no_family"])
        self._earning = re.compile(words["earning"])
        self._no_earning = re.compile(words["no_earning"])

    def __call__(self, text: str, ranges: Iterable[Range], names: Sequence[Range] = ()) -> list[Found]:
        """Return what the clauses in these ranges tell, without overlaps of one kind; names: in order of place."""
        real = [n for n in names if not self._ill.fullmatch(text, *n)]
        return [f for start, end in ranges for f in joined(text, list(self._told(text, start, end, real)))]

    def in_cell(self, text: str, start: int, end: int) -> list[Found]:
        """Return what a free cell about one person tells: the whole where it is of one kind, else its clauses."""
        found = joined(text, list(self._told(text, start, end, free=True)))
        kinds = {f.label for f in found}
        return [replace(found[0], start=start, end=end)] if len(kinds) == 1 else found

    def _told(
        self, text: str, start: int, end: int, names: Sequence[Range] = (), *, free: bool = False
    ) -> Iterator[Found]:
        """Yield the finds clause by clause; free: the text is a cell about one person, no rule or office in it."""
        for first, last in _between(_clauses(text, start, end), names):
            if last - first < 2:
                continue
            family = self._family(text, first, last, free)
            ill = list(self._illness(text, first, last, free))
            if family and ill and self._sick.search(text, first, last):
                family = None
            yield from [family] if family else ill
            yield from self._means(text, first, last)

    def _illness(self, text: str, first: int, last: int, free: bool) -> Iterator[Found]:
        """Yield the illnesses of a clause, each from what leads to it to what goes it on."""
        if self._beast.search(text, first, last):
            return
        at = first
        while match := self._ill.search(text, at, last):
            at = match.end()
            if (
                not free
                and self._no_illness.search(text, first, last)
                and not _PERSONAL.search(text, first, match.start())
            ):
                return
            begins = first
            for lead in self._ill_before.finditer(text, first, match.start()):
                begins = lead.end()
            begins = max(begins, text.rfind("、", first, match.start()) + 1, match.end() - _LONGEST)
            if after := self._ill_after.match(text, match.end(), last):
                at = after.end()
            yield Found(min(begins, match.start()), at, "health", _SCORE, "illness")
        if at == first and (told := _DIAGNOSED.search(text, first, last)) and 1 < last - told.end() <= _LONGEST_ILLNESS:
            yield Found(told.end(), last, "health", _SCORE, "diagnosed")

    def _family(self, text: str, first: int, last: int, free: bool) -> Found | None:
        if not free and self._no_family.search(text, first, last) and not _PERSONAL.search(text, first, last):
            return None
        if state := self._household.search(text, first, last):
            kin = self._kin.search(text, first, state.start())
            return Found(_led(text, first, (kin or state).start()), last, "family", _SCORE, "household")
        kin = self._kin.search(text, first, last)
        if kin and kin.end() == last < len(text) and not _CLAUSE_EDGE.match(text, last):
            return None  # a name follows: who somebody is, not what is told of them
        if kin and self._kin_state.search(text, first, last) and last - kin.start() <= _LONGEST:
            return Found(_led(text, first, kin.start()), last, "family", _SCORE, "kin")
        return None

    def _means(self, text: str, first: int, last: int) -> Iterator[Found]:
        if lacking := _LACKING.search(text, first, last):
            yield Found(*lacking.span(), "income", _SCORE, "means")
            return
        word = self._earning.search(text, first, last)
        if word is None or self._no_earning.search(text, first, last):
            return
        amount = _AMOUNT.search(text, word.end(), last) or _COMPARED.search(text, word.end(), last)
        if amount and amount.start() - word.end() <= _LONGEST // 2:
            lead = _RATED.search(text, max(first, word.start() - 8), word.start())
            yield Found(lead.start() if lead else word.start(), amount.end(), "income", _SCORE, "means")
        elif amount := _AMOUNT.search(text, max(first, word.start() - 14), word.start()):
            yield Found(amount.start(), word.end(), "income", _SCORE, "means")


def joined(text: str, found: Sequence[Found]) -> list[Found]:
    """Return the finds in order, those of one kind that a comma or 和 joins as one."""
    out: list[Found] = []
    for find in sorted(found, key=lambda f: (f.start, -f.end)):
        last = out[-1] if out else None
        if last and last.label == find.label and find.start < last.end:
            out[-1] = replace(last, end=max(last.end, find.end))
        elif last and last.label == find.label != "income" and _LINK.fullmatch(text, last.end, find.start):
            out[-1] = replace(last, end=find.end)
        else:
            out.append(find)
    return out


def patterns(registers: Registers) -> dict[str, str]:
    """Return the lists of the register `details` as patterns by their ids, the longest words first."""
    return {row.id: _pattern(row.words) for row in registers.rows("details", DetailWords)}


def _pattern(words: str) -> str:
    filled = words.replace("{H}", f"[{HAN}]").replace("{N}", _NUMBER)
    return "|".join(sorted(filled.split(), key=len, reverse=True))


def _clauses(text: str, start: int, end: int) -> Iterator[Range]:
    at = start
    for edge in _CLAUSE_EDGE.finditer(text, start, end):
        yield at, edge.start()
        at = edge.end()
    yield at, end


def _between(clauses: Iterable[Range], names: Sequence[Range]) -> Iterator[Range]:
    """Yield the clauses, parted where a name stands."""
    for start, end in clauses:
        at = start
        for first, last in names[bisect_left(names, start, key=lambda n: n[1]) :]:
            if first >= end:
                break
            yield at, max(at, first)
            at = last
        yield at, max(at, end)


def _led(text: str, first: int, at: int) -> int:
    """Return where a find begins with the words before it that belong to it: 与, 随, 其, 家中."""
    lead = _LEADING.search(text, max(first, at - 8), at)
    return lead.start() if lead else at
