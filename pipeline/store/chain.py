"""The audit chain: each entry holds the hash of the one before, and hashes, labels and counts, never text."""

import hashlib
import json
import math
import re
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select, text

from pipeline.store import Session
from pipeline.store.errors import StoreError
from pipeline.store.tables import Entry, Setting

ALGORITHMS = ("sha256", "sm3")
SETTING = "hash"
"""Name of the setting that holds the algorithm of new entries; SHA-256 where it is not set."""

BEGINNING = "0" * 64
"""What the first entry holds as the hash of the one before."""

SWITCH = "algorithm"
"""Action of the entry from which on another algorithm is used, which it is itself hashed by."""

_LOCK = 0x61756469  # key of the advisory lock, "audi"
_MOST_FACTS = 4000  # characters of the facts of one entry
_LARGEST = 10**10  # a mobile number has eleven digits

_CANONICAL = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)

_REFUSAL = "the audit chain is only ever appended to"
_NEXT = "(SELECT coalesce(max(seq), 0) + 1 FROM audit)"

APPEND_ONLY: dict[str, tuple[str, ...]] = {
    "sqlite": (
        f"CREATE TRIGGER audit_next BEFORE INSERT ON audit WHEN NEW.seq <> {_NEXT}"
        f" BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END",
        f"CREATE TRIGGER audit_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END",
        f"CREATE TRIGGER audit_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$",
        "CREATE FUNCTION audit_follow() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN IF NEW.seq <> {_NEXT} THEN RAISE EXCEPTION '{_REFUSAL}'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER audit_next BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION audit_follow()",
        "CREATE TRIGGER audit_change BEFORE UPDATE OR DELETE ON audit FOR EACH STATEMENT"
        " EXECUTE FUNCTION audit_refuse()",
        "CREATE TRIGGER audit_truncate BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
    ),
}
"""What the first migration runs on each database: rows of `audit` come one after the other and stay as they are."""


class ChainError(StoreError):
    """The chain cannot be appended to, or a head cannot be read."""


@dataclass(frozen=True, slots=True)
class Head:
    """Where the chain ends: kept elsewhere, it shows that nothing was cut off; digest: hex."""

    entries: int
    digest: str
    algorithm: str


@dataclass(frozen=True, slots=True)
class Report:
    """What verifying found: broken_at is the number of the first entry that is wrong, None where none is."""

    entries: int
    broken_at: int | None
    head: str
    reason: str = ""


def content_of(fields: Sequence[int | str], algorithm: str) -> str:
    """Return the hash of what an entry says, hex: of the canonical JSON of [seq, at, actor, action, subject, facts].

    Canonical: UTF-8, no spaces, every character as it is; facts: the entry's own canonical JSON, as a string.
    """
    return hashed(canonical(list(fields)).encode(), algorithm)


def digest(before: str, content: str, algorithm: str) -> str:
    """Return the hash of an entry, hex: of the digest before it and the hash of what it says, one after the other.

    So the chain is followed without reading what the entries say: an evidence pack shows those of one document only.
    """
    return hashed(f"{before}{content}".encode(), algorithm)


def hashed(content: bytes, algorithm: str) -> str:
    """Return the hash of bytes, hex (SHA-256: FIPS 180-4; SM3: GB/T 32905-2016).

    Raises:
        ChainError: an algorithm that is not known, or that this machine's OpenSSL lacks.
    """
    if algorithm not in ALGORITHMS:
        raise ChainError(f"审计链的杂凑算法只能是 {' 或 '.join(ALGORITHMS)}：请改正设置")
    try:
        return hashlib.new(algorithm, content).hexdigest()
    except ValueError as error:
        raise ChainError("本机的 OpenSSL 不支持 SM3：请换用支持国密算法的 OpenSSL，或改用 sha256") from error


def canonical(value: Any) -> str:
    """Return the one way to write a value as JSON."""
    return _CANONICAL.encode(value)


