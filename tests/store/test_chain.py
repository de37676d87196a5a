"""The audit chain: what it holds, that nothing in it can be changed, and that a change shows."""

import hashlib
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from pipeline.store import Database, Session, chain, settings
from pipeline.store.chain import BEGINNING, ChainError, Head
from pipeline.store.tables import Entry

NOW = datetime(2026, 11, 24, 9, 30, 0, 5)


def grown(database: Database, count: int = 6) -> None:
    """Append so many entries."""
    with database.writing() as session:
        for number in range(1, count + 1):
            add(session, number)


def add(session: Session, number: int = 1) -> Entry:
    return chain.append(
        session, actor="li", action="judged", subject=f"GK-20261124-{number:04}", facts={"n": number}, now=NOW
    )


def checked(database: Database, head: Head | None = None) -> chain.Report:
    with database.reading() as session:
        return chain.verify(session, head=head)


def tamper(connection: Connection, *statements: str) -> None:
    """Do what someone who owns the database can: switch the triggers off and change rows."""
    if connection.dialect.name == "sqlite":
        off = [f"DROP TRIGGER IF EXISTS {name}" for name in ("audit_next", "audit_update", "audit_delete")]
    else:
        off = ["ALTER TABLE audit DISABLE TRIGGER ALL"]
    for statement in (*off, *statements):
        connection.exec_driver_sql(statement)


