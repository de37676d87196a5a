"""Full text over what a user may see: bigrams of folded characters; the same hits and order on both databases."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    column,
    delete,
    func,
    insert,
    literal,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from pipeline.fold import clean
from pipeline.store import Session, grams
from pipeline.store.snippets import Snippet, snippet
from pipeline.store.tables import Submission

SCHEMA: dict[str, tuple[str, ...]] = {
    "sqlite": (
        "CREATE TABLE search (submission_id INTEGER PRIMARY KEY REFERENCES submissions (id), title TEXT NOT NULL,"
        " number TEXT NOT NULL, issuer TEXT NOT NULL, folded TEXT NOT NULL, text TEXT NOT NULL)",
        "CREATE VIRTUAL TABLE search_grams USING fts5 (grams, content='', columnsize=0, detail=none, tokenize='ascii')",
    ),
    "postgresql": (
        "CREATE TABLE search (submission_id INTEGER PRIMARY KEY REFERENCES submissions (id), title TEXT NOT NULL,"
        " number TEXT NOT NULL, issuer TEXT NOT NULL, folded TEXT NOT NULL, text TEXT NOT NULL,"
        " grams BIGINT[] NOT NULL)",
        "ALTER TABLE search ALTER COLUMN folded SET STORAGE EXTERNAL",
        "CREATE INDEX ix_search_grams ON search USING gin (grams)",
        # The planner takes it for cheap to read every row's grams, which lie outside the row: 2 s for 100,000 rows.
        "CREATE OR REPLACE FUNCTION search_ids(BIGINT[]) RETURNS SETOF INTEGER LANGUAGE sql STABLE ROWS 20000"
        " SET enable_seqscan = off SET work_mem = '32MB'"
        " AS 'SELECT submission_id FROM search WHERE grams @> $1'",
    ),
}
"""What the first migration runs on each database; derived from the records, so a backup need not hold it."""

MOST = 1000
"""Up to so many hits are counted; a total above says that there are more."""

_SEARCH = table("search", *map(column, ("submission_id", "title", "number", "issuer", "folded", "text", "grams")))
_FTS = table("search_grams", column("rowid"), column("grams"))

Stands = tuple[ColumnElement[Any], str]
"""A column of `search` and a word that must stand in it."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What else a hit must be.

    title, number, issuer: words that stand in it; since, until: days of issue, both inclusive.
    """

    title: str = ""
    number: str = ""
    issuer: str = ""
    since: date | None = None
    until: date | None = None
    attribute: str = ""
    department_id: int | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A submission that was found; snippet: what stands around the first match, with the ranges of the words in it."""

    submission: Submission
    snippet: Snippet


def index(session: Session, submission: Submission, text: str) -> None:
    """Let a submission be found by a text, and by what its columns say of title, number and issuer."""
    drop(session, submission)
    row = {
        "submission_id": submission.id,
        "title": grams.folded(submission.title),
        "number": grams.folded(submission.doc_number),
        "issuer": grams.folded(submission.issuer),
        "folded": grams.folded(text),
        "text": clean(text),
    }
    codes = _codes(row)
    if _dialect(session) == "sqlite":
        session.execute(insert(_SEARCH).values(row))
        session.execute(insert(_FTS).values(rowid=submission.id, grams=_tokens(codes)))
    else:
        session.execute(insert(_SEARCH).values(row | {"grams": literal(sorted(codes), ARRAY(BigInteger))}))


def drop(session: Session, submission: Submission) -> None:
    """Let a submission not be found any more."""
    session.flush()
    here = _SEARCH.c.submission_id == submission.id
    if _dialect(session) == "sqlite":
        old = session.execute(select(_SEARCH).with_only_columns(*_SEARCH.c[:5]).where(here)).mappings().first()
        if old is None:
            return
        # A contentless table forgets a row only when told what stood in it.
        gone = text("INSERT INTO search_grams (search_grams, rowid, grams) VALUES ('delete', :id, :grams)")
        session.execute(gone, {"id": submission.id, "grams": _tokens(_codes(dict(old)))})
    session.execute(delete(_SEARCH).where(here))


