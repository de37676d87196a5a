"""`gongkai password`: an administrator who forgot the password gets in again."""

from pathlib import Path

from pipeline.review import passwords
from pipeline.review.office import utc
from pipeline.store import Database, chain, people
from tests.cli.test_backup import gongkai


def test_a_forgotten_password_is_replaced_by_a_one_time_one(tmp_path: Path) -> None:
    path = tmp_path / "gongkai.db"
    database = Database.open(f"sqlite:///{path}")
    database.migrate()
    with database.writing() as session:
        people.add_user(
            session,
            login="guan",
            name="苏闻道",
            role="administrator",
            department_id=None,
            password_hash=passwords.hashed("Bai-lu-zhen-7"),
            now=utc(),
        )
    done = gongkai("password", "guan", "--database", path)
    assert (done.returncode, done.stderr) == (0, "")
    made = done.stdout.strip().split("：")[1]
    with database.reading() as session:
        account = people.by_login(session, "guan")
        assert account is not None
        assert passwords.matches(account.password, made) and passwords.once(account.password)
        entries, _ = chain.entries(session)
        assert [(e.actor, e.action, e.subject) for e in entries] == [("command", "password_reset", "user:guan")]
    database.close()
    absent = gongkai("password", "shei", "--database", path)
    assert absent.returncode == 2 and "没有这个账户" in absent.stderr
