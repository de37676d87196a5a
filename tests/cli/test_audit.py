"""`gongkai audit` as its user calls it: real processes on real databases and files."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from pipeline.store import Database, chain, evidence
from tests.cli.test_backup import gongkai
from tests.store.databases import database, url
from tests.store.town import NOW, document, settle

__all__ = ["database", "url"]


def fill(database: Database, pack: Path | None = None) -> None:
    """Let an office work a little, and give out an evidence pack of its one document."""
    with database.writing() as session:
        found = document(session, settle(session).drafter)
        for action in ("uploaded", "judged", "sign"):
            chain.append(session, actor="drafter", action=action, subject=found.receipt, facts={}, now=NOW)
        if pack:
            pack.write_bytes(evidence.pack(session, found, NOW, actor="auditor"))


def test_a_whole_chain_is_told_and_its_head_can_be_kept(database: Database, url: str, tmp_path: Path) -> None:
    fill(database)
    head = gongkai("audit", "head", "--database", url)
    assert (head.returncode, json.loads(head.stdout)["entries"]) == (0, 3)
    kept = tmp_path / "head.json"
    kept.write_text(head.stdout, encoding="utf-8")
    done = gongkai("audit", "verify", "--database", url)
    assert (done.returncode, done.stderr) == (0, "")
    assert "审计链完整：3 条" in done.stdout and "未与另存的链头核对" in done.stdout
    done = gongkai("audit", "verify", "--head", kept, GONGKAI_DATABASE=url)
    assert done.returncode == 0 and "未与" not in done.stdout
    with database.connection(writes=True) as connection:
        if database.dialect == "sqlite":
            connection.exec_driver_sql("DROP TRIGGER audit_delete")
        else:
            connection.exec_driver_sql("ALTER TABLE audit DISABLE TRIGGER ALL")
        connection.exec_driver_sql("DELETE FROM audit WHERE seq = 3")
    assert gongkai("audit", "verify", "--database", url).returncode == 0
    cut = gongkai("audit", "verify", "--head", kept, "--database", url)
    assert (cut.returncode, cut.stdout) == (1, "")
    assert "第 3 条起有误" in cut.stderr and "末尾的记录被删去" in cut.stderr


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A SQLite file with a chain of three entries and one document's pack beside it."""
    file = tmp_path / "gongkai.db"
    made = Database.open(f"sqlite:///{file}")
    made.migrate()
    fill(made, tmp_path / "p.zip")
    made.close()
    return file


def test_a_changed_chain_is_told_with_the_place(own: Path) -> None:
    made = Database.open(f"sqlite:///{own}")
    with made.connection(writes=True) as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_update")
        connection.exec_driver_sql("UPDATE audit SET actor = 'wu' WHERE seq = 2")
    made.close()
    done = gongkai("audit", "verify", "--database", own)
    assert (done.returncode, done.stdout) == (1, "")
    assert "第 2 条起有误" in done.stderr and "前 1 条无误" in done.stderr


def test_the_whole_chain_is_exported_and_that_it_was(own: Path, tmp_path: Path) -> None:
    file = tmp_path / "audit.jsonl"
    done = gongkai("audit", "export", file, "--database", own)
    assert (done.returncode, done.stderr) == (0, "")
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [r["action"] for r in rows] == ["uploaded", "judged", "sign", "evidence"]
    again = gongkai("audit", "export", file, "--database", own)
    assert again.returncode == 2 and "文件已存在" in again.stderr
    nowhere = gongkai("audit", "export", tmp_path / "none" / "a.jsonl", "--database", own)
    assert nowhere.returncode == 2 and "无法写入" in nowhere.stderr
    made = Database.open(f"sqlite:///{own}")
    with made.reading() as session:
        (last,) = chain.entries(session, action="exported")[0]
    made.close()
    assert json.loads(last.facts) == {"entries": 4, "sha256": sha256(file.read_bytes()).hexdigest()}


def test_a_pack_is_verified_without_a_database(own: Path, tmp_path: Path) -> None:
    head = gongkai("audit", "head", "--database", own).stdout
    (tmp_path / "head.json").write_text(head, encoding="utf-8")
    own.unlink()
    pack = tmp_path / "p.zip"
    done = gongkai("audit", "verify", pack, "--head", tmp_path / "head.json", HOME=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "p.zip：完整，GK-20261124-0001" in done.stdout and json.loads(head)["digest"] in done.stdout
    content = pack.read_bytes()
    at = content.index(b'"drafting"')
    pack.write_bytes(content[:at] + b'"released"'[:10] + content[at + 10 :])
    done = gongkai("audit", "verify", pack)
    assert (done.returncode, done.stdout) == (1, "")
    assert "document.json：内容被改动" in done.stderr


def test_a_head_exported_after_the_pack_is_told_from_tampering(own: Path, tmp_path: Path) -> None:
    assert gongkai("audit", "export", tmp_path / "a.jsonl", "--database", own).returncode == 0  # the chain goes on
    (tmp_path / "head.json").write_text(gongkai("audit", "head", "--database", own).stdout, encoding="utf-8")
    done = gongkai("audit", "verify", tmp_path / "p.zip", "--head", tmp_path / "head.json")
    assert done.returncode == 2, "1 is for what was changed"
    assert "晚于证据包" in done.stderr and "不能作为证据" not in done.stderr
    content = (tmp_path / "p.zip").read_bytes()
    (tmp_path / "p.zip").write_bytes(content.replace(b'"drafting"', b'"released"'))
    assert gongkai("audit", "verify", tmp_path / "p.zip", "--head", tmp_path / "head.json").returncode == 1


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (["verify", "none.zip"], 2, "无法读取"),
        (["verify", "--head", "none.json"], 2, "无法读取"),
        (["verify", "--head", "head.json"], 2, "链头"),
        (["verify", "head.json"], 1, "不是可用的证据包"),
        (["verify", "--database", "none.db"], 2, "没有这个数据库文件"),
        (["head", "--database", "none.db"], 2, "没有这个数据库文件"),
        (["export", "a.jsonl", "--database", "none.db"], 2, "没有这个数据库文件"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], code: int, why: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("head.json").write_text("{}", encoding="utf-8")
    done = gongkai("audit", *words)
    assert (done.returncode, done.stdout) == (code, "")
    assert why in done.stderr and len(done.stderr.splitlines()) == 1