def find(
    session: Session, user_condition: ColumnElement[bool], words: str, filters: Filters, *, page: int, size: int
) -> tuple[list[Hit], int]:
    """Return a page of the hits, the newest submission first, and how many there are (`MOST` + 1: more than `MOST`).

    user_condition: on Submission, what the user may see. words: all of them must stand in the text, in either script,
    in full or half width; a word may stand over line ends and spaces. page: from 1.
    """
    wanted = grams.words(words)
    rows = _matching(session, wanted, filters, user_condition).limit(MOST + 1)
    ids = list(session.scalars(rows))
    shown = ids[(page - 1) * size : page * size]
    return _hits(session, shown, wanted), len(ids)


def _matching(
    session: Session, wanted: Sequence[str], filters: Filters, user_condition: ColumnElement[bool]
) -> Select[int]:
    """Return the numbers of what is found, the newest first."""
    fields = {"folded": wanted} | {f: grams.words(getattr(filters, f)) for f in ("title", "number", "issuer")}
    rows = select(Submission.id).where(user_condition, *_plain(filters))
    codes = sorted({c for name, many in fields.items() for word in many for c in grams.codes(name, word)})
    if not codes:
        return rows.order_by(Submission.id.desc())
    # A word of one or two characters is one number: the index itself is exact.
    verified = [(_SEARCH.c[f], w) for f, many in fields.items() for w in many if len(w) > 2]
    return (_on_postgresql if _dialect(session) == "postgresql" else _on_sqlite)(rows, codes, verified)


def _on_sqlite(rows: Select[int], codes: Sequence[int], verified: Sequence[Stands]) -> Select[int]:
    match = column("search_grams").op("MATCH")(" AND ".join(f'"{c:x}"' for c in codes))
    found = rows.join(_FTS, _FTS.c.rowid == Submission.id).where(match)
    if verified:
        # SQLite evaluates such a subquery after all else, so that few texts are looked at.
        found = found.where(_holding(Submission.id, [func.instr(f, w) > 0 for f, w in verified]))
    return found.order_by(_FTS.c.rowid.desc())


def _on_postgresql(rows: Select[int], codes: Sequence[int], verified: Sequence[Stands]) -> Select[int]:
    held = func.search_ids(literal(codes, ARRAY(BigInteger))).table_valued("id").render_derived()
    found = rows.join(held, held.c.id == Submission.id).order_by(Submission.id.desc())
    if not verified:
        return found
    # OFFSET keeps the order of work: texts are looked at one by one, the newest first, until there are enough.
    candidates = found.offset(0).subquery()
    holds = _holding(candidates.c.id, [func.strpos(f, w) > 0 for f, w in verified])
    return select(candidates.c.id).where(holds).order_by(candidates.c.id.desc())


def _holding(number: Any, stands: Sequence[ColumnElement[bool]]) -> Any:
    """Return whether the row of a submission fulfils conditions, asked row by row."""
    return select(and_(*stands)).where(_SEARCH.c.submission_id == number).scalar_subquery()


def _plain(filters: Filters) -> list[ColumnElement[bool]]:
    out: list[ColumnElement[bool]] = []
    if filters.since:
        out.append(Submission.issue_date >= filters.since)
    if filters.until:
        out.append(Submission.issue_date <= filters.until)
    if filters.attribute:
        out.append(Submission.attribute == filters.attribute)
    if filters.department_id is not None:
        out.append(Submission.department_id == filters.department_id)
    return out


def _hits(session: Session, ids: Sequence[int], wanted: Sequence[str]) -> list[Hit]:
    found = {s.id: s for s in session.scalars(select(Submission).where(Submission.id.in_(ids)))}
    here = select(_SEARCH.c.submission_id, _SEARCH.c.text).where(_SEARCH.c.submission_id.in_(ids))
    texts: dict[int, str] = {row[0]: row[1] for row in session.execute(here)}
    return [Hit(found[i], snippet(texts.get(i, ""), wanted)) for i in ids]


def _codes(row: dict[str, Any]) -> set[int]:
    return {c for name in grams.FIELDS for c in grams.every(name, row[name])}


def _tokens(codes: Iterable[int]) -> str:
    return " ".join(f"{c:x}" for c in sorted(codes))


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name
