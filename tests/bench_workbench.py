"""`make bench`, second half: the workbench with 5,000 documents, on one core, SQLite and PostgreSQL: p50 and p95 of its pages.

Server (and database server) run on one core, the reader who asks on another. Run as `python -m tests.bench_workbench`.
"""

import os
import random
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path

import httpx
import uvicorn
from sqlalchemy import update

from pipeline import formats
from pipeline.record import Record, to_record
from pipeline.review import app, filing
from pipeline.review.office import Office, Order, opened
from pipeline.store import submissions
from pipeline.store.database import Database
from pipeline.store.people import by_login
from pipeline.store.tables import Job
from tests.bench import texts
from tests.review.workbench import PASSWORD, populate, token
from tests.store.databases import cluster

DOCUMENTS = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
REQUESTS, BATCH = 200, 250
STATES = ("source_review",) * 6 + ("drafting", "approving", "release_review", "released")
WORDS = ("通知", "补贴", "江州", "申请", "养老", "项目", "管理办法", "居民委员会", "〔2026〕", "公示期")


def records() -> list[Record]:
    """Return what the machine says of the benchmark's documents."""
    ready = Order().build()
    sources = [(t.encode(), f"{n}.txt") for n, t in enumerate(texts())]
    return [to_record(ready.run(formats.read(data, name, **ready.reading))) for data, name in sources]


def load(office: Office, made: list[Record]) -> list[str]:
    """Put the documents into the database and return their receipts."""
    receipts, chance = [], random.Random(7)
    for first in range(0, DOCUMENTS, BATCH):
        with office.database.writing() as session:
            user = by_login(session, "drafter")
            assert user is not None
            for number in range(first, min(first + BATCH, DOCUMENTS)):
                record = made[number % len(made)]
                content = f"{number}{record['text']}".encode()
                digest, now = sha256(content).hexdigest(), office.now()
                submission = submissions.create(
                    session, user=user, upload_name=f"{number}.txt", content=content, sha256=digest, now=now
                )
                version = submissions.version(session, submission)
                submissions.save_analysis(session, version, record | {"id": digest}, purpose="first", now=now)
                filing.file_record(session, office, submission, record | {"id": digest}, "first")
                submission.state = chance.choice(STATES)
                receipts += [submission.receipt] if submission.state != "drafting" else []  # a reviewer sees no drafts
            session.execute(update(Job).values(state="done"))
    return receipts


def serve(url: str, port: int) -> None:
    """Serve a database on one core, in a process of its own."""
    office = opened(Database.open(url), Order())
    uvicorn.run(app.create(office), port=port, log_config=None, access_log=False, lifespan="off")


@contextmanager
def served(url: str) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = get_context("spawn").Process(target=serve, args=(url, port), daemon=True)
    process.start()
    pin(process.pid or 0, 0)
    address = f"http://127.0.0.1:{port}"
    for _ in range(200):
        try:
            httpx.get(f"{address}/healthz")
            break
        except httpx.TransportError:
            time.sleep(0.1)
    yield address
    process.terminate()
    process.join()


def pin(process: int, core: int) -> None:
    if hasattr(os, "sched_setaffinity") and len(os.sched_getaffinity(0) | {0, 1}) > core:
        os.sched_setaffinity(process, {core})


def logged_in(address: str, login: str) -> httpx.Client:
    client = httpx.Client(base_url=address, timeout=60, follow_redirects=True)
    csrf = token(client.get("/login").text)
    client.post("/login", data={"login": login, "password": PASSWORD, "csrf": csrf})
    return client


def measure(name: str, client: httpx.Client, address: Callable[[int], str]) -> None:
    seconds, sizes = [], []
    for number in range(REQUESTS):
        begin = time.perf_counter()
        answer = client.get(address(number))
        seconds.append(time.perf_counter() - begin)
        sizes.append(len(answer.content))
        answer.raise_for_status()
    cuts = statistics.quantiles(seconds, n=20)
    print(
        f"{name:<28}p50{statistics.median(seconds) * 1e3:>8.1f} ms   p95{cuts[18] * 1e3:>8.1f} ms   {max(sizes) / 1e3:>7.0f} kB"
    )


def run(name: str, url: str, made: list[Record]) -> None:
    database = Database.open(url)
    database.migrate()
    office = opened(database, Order())
    populate(office)
    begin = time.perf_counter()
    receipts = load(office, made)
    print(f"{name}: {DOCUMENTS:,} documents loaded in {time.perf_counter() - begin:.0f} s")
    database.close()
    chance = random.Random(8)
    orders = ("risk", "uncertainty", "deadline", "newest")
    with served(url) as address, closing(logged_in(address, "reviewer")) as client:
        measure("queue, any order and page", client, lambda n: f"/review?order={orders[n % 4]}&page={1 + n % 9}")
        measure("queue, filtered", client, lambda n: f"/review?attribute=withheld&order={orders[n % 4]}&text=通知")
        measure("document", client, lambda _: f"/documents/{chance.choice(receipts)}")
        measure("search", client, lambda n: f"/search?q={WORDS[n % len(WORDS)]}")


def main() -> None:
    # The database server is a child too: it inherits the core of the one who starts it.
    made = records()
    pin(0, 0)
    postgres = cluster().create()
    with tempfile.TemporaryDirectory() as folder:
        pin(0, 1)
        run("SQLite", f"sqlite:///{Path(folder) / 'bench.db'}", made)
        run("PostgreSQL", postgres, made)


if __name__ == "__main__":
    main()
