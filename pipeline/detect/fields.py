"""Finds addresses, dates of birth, illness, family and income of a person, in prose and in columns that say so."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.detect.found import Cell, Found
from pipeline.detect.tables import Headers
from pipeline.detect.view import HAN
from pipeline.doc import Action, Range, merged
from pipeline.terms import Registers

_H = f"[{HAN}]"
_DATE = (
    "(?:(?:19|20)[0-9]{2} ?年 ?[0-9]{1,2} ?月(?: ?[0-9]{1,2} ?日)?|(?:19|20)[0-9]{2}[-./][0-9]{1,2}(?:[-./][0-9]{1,2})?"
    "|(?:19|20)[0-9]{2} ?年"
    "|[一二][〇零○九一二三四五六七八]{3}年[一二三四五六七八九十]{1,2}月(?:[一二三四五六七八九十]{1,3}日)?)"
)
_SICK = (
    "(?:综合征|后遗症|症|[^疾生看治因发得毛]病|癌|瘤|炎|骨折|透析|坏死|出血|衰竭|障碍|瘫痪|偏瘫|损伤|离断伤|烧伤|烫伤|挫伤|裂伤|截肢|突出|高血压|肝硬化|硬化|结核|梗死|梗塞|"
    "中风|失明|失聪|耳聋|抑郁状态|手术|阳性|尘肺|肺气肿|白血病|艾滋病|病毒|昏迷|破裂|脱位|结石|积水|先天性{H}{1,6})"
).replace("{H}", _H)
_AMOUNT = (
    "(?:每月|每年|月均|年均|人均)?(?:人民币)?[0-9][0-9,，]{0,12}(?:[.．][0-9]{1,4})?"
    "(?:余|多)?(?:[万千百亿])?元(?:[/／](?:月|年))?"
)
_ADDRESS_END = (
    "(?:单元[0-9]{3,4}|(?:[东西南北][侧首面])?[0-9一二三四五六七八九十]{1,2}[楼层]|[0-9一二三四五六七八九十]{1,5}(?:号|弄)(?:[甲乙丙丁]|[0-9]{0,3}号?楼)?(?:院|后进|前进)?"
    "|室|组|户|幢|栋|单元|座|村|寨|屯|小区|花园|社区|宿舍|大院|院|楼|街道|镇|乡|号|自家院内|县|区)"
)
_ADDRESS = rf"[{HAN}0-9A-Za-z\-—－－（）()#]{{1,44}}"
_END = re.compile(rf"[^，。；、\n]*{_ADDRESS_END}")
_FINE = re.compile(
    "[0-9一二三四五六七八九十]{1,5}(?:号|组|室|幢|弄|栋|单元|队|楼|座)|村|社区|小区|花园|[路街](?!道)|巷|宿舍|公寓|新村"
)
_NO_PLACE = re.compile(
    "[^，。]{0,12}(?:酒店|宾馆|招待所)|[或的和为以及由向]|派出所|公安|县级|所在|街道办|乡镇|村民委|居民委"
)
_RESIDENCE = re.compile("小区|花园|[苑弄]|新村|单元|村[^，。]{0,6}组|[0-9]幢|公寓|家园")
_OFFICE = re.compile("局|政府|大厦|委员会|中心|公司|办公|窗口|法院|服务|行政")
_STOP = re.compile("[，,。；;、\n（(]| {2}|(?:联系)?电话|手机|邮编|身份证")
_GROUP = re.compile("组|号|队|平房|楼|院")
_LIST_STOP = re.compile("[，,。；;\n]")
_SENTENCE = re.compile("[。！？\n]")
_LONGEST_ADDRESS = 44
_CERTIFICATE_DIGITS = 4
_REACH = 160
_LEAD = re.compile(
    "第[0-9]{1,3}户|户主|其|本人|患者|申请人|当事人|被处罚人|死者|伤者|该生|您|该家庭|家庭(?:人均|月|年)|该同志|该户|该员工|该职工"
)
_FAMILY = re.compile(
    "丧偶|离异|离婚|单亲|孤儿|独居|未婚|再婚|抚养|赡养|夫妻|子女|父母|配偶|妻|丈夫|儿子|女儿|留守|空巢"
)
_ILL = re.compile(f"{_SICK}|残疾|重病|大病|患|孕|瘫|伤残")
_NOTHING = re.compile(r"[\s—\-－/／无]*|无|良好|健康|正常|户主|本人")
_COLUMNS = ("health", "family", "income", "home_address", "birth_date", "property_certificate", "social_account")


@dataclass(frozen=True, slots=True)
class Field:
    """A row of the register `fields`; the register's head explains the fields."""

    id: str
    kind: str
    pattern: str
    source: str
    gate: tuple[str, ...] = ()
    near: bool = False
    strip: str = ""
    unless: str = ""


