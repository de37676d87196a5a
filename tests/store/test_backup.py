import json
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from datetime import date, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from sqlalchemy import func, select, text

from pipeline.review import workflow
from pipeline.store import (
    Conflict,
    Database,
    Session,
    UnusableBackup,
    UnusableDatabase,
    chain,
    judgements,
    papers,
    people,
    queue,
    schema,
    search,
    settings,
    submissions,
)
from pipeline.store.backup import MANIFEST, backup, member
from pipeline.store.restore import restore
from pipeline.store.tables import Login, Submission, Table, Version
from tests.store.databases import cluster
from tests.store.town import NOW, Town, account, document, settle

TEXT = "江州市教育局关于做好义务教育招生入学工作的通知\n各区教育局：\n现就有关事项通知如下。\n\U00020000"
RECORD: dict[str, Any] = {
    "id": "0" * 64, "source": "-", "text": TEXT, "attribute": None, "kind": None, "personal": [], "grounds": [],
    "elements": [{"label": "title", "start": 0, "end": 24}], "topics": [], "missing": ["T02"], "fingerprint": "f",
}  # fmt: skip


def worked(session: Session) -> Town:
    """Return an office that has used every table: bytes of every value, no value, both scripts, nested JSON."""
    town = settle(session)
    found = document(session, town.drafter, content=bytes(range(256)) * 9)
    submissions.save_analysis(session, submissions.version(session, found), RECORD, purpose="first", now=NOW)
    submissions.refresh(session, found, RECORD, due_on=date(2026, 12, 22), risk=1 / 3)
    search.index(session, found, TEXT)
    papers.save_sheet(session, found, {"理由": {"繁體": ["甲", None, 1.5, True]}}, town.drafter, NOW)
    papers.save_interpretation(session, found, {"title": "解读"}, [{"name": "x", "passed": False}], town.drafter, NOW)
    papers.add_consultation(session, found, body="财政局", sent_on=date(2026, 11, 24), user=town.drafter, now=NOW)
    papers.attach(session, found, "approval", "批示.pdf", b"", town.drafter, NOW)
    submissions.move(session, found, workflow.moves("drafting")[0], user=town.drafter, codes=("T02",), now=NOW)
    judgements.append(
        session, found, target="attribute", verdict="accept", value={}, reason="", user=town.reviewer, now=NOW
    )
    settings.put(session, "office", "江州市人民政府")
    queue.save_view(session, town.reviewer, "逾期", "overdue=1")
    for n in range(3):
        chain.append(session, actor="drafter", action="received", subject=found.receipt, facts={"n": n}, now=NOW)
    people.open_login(session, town.drafter, "t" * 64, "csrf", NOW, hours=8)
    return town


def contents(database: Database) -> dict[str, Sequence[Any]]:
    """Return every row of every table that a backup holds."""
    with database.connection(writes=False) as connection:
        return {
            table.name: connection.execute(select(table).order_by(*table.primary_key.columns)).all()
            for table in Table.metadata.sorted_tables
            if table.name != "logins"
        }


@contextmanager
def empty(kind: str, folder: Path) -> Iterator[Database]:
    """Give a database without tables."""
    with ExitStack() as after:
        if kind == "sqlite":
            address = f"sqlite:///{folder / 'restored.db'}"
        else:
            address = cluster().create()
            after.callback(cluster().drop, address)
        yield after.enter_context(closing(Database.open(address)))


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_everything_comes_back_in_a_database_of_either_kind(database: Database, kind: str, tmp_path: Path) -> None:
    with database.writing() as session:
        worked(session)
    before = contents(database)
    assert all(before.values()), "the test fills every table"
    backup(database, tmp_path / "b.zip", NOW)
    with empty(kind, tmp_path) as target:
        done = restore(tmp_path / "b.zip", target)
        assert contents(target) == before
        assert (done.audit.entries, done.audit.broken_at, done.replaced) == (3, None, None)
        with target.writing() as session:
            assert session.scalar(select(func.count()).select_from(Login)) == 0, "everyone logs in again"
            drafter = people.by_login(session, "drafter")
            assert drafter is not None
            hits, total = search.find(session, people.seen_by(drafter), "招生", search.Filters(), page=1, size=9)
            assert total == 1 and hits[0].submission.title.startswith("江州市教育局")
            # What is new gets new numbers, and the audit goes on.
            assert document(session, drafter).receipt == "GK-20261124-0002"
            chain.append(session, actor="drafter", action="received", subject="x", facts={}, now=NOW)
            assert chain.verify(session).broken_at is None


def test_the_archive_can_be_read_by_its_owner_only_and_is_never_overwritten(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "b.zip"
    backup(database, path, NOW)
    assert path.stat().st_mode & 0o777 == 0o600
    before = path.read_bytes()
    with pytest.raises(UnusableBackup, match="文件已存在"):
        backup(database, path, NOW)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir() if "b.zip" in p.name] == ["b.zip"]


