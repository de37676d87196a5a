"""`gongkai backup` and `gongkai restore` as their user calls them: real processes on real databases."""

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.store import Database, chain, people, schema
from tests.store.databases import database, url
from tests.store.town import NOW, document, settle

__all__ = ["database", "url"]


def gongkai(*words: "str | Path", **environment: "str | Path") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from pipeline.cli import main; main()", *map(str, words)]
    kept = {k: v for k, v in os.environ.items() if k not in ("GONGKAI_DATABASE", "XDG_DATA_HOME")}
    every = kept | {"PYTHONIOENCODING": "utf-8"} | {k: str(v) for k, v in environment.items()}
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=every, check=False)


def fill(database: Database) -> None:
    """Let an office work a little."""
    with database.writing() as session:
        town = settle(session)
        found = document(session, town.drafter, title="江州市教育局关于招生工作的通知")
        chain.append(session, actor="drafter", action="received", subject=found.receipt, facts={}, now=NOW)


def test_a_backup_is_restored_into_the_users_own_database(database: Database, url: str, tmp_path: Path) -> None:
    fill(database)
    done = gongkai("backup", tmp_path / "b.zip", "--database", url)
    assert (done.returncode, done.stderr) == (0, "")
    assert "已备份 1 件公文" in done.stdout and "未加密" in done.stdout
    done = gongkai("restore", tmp_path / "b.zip", XDG_DATA_HOME=tmp_path / "home")
    assert (done.returncode, done.stderr) == (0, "")
    assert "已恢复 1 件公文" in done.stdout and "审计链完整：2 条（含本次恢复）" in done.stdout
    own = tmp_path / "home" / "gongkai" / "gongkai.db"
    assert (own.stat().st_mode & 0o777, own.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    with closing(Database.open(f"sqlite:///{own}", must_exist=True)) as restored, restored.reading() as session:
        assert people.by_login(session, "drafter")
        assert [e.action for e in chain.entries(session)[0]] == ["restore", "received"]
    with database.reading() as session:
        assert [e.action for e in chain.entries(session)[0]] == ["backup", "received"]


def test_a_database_that_is_in_use_is_replaced_only_when_asked(database: Database, url: str, tmp_path: Path) -> None:
    fill(database)
    assert gongkai("backup", tmp_path / "b.zip", GONGKAI_DATABASE=url).returncode == 0
    refused = gongkai("restore", tmp_path / "b.zip", GONGKAI_DATABASE=url)
    assert (refused.returncode, refused.stdout) == (2, "") and "--replace" in refused.stderr
    # The server goes on: this process holds connections to the database all the time.
    done = gongkai("restore", tmp_path / "b.zip", "--replace", "--database", url)
    assert done.returncode == 0, done.stderr
    with database.reading() as session:
        assert chain.verify(session).broken_at is None
        assert [e.action for e in chain.entries(session)[0]] == ["restore", "received"]


def test_a_chain_that_was_broken_is_told(database: Database, url: str, tmp_path: Path) -> None:
    fill(database)
    with database.writing() as session:
        chain.append(session, actor="drafter", action="received", subject="x", facts={}, now=NOW)
    with database.connection(writes=True) as connection:
        trigger = "audit_update" if database.dialect == "sqlite" else "audit_change ON audit"
        connection.exec_driver_sql(f"DROP TRIGGER {trigger}")
        connection.exec_driver_sql("UPDATE audit SET actor = 'nobody' WHERE seq = 1")
    assert gongkai("backup", tmp_path / "b.zip", "--database", url).returncode == 0
    done = gongkai("restore", tmp_path / "b.zip", "--replace", "--database", url)
    assert done.returncode == 1 and "第 1 条起有误" in done.stderr


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (["backup", "{}/b.zip", "--database", "{}/none.db"], "没有这个数据库文件"),
        (["backup", "{}/b.zip", "--database", "{}/empty.db"], "还没有建表"),
        (["backup", "{}/b.zip", "--database", "mysql://x"], "数据库地址"),
        (["backup", "{}/b.zip", "--database", "postgresql://u:secret@localhost:1/x"], "连接不上 PostgreSQL"),
        (["backup", "{}/there.zip", "--database", "{}/good.db"], "文件已存在"),
        (["backup", "{}/no/b.zip", "--database", "{}/good.db"], "无法写入备份文件"),
        (["restore", "{}/none.zip", "--database", "{}/new.db"], "没有这个文件"),
        (["restore", "{}/there.zip", "--database", "{}/new.db"], "已损坏"),
        (["restore", "{}/there.zip", "--database", "{}/no/new.db"], "没有这个文件夹"),
        (["backup", "{}/b.zip", "--database", "{}/newer.db"], "先升级程序"),
    ],
)
def test_what_cannot_be_done_is_explained_in_chinese(words: list[str], wanted: str, tmp_path: Path) -> None:
    (tmp_path / "there.zip").write_bytes(b"PK")
    (tmp_path / "empty.db").touch()
    for name in ("good", "newer"):
        with closing(Database.open(f"sqlite:///{tmp_path / name}.db")) as made:
            made.migrate()
            with made.connection(writes=True) as connection:
                if name == "newer":
                    connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
                assert schema.current(connection)
    done = gongkai(*(word.replace("{}", str(tmp_path)) for word in words))
    assert (done.returncode, done.stdout) == (2, "")
    assert wanted in done.stderr and done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr and "secret" not in done.stderr
