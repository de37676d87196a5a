"""Tasks with the bodies that answer for them: 牵头单位, 责任单位, 配合单位 and the date by which they are due."""

import calendar
import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from pipeline.doc import Range, Task
from pipeline.segment.blocks import Block
from pipeline.segment.dates import DATE, iso, number
from pipeline.segment.view import View

_LEAD = r"(?:牵头|主责|主办|承办|主要负责)(?:单位|部门|处室|科室|机关|责任单位)|第一责任单位"
_OTHER = r"(?:责任|配合|参与|参加|协办|协同|协助)(?:单位|部门|主体|处室|科室|机关|股室)"
_ROLE = re.compile(rf"(?:(?P<lead>{_LEAD})|(?P<other>{_OTHER}))(?:及分工)?：")
_BRACKET = re.compile(
    r"[（【〔][^（）【】〔〕。]{0,6}(?:牵头|责任|配合|参与|主责|主办|承办|协办)[^（）【】]{0,12}："
    r"(?:[^（）【】]|（[^（）]{0,60}）){2,600}?[）】〕]"
)
_LED = re.compile(
    r"（(?P<lead>[^（）：。]{2,120}?)(?:负责)?牵头(?:负责)?"
    r"(?:[，,；](?P<other>[^（）：。]{2,200}?)(?:按职责分工负责|分工负责|按职责分工|配合|参与|参加|负责))?）"
)
_LINE = re.compile(r"(?:牵头|责任|主责|承办)(?:单位|部门)：")
_GENERIC = re.compile(
    r"^(?:街道(?:办事处)?|(?:有关|相关|直属|市直|区直|县直)?(?:单位|部门|机构|企业)|直属机构|委|办|局|委办局|乡镇(?:人民政府)?|镇(?:人民政府)?"
    r"|开发区(?:管委会)?|园区(?:管委会)?|管委会|事业单位|人民团体|科室|股室|处室)$"
)
# 各市、州人民政府: the first part has no noun of its own.
_GENERAL = re.compile(r"各?(?:省|市|县|区|州|旗|盟|乡|镇|地|县级市|自治州){1,2}")
_END = re.compile(r"等?(?:按职责分工负责|按照职责分工负责|分工负责|按职责分工|负责|配合|参与)$")
_DUE_DAY = re.compile(rf"({DATE})(?:前|以前|之前|止|底)?")
_DUE_MONTH = re.compile(r"(?:((?:19|20)[0-9]{2})年)?([0-9]{1,2}|[一二三四五六七八九十]{1,2})月(?:底|末|份)")
_DUE_YEAR = re.compile(r"(?:((?:19|20)[0-9]{2})|今|当|本)?年(?:底|末|内)前?")
_LIMIT = re.compile(r"(?:完成时限|完成时间|时间要求|办理时限|时限|期限)：([^）】。；]{2,40})")
_BEFORE = re.compile(
    rf"(?:{DATE}|(?:(?:19|20)[0-9]{{2}}年)?[0-9一二三四五六七八九十]{{1,2}}月(?:底|末|份)|年(?:底|末))(?:以|之)?前"
)
_ROLE_LINE = re.compile(r"[^：。]{2,6}(?:单位|部门|时限|时间)：")
_TEXT_CHARACTERS = 1500
_BLOCKS_ABOVE = 12
_ROLE_LINES = 4


def tasks(view: View, blocks: Sequence[Block], issued: str | None) -> tuple[Task, ...]:
    """Return the tasks in order; issued: ISO date that gives a month or a year end its year."""
    text = view.text
    if not any(word in text for word in ("牵头", "责任", "配合", "主责", "承办")):
        return ()
    out: list[Task] = []
    for order, block in enumerate(blocks):
        out += _in_block(view, blocks, order, block, issued)
    return tuple(out)


def _in_block(view: View, blocks: Sequence[Block], order: int, block: Block, issued: str | None) -> Iterator[Task]:
    text = view.text
    if _LINE.match(text, block.inner):
        yield from _in_lines(view, blocks, order, issued)
        return
    at = block.inner
    for group in _groups(_brackets(text, block.start, block.end)):
        first, last = group[0].start(), group[-1].end()
        start = max(at if at < first else _above(blocks, order), first - _TEXT_CHARACTERS)
        lead, other = _parties(text, group)
        if (lead or other) and start < first:
            yield _task(view, (start, first), lead, other, text[first:last], issued)
        at = last


def _groups(brackets: Sequence[re.Match[str]]) -> list[list[re.Match[str]]]:
    """Return the brackets, those that follow each other without text together: （牵头单位：甲）（配合单位：乙）."""
    out: list[list[re.Match[str]]] = []
    for bracket in brackets:
        if out and out[-1][-1].end() == bracket.start():
            out[-1].append(bracket)
        else:
            out.append([bracket])
    return out