_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")
_WORD = re.compile(r"(?=.{1,80}\Z)[A-Za-z0-9](?:[A-Za-z0-9._:/+-]*[A-Za-z0-9])?")
_HASH = re.compile(r"[0-9a-f]{64}")
_MANY_DIGITS = re.compile(r"[0-9]{9}")
_WHO = re.compile(r"[\w.@:/-]{1,64}")
_ACTION = re.compile(r"[a-z][a-z0-9_.]{0,31}")


def _fitting(value: Any) -> bool:
    """Return whether a fact is a hash, a number, a truth, nothing, or a short identifier."""
    if value is None or isinstance(value, bool):
        return True
    if isinstance(value, int):
        return abs(value) < _LARGEST
    if isinstance(value, float):
        return math.isfinite(value) and abs(value) < _LARGEST
    if not isinstance(value, str):
        return False
    return bool(_HASH.fullmatch(value) or (_WORD.fullmatch(value) and not _MANY_DIGITS.search(value)))


def written(facts: Mapping[str, object]) -> str:
    """Return the facts of an entry as canonical JSON.

    Raises:
        ValueError: one could be text or somebody's number (it is not named), or there are too many.
    """
    for name, value in facts.items():
        several = value if isinstance(value, list | tuple) else [value]
        if not _NAME.fullmatch(name) or not all(_fitting(v) for v in several):
            named = repr(name) if _NAME.fullmatch(name) else "with a name that is no identifier"
            raise ValueError(f"a fact of an audit entry is a hash, number, truth or short identifier; not so: {named}")
    out = canonical({k: list(v) if isinstance(v, tuple) else v for k, v in facts.items()})
    if len(out) > _MOST_FACTS:
        raise ValueError(f"the facts of an audit entry are longer than {_MOST_FACTS} characters")
    return out


def append(
    session: Session, *, actor: str, action: str, subject: str, facts: Mapping[str, object], now: datetime
) -> Entry:
    """Return the new last entry: the one way into the audit; other writers wait until this transaction ends.

    actor: a login, or the name of a process; subject: a receipt, a login or the name of a thing. On PostgreSQL, do it
    after the transaction's other writes: it holds a lock that every writer of the chain wants.

    Raises:
        ValueError: a fact that could be text or somebody's number; it is not named.
        ChainError: the last entry was changed, or the algorithm is not to be had.
    """
    if not (_WHO.fullmatch(actor) and _WHO.fullmatch(subject) and _ACTION.fullmatch(action)):
        raise ValueError("actor, action and subject of an audit entry are identifiers")
    said = written(facts)
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    wanted, last = _algorithm(session), _last(session)
    if last is not None and (used := _used(last)) != wanted:
        switch = written({"from": used, "to": wanted})
        last = _add(session, last, wanted, (now, actor, SWITCH, "audit", switch))
    return _add(session, last, wanted, (now, actor, action, subject, said))


def _algorithm(session: Session) -> str:
    return session.scalar(select(Setting.value).where(Setting.name == SETTING)) or ALGORITHMS[0]


def _last(session: Session) -> Entry | None:
    return session.scalar(select(Entry).order_by(Entry.seq.desc()).limit(1))


def _used(entry: Entry) -> str:
    """Return the algorithm that an entry's digest was made with."""
    for algorithm in ALGORITHMS:
        if digest(entry.before, content_of(_fields(entry), algorithm), algorithm) == entry.digest:
            return algorithm
    raise ChainError("审计链的最后一条已被改动，不能再续写：请停用本系统，运行 gongkai audit verify 并报告管理员")


def _fields(entry: Entry) -> tuple[int | str, ...]:
    return entry.seq, entry.at, entry.actor, entry.action, entry.subject, entry.facts


def _add(session: Session, last: Entry | None, algorithm: str, said: tuple[datetime, str, str, str, str]) -> Entry:
    now, *rest = said
    seq, before = (last.seq + 1, last.digest) if last else (1, BEGINNING)
    fields: tuple[int | str, ...] = (seq, now.isoformat(timespec="microseconds"), *rest)
    entry = Entry(**dict(zip(("seq", "at", "actor", "action", "subject", "facts"), fields, strict=True)))
    entry.before, entry.digest = before, digest(before, content_of(fields, algorithm), algorithm)
    session.add(entry)
    session.flush()
    return entry


