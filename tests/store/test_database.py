import builtins
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier, Event
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import DBAPIError

from pipeline.store import Conflict, Database, Unavailable, UnusableDatabase, people, schema, search, submissions
from pipeline.store.tables import Department, Table
from tests.store.databases import cluster
from tests.store.town import NOW, document, settle


def test_what_is_written_is_there_after_opening_it_again(database: Database, url: str) -> None:
    with database.writing() as session:
        session.add(Department(name="江州市教育局"))
    database.close()
    with closing(Database.open(url, must_exist=True)) as again, again.reading() as session:
        assert [d.name for d in session.scalars(select(Department))] == ["江州市教育局"]


def test_the_migrations_make_the_tables_that_the_program_knows(database: Database) -> None:
    def ours(_: object, name: str | None, kind: str, *__: object) -> bool:
        return not (name or "").startswith(("search", "ix_search"))  # no table of the ORM: made by SQL of its own

    with database.connection(writes=False) as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": True})
        assert compare_metadata(context, Table.metadata) == []
        assert schema.current(connection) == schema.head()


def test_a_database_of_an_older_revision_is_brought_up_to_date_with_what_it_holds(database: Database) -> None:
    with database.writing() as session:
        town = settle(session)
        found = document(session, town.drafter)
        record = {"text": "关于做好招生入学工作的通知", "fingerprint": ""}
        submissions.save_analysis(session, submissions.version(session, found), record, purpose="first", now=NOW)
    with database.connection(writes=True) as connection:
        schema.downgrade(connection, "0001")  # before there was a search
    database.migrate()
    with database.connection(writes=False) as connection:
        assert schema.current(connection) == schema.head()
    with database.reading() as session:
        seen = people.seen_by(town.users["auditor"])
        hits, _ = search.find(session, seen, "招生", search.Filters(), page=1, size=9)
        assert [hit.submission.receipt for hit in hits] == [found.receipt]


def test_migrating_again_changes_nothing(database: Database) -> None:
    with database.writing() as session:
        session.add(Department(name="江州市教育局"))
    database.migrate()
    with database.reading() as session:
        assert session.scalar(select(Department.name)) == "江州市教育局"


def test_every_revision_can_be_taken_back(database: Database) -> None:
    with database.connection(writes=True) as connection:
        schema.downgrade(connection)
    with database.connection(writes=False) as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]
        if database.dialect == "postgresql":
            own = "SELECT count(*) FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace WHERE nspname = 'public'"
            assert connection.scalar(text(own)) == 0
    database.migrate()


def test_programs_that_start_at_the_same_time_make_the_tables_once(url: str) -> None:
    together = Barrier(6)

    def start(_: int) -> None:
        together.wait()
        with closing(Database.open(url)) as database:
            database.migrate()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(start, range(6)))
    with closing(Database.open(url)) as database, database.reading() as session:
        assert session.scalars(select(Department)).all() == []


def test_a_migration_that_fails_leaves_the_database_as_it_was(url: str) -> None:
    with closing(Database.open(url)) as database:
        with database.connection(writes=True) as connection:
            schema.upgrade(connection, "0001")
            connection.execute(text("CREATE TABLE search (x INTEGER)"))  # in the way of the next revision
        with pytest.raises(UnusableDatabase):
            database.migrate()
        with database.connection(writes=False) as connection:
            assert schema.current(connection) == "0001"


def test_a_database_of_a_newer_program_is_refused(database: Database) -> None:
    with database.connection(writes=True) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(UnusableDatabase, match="更新版本的 gongkai.*请先升级程序"):
        database.migrate()


def test_a_database_of_another_program_is_refused(url: str) -> None:
    with closing(Database.open(url)) as database:
        with database.connection(writes=True) as connection:
            connection.execute(text("CREATE TABLE theirs (x INTEGER)"))
        with pytest.raises(UnusableDatabase, match="其他程序的表"):
            database.migrate()


def test_audit_entries_cannot_be_changed_nor_taken_away(database: Database) -> None:
    row = "INSERT INTO audit VALUES ({}, 'at', 'actor', 'action', 'subject', '{{}}', '-', '-')"
    with database.connection(writes=True) as connection:
        connection.execute(text(row.format(1)))
    forbidden = ["UPDATE audit SET actor = 'x'", "DELETE FROM audit", row.format(3), row.format(1)]
    for statement in forbidden + ["TRUNCATE audit"] * (database.dialect == "postgresql"):
        with pytest.raises(DBAPIError), database.connection(writes=True) as connection:
            connection.execute(text(statement))
    with database.connection(writes=False) as connection:
        assert connection.execute(text("SELECT seq, actor FROM audit")).all() == [(1, "actor")]


