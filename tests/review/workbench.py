"""A real workbench to test with: the application behind a real server, its own database, users of every role.

The fixtures `bench`, `any_bench` and `flow` are in conftest.py: nothing to import.

    def test_something(bench):
        client = bench.log_in("drafter")              # httpx.Client, logged in; carries the CSRF token
        client.post("/drafting/upload", files=[...])  # follows no redirect; client.get(..., follow_redirects=True)
        bench.analyse()                               # does what the worker does, here and now
        with bench.office.database.reading() as session: ...

Users (login is the name given to log_in; all have PASSWORD): drafter (民政局), drafter2 (教育局), reviewer and reviewer2
(政务公开办), signer (民政局), openness (政务公开办), justice (司法局), secrecy (保密办), leader (机关负责人), administrator, auditor.
`bench` runs on SQLite; `any_bench` once on SQLite and once on PostgreSQL. The clock is `bench.clock` (set `.now`).
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from pipeline.flow import Flow
from pipeline.review import app, passwords, server, worker
from pipeline.review.call import Route
from pipeline.review.office import Office, Order, opened, utc
from pipeline.store import people
from pipeline.store.database import Database

__all__ = ["PASSWORD", "Bench", "any_bench", "bench", "flow", "running"]
PASSWORD = "Jiang-zhou-2026"
DEPARTMENTS = {
    "江州市民政局": "drafting",
    "江州市教育局": "drafting",
    "江州市政务公开办公室": "openness",
    "江州市司法局": "justice",
    "江州市保密工作办公室": "secrecy",
    "江州市人民政府负责人": "leadership",
}
USERS = {
    "drafter": ("林知夏", "drafter", "江州市民政局"),
    "drafter2": ("许望舒", "drafter", "江州市教育局"),
    "reviewer": ("周砚秋", "reviewer", "江州市政务公开办公室"),
    "reviewer2": ("沈听澜", "reviewer", "江州市政务公开办公室"),
    "signer": ("陆怀远", "signer", "江州市民政局"),
    "openness": ("方景明", "signer", "江州市政务公开办公室"),
    "justice": ("韩叙白", "signer", "江州市司法局"),
    "secrecy": ("顾南舟", "signer", "江州市保密工作办公室"),
    "leader": ("秦云起", "signer", "江州市人民政府负责人"),
    "administrator": ("苏管事", "administrator", None),
    "auditor": ("白审言", "auditor", "江州市政务公开办公室"),
}


@dataclass
class Clock:
    """The office's clock; now: stands still there, or None and it goes."""

    now: datetime | None = None

    def __call__(self) -> datetime:
        return self.now or utc()


class Client(httpx.Client):
    """A browser without scripts: it carries the token of its session in every POST."""

    csrf = ""

    def post(self, url: Any, **options: Any) -> httpx.Response:  # type: ignore[override]
        headers = {"X-CSRF": self.csrf, **(options.pop("headers", None) or {})}
        return super().post(url, headers=headers, **options)


@dataclass
class Bench:
    """The running workbench."""

    office: Office
    address: str
    flow: Flow
    clock: Clock
    clients: list[Client] = field(default_factory=list)

    def client(self) -> Client:
        client = Client(base_url=self.address, timeout=30)
        self.clients.append(client)
        return client

    def log_in(self, login: str, password: str = PASSWORD) -> Client:
        client = self.client()
        client.csrf = token(client.get("/login").text)
        answer = client.post("/login", data={"login": login, "password": password})
        assert answer.status_code == 303, answer.status_code
        client.csrf = token(client.get("/account").text)
        return client

    def analyse(self) -> None:
        """Do all that waits for the worker."""
        while worker.step(self.office, self.flow):
            pass


def token(page: str) -> str:
    return page.split('<meta name="csrf" content="')[1].split('"')[0]


def populate(office: Office) -> None:
    password_hash = passwords.hashed(PASSWORD)
    with office.database.writing() as session:
        ids = {name: people.add_department(session, name, kind).id for name, kind in DEPARTMENTS.items()}
        for login, (name, role, department) in USERS.items():
            people.add_user(
                session,
                login=login,
                name=name,
                role=role,
                department_id=ids[department] if department else None,
                password_hash=password_hash,
                now=office.now(),
            )


@contextmanager
def running(
    database: Database,
    flow: Flow,
    routes: tuple[Route, ...] | None = None,
    *,
    populated: bool = True,
    **settings: Any,
) -> Iterator[Bench]:
    """Give a workbench on a migrated database, behind a server on a free port.

    routes: all where None; settings: of the block `review`, in place of the shipped ones.
    """
    clock = Clock()
    office = opened(database, Order(), clock)
    office = replace(office, settings=replace(office.settings, **settings))
    if populated:
        populate(office)
    listens = threading.Event()
    running = server.made(app.create(office, routes), listens.set)
    # With the protocol named, asyncio sends small packets at once; else each answer waits 40 ms for an acknowledgement.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as bound:
        bound.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=running.run, args=([bound],), daemon=True)
        thread.start()
        assert listens.wait(10)
        made = Bench(office, f"http://127.0.0.1:{bound.getsockname()[1]}", flow, clock)
        try:
            yield made
        finally:
            for client in made.clients:
                client.close()
            running.should_exit = True
            thread.join(10)


@pytest.fixture(scope="session")
def flow() -> Flow:
    return Order().build()


@pytest.fixture
def bench(tmp_path: Path, flow: Flow) -> Iterator[Bench]:
    database = Database.open(f"sqlite:///{tmp_path / 'bench.db'}")
    database.migrate()
    with running(database, flow) as made:
        yield made
    database.close()


@pytest.fixture
def any_bench(database: Database, flow: Flow) -> Iterator[Bench]:
    with running(database, flow) as made:
        yield made