def hash_of(value: Any) -> str:
    """Return the SHA-256 of a value's canonical JSON, hex: a fact that stands for what must not be written down."""
    return hashed(canonical(value).encode("utf-8", "surrogatepass"), "sha256")


class Row(NamedTuple):
    """An entry as the chain is checked by, in this order."""

    seq: int
    at: str
    actor: str
    action: str
    subject: str
    facts: str
    before: str
    digest: str


COLUMNS = tuple(getattr(Entry, name) for name in Row._fields)


def verify(session: Session, *, head: Head | None = None) -> Report:
    """Return whether every entry is there, unchanged and in its place, and whether `head` is one of them."""
    with closing(rows(session)) as every:
        return verified(every, head=head)


def rows(session: Session, since: int | None = None) -> Generator[Row, None, None]:
    """Yield the entries in order, from a number on; close it where it is not read to the end."""
    every = select(*COLUMNS).order_by(Entry.seq).execution_options(yield_per=2000)
    if since is not None:
        every = every.where(Entry.seq >= since)
    with session.execute(every) as found:
        for row in found:
            yield Row(*row)


def verified(rows: Iterable[Row], *, head: Head | None = None) -> Report:
    """Return the report of a whole chain given row by row."""
    before, expected, algorithm = BEGINNING, 1, ""
    for row in rows:
        algorithm = _followed(row, before, expected, algorithm)
        if not algorithm:
            return Report(expected - 1, expected, before, "这一条被改动、删去、插入或换了位置")
        if head is not None and expected == head.entries and row.digest != head.digest:
            return Report(expected, expected, row.digest, "与另存的链头不符：这一条及以前的记录被重写")
        before, expected = row.digest, expected + 1
    if head is not None and head.entries >= expected:
        return Report(expected - 1, expected, before, "少于另存的链头所记的条数：末尾的记录被删去")
    return Report(expected - 1, None, before)


def _followed(row: Row, before: str, expected: int, algorithm: str) -> str:
    """Return the algorithm of an entry that follows as it must, else nothing."""
    return algorithm_of(row, algorithm) if row.seq == expected and row.before == before else ""


def algorithm_of(row: Row, algorithm: str) -> str:
    """Return the algorithm of an entry's digest, nothing where it is wrong; algorithm: of the one before, or ""."""
    allowed = ALGORITHMS if not algorithm or row.action == SWITCH else (algorithm,)
    return next((a for a in allowed if digest(row.before, content_of(row[:6], a), a) == row.digest), "")


def head(session: Session) -> Head:
    """Return where the chain ends; an empty one has no entries and the beginning's digest."""
    last = _last(session)
    return Head(0, BEGINNING, _algorithm(session)) if last is None else Head(last.seq, last.digest, _used(last))


def written_head(head: Head) -> str:
    """Return a head as JSON, to be kept where the database's administrator cannot write."""
    return json.dumps(asdict(head))


def read_head(content: str) -> Head:
    """Return the head that was written.

    Raises:
        ChainError: not a head.
    """
    try:
        values = json.loads(content)
        found = Head(values["entries"], values["digest"], values["algorithm"])
    except (ValueError, TypeError, KeyError) as error:
        raise ChainError("这不是链头文件：应为 gongkai audit head 输出的 JSON") from error
    if type(found.entries) is not int or found.entries < 0 or not _HASH.fullmatch(str(found.digest)):
        raise ChainError("链头文件的内容不对：应为 gongkai audit head 输出的 JSON")
    return found


def entries(
    session: Session,
    subject: str | None = None,
    *,
    actor: str | None = None,
    action: str | None = None,
    page: int = 1,
    size: int = 50,
) -> tuple[Sequence[Entry], int]:
    """Return a page of the entries, the newest first, and how many there are; page: from 1."""
    wanted = [
        column == value
        for column, value in ((Entry.subject, subject), (Entry.actor, actor), (Entry.action, action))
        if value is not None
    ]
    total = session.scalar(select(func.count()).select_from(Entry).where(*wanted)) or 0
    rows = select(Entry).where(*wanted).order_by(Entry.seq.desc()).limit(size).offset((page - 1) * size)
    return session.scalars(rows).all(), total
