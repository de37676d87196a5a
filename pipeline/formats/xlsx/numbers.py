"""Writes the numbers of a workbook as its reader sees them (ECMA-376 part 1, 18.8.30 and 18.8.31)."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation, localcontext
from functools import lru_cache

_DAY, _SHORT_DAY, _MONTH = 'yyyy"年"m"月"d"日"', 'm"月"d"日"', 'yyyy"年"m"月"'
_TIME, _TIME_SECONDS = 'h"时"mm"分"', 'h"时"mm"分"ss"秒"'
# The formats that a file names by number only, as Chinese programs show them.
BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm",
    17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: _MONTH,
    28: _SHORT_DAY, 29: _SHORT_DAY, 30: "m-d-yy", 31: _DAY, 32: _TIME, 33: _TIME_SECONDS, 34: _TIME, 35: _TIME_SECONDS,
    36: _MONTH, 37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 41: "#,##0", 42: "¥#,##0", 43: "#,##0.00",
    44: "¥#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 50: _MONTH, 51: _SHORT_DAY, 52: _MONTH,
    53: _SHORT_DAY, 54: _SHORT_DAY, 55: _TIME, 56: _TIME_SECONDS, 57: _MONTH, 58: _SHORT_DAY,
}  # fmt: skip
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_.|\*.|\[\$(?P<currency>[^\]-]*)[^\]]*\]|\[(?P<elapsed>h+|m+|s+)\]|\[[^\]]*\]'
    r"|(?P<general>(?i:General)|G/通用格式)|(?P<half>AM/PM|A/P|上午/下午)|(?P<date>[yY]+|[eE](?![+-])|[mM]+|[dD]+|[hH]+|[sS]+(?:\.0+)?|a{3,4})|(?P<other>.)",
    re.S,
)
_SYSTEM = {"[$-F800]": _DAY, "[$-F400]": "h:mm:ss"}
"""What begins a format of the reader's own system, and how a Chinese one shows it."""
_WEEKDAYS = "一二三四五六日"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LAST_DAY = 2_958_465
"""31 December 9999."""
_LONG_CODE, _LARGEST = 255, 40
"""Characters of a format, digits of a number: what is longer is shown as it is stored."""
_TELLING = 7
"""Digits from which a number is shown with all of them, whatever its format leaves out: it may be a telephone's."""
_PRECISION = 15
_EXACT = Context(prec=4 * _LONG_CODE)
"""No number is rounded but where its format rounds it."""

Token = tuple[str, str]
"""A kind (literal, general, date, elapsed, half, digit, other) and its characters."""


def shown(number: str, code: str, *, since_1904: bool = False) -> str:
    """Return a stored number by its format, General where the format is none; long numbers keep their digits.

    number: as XML holds it (1.38E+10); what is no number comes back as it is.
    """
    value = _value(number)
    if value is None:
        return number
    with localcontext(_EXACT):
        return _shown(value, code, since_1904=since_1904)


def _shown(value: Decimal, code: str, *, since_1904: bool) -> str:
    plain = _general(value)
    tokens = _section(code, value)
    if any(kind in ("date", "elapsed") for kind, _ in tokens):
        return _dated(value, tokens, since_1904=since_1904) or plain
    if not any(kind == "digit" for kind, _ in tokens):
        return _worded(_general(abs(value)), tokens) if all(k in ("literal", "general") for k, _ in tokens) else plain
    text = _placed(value, tokens)
    return plain if _loses_digits(plain, text) else text


def plainly(number: str) -> str:
    """Return a stored number without any format."""
    value = _value(number)
    if value is None:
        return number
    with localcontext(_EXACT):
        return _general(value)


def _value(number: str) -> Decimal | None:
    """Return a number, None for what is none or so large that no one could read it."""
    try:
        value = Decimal(number.strip()) if len(number) < _LONG_CODE else Decimal("NaN")
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value.adjusted()) <= _LARGEST else None


def literals(code: str) -> list[tuple[int, int]]:
    """Return where the quoted texts of a format stand in it, without their quotation marks."""
    return [m.span("quoted") for m in _TOKEN.finditer(code[:_LONG_CODE]) if m["quoted"]]


def _general(value: Decimal) -> str:
    if value == value.to_integral_value():
        return f"{value.to_integral_value():f}"
    whole = max(value.adjusted() + 1, 1)
    rounded = round(value, max(_PRECISION - whole, 0))
    return f"{rounded:f}".rstrip("0").rstrip(".") if "." in f"{rounded:f}" else f"{rounded:f}"


def _section(code: str, value: Decimal) -> tuple[Token, ...]:
    """Return the part of a format that is for this number, a minus sign before it where the part has none."""
    code = _SYSTEM.get(code[:8].upper(), code)
    sections = _sections(code) if len(code) <= _LONG_CODE else _sections("General")
    if value < 0:
        return sections[1] if len(sections) > 1 else (("literal", "-"), *sections[0])
    return sections[2] if value == 0 and len(sections) > 2 else sections[0]


@lru_cache(maxsize=4096)
def _sections(code: str) -> tuple[tuple[Token, ...], ...]:
    found: list[list[Token]] = [[]]
    for match in _TOKEN.finditer(code):
        if match["other"] == ";":
            found.append([])
        else:
            found[-1] += _token(match)
    return tuple(map(tuple, found))


