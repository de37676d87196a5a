"""`gongkai serve` as it is started, stopped, killed and started again."""

import os
import pty
import re
import select
import signal
import socket
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from pipeline.review import passwords
from pipeline.review.office import utc
from pipeline.store import Database, chain, jobs, people, queue, submissions
from pipeline.store.tables import User
from tests.review.test_worker import LONG, NOTICE, until
from tests.review.workbench import Client, token

COMMAND = [sys.executable, "-c", "from pipeline.cli import main; main()", "serve"]
PASSWORD = "Bai-lu-zhen-7"


@dataclass
class Served:
    process: subprocess.Popen[str]
    address: str
    said: str

    def stop(self, number: int) -> int:
        self.process.send_signal(number)
        return self.process.wait(20)


@contextmanager
def serving(database: Path, *options: str) -> Iterator[Served]:
    """Give a server that listens; it is killed at the end."""
    command = [*COMMAND, "--port", "0", "--database", str(database), *options]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            said = ""
            while "审查工作台：" not in said:
                line = process.stdout.readline()
                assert line, "it ended"
                said += line
            yield Served(process, re.findall("审查工作台：(http://[^/]+)/", said)[0], said)
        finally:
            process.kill()


def ended(*options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *options], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "gongkai.db"


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    """The database of a server that was set up."""
    made = Database.open(f"sqlite:///{path}")
    made.migrate()
    with made.writing() as session:
        department = people.add_department(session, "江州市民政局").id
        for login, role, place in (("guan", "administrator", None), ("lin", "drafter", department)):
            people.add_user(
                session, login=login, name="林知夏", role=role, department_id=place, password_hash=passwords.hashed(PASSWORD), now=utc()
            )
    yield made
    made.close()


def drafter(database: Database) -> User:
    with database.reading() as session:
        found = people.by_login(session, "lin")
    assert found is not None
    return found


def waiting(database: Database) -> int:
    with database.reading() as session:
        return jobs.waiting(session)


def hand_in(database: Database, *texts: str) -> list[str]:
    user = drafter(database)
    with database.writing() as session:
        return [
            submissions.create(session, user=user, upload_name=f"{n}.txt", content=text.encode(), sha256=f"{n:064}", now=utc()).receipt
            for n, text in enumerate(texts)
        ]


def test_the_first_start_without_a_terminal_prints_a_link_that_sets_it_up(path: Path) -> None:
    with serving(path) as served:
        link = re.findall(r"http://\S+(/setup\?token=\S+)", served.said)[0]
        with Client(base_url=served.address) as client:
            assert client.get("/").headers["location"] == "/setup"
            assert client.get("/openapi.json").status_code == 200
            client.csrf = token(client.get(link).text)
            fields = {"token": link.split("=")[1], "login": "guan", "name": "管理", "password": PASSWORD, "again": PASSWORD}
            assert client.post("/setup", data=fields).headers["location"] == "/login"
        assert served.stop(signal.SIGTERM) == 0
    assert path.stat().st_mode & 0o077 == 0  # nobody else on the machine reads it
    with serving(path) as served:
        assert "token=" not in served.said
        assert served.stop(signal.SIGINT) == 0


def test_a_kill_loses_nothing(path: Path, database: Database) -> None:
    receipts = hand_in(database, NOTICE.replace("11时", "10时"), *(NOTICE + f"第{n}号。\n" for n in range(12)))
    with serving(path) as served:
        until(lambda: waiting(database) < len(receipts), 60)
        served.process.send_signal(signal.SIGKILL)
        served.process.wait()
    more = hand_in(database, LONG[:20_000])
    with serving(path, "--jobs", "2") as served:
        until(lambda: waiting(database) == 0, 90)
        assert served.stop(signal.SIGTERM) == 0
    with database.reading() as session:
        kept = [submissions.find(session, drafter(database), receipt) for receipt in receipts + more]
        assert [s.analysis for s in kept if s] == ["done"] * 14
        assert all(len(submissions.analyses(session, s)) == 1 for s in kept if s)


def test_a_login_outlives_a_restart(path: Path, database: Database) -> None:
    with serving(path) as served, Client(base_url=served.address) as client:
        client.csrf = token(client.get("/login").text)
        client.post("/login", data={"login": "lin", "password": PASSWORD})
        cookies = dict(client.cookies)
        served.process.kill()
    with serving(path) as served:
        assert httpx.get(f"{served.address}/account", cookies=cookies).status_code == 200


def test_the_processes_end_with_the_server_even_when_it_is_killed(path: Path, database: Database) -> None:
    with serving(path, "--jobs", "2") as served:
        until(lambda: len(children(served.process.pid)) >= 2, 20)
        mine = children(served.process.pid)
        served.process.kill()
        served.process.wait()
    until(lambda: not any(Path(f"/proc/{number}").exists() for number in mine), 20)