@pytest.mark.parametrize(
    ("algorithm", "message", "expected"),
    [
        # FIPS 180-4, the examples that NIST publishes with it
        ("sha256", b"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ("sha256", b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"),
        # GB/T 32905-2016, appendix A, both examples
        ("sm3", b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        ("sm3", b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
    ],
)  # fmt: skip
def test_the_hashes_are_those_of_the_standards(algorithm: str, message: bytes, expected: str) -> None:
    assert chain.hashed(message, algorithm) == expected


def test_an_unknown_hash_is_refused() -> None:
    with pytest.raises(ChainError, match="sha256 或 sm3"):
        chain.hashed(b"", "md5")


def test_a_machine_without_sm3_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def without(name: str, content: bytes = b"", **_: Any) -> Any:
        raise ValueError(f"unsupported hash type {name}")  # what hashlib.new raises where OpenSSL lacks it

    monkeypatch.setattr(hashlib, "new", without)
    with pytest.raises(ChainError, match="OpenSSL 不支持 SM3"):
        chain.hashed(b"", "sm3")


def test_an_entry_can_be_checked_by_hand(database: Database) -> None:
    with database.writing() as session:
        add(session, 1)
        facts = {"b": "0" * 64, "a": [1, 2.5, True], "c": None}
        second = chain.append(session, actor="王芳", action="sign", subject="user:li", facts=facts, now=NOW)
        first = session.get_one(Entry, 1)
    said = (
        '[2,"2026-11-24T09:30:00.000005","王芳","sign","user:li","{\\"a\\":[1,2.5,true],\\"b\\":\\"'
        + "0" * 64
        + '\\",\\"c\\":null}"]'
    )
    content = hashlib.sha256(said.encode()).hexdigest()
    assert (first.before, second.before) == ("0" * 64, first.digest)
    assert second.digest == hashlib.sha256((first.digest + content).encode()).hexdigest()


def test_an_empty_chain_is_whole(database: Database) -> None:
    assert checked(database) == chain.Report(0, None, BEGINNING)
    with database.reading() as session:
        assert chain.head(session) == Head(0, BEGINNING, "sha256")


def test_a_chain_is_whole_and_ends_at_its_head(database: Database) -> None:
    grown(database)
    with database.reading() as session:
        head = chain.head(session)
    assert checked(database, head) == chain.Report(6, None, head.digest)
    assert head.entries == 6


@pytest.mark.parametrize("algorithm", ["sha256", "sm3"])
def test_the_setting_chooses_the_hash(database: Database, algorithm: str) -> None:
    with database.writing() as session:
        settings.put(session, chain.SETTING, algorithm)
        entry = add(session)
        held = entry.before + chain.content_of((1, entry.at, "li", "judged", entry.subject, '{"n":1}'), algorithm)
    assert entry.digest == hashlib.new(algorithm, held.encode()).hexdigest()
    assert checked(database).broken_at is None


def test_a_changed_setting_goes_on_in_one_chain(database: Database) -> None:
    grown(database, 2)
    with database.writing() as session:
        settings.put(session, chain.SETTING, "sm3")
    grown(database, 2)
    with database.writing() as session:
        settings.put(session, chain.SETTING, "sha256")
    grown(database, 1)
    with database.reading() as session:
        rows = [r._asdict() for r in chain.rows(session)]
        assert chain.head(session).algorithm == "sha256"
    assert [r["action"] for r in rows] == ["judged", "judged", "algorithm", "judged", "judged", "algorithm", "judged"]
    assert [r["facts"] for r in rows if r["action"] == "algorithm"] == [
        '{"from":"sha256","to":"sm3"}',
        '{"from":"sm3","to":"sha256"}',
    ]
    assert checked(database).broken_at is None


@pytest.mark.parametrize(
    "facts",
    [
        {"name": "顾小满"},
        {"name": "Gu Xiaoman"},
        {"note": "a sentence of the document"},
        {"mail": "gu@example.org"},
        {"list": ["ok", "顾小满"]},
        {"inner": {"a": 1}},
        {"inner": [["a"]]},
        {"long": "a" * 81},
        {"digits": "1" * 9},
        {"digits": "v1-" + "1" * 9},
        {"digits": 10**10},
        {"digits": -(10**11)},
        {"real": float("nan")},
        {"real": float("inf")},
        {"bytes": b"a"},
        {"empty": ""},
        {"line": "a\n"},
        {"wide": "１２３"},
        {"顾小满": 1},
        {"Name": 1},
        {"a": "0" * 63 + "g"},
        {"many": ["0" * 64] * 100},
    ],
)
def test_no_text_and_nobodys_number_gets_in(facts: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="audit entry") as refused:
        chain.written(facts)
    assert "顾" not in str(refused.value) and "1" * 9 not in str(refused.value)


def test_a_refused_entry_is_not_there(database: Database) -> None:
    with database.writing() as session, pytest.raises(ValueError, match="not so: 'name'"):
        chain.append(session, actor="li", action="judged", subject="GK-1", facts={"name": "顾小满"}, now=NOW)
    assert checked(database).entries == 0


def test_who_did_what_to_which_are_identifiers(database: Database) -> None:
    wrong = [
        ("", "judged", "GK-1"),
        ("li wu", "judged", "GK-1"),
        ("li", "Judged!", "GK-1"),
        ("li", "judged", "发放 补助"),
        ("li", "judged", "x" * 65),
    ]
    with database.writing() as session:
        for actor, action, subject in wrong:
            with pytest.raises(ValueError, match="identifiers"):
                chain.append(session, actor=actor, action=action, subject=subject, facts={}, now=NOW)


COPY = "INSERT INTO audit SELECT {}, at, actor, action, subject, facts, before, digest FROM audit WHERE seq = 2"
FORBIDDEN = {
    "both": (
        "UPDATE audit SET actor = 'wu' WHERE seq = 2",
        "DELETE FROM audit WHERE seq = 6",
        "DELETE FROM audit",
        COPY.format(8),
        COPY.format(3),
        COPY.format(0),
    ),
    "sqlite": (
        COPY.format(2).replace("INSERT", "INSERT OR REPLACE"),
        "UPDATE OR REPLACE audit SET seq = 2 WHERE seq = 3",
    ),
    "postgresql": (
        "UPDATE audit SET actor = 'wu' WHERE seq = 99",
        "TRUNCATE audit",
        "TRUNCATE audit CASCADE",
        COPY.format(2) + " ON CONFLICT (seq) DO UPDATE SET actor = 'wu'",
    ),
}


def test_the_database_itself_lets_nothing_be_changed(database: Database) -> None:
    grown(database)
    for statement in (*FORBIDDEN["both"], *FORBIDDEN[database.dialect]):
        with pytest.raises(DBAPIError, match="only ever appended"), database.connection(writes=True) as connection:
            connection.exec_driver_sql(statement)
    assert checked(database) == chain.Report(6, None, head(database).digest)


def head(database: Database) -> Head:
    with database.reading() as session:
        return chain.head(session)


CHANGES = [
        (["UPDATE audit SET actor = 'wu' WHERE seq = 3"], 3),
        (["UPDATE audit SET at = '2026-11-24T09:30:00.000006' WHERE seq = 3"], 3),
        (["UPDATE audit SET action = 'sign' WHERE seq = 3"], 3),
        (["UPDATE audit SET action = 'algorithm' WHERE seq = 3"], 3),
        (["UPDATE audit SET subject = 'GK-20261124-0009' WHERE seq = 3"], 3),
        (["UPDATE audit SET facts = '{\"n\":4}' WHERE seq = 3"], 3),
        (["UPDATE audit SET facts = '{\"n\": 3}' WHERE seq = 3"], 3),
        (["UPDATE audit SET before = digest WHERE seq = 3"], 3),
        (["UPDATE audit SET digest = before WHERE seq = 3"], 3),
        (["UPDATE audit SET seq = 7 WHERE seq = 6"], 6),
        (["UPDATE audit SET actor = 'wu' WHERE seq = 1"], 1),
        (["DELETE FROM audit WHERE seq = 3"], 3),
        (["DELETE FROM audit WHERE seq = 1"], 1),
        (["DELETE FROM audit WHERE seq = 3", "UPDATE audit SET seq = 3 WHERE seq = 4",
          "UPDATE audit SET seq = 4 WHERE seq = 5", "UPDATE audit SET seq = 5 WHERE seq = 6"], 3),
        (["UPDATE audit SET seq = 99 WHERE seq = 3", "UPDATE audit SET seq = 3 WHERE seq = 4",
          "UPDATE audit SET seq = 4 WHERE seq = 99"], 3),  # two change places
        (["INSERT INTO audit SELECT 7, at, actor, action, subject, facts, before, digest FROM audit WHERE seq = 6"], 7),
        (["INSERT INTO audit SELECT 0, at, actor, action, subject, facts, before, digest FROM audit WHERE seq = 1"], 1),
    ]  # fmt: skip


def test_a_change_behind_the_programs_back_is_found_where_it_is(database: Database) -> None:
    grown(database)
    for change, broken_at in CHANGES:
        with database.writing() as session:
            tamper(session.connection(), *change)
            report = chain.verify(session)
            session.rollback()
        assert (report.broken_at, report.entries) == (broken_at, broken_at - 1), change


def test_a_cut_off_end_is_found_by_a_head_kept_elsewhere(database: Database) -> None:
    grown(database)
    kept = head(database)
    grown(database, 2)
    assert checked(database, kept).broken_at is None
    with database.connection(writes=True) as connection:
        tamper(connection, "DELETE FROM audit WHERE seq > 4")
    assert checked(database).broken_at is None  # a shorter chain is a chain: hence the head
    assert checked(database, kept).broken_at == 5


def test_a_rewritten_chain_is_found_by_a_head_kept_elsewhere(database: Database) -> None:
    grown(database)
    kept = head(database)
    with database.connection(writes=True) as connection:
        tamper(connection, "DELETE FROM audit WHERE seq > 4")
    with database.writing() as session:
        for number in (7, 8, 9):
            add(session, number)
    assert checked(database).broken_at is None
    assert checked(database, kept).broken_at == 6


def test_a_changed_last_entry_is_not_built_upon(database: Database) -> None:
    grown(database)
    with database.connection(writes=True) as connection:
        tamper(connection, "UPDATE audit SET actor = 'wu' WHERE seq = 6")
    with database.writing() as session, pytest.raises(ChainError, match="最后一条已被改动"):
        add(session)


def test_what_is_rolled_back_leaves_no_gap(database: Database) -> None:
    grown(database, 2)
    with pytest.raises(RuntimeError), database.writing() as session:
        add(session)
        raise RuntimeError("the handler fails")
    grown(database, 1)
    assert checked(database).entries == 3


def test_many_writers_at_once_make_one_chain(database: Database) -> None:
    def work(writer: int) -> None:
        for number in range(10):
            with database.writing() as session:
                add(session, writer * 10 + number)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(6)))
    report = checked(database)
    assert (report.entries, report.broken_at) == (60, None)
    with database.reading() as session:
        rows = [r._asdict() for r in chain.rows(session)]
    assert {r["subject"] for r in rows} == {f"GK-20261124-{n:04}" for n in range(60)}
    assert all(later["before"] == earlier["digest"] for earlier, later in pairwise(rows))