@pytest.mark.parametrize("place", ["no/folder/b.zip", "/proc/b.zip"])
def test_an_archive_that_cannot_be_written_is_explained(database: Database, place: str, tmp_path: Path) -> None:
    with pytest.raises(UnusableBackup, match="无法写入备份文件"):
        backup(database, tmp_path / place, NOW)


def test_a_backup_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    with closing(Database.open(f"sqlite:///{tmp_path / 'x.db'}")) as database:
        database.migrate()
        with database.connection(writes=True) as connection:
            connection.execute(text("DROP TABLE consultations"))
        with pytest.raises(Exception, match="consultations"):
            backup(database, tmp_path / "b.zip", NOW)
    assert not list(tmp_path.glob("b.zip*"))


def test_a_backup_is_of_one_state_while_others_write(database: Database, tmp_path: Path) -> None:
    """Every version that the archive holds has its submission there, and the other way round."""
    with database.writing() as session:
        town = settle(session)
        document(session, town.drafter)
    stop, begun = Event(), Event()

    def work() -> None:
        while not stop.is_set():
            with database.writing() as session:
                document(session, town.drafter)
            begun.set()

    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(work)
        begun.wait()
        try:
            parts = [backup(database, tmp_path / f"{n}.zip", NOW).parts for n in range(3)]
        finally:
            stop.set()
        working.result()
    assert all(p["submissions"].rows == p["versions"].rows == p["jobs"].rows for p in parts)
    with database.reading() as session:
        assert (session.scalar(select(func.count()).select_from(Submission)) or 0) > parts[0]["submissions"].rows


def test_a_database_that_holds_something_is_not_overwritten_unasked(database: Database, tmp_path: Path) -> None:
    with database.writing() as session:
        worked(session)
    backup(database, tmp_path / "b.zip", NOW)
    with database.writing() as session:
        account(session, "new", "auditor", None)
        chain.append(session, actor="new", action="login", subject="new", facts={}, now=NOW)
        head = chain.head(session)
    before = contents(database)
    with pytest.raises(Conflict, match="不是空的.*--replace"):
        restore(tmp_path / "b.zip", database)
    assert contents(database) == before
    done = restore(tmp_path / "b.zip", database, replace=True)
    assert done.replaced == head
    with database.reading() as session:
        assert people.by_login(session, "new") is None
        assert chain.verify(session).entries == 3
    with pytest.raises(Exception, match="only ever appended"), database.connection(writes=True) as connection:
        connection.execute(text("DELETE FROM audit"))


def test_a_restore_that_fails_leaves_what_was_there(database: Database, tmp_path: Path) -> None:
    with database.writing() as session:
        worked(session)
    backup(database, tmp_path / "b.zip", NOW)
    before = contents(database)

    def doubled(lines: bytes) -> bytes:
        return lines * 2  # the same key twice, with digests that fit

    forged(tmp_path / "b.zip", tmp_path / "c.zip", "users", doubled)
    with pytest.raises(UnusableBackup):
        restore(tmp_path / "c.zip", database, replace=True)
    assert contents(database) == before