def test_a_reading_session_cannot_write(database: Database) -> None:
    with pytest.raises(DBAPIError), database.reading() as session:
        session.add(Department(name="江州市教育局"))
        session.flush()
    with database.writing() as session:
        session.add(Department(name="江州市教育局"))


def test_a_reading_session_sees_one_state_throughout(database: Database) -> None:
    with database.reading() as reader:
        assert reader.scalars(select(Department)).all() == []
        with database.writing() as writer:
            writer.add(Department(name="江州市教育局"))
        assert reader.scalars(select(Department)).all() == []
    with database.reading() as reader:
        assert len(reader.scalars(select(Department)).all()) == 1


def test_what_raises_leaves_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError), database.writing() as session:
        session.add(Department(name="江州市教育局"))
        session.flush()
        raise RuntimeError
    with database.reading() as session:
        assert session.scalars(select(Department)).all() == []


def test_a_writer_waits_for_the_one_before(tmp_path: Path) -> None:
    """SQLite lets one write at a time: the second neither fails nor overwrites."""
    with closing(Database.open(f"sqlite:///{tmp_path / 'x.db'}")) as database:
        database.migrate()
        begun = Event()

        def slow() -> None:
            with database.writing() as session:
                session.add(Department(name="甲"))
                session.flush()
                begun.set()
                time.sleep(0.2)

        def quick() -> Sequence[str]:
            begun.wait()
            with database.writing() as session:
                session.add(Department(name="乙"))
                session.flush()
                return session.scalars(select(Department.name).order_by(Department.id)).all()

        with ThreadPoolExecutor(2) as pool:
            first, second = pool.submit(slow), pool.submit(quick)
            first.result()
            assert second.result() == ["甲", "乙"]


def test_a_reader_does_not_wait_for_a_writer(tmp_path: Path) -> None:
    with closing(Database.open(f"sqlite:///{tmp_path / 'x.db'}")) as database:
        database.migrate()
        with database.writing() as writer:
            writer.add(Department(name="甲"))
            writer.flush()
            # The writer ends only after the reader: one that waited for it would end with "database is locked".
            with database.reading() as reader:
                assert reader.scalars(select(Department)).all() == []


def test_of_writers_who_wait_for_each_other_one_is_told_to_try_again() -> None:
    # PostgreSQL alone: SQLite has one writer at a time, nobody waits while he holds something.
    address = cluster().create()
    with closing(Database.open(address)) as database:
        database.migrate()
        with database.writing() as session:
            session.add_all([Department(id=1, name="甲"), Department(id=2, name="乙")])
        together = Barrier(2)

        def work(order: Sequence[int]) -> str:
            try:
                with database.writing() as session:
                    for number in order:
                        session.execute(text(f"UPDATE departments SET kind = 'justice' WHERE id = {number}"))
                        if number == order[0]:
                            together.wait()
            except Conflict as error:
                return error.reason
            return "done"

        with ThreadPoolExecutor(2) as pool:
            results = sorted(pool.map(work, ((1, 2), (2, 1))))
    cluster().drop(address)
    assert results[0] == "done" and "请稍候再试" in results[1]


