"""Numbers written out in Chinese numerals, plain or in capitals, read as digits."""

import re
from collections.abc import Iterator

_VALUES = {
    "〇零○": "0", "一壹幺么弌": "1", "二贰两弍": "2", "三叁参": "3", "四肆": "4", "五伍": "5", "六陆": "6", "七柒": "7",
    "八捌": "8", "九玖": "9",
}  # fmt: skip
_TABLE = str.maketrans({numeral: digit for numerals, digit in _VALUES.items() for numeral in numerals})
_ALL = "".join(_VALUES)
_LEAST = 7
"""Numerals of the shortest number read so: a local telephone. A year has four."""
_GAP = rf"(?: {{0,2}}[\-—－–·]{{0,2}} {{0,2}}(?:\n(?![{_ALL}]{{1,3}}[、.．])[\-—－–]?)?)"
# 十百千万 make a sum of it, which is no row of digits; the possessive repeat keeps a long row from being read twice.
_ROW = re.compile(
    rf"(?<![{_ALL}十百千万亿第])[{_ALL}](?:{_GAP}[{_ALL}]){{{_LEAST - 1},30}}+[Xx]?"
    rf"(?!{_GAP}[{_ALL}])(?![十百千万亿元年月])"
)
_OTHER = re.compile("[^0-9A-Za-z]+")


def written_out(folded: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and digits of each row of numerals of a folded text that is long enough to be a number."""
    for row in _ROW.finditer(folded):
        yield row.start(), row.end(), _OTHER.sub("", row[0].translate(_TABLE))
