"""What a reviewer may choose from when a suggestion is changed."""

from dataclasses import dataclass
from functools import lru_cache
from typing import get_args

from pipeline.classify.lexicon import TopicRow
from pipeline.doc import Action, Delivery, Label, Role
from pipeline.terms import Registers

# What is found most often first: each has a key of its own in the dialog for a missed span.
KINDS = (
    ("person_name", "n"),
    ("mobile", "m"),
    ("id_number", "i"),
    ("home_address", "a"),
    ("landline", "l"),
    ("bank_card", "b"),
    ("birth_date", "d"),
    ("health", "h"),
    ("family", "f"),
    ("income", "y"),
    ("email", "e"),
    ("plate", "c"),
    ("social_account", "w"),
    ("social_security", "s"),
    ("student_id", "x"),
    ("property_certificate", "p"),
    ("passport", "z"),
    ("travel_permit", "t"),
    ("military_id", "j"),
)
ELEMENTS = (
    "copy_number secrecy_mark urgency issuer_mark doc_number signer title addressee heading_1 heading_2 heading_3"
    " heading_4 chapter article paragraph item table attachment_note signature issue_date note attachment cc printer"
    " page_number"
).split()


@dataclass(frozen=True, slots=True)
class Choices:
    """The ids of each list; topics: for each scheme its first levels with their second ones."""

    topics: dict[str, dict[str, list[str]]]
    kinds: tuple[tuple[str, str], ...] = KINDS
    elements: tuple[str, ...] = tuple(ELEMENTS)
    labels: tuple[str, ...] = get_args(Label)
    deliveries: tuple[str, ...] = get_args(Delivery)
    actions: tuple[str, ...] = get_args(Action)
    roles: tuple[str, ...] = get_args(Role)
    reasons: tuple[int, ...] = tuple(range(1, 9))


@lru_cache(maxsize=4)
def choices(registers: Registers) -> Choices:
    """Return the choices of an office's registers."""
    topics: dict[str, dict[str, list[str]]] = {}
    for row in registers.rows("topics", TopicRow):
        seconds = topics.setdefault(row.scheme, {}).setdefault(row.label, [])
        if row.second:
            seconds.append(row.second)
    return Choices(topics)