def _token(match: re.Match[str]) -> list[Token]:
    for group in ("quoted", "escaped", "currency"):
        if match[group]:
            return [("literal", match[group])]
    for group in ("elapsed", "half", "date", "general"):
        if match[group]:
            return [(group, match[group].lower())]
    other = match["other"]
    if other is None:
        return []
    if other in "0#?":
        return [("digit", other)]
    return [("other" if other in ".,%/@Ee" else "literal", other)]


def _worded(plain: str, tokens: Sequence[Token]) -> str:
    """Return the words of a format, the number among them where it says General; a format of nothing hides it."""
    return "".join(plain if kind == "general" else text for kind, text in tokens)


def _loses_digits(plain: str, text: str) -> bool:
    digits = re.sub("[^0-9]", "", plain.partition(".")[0])
    return len(digits) >= _TELLING and digits not in re.sub("[^0-9]", "", text)


def _placed(value: Decimal, tokens: Sequence[Token]) -> str:
    """Return a number in the places of its format."""
    kept = [t for t in tokens if t != ("literal", "-")] if value < 0 else list(tokens)
    marks = "".join(t for kind, t in kept if kind in ("digit", "other"))
    if re.search("[/Ee@]|[.].*[.]", marks):
        return _general(value)
    whole, _, fraction = marks.replace("%", "").partition(".")
    scaled = abs(value) * (Decimal(100) if "%" in marks else 1) / 1000 ** (len(whole) - len(whole.rstrip(",")))
    places = sum(c in "0#?" for c in fraction)
    rounded = scaled.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) if places < _LARGEST else scaled
    digits, _, rest = f"{rounded:f}".partition(".")
    if "," in whole.rstrip(","):
        digits = f"{int(digits):,}"
    optional = len(fraction) - len(fraction.rstrip("#?"))
    rest = rest[: places - optional] + rest[places - optional :].rstrip("0")
    sign = "-" if len(kept) < len(tokens) else ""
    return sign + _filled(kept, digits, rest)


def _filled(tokens: Sequence[Token], digits: str, rest: str) -> str:
    """Return the tokens with digits in their places: whole digits from the right, the first place takes all left."""
    point = next((i for i, t in enumerate(tokens) if t == ("other", ".")), len(tokens))
    out: list[str] = []
    first = next((i for i, (kind, _) in enumerate(tokens[:point]) if kind == "digit"), None)
    for place in range(point - 1, -1, -1):
        kind, text = tokens[place]
        if kind == "literal":
            out.append(text)
        elif kind == "other":
            out.append(text if text == "%" else "")
        elif place == first:
            left = "" if digits == "0" and len(out) == 0 and text != "0" else digits
            out.append(left or ("0" if text == "0" else ""))
        else:
            out.append(digits[-1:] or ("0" if text == "0" else ""))
            digits = digits[:-1]
    head = "".join(reversed(out))
    tail = [t if kind == "literal" or t == "%" else "" for kind, t in tokens[point:]]
    return head + (f".{rest}" if rest else "") + "".join(tail)


def _dated(value: Decimal, tokens: Sequence[Token], *, since_1904: bool) -> str:
    """Return a date or time, "" where the number is none."""
    if not 0 <= value <= _LAST_DAY:
        return ""
    base = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30 if value >= 61 else 31)
    moment = base + timedelta(seconds=round(float(value) * 86_400))
    half = any(kind == "half" for kind, _ in tokens)
    out, before = [], ""
    for place, (kind, text) in enumerate(tokens):
        if kind == "date":
            after = next((t for k, t in tokens[place + 1 :] if k == "date"), "")
            minute = text in ("m", "mm") and (before[:1] == "h" or after[:1] == "s")
            out.append(_minutes(moment, text) if minute else _date_part(moment, text, half=half))
            before = text
        elif kind == "elapsed":
            out.append(str(int(value * {"h": 24, "m": 1440, "s": 86_400}[text[0]])))
            before = text
        elif kind == "half":
            out.append(("上午", "下午")[moment.hour >= 12] if "午" in text else ("AM", "PM")[moment.hour >= 12])
        else:
            out.append("" if text == "@" else text)
    return "".join(out)


def _minutes(moment: datetime, text: str) -> str:
    return f"{moment.minute:0{len(text)}d}"


def _date_part(moment: datetime, text: str, *, half: bool) -> str:
    hour = (moment.hour - 1) % 12 + 1 if half else moment.hour
    match text[0]:
        case "y" | "e":
            return f"{moment.year % 100:02d}" if text in ("y", "yy") else f"{moment.year:04d}"
        case "m":
            return _MONTHS[moment.month - 1] if len(text) > 2 else f"{moment.month:0{len(text)}d}"
        case "d" if len(text) > 2:
            return "星期" + _WEEKDAYS[moment.weekday()]
        case "a":
            return ("星期" if len(text) > 3 else "") + _WEEKDAYS[moment.weekday()]
        case "d":
            return f"{moment.day:0{len(text)}d}"
        case "h":
            return f"{hour:0{min(len(text), 2)}d}"
        case _:
            return f"{moment.second:0{min(len(text.partition('.')[0]), 2)}d}"
