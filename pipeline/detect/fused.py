"""Numbers of a table whose cells run together: one run of digits that holds several, parted by their check digits."""

import re
from collections.abc import Iterator

from pipeline.detect.checks import citizen, luhn
from pipeline.detect.found import Found

_LONG = re.compile(r"(?<![0-9A-Za-z])[0-9][0-9Xx]{18,200}(?![0-9A-Za-z])")
_CITIZEN = re.compile(r"[1-9][0-9]{5}(?:19|20)[0-9]{9}[0-9Xx]")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_CARD = range(19, 15, -1)  # digits of a card, the longest first
_ROW_NUMBER = 3  # digits that may stand before a row's first number

_HEADED = re.compile(r"(?:电话|手机|联系方式)[^0-9。；]{0,40}[0-9]{1,3}(?=[^0-9，。；：:、]{2,6}1[3-9])")
_AFTER_NAME = re.compile(r"(?<=[\u4e00-\u9fff])(?<![号码账帐卡编证])1[3-9][0-9]{10,15}(?![0-9A-Za-z])")
_CERTAIN, _LIKELY = 0.95, 0.7


def fused(text: str) -> list[Found]:
    """Return the numbers inside runs of digits that are too long for one, in places of the folded text.

    A citizen number is told by its date and check digit; a mobile or card number beside one by its form. A mobile
    number fused with an amount is taken only below a header of telephones, and where the table shows at least two.
    """
    finds = [f for run in _LONG.finditer(text) for f in _parted(run.group(), run.start())]
    if _HEADED.search(text):
        phones = list(_AFTER_NAME.finditer(text))
        if len(phones) > 1:
            finds += [Found(p.start(), p.start() + 11, "mobile", _LIKELY, "fused_mobile") for p in phones]
    return finds


def _parted(run: str, offset: int) -> Iterator[Found]:
    starts = [at for at in range(len(run) - 17) if _CITIZEN.match(run, at) and citizen(run[at : at + 18])]
    if not starts:
        return
    at, free = 0, True
    while at < len(run):
        length, label = _at(run, at, free, starts)
        if label:
            yield Found(offset + at, offset + at + length, label, _CERTAIN, f"fused_{label}")
        at += length
        free = bool(label) or at <= _ROW_NUMBER


def _at(run: str, at: int, free: bool, citizens: list[int]) -> tuple[int, str]:
    """Return length and kind of the number that starts here, or one character of none; free: another one just ended."""
    if at in citizens:
        return 18, "id_number"
    if free and _MOBILE.match(run, at) and not any(at < c < at + 11 for c in citizens):
        return 11, "mobile"
    if free and run.startswith("62", at):
        for length in _CARD:
            if at + length <= len(run) and run[at : at + length].isdigit() and luhn(run[at : at + length]):
                return length, "bank_card"
    return 1, ""