def children(number: int) -> list[int]:
    return [int(n) for n in Path(f"/proc/{number}/task/{number}/children").read_text().split()]


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--host", "203.0.113.7"], "本机没有地址 203.0.113.7"),
        (["--host", "no such host"], "无法识别地址"),
        (["--database", "postgresql://x:geheim@127.0.0.1:1/x"], "连接不上 PostgreSQL"),
        (["--database", "/nowhere/at/all.db"], "没有这个文件夹"),
        (["--database", "mysql://x/y"], "不支持这种数据库地址"),
        (["--registers", "/nowhere"], "没有这个规则表文件夹"),
        (["--params", "/nowhere.yaml"], "设置或规则表有误"),
    ],
)
def test_what_cannot_be_started_is_told(tmp_path: Path, options: list[str], reason: str) -> None:
    done = ended("--port", "0", "--database", str(tmp_path / "x.db"), *options)
    assert done.returncode == 2
    assert reason in done.stderr
    assert "geheim" not in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_in_use_is_told(path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = str(listening.getsockname()[1])
        done = ended("--port", port, "--database", str(path))
    assert (done.returncode, f"端口 {port} 已被占用" in done.stderr) == (2, True)


def test_a_setting_that_makes_no_sense_is_told(tmp_path: Path, path: Path) -> None:
    shipped = (Path(__file__).parents[2] / "params.yaml").read_text(encoding="utf-8")
    params = tmp_path / "params.yaml"
    params.write_text(shipped.replace("lock_after: 5", "lock_after: often"), encoding="utf-8")
    done = ended("--port", "0", "--database", str(path), "--params", str(params))
    assert (done.returncode, "review.lock_after" in done.stderr) == (2, True)


def test_in_a_terminal_the_first_start_asks_for_the_administrator(path: Path) -> None:
    answers = ["GUAN", "管理", "short", "short", "guan", "管理", PASSWORD, PASSWORD]
    main, terminal = pty.openpty()
    process = subprocess.Popen([*COMMAND, "--port", "0", "--database", str(path)], stdin=terminal, stdout=terminal, stderr=terminal)
    os.close(terminal)
    said = ""
    try:
        for question, answer in zip(["登录名", "姓名", "密码", "再输入一次密码"] * 2, answers, strict=True):
            said = read_until(main, question)
            if "密码" in question:  # what is typed before the echo is off is thrown away
                until(lambda: not termios.tcgetattr(main)[3] & termios.ECHO, 10)
            os.write(main, f"{answer}\n".encode())
        said = read_until(main, "审查工作台：")
        assert PASSWORD not in said
        assert "token=" not in said
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.wait()
        os.close(main)
    made = Database.open(f"sqlite:///{path}")
    with made.reading() as session:
        assert [(u.login, u.name, u.role) for u in people.users(session)] == [("guan", "管理", "administrator")]
    made.close()


def read_until(terminal: int, wanted: str) -> str:
    said, end = b"", time.monotonic() + 30
    while wanted.encode() not in said:
        assert time.monotonic() < end, said.decode()
        if select.select([terminal], [], [], 0.2)[0]:
            said += os.read(terminal, 1000)
    return said.decode()


def test_the_demonstration_has_people_and_documents_on_each_desk(path: Path) -> None:
    samples = Path(__file__).parents[2] / "data" / "samples"
    with serving(path, "--demo", str(samples)) as served:
        first = printed(served.said)
        assert {"drafter", "reviewer", "signer", "leader", "administrator", "auditor"} <= set(first)
        with Client(base_url=served.address) as client:
            log_in(client, "reviewer", first["reviewer"])
            page = client.get("/review").text
            assert "江州市临浦区市场监督管理局行政处罚决定书" in page
            assert "图书馆搬迁演练" not in page  # it has a secrecy mark
        assert served.stop(signal.SIGTERM) == 0
    made = Database.open(f"sqlite:///{path}")
    with made.reading() as session:
        assert chain.verify(session).broken_at is None
        assert "refused" in {entry.action for entry in chain.entries(session, size=1000)[0]}
        states = queue.counts(session, people.by_login(session, "auditor"))  # type: ignore[arg-type]
    made.close()
    assert {state for state, count in states.items() if count} >= {
        "drafting", "source_review", "returned", "approving", "release_review", "released", "filed", "deferred",
    }  # fmt: skip
    with serving(path, "--demo", str(samples)) as served:
        second = printed(served.said)
        with Client(base_url=served.address) as client:
            log_in(client, "drafter", second["drafter"])
        with Client(base_url=served.address) as client:
            client.csrf = token(client.get("/login").text)
            assert client.post("/login", data={"login": "drafter", "password": first["drafter"]}).status_code == 401


def test_a_demonstration_does_not_go_into_a_database_in_use(path: Path, database: Database) -> None:
    done = ended("--port", "0", "--database", str(path), "--demo", ".")
    assert (done.returncode, "已有正式用户" in done.stderr) == (2, True)


def printed(said: str) -> dict[str, str]:
    """Return the logins and passwords of a printed table."""
    return {login: password for login, password in re.findall(r"│ ([a-z0-9]+) +│ ([a-z0-9-]{19}) ", said)}


def log_in(client: Client, login: str, password: str) -> None:
    client.csrf = token(client.get("/login").text)
    assert client.post("/login", data={"login": login, "password": password}).status_code == 303


def test_a_mistake_in_an_own_register_shows_at_the_start(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "registers"
    folder.mkdir()
    (folder / "holidays-2027.toml").write_text('[[row]]\nid = "2027-new-year"\n', encoding="utf-8")
    done = ended("--port", "0", "--database", str(path), "--registers", str(folder))
    assert done.returncode == 2
    assert "holidays-2027.toml" in done.stderr and "row 1" in done.stderr


def test_ctrl_c_in_a_terminal_ends_all_processes_without_a_trace(path: Path) -> None:
    command = [*COMMAND, "--port", "0", "--database", str(path)]
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    ) as process:
        assert process.stdout is not None and process.stdout.readline()
        time.sleep(0.3)  # the analysing process is still starting
        os.killpg(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=30)
    assert (process.returncode, errors.decode()) == (0, "")
