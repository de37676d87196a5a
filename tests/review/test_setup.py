"""The first start: nothing but the set-up page until there is an administrator."""

from collections.abc import Iterator

import pytest

from pipeline.flow import Flow
from pipeline.review import setup
from pipeline.store import Database, people
from tests.review.workbench import Bench, running, token

FIELDS = {"login": "guan.li", "name": "管理", "password": "Bai-lu-zhen-7", "again": "Bai-lu-zhen-7"}


@pytest.fixture
def fresh(database: Database, flow: Flow) -> Iterator[Bench]:
    with running(database, flow, populated=False) as made:
        yield made


def link(bench: Bench) -> str:
    with bench.office.database.writing() as session:
        return setup.link(session)


@pytest.mark.parametrize("path", ["/", "/login", "/drafting", "/people", "/nowhere", "/documents/GK-20261124-0001"])
def test_every_page_leads_to_the_set_up(fresh: Bench, path: str) -> None:
    client = fresh.client()
    assert client.get(path).headers["location"] == "/setup"
    answer = client.get(path, headers={"Accept": "application/json"})
    assert answer.status_code == 503 and answer.json()["error"]
    assert "name=\"again\"" not in client.get("/setup").text


def test_machines_and_styles_are_served_before_the_set_up(fresh: Bench) -> None:
    client = fresh.client()
    assert client.get("/openapi.json").json()["openapi"].startswith("3.")
    assert client.get("/static/app.css").status_code == 200
    assert client.get("/healthz").json() == {"status": "ok", "set_up": False}


def test_the_link_makes_an_administrator_once(fresh: Bench) -> None:
    client = fresh.client()
    address = link(fresh)
    client.csrf = token(client.get(address).text)
    fields = FIELDS | {"token": address.split("=")[1]}
    assert client.post("/setup", data=fields).headers["location"] == "/login"
    assert client.post("/setup", data=fields | {"login": "second"}).status_code == 403
    assert client.get(address).headers["location"] == "/"
    with fresh.office.database.reading() as session:
        assert [(u.login, u.role) for u in people.users(session)] == [("guan.li", "administrator")]
    assert fresh.log_in("guan.li", FIELDS["password"]).get("/people").status_code == 200


def test_a_wrong_or_older_link_makes_nobody(fresh: Bench) -> None:
    client = fresh.client()
    older = link(fresh)
    link(fresh)
    for address in (older, "/setup?token=guessed", "/setup?token="):
        page = client.get(address)
        assert 'name="again"' not in page.text
        client.csrf = token(page.text)
        assert client.post("/setup", data=FIELDS | {"token": address.split("=")[1]}).status_code == 403
    with fresh.office.database.reading() as session:
        assert not people.count_users(session)


@pytest.mark.parametrize(
    "change", [{"login": "管"}, {"name": ""}, {"password": "short", "again": "short"}, {"again": "Bai-lu-zhen-8"}, {"password": "1234567890", "again": "1234567890"}]
)
def test_a_mistake_leaves_the_link_good(fresh: Bench, change: dict[str, str]) -> None:
    client = fresh.client()
    address = link(fresh)
    client.csrf = token(client.get(address).text)
    given = FIELDS | {"token": address.split("=")[1]}
    assert client.post("/setup", data=given | change).status_code == 422
    assert client.post("/setup", data=given).status_code == 303


def test_the_link_is_kept_as_a_hash_only(fresh: Bench) -> None:
    address = link(fresh)
    with fresh.office.database.reading() as session:
        kept = session.connection().exec_driver_sql("SELECT value FROM settings").scalars().all()
    assert address.split("=")[1] not in kept
