"""Where a name can begin or end: the words beside it, and how far a name reaches from there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.detect.gate import Tokens
from pipeline.detect.lexicon import DOTS, Lexicon
from pipeline.detect.view import HAN
from pipeline.terms import Registers

_SPREAD = 18
_IS_HAN = re.compile(f"[{HAN}]")
# Third characters that are hardly ever part of a given name: a name of two characters stands before them.
_NEVER_GIVEN = frozenset("的在说称等与及被对诉任已未均系于但把就还曾因又且")
_BEFORE_NAMES = frozenset("的为由是被将与和及向对给叫系请让经因于在从以按找有称据替跟随同归")
_BODY_BEFORE = re.compile(
    "(?:局|委|办|处|科|股|部|厅|镇|乡|村|会|院|所|站|队|室|中心|街道|公司|学校|中学|小学|大学|银行|组|党支部|支部|[市县区]政府|政协|人大|监委|法院|检察院|厂|店|"
    "[)）》”])\\Z"
)


@dataclass(frozen=True, slots=True)
class RoleWords:
    """A row of the register `roles`; the register's head explains the fields."""

    id: str
    place: str
    role: str
    weight: float
    words: str
    source: str


@dataclass(frozen=True, slots=True)
class Cue:
    """A word beside a name: where it stands, and whose name it speaks of."""

    start: int
    end: int
    role: str
    weight: float
    place: str
    crowd: bool = False


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a name may reach; quality: 2 a boundary, 1 a word that follows names, 0 nothing, on the open side."""

    start: int
    end: int
    quality: int


class Cues:
    """Finds cue words, and the names that may stand beside them."""

    def __init__(self, registers: Registers, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        rows = registers.rows("roles", RoleWords)
        self.rows = rows
        self._before = {w: r for r in rows if r.place == "before" for w in r.words.split()}
        self._after = {w: r for r in rows if r.place == "after" for w in r.words.split()}
        self._before_pattern = any_of(self._before)
        self._office = next(r for r in rows if r.id == "office_before")
        self._longest = max(map(len, self._before))
        self._after_pattern = any_of(self._after)
        self._follow = any_of(lexicon.follow)
        self._body = any_of(lexicon.body_after)
        self._two_spaced = re.compile(f"[{''.join(sorted(lexicon.single))}] {{1,4}}[{HAN}](?![{HAN}])")
        self._dotted = re.compile(f"[{HAN}]{{1,9}}(?:[{DOTS}][{HAN}]{{1,10}}){{1,4}}")
        self._person = re.compile(
            "[,，（( ]{1,2}(?:男|女)(?![性儿装工童生单])|等[0-9一二三四五六七八九十]{1,3}(?:余)?(?:名|人|户|位)"
            "|[两二三四五六七八九十](?:人|户)|一家[一二三四五六七八九十]口|(?:代表|委员)[:：]"
            "|同志|先生|女士|男士|小姐|同学"
            "|[,，（( ]{1,3}(?:公民身份|居民身份|身份证|(?:19|20)[0-9]{2}年[0-9]{1,2}月[^，。]{0,5}生"
            "|[一-鿿]{1,3}族[,，)）]|现年|时年|[0-9]{1,3}岁|护照)"
        )
        # Four syllables at least: three are as often a Chinese name, which its own rules find.
        self._syllables = re.compile(f"[{''.join(sorted(lexicon.syllables))}]{{4,7}}")
        self._apposed = {w: r for r in rows if r.place == "apposition" for w in r.words.split()}
        titles = any_of(
            [w for w, r in self._before.items() if r.role in ("official", "listed")] + list(self._apposed)
        ).pattern
        self._title = re.compile(
            f"(?:[，,（(](?=[{HAN}])|[ \\t]{{1,8}}(?=[{HAN}]{{3}})"
            f"|(?:[（(][^（）()]{{1,6}}[)）])?(?:同志)?(?:任|为|系)(?=[{HAN}]))"
            f"[{HAN}]{{0,24}}?(?P<it>{titles})(?![{HAN}])"
        )
        self._career = re.compile("[，,（(](?:男|女)[，,）)][^\\n；。]{0,60}?(?:现任|拟任|拟提名|曾任|历任)")

    def before(self, text: str) -> Iterator[Cue]:
        """Yield the words after which a name may begin."""
        for match in self._before_pattern.finditer(text):
            row = self._before[match[0]]
            end = match.end()
            while end < len(text) and text[end] in ":： “" and end - match.end() < 3:
                end += 1
            yield Cue(match.start(), end, row.role, row.weight, "before", match[0] in self._lexicon.crowd)

    def after(self, text: str) -> Iterator[Cue]:
        """Yield the words before which a name may end; sex, birth and number in apposition carry no role."""
        for match in self._person.finditer(text):
            row = self._after.get(match[0].strip())
            yield Cue(match.start(), match.end(), row.role if row else "", row.weight if row else 0.0, "after")

    def role_before(self, text: str, at: int) -> RoleWords | None:
        """Return the row of the word that ends right before a name at `at`, or None."""
        end = at - 1 if at and text[at - 1] in ":： " else at
        if row := self._ending(text, end):
            # A space stands between a post and a name (市长 张工), but also between two entries of a list.
            return row if end == at or text[end] != " " or row.role == "official" else None
        if end and text[end - 1] in "为是系由":
            return self._ending(text, end - 1)
        return self._spread_out(text, end) if end < at else None

    def _ending(self, text: str, end: int) -> RoleWords | None:
        """Return the row of the longest word that ends at `end`, or None."""
        sizes = range(min(self._longest, end), 0, -1)
        return next((row for size in sizes if (row := self._before.get(text[end - size : end]))), None)

    def _spread_out(self, text: str, at: int) -> RoleWords | None:
        """Return the row of a post that is spread over its line before a signature: 县　　　长　王某."""
        said = text[max(0, at - _SPREAD) : at].rpartition("\n")[2].replace(" ", "")
        row = next((r for n in (3, 2) if (r := self._before.get(said[-n:]))), None)
        return row if row and row.role == "official" else None

    def role_after(self, text: str, at: int) -> RoleWords | None:
        """Return the row of the word that begins right after a name that ends at `at`, or None."""
        match = self._after_pattern.match(text, at)
        return self._after[match[0]] if match else None

    def title_after(self, text: str, at: int) -> RoleWords | None:
        """Return the row of the post or title that follows a name in apposition: 王某，某局局长; 王某  某局局长."""
        if self._career.match(text, at):
            return self._office
        match = self._title.match(text, at)
        return self._apposed.get(match["it"]) or self._before.get(match["it"]) if match else None

    def from_start(self, text: str, at: int, *, plain: bool = False) -> list[Reach]:
        """Return the names that may begin at `at`, the likeliest first; plain: words of official texts among them."""
        if spaced := self._two_spaced.match(text, at):
            return [Reach(at, spaced.end(), 2)]
        if (run := self._syllables.match(text, at)) and self.right_quality(text, run.end()) == 2:
            return [Reach(at, run.end(), 2)]
        out = [r for size in (2, 3, 4) if (r := self._reach(text, at, at + size, plain))]
        return sorted(out, key=lambda r: self._preference(text, r), reverse=True)

    def to_end(self, text: str, end: int, *, plain: bool = False) -> list[Reach]:
        """Return the names that may end at `end`, the likeliest first; plain: words of official texts among them."""
        for start in range(max(0, end - 6), end - 2):
            if (m := self._two_spaced.match(text, start)) and m.end() == end:
                return [Reach(start, end, 2)]
        out = []
        for start in range(max(0, end - 4), end - 1):
            if self._lexicon.is_name(text[start:end], plain=plain):
                out.append(Reach(start, end, self.left_quality(text, start)))
        return sorted(out, key=lambda r: (r.quality, r.end - r.start == 3), reverse=True)

    def is_person_after(self, text: str, at: int) -> bool:
        """Return whether sex, birth or a number in apposition follows, as only after a person's name."""
        return self._person.match(text, at) is not None

    def _reach(self, text: str, start: int, end: int, plain: bool) -> Reach | None:
        if end > len(text) or not self._lexicon.is_name(text[start:end], plain=plain):
            return None
        return Reach(start, end, self.right_quality(text, end))

    def _preference(self, text: str, reach: Reach) -> tuple[float, int]:
        size = reach.end - reach.start
        quality: float = reach.quality
        if size >= 3 and text[reach.end - 1] in _NEVER_GIVEN:
            quality -= 2
        if size == 4 and self._lexicon.family(text[reach.start : reach.end]) == 1:
            quality -= 1.5
        return quality, size

    def is_follow(self, text: str, at: int) -> bool:
        """Return whether a word that follows names begins at `at`."""
        return bool(self._follow.match(text, at) or self._after_pattern.match(text, at))

    def right_quality(self, text: str, end: int) -> int:
        """Return 2 where a boundary stands at `end`, 1 a word that follows names, else 0."""
        if end >= len(text) or not _IS_HAN.match(text, end):
            return 2
        return 1 if self.is_follow(text, end) else 0

    def left_quality(self, text: str, start: int) -> int:
        """Return 2 where a boundary or a cue ends at `start`, 1 the end of an office's name, else 0."""
        if start == 0 or not _IS_HAN.match(text, start - 1) or self.role_before(text, start):
            return 2
        if text[start - 1] in _BEFORE_NAMES:
            return 1
        return 1 if _BODY_BEFORE.search(text, max(0, start - 4), start) else 0

    def is_inside_body(self, text: str, start: int, end: int) -> bool:
        """Return whether the name is part of the name of a firm, a school or a place."""
        for size in range(5):
            place = end + size
            if size and (
                place > len(text)
                or not _IS_HAN.match(text, place - 1)
                or text[place - 1] in "向在与和的于为是对从到被把因将及由任系"
            ):
                return False
            if (match := self._body.match(text, place)) and (len(match[0]) > 1 or size == 0):
                return True
        return False

    def dotted(self, text: str, words: Tokens) -> list[Reach]:
        """Return the names with a dot between their parts, as far as syllables and words reach."""
        if not any(dot in text for dot in DOTS):
            return []
        out = []
        for match in self._dotted.finditer(text):
            dots = [i for i in range(match.start(), match.end()) if text[i] in DOTS]
            start = self._dotted_start(text, match.start(), dots[0], words)
            end = self._dotted_end(text, dots[-1] + 1, match.end(), words)
            if start not in words.index:
                continue
            if start < dots[0] and end > dots[-1] + 1 and end - start >= 3:
                out.append(Reach(start, end, 2))
        return out

    def _dotted_start(self, text: str, first: int, dot: int, words: Tokens) -> int:
        """Return where the first part begins: after a cue, else where its syllables or its word begin."""
        for at in range(first, dot):
            if self.role_before(text, at) and not self._before_pattern.search(text, at, dot):
                return at
        start = dot
        while start > first and text[start - 1] in self._lexicon.syllables:
            start -= 1
        strange = sum(c not in self._lexicon.syllables for c in text[first:dot])
        if start > first and dot - first <= 5 and start < dot and strange == 1:
            return first
        if start == dot or start > first:
            return start if start < dot and text[start - 1 : start] not in self._lexicon.syllables else dot
        return start

    def _dotted_end(self, text: str, start: int, last: int, words: Tokens) -> int:
        """Return where the last part ends: before the first dictionary word or character that is no syllable."""
        end = start
        while end < last and text[end] in self._lexicon.syllables:
            place = words.index.get(end)
            if place is not None and end > start and words.is_plain(place) and not self._all_syllables(text, end, last):
                break
            end += 1
        return end if end > start or last - start > 4 else last

    def _all_syllables(self, text: str, start: int, last: int) -> bool:
        """Return whether syllables go on as far as the Chinese characters do."""
        ends = last == len(text) or not _IS_HAN.match(text, last)
        return ends and all(c in self._lexicon.syllables for c in text[start:last])


def any_of(words: object) -> re.Pattern[str]:
    """Return the pattern of the words, the longest first."""
    return re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)))  # type: ignore[call-overload]