class Fields:
    """Finds personal details that are neither numbers nor names."""

    def __init__(self, registers: Registers, headers: Headers) -> None:
        fills = {"{HAN}": HAN, "{H}": _H, "{date}": _DATE, "{sick}": _SICK, "{amount}": _AMOUNT, "{address}": _ADDRESS}
        self._rows = tuple((row, re.compile(_filled(row.pattern, fills))) for row in registers.rows("fields", Field))
        self._headers = headers

    def __call__(self, text: str, cells: Sequence[Cell], persons: Sequence[Range] | None) -> list[Found]:
        """Return the details found in the view's text; they may overlap.

        persons: where persons are named; None where names are not looked for.
        """
        found = [f for cell in cells for f in self._in_cell(text, cell, bool(persons))]
        everywhere, near = [(0, len(text))], _near(text, persons or ())
        for row, pattern in self._rows:
            if row.gate and not any(word in text for word in row.gate):
                continue
            for start, end in near if row.near else everywhere:
                found += _in_prose(row, pattern, text, start, end)
        return _joined(text, found)

    def _in_cell(self, text: str, cell: Cell, persons: bool) -> Iterator[Found]:
        row = self._headers(cell.header)
        if row is None or row.kind not in (*_COLUMNS, "cause"):
            return
        start, end = _value(text, cell, listed=row.kind == "health")
        value = text[start:end]
        if cell.row < 0 and row.kind in ("health", "family", "income") and not persons:
            return
        nothing = start == end or _NOTHING.fullmatch(value) or "×" in value or "*" in value
        if nothing or _is_no_account(row.kind, cell, value):
            return
        if row.kind == "cause" and (cell.row < 0 or len(value) > 30):
            return
        kind = row.kind if row.kind != "cause" else _cause(value)
        if kind == "birth_date" and not re.fullmatch(f"{_DATE}|[0-9]{{1,3}} ?(?:周?岁)?", value):
            return
        if kind == "home_address" and (
            cell.row < 0 and not _END.match(text, start, end) or _is_office(cell.header, text, cell)
        ):
            return
        if row.id == "village_group" and not _GROUP.search(value) or row.id == "category" and kind != "health":
            return
        if row.id == "post_address" and (not persons or not _RESIDENCE.search(value) or _OFFICE.search(value)):
            return
        if kind:
            yield Found(start, end, kind, 0.85, f"header:{row.id}", _action(kind))


def _is_no_account(kind: str, cell: Cell, value: str) -> bool:
    """Return whether a value is left to the register `recognizers`, which knows what of a labelled one is personal."""
    if kind == "social_account":
        return cell.row < 0 and not any(map(str.isdigit, value))
    return kind == "property_certificate" and sum(map(str.isdigit, value)) < _CERTIFICATE_DIGITS


def _joined(text: str, found: list[Found]) -> list[Found]:
    """Return the finds, illnesses that stand side by side in one list as one."""
    out: list[Found] = []
    for find in sorted(found, key=lambda f: (f.start, -f.end)):
        last = out[-1] if out else None
        if last and last.label == find.label == "health" and text[last.end : find.start].strip() == "、":
            out[-1] = replace(last, end=find.end)
        else:
            out.append(find)
    return out


def _filled(pattern: str, fills: dict[str, str]) -> str:
    for name, value in fills.items():
        pattern = pattern.replace(name, value)
    return pattern


def _action(kind: str) -> Action:
    return "generalise" if kind in ("home_address", "birth_date") else "mask"


def _value(text: str, cell: Cell, *, listed: bool) -> Range:
    """Return the value in a cell, or as much of a labelled one as its label speaks of; listed: of several."""
    whole = text[cell.start : cell.end]
    start = cell.start + len(whole) - len(whole.lstrip())
    end = start + len(text[start : cell.end].rstrip())
    if cell.row < 0 and (stop := (_LIST_STOP if listed else _STOP).search(text, start, end)):
        end = start + len(text[start : stop.start()].rstrip())
    return start, end


def _cause(value: str) -> str:
    """Return what a free column tells: family where it speaks of kin, health where of illness, else nothing."""
    if _ILL.search(value):
        return "health"
    return "family" if _FAMILY.search(value) else ""


def _is_office(header: str, text: str, cell: Cell) -> bool:
    """Return whether an address label speaks of a body: 住所 after a firm's name or credit code, not after a person."""
    if "住所" not in header or cell.row >= 0:
        return False
    before = text[max(0, cell.start - 160) : cell.start]
    person = max(before.rfind(w) for w in ("身份证", "公民身份", "性别", "出生", "，男", "，女"))
    return (
        max(before.rfind(w) for w in ("公司", "信用代码", "营业执照", "厂", "店", "合作社", "单位")) > person
        or person < 0
    )


def _address_end(text: str, start: int, end: int) -> int:
    stop = _STOP.search(text, start, end)
    match = _END.match(text, start, stop.start() if stop else end)
    if match is None or not _FINE.search(match[0]) or _NO_PLACE.match(match[0]):
        return start
    return match.end()


def _refused(row: Field, text: str, start: int, end: int) -> bool:
    return bool(row.unless and re.search(row.unless, text[max(0, start - 12) : end]))


def _near(text: str, persons: Sequence[Range]) -> tuple[Range, ...]:
    """Return the sentences that speak of a person, in a text that names any."""
    if not persons:
        return ()
    places = [*(start for start, _ in persons), *(m.start() for m in _LEAD.finditer(text))]
    return merged(_sentence(text, at) for at in places)


def _sentence(text: str, at: int) -> Range:
    edges = [m.end() for m in _SENTENCE.finditer(text, max(0, at - _REACH), at)]
    stop = _SENTENCE.search(text, at, at + _REACH)
    return edges[-1] if edges else max(0, at - _REACH), stop.end() if stop else min(len(text), at + _REACH)


def _in_prose(row: Field, pattern: re.Pattern[str], text: str, first: int, last: int) -> Iterator[Found]:
    for match in pattern.finditer(text, first, last):
        start, end = next(match.span(i) for i in range(1, match.re.groups + 1) if match.start(i) >= 0)
        if row.strip and (lead := re.match(row.strip, text[start:end])):
            start += lead.end()
        if row.kind == "home_address":
            end = _address_end(text, start, max(end, min(len(text), start + _LONGEST_ADDRESS)))
        if start < end and not _refused(row, text, start, end):
            yield Found(start, end, row.kind, 0.7, row.id, _action(row.kind))