def _above(blocks: Sequence[Block], order: int) -> int:
    """Return where the text of a task starts whose bodies stand in a block of their own: at the numeral above."""
    place = order - 1
    while place > 0 and not blocks[place].mark and order - place < _BLOCKS_ABOVE:
        place -= 1
    return blocks[place].inner if place >= 0 else blocks[order].start


def _brackets(text: str, start: int, end: int) -> list[re.Match[str]]:
    found = [*_BRACKET.finditer(text, start, end), *_LED.finditer(text, start, end)]
    return sorted(found, key=lambda m: m.start())


def _in_lines(view: View, blocks: Sequence[Block], order: int, issued: str | None) -> Iterator[Task]:
    """Yield the task whose bodies stand on lines of their own under its text."""
    text = view.text
    if order == 0 or _LINE.match(text, blocks[order - 1].inner):
        return
    last = order
    while last + 1 < len(blocks) and last - order < _ROLE_LINES and _ROLE_LINE.match(text, blocks[last + 1].inner):
        last += 1
    lead, other = _roles(text, blocks[order].inner, blocks[last].end)
    if lead or other:
        above = (_above(blocks, order), blocks[order].start)
        said = text[blocks[order].inner : blocks[last].end]
        yield _task(view, above, lead or other, other if lead else [], said, issued)


def _parties(text: str, group: Sequence[re.Match[str]]) -> tuple[list[Range], list[Range]]:
    """Return the leading and the other bodies of brackets; where no body leads, those responsible do."""
    lead: list[Range] = []
    other: list[Range] = []
    for match in group:
        if "lead" in match.re.groupindex:
            lead += split_bodies(text, *match.span("lead"))
            other += split_bodies(text, *match.span("other")) if match["other"] else []
        else:
            leading, others = _roles(text, match.start() + 1, match.end() - 1)
            lead += leading
            other += others
    return (lead, other) if lead else (other, [])


def _roles(text: str, start: int, end: int) -> tuple[list[Range], list[Range]]:
    """Return the leading and the other bodies that a list of roles names."""
    lead: list[Range] = []
    other: list[Range] = []
    for match, following in pairwise([*_ROLE.finditer(text, start, end), None]):
        if match is None:
            break
        stop = following.start() if following else end
        limit = re.search(r"[，；。]?(?:完成|办理)?(?:时限|时间|期限)[^：]{0,4}：|。", text[match.end() : stop])
        stop = match.end() + limit.start() if limit else stop
        (lead if match["lead"] else other).extend(split_bodies(text, match.end(), stop))
    return lead, other


def split_bodies(text: str, start: int, end: int) -> list[Range]:
    """Return the bodies that a list names.

    A general part stays with the one before it: 各镇人民政府、街道办事处 is one (reference 1.9).
    """
    out: list[Range] = []
    joint = False
    for match in re.finditer(r"[^、，；,;]+", text[start:end]):
        first, last = start + match.start(), start + match.end()
        name = match.group()
        ending = _END.search(name)
        last -= len(ending.group()) if ending else 0
        after_comma = text[first - 1] in "，；" if first > start else True
        opened = bool(out) and bool(_GENERAL.fullmatch(text[slice(*out[-1])]))
        if out and not after_comma and (opened or (joint and _GENERIC.match(text[first:last]))):
            out[-1] = (out[-1][0], last)
        elif first < last:
            out.append((first, last))
            joint = "各" in name
    return out


def _task(view: View, text: Range, lead: list[Range], other: list[Range], said: str, issued: str | None) -> Task:
    limit = _LIMIT.search(said)
    words = view.text[text[0] : text[1]]
    before = _BEFORE.search(words)
    due = _due(limit[1] if limit else before.group() if before else "", issued)
    return Task(view.range(*text), tuple(view.range(*r) for r in lead), tuple(view.range(*r) for r in other), due)


def _due(said: str, issued: str | None) -> str | None:
    """Return the ISO date that a due phrase means; the year of issue where it names none."""
    if day := _DUE_DAY.search(said):
        return iso(day[1])
    year = issued[:4] if issued else None
    if month := _DUE_MONTH.search(said):
        year = month[1] or year
        return _last_day(int(year), number(month[2])) if year else None
    if end := _DUE_YEAR.search(said):
        year = end[1] or year
        return f"{year}-12-31" if year else None
    return None


def _last_day(year: int, month: int) -> str | None:
    if not 1 <= month <= 12:
        return None
    return date(year, month, calendar.monthrange(year, month)[1]).isoformat()
