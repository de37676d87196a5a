"""When a secrecy mark expires: its term counts from the document's date (保密法第二十四条)."""

import re
from calendar import monthrange
from datetime import date, timedelta

Day = tuple[int, int, int]
"""Year, month, day."""

_DIGITS = {c: str(i) for i, c in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0", "O": "0", "两": "2"}
_YEAR, _COUNT = "[0-9〇○零一二三四五六七八九]{4}", "[0-9一二三四五六七八九十]{1,3}"
_DAY = f"({_YEAR})年({_COUNT})月({_COUNT})日"
# The date of a document stands alone in its line, before 印发, or, without lines, before what follows a signature.
_ISSUED = (
    re.compile(f"(?m)^{_DAY}$"),
    re.compile(f"{_DAY}印发"),
    re.compile(f"{_DAY}(?=[（(](?:此件|联系人|印章)|附件|抄送|主题词|$)"),
)


def issued(text: str) -> Day | None:
    """Return the date of the document in text (folded), or None where no date stands as one."""
    squeezed = text.replace(" ", "").replace("\t", "")
    if "年" not in squeezed:
        return None
    for pattern in _ISSUED:
        for match in pattern.finditer(squeezed):
            day = tuple(number(g) for g in match.groups())
            if (found := _date(*day)) is not None:
                return found.year, found.month, found.day
    return None


def expiry(term: str, longest: int, day: Day | None) -> str | None:
    """Return the ISO date on which a mark expires, or None where it cannot be told.

    term: as written, without spaces. longest: years, the level's longest term; taken where no term stands, as such
    marks were read before 2010 (the secrecy office confirms). day: the document's date.
    """
    if numeric := re.fullmatch("([0-9]{4})[-./]([0-9]{1,2})[-./]([0-9]{1,2})", term):
        term = "{}年{}月{}日".format(*numeric.groups())
    elif term == "半年":
        term = "6月"
    fixed = re.search(f"({_YEAR})年(?:({_COUNT})月(?:({_COUNT})日)?)?", term)
    if fixed:
        year, month = number(fixed[1]), number(fixed[2] or "12")
        last = monthrange(year, month)[1] if 1 <= month <= 12 else 0
        end = _date(year, month, number(fixed[3]) if fixed[3] else last)
        return end.isoformat() if end else None
    length = re.fullmatch("([0-9一二三四五六七八九十百两]+)(年|个?月|日|天)", term)
    if day is None or (term and not length):
        return None
    return _later(day, number(length[1]), length[2]) if length else _later(day, longest, "年")


def number(written: str) -> int:
    """Return a number in Arabic or Chinese numerals, by place (二〇〇八) or by unit (二十八)."""
    if "百" in written or "十" in written:
        hundreds, _, rest = written.rpartition("百")
        tens, ten, ones = rest.rpartition("十")
        return 100 * number(hundreds or "0") + (10 * number(tens or "1") if ten else 0) + number(ones or "0")
    return int("".join(_DIGITS.get(c, c) for c in written))


def _later(day: Day, count: int, unit: str) -> str | None:
    year, month, number_of_day = day
    if unit in ("日", "天"):
        return (date(*day) + timedelta(days=count)).isoformat()
    months = year * 12 + month - 1 + count * (12 if unit == "年" else 1)
    year, month = months // 12, months % 12 + 1
    end = _date(year, month, min(number_of_day, monthrange(year, month)[1])) if year < 10_000 else None
    return end.isoformat() if end else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
