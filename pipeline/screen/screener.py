"""Finds marks of state secrecy (reference 2.5) and tells them from prose about secrets."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath

from pipeline.doc import Doc, Range, Secrecy
from pipeline.fold import clean, fold
from pipeline.screen.expiry import expiry, issued
from pipeline.screen.places import Place, Reach, around, heads, upright
from pipeline.terms import RegisterError, Registers

_KINDS = frozenset(
    "level star urgency label handling alone own other prose_before prose_after cut_before cut_after example"
    " hint".split()
)
_GATE = ("密", "机要")
"""Every mark and every hint holds one of these."""
_GAP = "[ \t]{0,8}"
_DIGITS = f"(?:[0-9]{_GAP})"
_NUMBER = f"(?:{_DIGITS}{{1,3}}|(?:[一二三四五六七八九十百两〇]{_GAP}){{1,4}})"
_DATE = f"(?:至|到|于)?{_GAP}{_DIGITS}{{4}}年(?:{_GAP}{_DIGITS}{{1,2}}月(?:{_GAP}{_DIGITS}{{1,2}}日)?)?"
_NUMERIC_DATE = "[0-9]{4}[-./][0-9]{1,2}[-./][0-9]{1,2}"
_TERM = f"(?:{_DATE}|{_NUMERIC_DATE}|{_NUMBER}(?:年|个?{_GAP}月|日|天)|半{_GAP}年|长{_GAP}期|永久|无限期)"
_EVENTS = "启用 启封 拆封 公布 发布 公开 宣布 决定 实施 执行 生效 开标 谈判 会议 考试 任务 活动 工作".split()
_PHASES = "开始 结束 完成 启用 召开".split()
# A condition in other words ends at a space or line end: in text without line breaks nothing else would bound it.
_OTHER_CONDITION = r"[^\s0-9，。；：、★☆()（）]{2,10}(?:前|后|时|止|解密)(?=\s|$)"
_TERM_BESIDE = re.compile(rf"\s{{0,8}}(?:保密)?期限\s{{0,4}}[:：]?\s{{0,4}}(?P<term>{_TERM})")
_OPENING, _CLOSING = tuple("（([【〔{<〈"), tuple("）)]】〕}>〉")
_QUOTES = (("“", '"', "‘", "'"), ("”", '"', "’", "'"))
_EMPTY, _TICKED = "□☐○◯", "☑√✓✔■"
_LEVEL = re.compile("[绝机秘]密")
_BOX = re.compile(f"[{_EMPTY}{_TICKED}]")
# What stands for a star that a character set or a recognizer has lost; it counts only before a term.
_LOST_STAR = rf"[^\w\s，。；、“”‘’《》〈〉（）()【】\[\]〔〕!/|\"'<>{_EMPTY}{_TICKED}]"
_SEPARATORS = "/、|或和及与,，"
_SENTENCE = re.compile("[，。；！？”》]|、$")
_LIST_NUMBER = re.compile("[(（]?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[.．、)）]")
_HEAD_END = re.compile("(?:[0-9]{4}|[0-9]号|[】）):：])$")
_COPY_NUMBER = re.compile("[0-9]{4,}")
_BY_ANNEX = re.compile("附[件表录图][0-9一二三四五六七八九十]{0,3}[:：]?$")
_BODY = "(?:政府|委员会|委|办公厅|办公室|局|厅|部|院|处|组|指挥部)"
_ISSUER = re.compile(
    rf"[^，。；、]{{2,30}}?{_BODY}(?:文件|公文|函|办公会)?[^，。；]{{1,12}}[〔\[(（][0-9]{{4}}"
    rf"|(?:中共)?[^，。；、的]{{1,6}}[省市县区州盟旗镇乡][^，。；、的]{{0,20}}{_BODY}"
)


@dataclass(frozen=True, slots=True)
class Cue:
    """A row of the register `secrecy`; the register's head tells its kinds. years: the longest term of a level."""

    id: str
    kind: str
    source: str
    words: tuple[str, ...] = ()
    years: int = 0
    pattern: str = ""
    literal: str = ""