def test_a_backup_with_other_columns_is_told_from_a_damaged_one(
    database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with database.writing() as session:
        worked(session)
    backup(database, tmp_path / "b.zip", NOW)

    def without(lines: bytes) -> bytes:
        rows = [json.loads(line) for line in lines.splitlines()]
        return b"".join(json.dumps({k: v for k, v in r.items() if k != "role"}).encode() + b"\n" for r in rows)

    def with_more(lines: bytes) -> bytes:
        return b"".join(json.dumps(json.loads(line) | {"later": 1}).encode() + b"\n" for line in lines.splitlines())

    for change in (without, with_more):
        forged(tmp_path / "b.zip", tmp_path / "c.zip", "users", change)
        with pytest.raises(UnusableBackup, match="另一版本的 gongkai"):
            restore(tmp_path / "c.zip", database, replace=True)

    def nameless(lines: bytes) -> bytes:
        return b"".join(json.dumps(json.loads(line) | {"name": None}).encode() + b"\n" for line in lines.splitlines())

    forged(tmp_path / "b.zip", tmp_path / "c.zip", "users", nameless)
    with pytest.raises(UnusableBackup, match="已损坏"):
        restore(tmp_path / "c.zip", database, replace=True)
    assert caplog.messages == [], "the driver's own warnings quote rows"


def forged(source: Path, target: Path, table: str, change: Callable[[bytes], bytes]) -> None:
    """Write an archive whose table is changed, and whose manifest knows it."""
    import hashlib

    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        manifest = json.loads(old.read(MANIFEST))
        for name in old.namelist():
            lines = old.read(name)
            if name == member(table):
                lines = change(lines)
                manifest["parts"][table] = {"rows": lines.count(b"\n"), "sha256": hashlib.sha256(lines).hexdigest()}
            if name != MANIFEST:
                new.writestr(name, lines)
        new.writestr(MANIFEST, json.dumps(manifest))


def changed(source: Path, target: Path, name: str, content: bytes | None) -> None:
    """Write an archive of which one member is another, or is not there."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for each in old.namelist():
            if each != name:
                new.writestr(each, old.read(each))
        if content is not None:
            new.writestr(name, content)


def test_what_is_damaged_is_not_restored(database: Database, tmp_path: Path) -> None:
    with database.writing() as session:
        worked(session)
    good, bad = tmp_path / "b.zip", tmp_path / "c.zip"
    backup(database, good, NOW)
    whole = good.read_bytes()
    users = member("users")
    with zipfile.ZipFile(good) as archive:
        lines, manifest = archive.read(users), json.loads(archive.read(MANIFEST))
    cases: dict[str, Callable[[], object]] = {
        "损坏": lambda: changed(good, bad, users, lines.replace(b"drafter", b"auditor")),
        "已损坏": lambda: changed(good, bad, users, None),
        "损坏或不完整": lambda: bad.write_bytes(whole[: len(whole) // 2]),
        "备份文件已损坏": lambda: bad.write_bytes(whole[:300] + bytes([whole[300] ^ 255]) + whole[301:]),
        "没有写入任何内容": lambda: changed(good, bad, "other.txt", b"x"),
        "不是 gongkai 的备份": lambda: changed(good, bad, MANIFEST, b"[]"),
        "应由 gongkai backup 生成": lambda: changed(good, bad, MANIFEST, None),
        "更新版本.*请先升级程序": lambda: changed(
            good, bad, MANIFEST, json.dumps(manifest | {"revision": "9999"}).encode()
        ),
        "没有这个文件": lambda: bad.unlink(),
    }
    before = contents(database)
    for wanted, damage in cases.items():
        bad.unlink(missing_ok=True)
        if "unlink" not in damage.__code__.co_names:
            damage()
        with pytest.raises(UnusableBackup, match=wanted):
            restore(bad, database, replace=True)
    assert contents(database) == before


def test_a_backup_of_an_older_program_is_brought_up_to_date(database: Database, tmp_path: Path) -> None:
    with database.writing() as session:
        worked(session)
    before = contents(database)
    backup(database, tmp_path / "b.zip", NOW)
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        manifest = json.loads(archive.read(MANIFEST))
    changed(tmp_path / "b.zip", tmp_path / "old.zip", MANIFEST, json.dumps(manifest | {"revision": "0001"}).encode())
    restore(tmp_path / "old.zip", database, replace=True)
    assert contents(database) == before
    with database.connection(writes=False) as connection:
        assert schema.current(connection) == schema.head()


def test_a_database_of_another_program_is_not_touched(url: str, database: Database, tmp_path: Path) -> None:
    backup(database, tmp_path / "b.zip", NOW)
    with database.connection(writes=True) as connection:
        schema.downgrade(connection)
        connection.execute(text("DROP TABLE alembic_version"))
        connection.execute(text("CREATE TABLE theirs (x INTEGER)"))
    with pytest.raises(UnusableDatabase, match="其他程序的表"):
        restore(tmp_path / "b.zip", database, replace=True)


def test_an_installation_that_nobody_has_set_up_yet_counts_as_empty(database: Database, tmp_path: Path) -> None:
    with database.writing() as session:
        worked(session)
    backup(database, tmp_path / "b.zip", NOW)
    with closing(Database.open(f"sqlite:///{tmp_path / 'new.db'}")) as new:
        new.migrate()
        with new.connection(writes=True) as connection:
            connection.execute(text("INSERT INTO settings VALUES ('setup', 'token')"))
        restore(tmp_path / "b.zip", new)
        assert contents(new) == contents(database)


def test_many_files_do_not_need_much_memory(database: Database, tmp_path: Path) -> None:
    size, count = 400_000, 40
    with database.writing() as session:
        town = settle(session)
        for n in range(count):
            document(session, town.drafter, content=bytes([n]) * size, now=NOW + timedelta(days=n))
            session.flush()
            session.expunge_all()
    tracemalloc.start()
    try:
        backup(database, tmp_path / "b.zip", NOW)
        restore(tmp_path / "b.zip", database, replace=True)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    with database.reading() as session:
        assert session.scalar(select(func.sum(func.length(Version.content)))) == size * count
    # One batch of lines with its rows decoded: 4 MB, a third more in base64, and what the driver copies.
    assert peak < 30_000_000, f"{peak} bytes of {size * count}"
