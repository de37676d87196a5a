"""A real SQLite file and a real PostgreSQL cluster of our own, one empty database a test.

A folder of tests that wants the fixtures imports them in its conftest.py, as tests/store does.
"""

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from pipeline.store import Database

_OWNER = "postgres"  # the role in the database
_SETTINGS = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses='' -c deadlock_timeout=100ms"
)


@dataclass(slots=True)
class Cluster:
    """A running server that answers on a socket in its own folder; free: databases that a test has done with."""

    folder: Path
    binaries: Path
    free: list[str] = field(default_factory=list)
    number: Iterator[int] = field(default_factory=lambda: count(1))

    def create(self) -> str:
        """Return the URL of an empty database."""
        if not self.free:
            self.free.append(f"gongkai_{next(self.number)}")
            self.execute("postgres", f"CREATE DATABASE {self.free[-1]}")
        return f"postgresql+psycopg://{_OWNER}@/{self.free.pop()}?host={quote(str(self.folder))}"

    def drop(self, url: str) -> None:
        """Empty a database for the next test (a quarter of a second quicker than a new one), whoever is connected."""
        name = url.split("@/")[1].split("?")[0]
        self.execute("postgres", f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
        self.execute(name, "DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        self.free.append(name)

    def execute(self, name: str, statement: str) -> None:
        """Run SQL in a database as the cluster's owner."""
        host = str(self.folder)
        with psycopg.connect(host=host, user=_OWNER, dbname=name, autocommit=True) as connection:
            connection.execute(statement.encode())

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs, as an unprivileged user: it refuses to work for root."""
        command = [str(self.binaries / program), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", unprivileged(), "--", *command]
        subprocess.run(command, check=True, cwd=self.folder, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)


def unprivileged() -> str:
    """Return the account that runs the server when the tests run as root: the package's own, or nobody."""
    return "postgres" if any(account.pw_name == "postgres" for account in pwd.getpwall()) else "nobody"


def binaries() -> Path | None:
    """Return the folder of PostgreSQL's programs, the newest of Debian's or that on the path; None where it is absent."""
    newest = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    found = newest[-1] if newest else shutil.which("initdb")
    return Path(found).parent if found else None


@cache
def cluster() -> Cluster:
    """Return the cluster of this test run, started at first use and stopped with the run."""
    programs = binaries()
    assert programs is not None, "PostgreSQL 15 or later is needed: apt-get install postgresql"
    # Unix allows a socket's path 107 bytes: pytest's own temporary folders can be too deep.
    running = Cluster(Path(tempfile.mkdtemp(prefix="gk", dir="/tmp")), programs)
    atexit.register(stop, running, os.getpid())
    if os.geteuid() == 0:
        shutil.chown(running.folder, unprivileged())
    data, log = str(running.folder / "data"), str(running.folder / "log")
    running.run("initdb", "-D", data, "-U", _OWNER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
    running.run("pg_ctl", "-D", data, "-l", log, "-w", "-o", f"{_SETTINGS} -k {running.folder}", "start")
    return running


def stop(running: Cluster, process: int) -> None:
    """Stop a cluster and take its folder away, where the process that started it ends (none of its children)."""
    if os.getpid() == process:
        running.run("pg_ctl", "-D", str(running.folder / "data"), "-m", "immediate", "-w", "stop")
        shutil.rmtree(running.folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database, of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'gongkai.db'}"
        return
    address = cluster().create()
    yield address
    cluster().drop(address)


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """A database of each kind with its tables made."""
    opened = Database.open(url)
    opened.migrate()
    yield opened
    opened.close()