class Screener:
    """Stops documents with a secrecy mark; where only a hint stands, `secrecy.mark` says so, and a person must look."""

    def __init__(
        self, registers: Registers, *, head_lines: int = 8, annex_lines: int = 6, page_lines: int = 3
    ) -> None:
        rows = _checked(registers.rows("secrecy", Cue))
        words = {r.kind: tuple(w for other in rows if other.kind == r.kind for w in other.words) for r in rows}
        self._words = words
        self._reach = Reach(head_lines, annex_lines, page_lines)
        self._years = {word: row.years for row in rows if row.kind == "level" for word in row.words}
        self._hints = tuple((r.literal, re.compile(r.pattern)) for r in rows if r.kind == "hint")
        self._mark = _mark_pattern(words)
        beside = _either((*words["handling"], *words["urgency"], *words["label"], *words["level"]))
        self._beside = re.compile(f"{beside}|no|[0-9]+", re.IGNORECASE)
        label = _either(words["label"])
        self._label = re.compile(rf"{label}(?:[（(][^（()）]{{0,12}}[）)])?(?P<colon>[:：=】\]]?)[“\"【\[(（]*$", re.I)
        self._own = re.compile(f"{_either(words['own'])}(?:为|属|系|是|属于|定为|列为|按|密级)?$")
        self._urgent = re.compile(_either(words["urgency"]))
        listed = _either((*words["level"], "非密", "非涉密", "一般", "普通", "内部", "公开"))
        self._listed = re.compile(f"级?[{_SEPARATORS}]+{listed}")
        self._listed_before = re.compile(f"{listed}级?[{_SEPARATORS}]+$")

    def __call__(self, doc: Doc) -> Doc:
        """Return the document, or, where it is stopped, a new one that holds the mark and no text."""
        name = fold(clean(PurePath(doc.source).stem)).replace("_", " ").replace("-", " ")
        if not any(word in text for word in _GATE for text in (doc.folded, name)):
            return doc
        view = upright(doc.folded)
        found = [*self._marks(view, heads(view, doc, self._reach)), *self._marks(name, [(0, len(name))])]
        stops = [mark for mark, stop in found if stop]
        if stops:
            return self._stopped(doc, max(stops, key=lambda m: self._years.get(_plain(m["level"]), 0)))
        hint = next((_written(mark) for mark, _ in found), None) or self._hint(view)
        return doc.having(secrecy=Secrecy(mark=hint)) if hint else doc

    def _stopped(self, doc: Doc, mark: re.Match[str]) -> Doc:
        years = self._years.get(_plain(mark["level"]), 0)
        term = _term(mark) or _plain(mark["event"] or "")
        if mark["star"] and not term and re.match(r"[ \t]*[^\s（(]", mark.string[mark.end() : mark.end() + 9]):
            term = "not told"
        if beside := _TERM_BESIDE.match(mark.string, mark.end()):
            term = term or _plain(beside["term"])
        expires = expiry(term, years, issued(doc.folded[: doc.body_end])) if years else None
        secrecy = Secrecy(True, _written(mark), expires)
        return Doc(doc.id, doc.source, "", "", 0, secrecy=secrecy, fingerprint=doc.fingerprint)

    def _marks(self, view: str, head: list[Range]) -> Iterator[tuple[re.Match[str], bool]]:
        """Yield each mark and whether it stops; prose is passed over."""
        starts = [start for start, _ in head]
        for match in self._mark.finditer(view):
            at = bisect_right(starts, match.start()) - 1
            in_head = at >= 0 and match.start() < head[at][1]
            place = around(view, match.start(), match.end(), level=match["level"], head=in_head)
            stops = self._stops(match, place)
            if stops is not None:
                yield match, stops

    def _stops(self, match: re.Match[str], place: Place) -> bool | None:
        """Return True for a mark, False for one that a person should look at, None for prose."""
        level = _plain(match["level"])
        if f"{level}{place.after}".startswith(self._words["label"]) or "主题词" in place.before:
            return None
        ticked = _ticked(match, place)
        if ticked is not None:
            return ticked or None
        starred = bool(match["star"]) and not _by_chance(match, place)
        if not place.free_left() and place.before.endswith(self._words["other"]):
            return None
        if self._only_shown(place):
            return False if starred else None
        if starred:
            example = place.before.rstrip(":：“\"‘").endswith(self._words["example"])
            return not example or bool(_LIST_NUMBER.fullmatch(place.before) or self._label.search(place.before))
        return True if self._stands(match, place) else None

    def _only_shown(self, place: Place) -> bool:
        """Return whether the level is quoted, or one of several."""
        quoted = place.before.endswith(_QUOTES[0]) and place.after.startswith(_QUOTES[1])
        return bool(quoted or self._listed_before.search(place.before) or self._listed.match(place.after))

    def _stands(self, match: re.Match[str], place: Place) -> bool:
        """Return whether a level without a star stands as a mark."""
        if self._cut(place):
            return False
        if self._alone(place):
            return True
        prose = not _term(match) and place.after.startswith(self._words["prose_after"])
        if (place.head and _framed(place)) or (self._own.search(place.before) and not prose):
            return True
        if prose or _plain(match["level"]) not in self._years:
            return False
        label = self._label.search(place.before)
        if label and (label["colon"] or place.left[-1:].isspace()):
            return True
        if place.before.endswith(self._words["prose_before"]) or not self._apart(match, place):
            return False
        return bool(_term(match)) or place.head or bool(_BY_ANNEX.search(place.before))

    def _alone(self, place: Place) -> bool:
        """Return whether its line holds nothing else but a head's other parts: copy number, urgency, label."""
        if not place.short or _LIST_NUMBER.match(place.before) or _SENTENCE.search(place.before + place.after):
            return False
        return not re.search(r"\w", self._beside.sub("", f"{place.before} {place.after}"))

    def _cut(self, place: Place) -> bool:
        """Return whether a hard wrap has set prose alone in its line: 国家 / 秘密 / 的…."""
        if place.before or place.after:
            return False
        return place.above.endswith(self._words["cut_before"]) or place.below.startswith(self._words["cut_after"])

    def _apart(self, match: re.Match[str], place: Place) -> bool:
        """Return whether an edge, a wide space or another part of a head sets the level off on both sides."""
        left = place.free_left() or place.before.endswith(self._words["urgency"]) or _HEAD_END.search(place.before)
        if not left or _LIST_NUMBER.fullmatch(place.before):
            return False
        right = place.free_right() or _term(match) or self._urgent.match(place.after)
        return bool(right or _COPY_NUMBER.match(place.after) or _ISSUER.match(place.after))

    def _hint(self, view: str) -> str | None:
        """Return the mark of the first hint at a secret (a derived classification), or None."""
        squeezed = "".join(view.split())
        for literal, pattern in self._hints:
            match = pattern.search(squeezed) if literal in squeezed else None
            if match:
                return next(value for value in match.groupdict().values() if value)
        return None