def test_the_entries_of_a_document_are_listed_newest_first(database: Database) -> None:
    with database.writing() as session:
        for number in (1, 2, 1, 1, 3):
            add(session, number)
        chain.append(session, actor="wu", action="sign", subject="GK-20261124-0001", facts={}, now=NOW)
    with database.reading() as session:
        rows, total = chain.entries(session, "GK-20261124-0001", page=2, size=2)
        assert ([e.seq for e in rows], total) == ([3, 1], 4)
        assert [e.seq for e in chain.entries(session, actor="wu")[0]] == [6]
        assert chain.entries(session, action="sign", subject="GK-20261124-0003") == ([], 0)


def test_a_head_is_written_and_read(database: Database) -> None:
    grown(database, 1)
    kept = head(database)
    assert json.loads(chain.written_head(kept))["entries"] == 1
    assert chain.read_head(chain.written_head(kept)) == kept


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", "null", "x", '{"entries": "1", "digest": "' + "0" * 64 + '", "algorithm": "sm3"}',
     '{"entries": 1, "digest": "00", "algorithm": "sm3"}', '{"entries": true, "digest": "' + "0" * 64 + '", "algorithm": "sm3"}',
     '{"entries": 1, "digest": ["' + "0" * 64 + '"], "algorithm": "sm3"}'],
)  # fmt: skip
def test_what_is_no_head_is_refused(content: str) -> None:
    with pytest.raises(ChainError, match="链头"):
        chain.read_head(content)


@pytest.mark.parametrize(
    "make", [lambda: chain.hash_of({"b": "顾", "a": 1}), lambda: chain.hash_of({"a": 1, "b": "顾"})]
)
def test_a_values_hash_does_not_depend_on_its_order(make: Callable[[], str]) -> None:
    assert make() == hashlib.sha256('{"a":1,"b":"顾"}'.encode()).hexdigest()
