"""The numbers that Word draws before list paragraphs: they are in no run, and segmentation lives on them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TENS = ("", "十", "百", "千")
_FORMAL_TENS = ("", "拾", "佰", "仟")
_PLAIN, _FORMAL = "〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
_ROMAN_ONES = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_CHINESE = frozenset(
    ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand")
)
_BY_PLACE = frozenset(("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"))
_FORMAL_KINDS = frozenset(("chineseLegalSimplified", "ideographLegalTraditional"))
_CIRCLED = frozenset(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"))
# After these a number needs no space: 一、加强, （一）加强; after others (第一章, 1.) Word leaves a gap.
_CLOSED = ("、", "）", ")", "．", "。", "：")


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""
    legal: bool = False
    restart: int | None = None
    style: str = ""


@dataclass
class Numbering:
    """The lists of a document while its paragraphs are read in order; `label` counts on."""

    _levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    _abstract: dict[str, str] = field(default_factory=dict)
    _by_style: dict[str, tuple[str, int]] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, numbering: etree._Element | None, styles: etree._Element | None) -> "Numbering":
        """Return the lists that numbering.xml defines; styles.xml says which styles are numbered."""
        lists = cls()
        if numbering is not None:
            lists._define(numbering)
        if styles is not None:
            lists._style(styles)
        return lists

    def _style(self, styles: etree._Element) -> None:
        based: dict[str, str] = {}
        for style in styles.iter(f"{W}style"):
            key = style.get(f"{W}styleId", "")
            based[key] = _value(style, "basedOn") or ""
            found = style.find(f"{W}pPr/{W}numPr")
            if found is not None and (number := _value(found, "numId")):
                linked = (p for p, level in self._levels.get(number, {}).items() if level.style == key)
                self._by_style[key] = (number, _integer(_value(found, "ilvl"), next(linked, 0)))
        for key in based:
            parent = based[key]
            for _ in range(10):
                if key in self._by_style or not parent:
                    break
                if parent in self._by_style:
                    self._by_style[key] = self._by_style[parent]
                parent = based.get(parent, "")

    def _define(self, numbering: etree._Element) -> None:
        abstract = {a.get(f"{W}abstractNumId", ""): _levels(a) for a in numbering.iter(f"{W}abstractNum")}
        for number in numbering.iter(f"{W}num"):
            key, of = number.get(f"{W}numId", ""), _value(number, "abstractNumId") or ""
            levels = dict(abstract.get(of, {}))
            for override in number.iter(f"{W}lvlOverride"):
                place = _integer(override.get(f"{W}ilvl"), 0)
                levels |= _levels(override)
                if start := _value(override, "startOverride"):
                    old = levels.get(place, _Level())
                    levels[place] = replace(old, start=_integer(start, 1))
                    of = f"{of}:{key}"
            self._levels[key], self._abstract[key] = levels, of

    def label(self, paragraph: etree._Element) -> str:
        """Return the number before a paragraph as it is printed (一、 （二） 3.), or nothing; the list counts on."""
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return ""
        style = _value(properties, "pStyle") or ""
        number, place = self._by_style.get(style, ("", 0))
        own = properties.find(f"{W}numPr")
        if own is not None:
            number = _value(own, "numId") or number
            place = _integer(_value(own, "ilvl"), place)
        levels = self._levels.get(number, {})
        if place not in levels:
            return ""
        counts = self._counts.setdefault(self._abstract[number], {})
        counts[place] = counts[place] + 1 if place in counts else levels[place].start
        for deeper in [p for p in counts if p > place and levels.get(p, _Level()).restart != 0]:
            del counts[deeper]
        return _drawn(levels, place, counts)


def _drawn(levels: Mapping[int, _Level], place: int, counts: Mapping[int, int]) -> str:
    level = levels[place]
    if level.form in ("bullet", "none") or not level.text:
        return ""
    text = level.text
    for other in range(place + 1):
        if f"%{other + 1}" in text:
            shown = levels.get(other, _Level())
            count = counts.get(other, shown.start)
            form = "decimal" if level.legal and other != place else shown.form
            text = text.replace(f"%{other + 1}", spelled(count, form))
    return text if text.endswith(_CLOSED) or text.isspace() else f"{text} "


def spelled(count: int, form: str) -> str:
    """Return a count in one of Word's number formats (ECMA-376 part 1, 17.18.59), decimal where it is unknown."""
    if form in _CHINESE:
        return _counted(count, _PLAIN, _TENS)
    if form in _FORMAL_KINDS:
        return _counted(count, _FORMAL, _FORMAL_TENS)
    if form in _BY_PLACE:
        return "".join(_PLAIN[int(d)] for d in str(count))
    if form in _CIRCLED and 1 <= count <= 20:
        return chr(0x2460 + count - 1)
    if form in ("upperRoman", "lowerRoman") and 0 < count < 4000:
        return _roman(count).upper() if form == "upperRoman" else _roman(count)
    if form in ("upperLetter", "lowerLetter") and 0 < count < 1000:
        letter = chr(0x41 + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter if form == "upperLetter" else letter.lower()
    if form == "ideographTraditional" and 1 <= count <= 10:
        return "甲乙丙丁戊己庚辛壬癸"[count - 1]
    if form == "decimalFullWidth":
        return "".join(chr(ord(d) + 0xFEE0) for d in str(count))
    return f"{count:02d}" if form == "decimalZero" else str(count)


def _counted(count: int, digits: str, units: tuple[str, ...]) -> str:
    """Return a count below ten thousand in Chinese: 十一, 二十, 一百〇三."""
    if not 0 < count < 10_000:
        return str(count)
    out, zero = "", False
    for power, digit in zip(range(len(str(count)) - 1, -1, -1), map(int, str(count)), strict=True):
        if digit:
            out += (digits[0] if zero and out else "") + digits[digit] + units[power]
        zero = digit == 0
    # 十一, not 一十一; formal numerals keep the one (壹拾壹).
    return out[1:] if digits is _PLAIN and 10 <= count < 20 else out


def _roman(count: int) -> str:
    out = ""
    for value, letters in (*_ROMAN, *_ROMAN_ONES):
        while count >= value:
            out, count = out + letters, count - value
    return out


def _levels(parent: etree._Element) -> dict[int, _Level]:
    found = {}
    for level in parent.iter(f"{W}lvl"):
        legal, restart = level.find(f"{W}isLgl"), _value(level, "lvlRestart")
        found[_integer(level.get(f"{W}ilvl"), 0)] = _Level(
            _integer(_value(level, "start"), 1),
            _value(level, "numFmt") or _choice(level) or "decimal",
            _value(level, "lvlText") or "",
            legal is not None and legal.get(f"{W}val") not in ("0", "false"),
            None if restart is None else _integer(restart, 0),
            _value(level, "pStyle") or "",
        )
    return found


def _choice(level: etree._Element) -> str | None:
    """Return the format that newer programs put into mc:AlternateContent."""
    found = level.find(f".//{W}numFmt")
    return None if found is None else found.get(f"{W}val")


def _value(parent: etree._Element, name: str) -> str | None:
    found = parent.find(f"{W}{name}")
    return None if found is None else found.get(f"{W}val")


def _integer(written: str | None, default: int) -> int:
    try:
        return int(written) if written is not None else default
    except ValueError:
        return default
