"""The registers of this room as compiled patterns."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.terms import Registers

_SUFFIX = r"(?:（(?![一二三四五六七八九十]{1,3}）|[0-9]）|第.{1,3}次）)[^（）]{1,24}）){0,2}"


@dataclass(frozen=True, slots=True)
class Genre:
    """A word that ends a title; family: document, rule or paper."""

    id: str
    family: str
    source: str


@dataclass(frozen=True, slots=True)
class Ending:
    """How the name of a body ends."""

    id: str
    source: str


@dataclass(frozen=True, slots=True)
class Furniture:
    """What a web page adds around a document; family: crumb, tool, footer or meta.*."""

    id: str
    family: str
    term: str
    source: str


@dataclass(frozen=True, slots=True)
class Word:
    """A word that is kept whole; frequency and tag as in the dictionary of jieba."""

    id: str
    frequency: int
    tag: str
    source: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The patterns made of registers.

    genre: a word that ends a title, with what may follow it in brackets; genre_end: the same at the end;
    document_end: only documents that are sent; body_end: the end of a body's name; crumb, tool, footer: lines of a web
    page; meta: a field of the table above a page's text, its group the field; families: the family of each field.
    """

    genre: re.Pattern[str]
    genre_end: re.Pattern[str]
    document_end: re.Pattern[str]
    body_end: re.Pattern[str]
    crumb: re.Pattern[str]
    tool: re.Pattern[str]
    footer: re.Pattern[str]
    meta: re.Pattern[str]
    families: dict[str, str]
    words: tuple[Word, ...]


def vocabulary(registers: Registers) -> Vocabulary:
    """Return the vocabulary of the registers segment_kinds, segment_issuers, segment_page and segment_words."""
    genres = registers.rows("segment_kinds", Genre)
    every = _any(g.id for g in genres)
    sent = _any(g.id for g in genres if g.family == "document")
    bodies = _any(e.id for e in registers.rows("segment_issuers", Ending))
    page = registers.rows("segment_page", Furniture)
    families = {p.term: p.family for p in page if p.family.startswith("meta.")}
    return Vocabulary(
        genre=re.compile(rf"(?:{every})书?{_SUFFIX}"),
        genre_end=re.compile(rf"(?:{every})书?{_SUFFIX}$"),
        document_end=re.compile(rf"(?:{sent})书?{_SUFFIX}$"),
        body_end=re.compile(rf"(?:{bodies})(?:（[^（）]{{1,12}}）)?$"),
        crumb=re.compile(_family(page, "crumb")),
        tool=re.compile(rf"(?:{_family(page, 'tool')})"),
        footer=re.compile(rf"[【〔]?(?:{_family(page, 'footer')})"),
        meta=re.compile(rf"(?P<field>{_any(families)})"),
        families=families,
        words=registers.rows("segment_words", Word),
    )


def _family(page: Iterable[Furniture], family: str) -> str:
    return _any(p.term for p in page if p.family == family)


def _any(terms: Iterable[str]) -> str:
    return "|".join(re.escape(t) for t in sorted(set(terms), key=lambda t: (-len(t), t)))
