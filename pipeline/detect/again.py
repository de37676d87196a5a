"""Finds the other places of a number or address masked somewhere: bare there, it would give the masked one away."""

import re
from collections.abc import Iterator, Sequence

from pipeline.detect.found import Found

_UNIQUE = frozenset((
    "id_number", "passport", "travel_permit", "military_id", "social_security", "student_id", "mobile", "landline",
    "bank_card", "plate", "email", "social_account", "property_certificate", "home_address",
))  # fmt: skip
_SHORTEST, _SHORTEST_ADDRESS = 6, 9
_MOST_PHRASES = 200
"""Values with Chinese characters or spaces in them that are sought, each by a pass of its own."""
_SEPARATORS = re.compile(r"[^0-9A-Za-z\u4e00-\u9fff]+")
_TOKEN = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z][0-9A-Za-z@._+-]{4,63}(?<=[0-9A-Za-z])(?![0-9A-Za-z])")
_SHARE = 0.9


def again(folded: str, finds: Sequence[Found]) -> Iterator[Found]:
    """Yield the places in a folded text where a number or an address that is masked stands once more.

    It is sought as it is written where it was found and without its separators.
    """
    values: dict[str, Found] = {}
    for find in finds:
        if find.label in _UNIQUE and find.action != "keep":
            value = folded[find.start : find.end]
            for form in (value, _SEPARATORS.sub("", value)):
                if len(form) >= (_SHORTEST_ADDRESS if find.label == "home_address" else _SHORTEST):
                    values.setdefault(form, find)
    if not values:
        return
    for token in _TOKEN.finditer(folded):
        if token[0] in values:
            yield _found(values[token[0]], token.start(), token.end())
    for phrase in [v for v in values if not _TOKEN.fullmatch(v)][:_MOST_PHRASES]:
        at = folded.find(phrase)
        while at >= 0:
            yield _found(values[phrase], at, at + len(phrase))
            at = folded.find(phrase, at + len(phrase))


def _found(find: Found, start: int, end: int) -> Found:
    return Found(start, end, find.label, _SHARE * find.score, "again", find.action)