def _checked(rows: tuple[Cue, ...]) -> tuple[Cue, ...]:
    """Return the rows of the register.

    Raises:
        RegisterError: an unknown kind, a kind without a row, a level without years, or a hint that is no pattern.
    """
    for row in rows:
        fits = (row.kind == "level") == bool(row.years) and (row.kind == "hint") != bool(row.words)
        if row.kind not in _KINDS or not fits:
            raise RegisterError(f"secrecy.toml {row.id}: kind, words and years do not fit; the file's head tells how")
        try:
            re.compile(row.pattern)
        except re.error as error:
            raise RegisterError(f"secrecy.toml {row.id}: {error}") from error
    if absent := _KINDS - {r.kind for r in rows}:
        raise RegisterError(f"secrecy.toml: no row of kind {', '.join(sorted(absent))}")
    return rows


def _mark_pattern(words: dict[str, tuple[str, ...]]) -> re.Pattern[str]:
    """Return the pattern of a level (or a word that marks where it stands alone) with its star and term.

    Groups: level; star; term and event after a star; bare, a term without one.
    """
    level = _either((*words["level"], *words["alone"]), between=_GAP)
    star = f"{_GAP}(?P<star>{_either(words['star'])})(?:{_GAP}{_either(words['star'])})?"
    events, phases = _either(_EVENTS, between=_GAP), _either(_PHASES, between=_GAP)
    event = f"{events}(?:{_GAP}{phases})?(?:{_GAP}之)?{_GAP}[前后时止]|{_OTHER_CONDITION}"
    # A term may stand on the next line.
    starred = f"{star}(?:[ \t\n]{{0,8}}[（(]?(?:(?P<term>{_TERM})|(?P<event>{event})))?"
    bare = f"{_GAP}{_LOST_STAR}{{0,2}}{_GAP}[（(]?(?P<bare>{_TERM})[）)]?"
    return re.compile(f"(?P<level>{level})(?:{_GAP}级)?(?:{starred}|{bare})?")


def _either(words: Iterable[str], *, between: str = "") -> str:
    """Return a pattern of any of the words, the longest first."""
    spelled = (between.join(map(re.escape, word)) for word in sorted(words, key=len, reverse=True))
    return f"(?:{'|'.join(spelled)})"


def _framed(place: Place) -> bool:
    """Return whether brackets around the level begin or end its line, or a space follows them.

    （机密） at the end of a title is a mark; 根据×××（机密）精神 is none of this document.
    """
    if not (place.before.endswith(_OPENING) and place.after.startswith(_CLOSING)):
        return False
    return len(place.before) == 1 or len(place.after) == 1 or place.right.lstrip()[1:2].isspace()


def _ticked(match: re.Match[str], place: Place) -> bool | None:
    """Return whether the level's box is ticked, or None where it has none.

    A form's boxes stand all before or all after the levels: the side of the line's first box tells.
    """
    line = f"{place.before}{_plain(match['level'])}{place.after}"
    first, level = _BOX.search(line), _LEVEL.search(line)
    if first is None or level is None:
        return None
    box = place.before[-1:] if first.start() < level.start() else place.after[:1]
    return box in _TICKED if box and _BOX.match(box) else None


def _by_chance(match: re.Match[str], place: Place) -> bool:
    """Return whether an asterisk is a footnote sign or emphasis: no term, and other text on both sides of it."""
    told = _term(match) or match["event"] or (place.head and place.free_left())
    return match["star"] in "*＊﹡✱※" and not told and bool(place.before and place.after)


def _term(match: re.Match[str]) -> str:
    return _plain(match["term"] or match["bare"] or "")


def _written(match: re.Match[str]) -> str:
    """Return the mark as it is written by the rule: level★term."""
    term = _term(match) or _plain(match["event"] or "")
    return _plain(match["level"]) + (f"★{term}" if term else "")


def _plain(text: str) -> str:
    return "".join(text.split())
