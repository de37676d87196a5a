"""The whole table: each address with each role; anonymous visitors and forms without token."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from pipeline.flow import Flow
from pipeline.review import permissions, routes
from pipeline.review.call import Route
from pipeline.store import Database, chain
from tests.review.workbench import Bench, Client, running

ALL = routes.joined()
GUARDED = tuple(route for route in ALL if route.permission is not None)
OPEN_POSTS = {"/login", "/logout", "/display", "/setup"}
"""What a visitor without account may send."""
NOWHERE = {"receipt": "GK-20000101-0001", "number": "999999"}
TABLES = "users departments logins submissions versions analyses judgements sheets interpretations consultations attachments events views jobs audit".split()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, flow: Flow) -> Iterator[Bench]:
    database = Database.open(f"sqlite:///{tmp_path_factory.mktemp('table') / 'table.db'}")
    database.migrate()
    with running(database, flow) as made:
        yield made
    database.close()


@pytest.fixture(scope="module")
def clients(shared: Bench) -> dict[str, Client]:
    return {role: shared.log_in(role) for role in permissions.ROLES}


def address(route: Route) -> str:
    """The route's address with a document, person or thing that there is not: an allowed request finds nothing."""
    path = route.path
    while "{" in path:
        name = path.split("{")[1].split("}")[0]
        path = path.replace(f"{{{name}}}", NOWHERE.get(name.split(":")[0], "999999"))
    return path


def contents(bench: Bench) -> tuple[Any, ...]:
    """How many rows each table holds, and where the chain ends."""
    with bench.office.database.reading() as session:
        run = session.connection().exec_driver_sql
        return (*(run(f"SELECT count(*) FROM {table}").scalar() for table in TABLES), chain.head(session))


def test_every_permission_is_used_and_every_used_one_is_in_the_table() -> None:
    assert {route.permission for route in GUARDED} == set(permissions.PERMISSIONS)


def test_only_the_door_itself_is_open() -> None:
    opened = {route.path for route in ALL if route.permission is None and route.method == "POST"}
    assert opened == OPEN_POSTS
    assert {route.path for route in ALL if route.permission is None} == {*OPEN_POSTS, "/", "/healthz"}


def test_no_address_stands_twice() -> None:
    keys = [(route.method, route.path) for route in ALL]
    assert len(keys) == len(set(keys))
    assert len({route.name for route in ALL}) == len(ALL)


def test_what_changes_anything_is_no_get() -> None:
    assert {route.method for route in ALL} == {"GET", "POST"}


def test_the_auditor_reads_only() -> None:
    writes = [r.path for r in GUARDED if r.method == "POST" and permissions.allowed("auditor", r.permission or "")]
    assert set(writes) <= {"/account/password", "/audit/verify", "/review/views", "/review/views/{number:int}/drop"}


@pytest.mark.parametrize("role", permissions.ROLES)
@pytest.mark.parametrize("route", GUARDED, ids=lambda r: f"{r.method} {r.path}")
def test_each_address_with_each_role(shared: Bench, clients: dict[str, Client], route: Route, role: str) -> None:
    assert route.permission is not None
    before = contents(shared)
    answer = clients[role].request(route.method, address(route), headers={"X-CSRF": clients[role].csrf})
    assert answer.status_code < 500
    if permissions.allowed(role, route.permission):
        assert answer.status_code != 403
        assert answer.headers.get("location") != "/login"
    else:
        assert answer.status_code == 403
        assert contents(shared) == before


@pytest.mark.parametrize("route", GUARDED, ids=lambda r: f"{r.method} {r.path}")
def test_a_visitor_without_account_is_sent_to_the_login(shared: Bench, route: Route) -> None:
    before = contents(shared)
    client = shared.client()
    answer = client.request(route.method, address(route))
    assert answer.status_code == 303 and answer.headers["location"].startswith("/login")
    answer = client.request(route.method, address(route), headers={"Accept": "application/json"})
    assert answer.status_code == 401 and answer.json()["error"]
    assert contents(shared) == before


@pytest.mark.parametrize("route", [r for r in ALL if r.method == "POST"], ids=lambda r: r.path)
def test_a_form_without_its_token_is_refused(shared: Bench, clients: dict[str, Client], route: Route) -> None:
    role = next(r for r in permissions.ROLES if route.permission is None or permissions.allowed(r, route.permission))
    before = contents(shared)
    for headers in ({}, {"X-CSRF": ""}, {"X-CSRF": "x" * 43}):
        assert clients[role].request("POST", address(route), headers=headers).status_code == 403
    assert clients[role].request("POST", address(route), data={"csrf": "x"}).status_code == 403
    assert contents(shared) == before


@pytest.mark.parametrize("role", permissions.ROLES)
def test_no_page_holds_inline_script_or_style(clients: dict[str, Client], role: str) -> None:
    for route in ALL:
        if route.method == "GET" and "{" not in route.path and (route.permission is None or permissions.allowed(role, route.permission)):
            page = clients[role].get(route.path).text
            assert not re.search(r"<script(?![^>]* src=)(?![^>]* type=\"application/json\")", page), route.path
            assert not re.search(r"<style|<[^>]* style=|<[^>]* on[a-z]+=|javascript:", page), route.path
            assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", page), route.path
