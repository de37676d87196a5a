"""Invented numbers with valid check digits, in ranges that belong to no one where such are known."""

from random import Random

_PROVINCES = ("11", "13", "14", "21", "22", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43", "44", "51")
# No county of any province has 98 as its city code (GB/T 2260): these regions do not exist.
_NO_CITY = "98"
# Not given to an operator: 11 digits of one of these are nobody's number.
_NO_OPERATOR = ("154", "160", "161", "163", "164", "168", "169", "179")
_NO_AREA = ("0330", "0332", "0333", "0334", "0336", "0338")
_NO_PLATE = {"宁": "KLMT", "琼": "KLMT", "青": "KLMT", "藏": "KLMT", "渝": "KLMT"}
_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_DIGITS = "0123456789"
_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


def check_character(number: str) -> str:
    """Return the check character of a citizen number (GB 11643-1999).

    number: its first 17 digits.
    """
    weighted = sum(int(d) * 2 ** (17 - i) for i, d in enumerate(number))
    return "10X98765432"[weighted % 11]


def luhn_digit(number: str) -> str:
    """Return the digit that makes number and digit pass the Luhn check (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)


def credit_check(code: str) -> str:
    """Return the check character of a unified social credit code (GB 32100-2015); code: its first 17 characters."""
    weighted = sum(_CREDIT.index(c) * pow(3, i, 31) for i, c in enumerate(code))
    return _CREDIT[-weighted % 31]


def organisation_check(code: str) -> str:
    """Return the check character of an organisation code (GB 11714-1997); code: its first 8 characters."""
    values = (int(c, 36) for c in code)
    rest = 11 - sum(v * w for v, w in zip(values, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def citizen_number(rng: Random, *, born: tuple[int, int] = (1945, 2015), female: bool | None = None) -> str:
    """Return an 18-character citizen number of a region that does not exist; born: first and last year."""
    order = rng.randrange(1, 500) * 2 + (rng.randrange(2) if female is None else int(not female))
    first = f"{_region(rng)}{rng.randint(*born)}{_month_day(rng)}{order % 1000:03d}"
    return first + check_character(first)


def citizen_number_15(rng: Random) -> str:
    """Return a citizen number of the old form of 15 digits, which has no check character."""
    return f"{_region(rng)}{rng.randint(30, 79)}{_month_day(rng)}{rng.randrange(1, 1000):03d}"


def wrong_citizen_number(rng: Random) -> str:
    """Return 18 characters of a citizen number whose check character is wrong."""
    number = citizen_number(rng)
    return number[:17] + rng.choice([c for c in _DIGITS if c != number[17]])


def mobile(rng: Random) -> str:
    """Return 11 digits in a range that no operator holds."""
    return rng.choice(_NO_OPERATOR) + _digits(rng, 8)


def landline(rng: Random, *, length: int | None = None) -> str:
    """Return an area code that does not exist, a hyphen and 7 or 8 digits."""
    return f"{rng.choice(_NO_AREA)}-{rng.randint(2, 8)}{_digits(rng, (length or rng.choice((7, 8))) - 1)}"


def bank_card(rng: Random, *, length: int | None = None) -> str:
    """Return 16 or 19 digits that pass the Luhn check."""
    number = "6299" + _digits(rng, (length or rng.choice((16, 19))) - 5)
    return number + luhn_digit(number)


def credit_code(rng: Random, *, kind: str = "91") -> str:
    """Return an 18-character unified social credit code.

    kind: its first two characters (91 enterprise, 92 household, 11 office, 12 institution).
    """
    code = "M" + "".join(rng.choice(_CREDIT) for _ in range(7))
    first = f"{kind}{_region(rng)}{code}{organisation_check(code)}"
    return first + credit_check(first)


def plate(rng: Random, *, electric: bool = False) -> str:
    """Return a number plate whose letter no office issues: 7 characters, 8 for an electric car."""
    place = rng.choice(sorted(_NO_PLATE))
    return f"{place}{rng.choice(_NO_PLATE[place])}{'D' if electric else ''}{_digits(rng, 5)}"


def email(rng: Random) -> str:
    """Return a personal address in a domain kept for examples (RFC 2606)."""
    name = "".join(rng.choice("abcdefghjkmnpqrstuvwxyz") for _ in range(rng.randint(4, 8)))
    return f"{name}{_digits(rng, rng.randint(0, 4))}@example.{rng.choice(('com', 'net', 'org'))}"


def passport(rng: Random) -> str:
    """Return an ordinary passport number of a series not yet begun: 9 characters."""
    return f"E{rng.choice('YZ')}{_digits(rng, 7)}"


def travel_permit(rng: Random) -> str:
    """Return a permit to Hong Kong and Macao of a series not yet begun: 9 characters."""
    return f"C{rng.choice('YZ')}{_digits(rng, 7)}"


def social_account(rng: Random) -> str:
    """Return a QQ number in a range not given out (10 digits from 9) or a WeChat name."""
    if rng.random() < 0.5:
        return "9" + _digits(rng, 9)
    return "wx_" + "".join(rng.choice("abcdefghkmnpqrst") for _ in range(6)) + _digits(rng, 3)


def military_id(rng: Random) -> str:
    """Return an officer's number of an old military region, with its frame of characters."""
    return f"{rng.choice('南北沈兰济广成')}字第{rng.randint(1, 9)}{_digits(rng, 6)}号"


def student_id(rng: Random) -> str:
    """Return a national student number: G and a citizen number of a minor, 19 characters."""
    return "G" + citizen_number(rng, born=(2008, 2018))


def social_security(rng: Random) -> str:
    """Return a social security card number: a letter and 8 characters."""
    return rng.choice("ABCDEFGH") + _digits(rng, 7) + rng.choice("0123456789X")


def property_certificate(rng: Random) -> str:
    """Return a real estate certificate number of an invented county."""
    return f"江({rng.randint(2016, 2025)})云溪县不动产权第{_digits(rng, 7)}号"


def written(number: str, form: str) -> str:
    """Return the number in a written form.

    form: spaced, dashed, dotted (mobile 3-4-4, others as the form of a citizen number or by fours), grouped (by fours),
    full_width, plus86, lower_x; an unknown form is an error.
    """
    separators = {"spaced": " ", "dashed": "-", "dotted": ".", "grouped": " "}
    if form in separators:
        return separators[form].join(_parts(number, by_fours=form == "grouped"))
    if form == "full_width":
        return number.translate(_FULL_WIDTH)
    if form == "plus86":
        return f"+86 {number}"
    if form == "lower_x":
        return number.replace("X", "x")
    raise ValueError(f"unknown written form {form}")


def _parts(number: str, *, by_fours: bool) -> list[str]:
    if "-" in number:
        return number.split("-")
    cuts = {11: (3, 7), 18: (6, 14), 15: (6, 12)}.get(len(number)) if not by_fours else None
    edges = (0, *(cuts or range(4, len(number), 4)), len(number))
    return [number[a:b] for a, b in zip(edges, edges[1:], strict=False)]


def _region(rng: Random) -> str:
    return f"{rng.choice(_PROVINCES)}{_NO_CITY}{rng.randint(1, 29):02d}"


def _month_day(rng: Random) -> str:
    return f"{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}"


def _digits(rng: Random, count: int) -> str:
    return "".join(rng.choice(_DIGITS) for _ in range(count))