def test_a_writer_that_waits_too_long_is_told_to_try_again(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.store.database._BUSY_SECONDS", 0.05)
    with closing(Database.open(url)) as database:
        database.migrate()
        change = text("UPDATE departments SET kind = 'justice'")
        with database.writing() as session:
            session.add(Department(name="甲"))
        with database.writing() as first:
            first.execute(change)
            with pytest.raises(Conflict, match="请稍候再试"), database.writing() as second:
                second.execute(change)


@pytest.mark.parametrize("writes", [False, True])
def test_a_database_that_goes_away_in_the_middle_is_told_apart_from_a_fault(writes: bool) -> None:
    url = cluster().create()
    database = Database.open(url)
    database.migrate()
    kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname IS NOT NULL"
    with (
        pytest.raises(Unavailable, match="暂时不能使用"),
        database.writing() if writes else database.reading() as session,
    ):
        session.scalars(select(Department)).all()
        cluster().execute("postgres", kill)
        session.scalars(select(Department)).all()
    with database.reading() as session:
        assert session.scalars(select(Department)).all() == [], "it is there again: nothing has to be started anew"
    database.close()
    cluster().drop(url)


def test_a_file_that_is_taken_away_is_told_apart_from_a_fault(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    database = Database.open(f"sqlite:///{folder / 'gongkai.db'}")
    database.migrate()
    database.close()
    folder.rename(tmp_path / "elsewhere")
    with pytest.raises(Unavailable, match="暂时不能使用"), database.reading() as session:
        session.scalars(select(Department)).all()


def test_a_session_that_is_not_used_holds_nothing(tmp_path: Path) -> None:
    with closing(Database.open(f"sqlite:///{tmp_path / 'x.db'}")) as database:
        database.migrate()
        with database.writing(), database.writing() as session:
            session.add(Department(name="甲"))


def test_a_new_file_can_be_read_by_its_owner_only(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with closing(Database.open(f"sqlite:///{tmp_path / 'x.db'}")) as database:
            database.migrate()
            modes = {p.name: p.stat().st_mode & 0o777 for p in tmp_path.iterdir()}
    finally:
        os.umask(before)
    assert modes == {"x.db": 0o600, "x.db-wal": 0o600, "x.db-shm": 0o600}


def test_foreign_keys_are_kept(database: Database) -> None:
    with pytest.raises(DBAPIError), database.connection(writes=True) as connection:
        connection.execute(text("INSERT INTO views (user_id, name, query) VALUES (99, 'x', '')"))


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("", "无法识别"),
        ("gongkai.db", "无法识别"),
        ("mysql://localhost/x", "不支持"),
        ("oracle://localhost/x", "不支持"),
        ("sqlite://", "不支持"),
        ("sqlite:///:memory:", "不支持"),
        ("sqlite:////no/such/folder/x.db", "没有这个文件夹"),
        ("sqlite:////proc/x.db", "无法读写"),
        ("sqlite:////tmp", "是文件夹"),
        ("postgresql://localhost:notaport/x", "无法识别"),
        ("postgresql://user:secret@localhost:1/x", "连接不上 PostgreSQL"),
    ],
)
def test_an_address_that_cannot_be_used_is_explained(address: str, wanted: str) -> None:
    with pytest.raises(UnusableDatabase, match=wanted) as error:
        Database.open(address)
    assert "secret" not in error.value.reason


def test_a_file_that_must_exist_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(UnusableDatabase, match="没有这个数据库文件"):
        Database.open(f"sqlite:///{tmp_path / 'x.db'}", must_exist=True)
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("公文" * 1000, encoding="utf-8")
    with pytest.raises(UnusableDatabase, match="不是 SQLite 数据库"):
        Database.open(f"sqlite:///{tmp_path / 'x.db'}")
    assert (tmp_path / "x.db").read_text(encoding="utf-8") == "公文" * 1000


def test_a_database_without_the_right_to_make_tables_is_explained() -> None:
    address = cluster().create()
    cluster().execute("postgres", "DROP ROLE IF EXISTS clerk; CREATE ROLE clerk LOGIN")
    try:
        with closing(Database.open(address.replace("postgres@", "clerk@"))) as database:
            with pytest.raises(UnusableDatabase, match="没有建表权限"):
                database.migrate()
    finally:
        cluster().drop(address)


def test_without_the_driver_its_installation_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.split(".")[0] == "psycopg":
            raise ModuleNotFoundError("No module named 'psycopg'", name="psycopg")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(UnusableDatabase, match=r"pip install 'gongkai\[postgres\]'"):
        Database.open("postgresql://localhost/x")


def test_another_process_can_be_killed_in_the_middle_of_writing(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'x.db'}"
    with closing(Database.open(address)) as database:
        database.migrate()
        with database.writing() as session:
            session.add(Department(name="甲"))
        script = (
            "import os, sys\nfrom pipeline.store import Database\nfrom pipeline.store.tables import Department\n"
            "with Database.open(sys.argv[1]).writing() as session:\n"
            "    session.add(Department(name='乙'))\n    session.flush()\n    os._exit(9)\n"
        )
        assert subprocess.run([sys.executable, "-c", script, address]).returncode == 9
        with database.writing() as session:
            session.add(Department(name="丙"))
            session.flush()
            assert set(session.scalars(select(Department.name))) == {"甲", "丙"}
