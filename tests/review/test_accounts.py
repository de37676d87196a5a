"""Logging in and out, passwords, and what the administrator keeps."""

from datetime import datetime, timedelta

import httpx
import pytest

from pipeline.review import passwords
from pipeline.store import chain, people
from tests.review.workbench import PASSWORD, USERS, Bench, token

NEW = "Qing-liu-he-8"


def attempt(bench: Bench, login: str, password: str) -> httpx.Response:
    client = bench.client()
    client.csrf = token(client.get("/login").text)
    return client.post("/login", data={"login": login, "password": password})


def number(bench: Bench, login: str) -> int:
    with bench.office.database.reading() as session:
        found = people.by_login(session, login)
    assert found is not None
    return found.id


@pytest.mark.parametrize(
    ("login", "desk"),
    [("drafter", "/drafting"), ("reviewer", "/review"), ("signer", "/signing"), ("administrator", "/people"), ("auditor", "/audit")],
)
def test_each_role_comes_to_its_desk(bench: Bench, login: str, desk: str) -> None:
    client = bench.log_in(login)
    assert client.get("/").headers["location"] == desk
    assert USERS[login][0] in client.get("/account").text


def test_the_login_is_taken_in_any_case_and_with_spaces_around(bench: Bench) -> None:
    assert attempt(bench, " Drafter ", PASSWORD).status_code == 303


def test_no_answer_tells_whether_an_account_exists(bench: Bench) -> None:
    with bench.office.database.writing() as session:
        closed = people.by_login(session, "drafter2")
        assert closed is not None
        closed.active = False
    seen = set()
    for login, password in (("drafter", "wrong-password"), ("nobody1", "wrong-password"), ("drafter2", PASSWORD)):
        page = attempt(bench, login, password)
        assert page.status_code == 401
        seen.add(page.text.replace(token(page.text), "").replace(f'value="{login}"', ""))
    assert len(seen) == 1


def test_wrong_passwords_lock_an_account_for_a_while(any_bench: Bench) -> None:
    any_bench.clock.now = datetime(2026, 11, 24, 2, 0)
    for _ in range(5):
        assert attempt(any_bench, "drafter", "wrong-password").status_code == 401
    assert attempt(any_bench, "drafter", PASSWORD).status_code == 401
    assert attempt(any_bench, "drafter2", PASSWORD).status_code == 303
    with any_bench.office.database.reading() as session:
        assert [e.action for e in chain.entries(session, "user:drafter")[0]][-1] == "locked_out"
    any_bench.clock.now += timedelta(minutes=16)
    assert attempt(any_bench, "drafter", PASSWORD).status_code == 303


def test_wrong_passwords_before_a_right_one_are_forgotten(bench: Bench) -> None:
    for _ in range(2):
        for _ in range(4):
            assert attempt(bench, "drafter", "wrong-password").status_code == 401
        assert attempt(bench, "drafter", PASSWORD).status_code == 303


def test_a_session_ends_when_idle_and_after_its_hours(bench: Bench) -> None:
    bench.clock.now = start = datetime(2026, 11, 24, 1, 0)
    client = bench.log_in("drafter")
    for hour in range(1, 12):
        bench.clock.now = start + timedelta(hours=hour)
        assert client.get("/account").status_code == 200
    bench.clock.now = start + timedelta(hours=12, seconds=1)
    assert client.get("/account").status_code == 303
    other = bench.log_in("drafter2")
    bench.clock.now += timedelta(hours=2, seconds=1)
    assert other.get("/account").status_code == 303


def test_a_session_is_over_after_logout_and_new_with_each_login(bench: Bench) -> None:
    client = bench.log_in("drafter")
    first = client.cookies["gongkai_session"]
    assert client.post("/logout").status_code == 303
    assert client.get("/account", headers={"Cookie": f"gongkai_session={first}"}).status_code == 303
    assert bench.log_in("drafter").cookies["gongkai_session"] != first
    again = bench.client()
    again.cookies["gongkai_session"] = "x" * 43
    again.csrf = token(again.get("/login").text)
    answer = again.post("/login", data={"login": "drafter", "password": PASSWORD})
    assert "x" * 43 not in answer.headers["set-cookie"]


def test_a_new_password_ends_the_other_sessions(any_bench: Bench) -> None:
    here, elsewhere = any_bench.log_in("drafter"), any_bench.log_in("drafter")
    answer = here.post("/account/password", data={"old": PASSWORD, "new": NEW, "again": NEW})
    assert answer.status_code == 303
    assert here.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 303
    assert attempt(any_bench, "drafter", PASSWORD).status_code == 401
    assert attempt(any_bench, "drafter", NEW).status_code == 303


@pytest.mark.parametrize(
    ("old", "new", "again", "why"),
    [
        ("wrong-password", NEW, NEW, "当前密码不对"),
        (PASSWORD, NEW, NEW + "x", "两次输入的密码不一致"),
        (PASSWORD, "Ab3-xyz", "Ab3-xyz", "至少要有 10 个字符"),
        (PASSWORD, PASSWORD, PASSWORD, "不能与当前密码相同"),
        (PASSWORD, "password123", "password123", "很常见"),
        (PASSWORD, "", "", "至少要有 10 个字符"),
    ],
)
def test_a_password_is_changed_only_for_a_good_one(bench: Bench, old: str, new: str, again: str, why: str) -> None:
    client = bench.log_in("drafter")
    answer = client.post("/account/password", data={"old": old, "new": new, "again": again})
    assert answer.status_code == 422
    assert why in answer.text
    assert attempt(bench, "drafter", PASSWORD).status_code == 303


@pytest.mark.parametrize("bad", ["1234567890", "0987654321", "qwertyuiop", "aaaaaaaaaa", "password123", "Admin@123456", "drafter-2026", "abcdefghij", "1q2w3e4r5t", "x" * 300])
def test_weak_passwords_are_refused(bad: str) -> None:
    assert passwords.weakness(bad, login="drafter", least=10)


@pytest.mark.parametrize("good", [PASSWORD, NEW, "正确的马电池订书钉一二", "correct horse battery", passwords.made()])
def test_good_passwords_are_taken(good: str) -> None:
    assert passwords.weakness(good, login="drafter", least=10) == ""
    assert passwords.matches(passwords.hashed(good), good)
    assert not passwords.matches(passwords.hashed(good), good + " ")


def test_a_hash_of_old_parameters_is_renewed_at_the_login(bench: Bench) -> None:
    from argon2 import PasswordHasher

    with bench.office.database.writing() as session:
        account = people.by_login(session, "drafter")
        assert account is not None
        account.password = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    assert attempt(bench, "drafter", PASSWORD).status_code == 303
    with bench.office.database.reading() as session:
        account = people.by_login(session, "drafter")
    assert account is not None
    assert "m=65536,t=3,p=4" in account.password


def test_the_administrator_adds_a_person_who_chooses_a_password(bench: Bench) -> None:
    administrator = bench.log_in("administrator")
    fields = {"login": "chen.yu", "name": "陈雨", "role": "drafter", "department": "1"}
    page = administrator.post("/people", data=fields)
    password = page.text.split('id="one-time">')[1].split("<")[0]
    client = bench.log_in("chen.yu", password)
    assert client.get("/drafting").headers["location"] == "/account"
    assert client.get("/drafting", headers={"Accept": "application/json"}).status_code == 403
    changed = client.post("/account/password", data={"old": password, "new": NEW, "again": NEW})
    assert changed.status_code == 303
    assert client.get("/drafting").status_code == 200
    assert password not in administrator.get("/people").text


@pytest.mark.parametrize(
    "change",
    [{"login": "x"}, {"login": "有空 格"}, {"login": "drafter"}, {"name": ""}, {"role": "king"}, {"role": ""}, {"department": "99"}, {"department": ""}],
)
def test_an_account_that_makes_no_sense_is_not_added(bench: Bench, change: dict[str, str]) -> None:
    client = bench.log_in("administrator")
    fields = {"login": "chen.yu", "name": "陈雨", "role": "drafter", "department": "1"} | change
    assert client.post("/people", data=fields).status_code in (409, 422)
    with bench.office.database.reading() as session:
        assert people.count_users(session) == len(USERS)


def test_a_changed_or_closed_account_loses_its_sessions_at_once(bench: Bench) -> None:
    administrator, client, other = bench.log_in("administrator"), bench.log_in("drafter"), bench.log_in("drafter2")
    fields = {"name": "林知夏", "role": "reviewer", "department": "3", "active": "1"}
    assert administrator.post(f"/people/{number(bench, 'drafter')}", data=fields).status_code == 303
    assert client.get("/account").status_code == 303
    assert bench.log_in("drafter").get("/").headers["location"] == "/review"
    fields = {"name": "许望舒", "role": "drafter", "department": "2"}
    assert administrator.post(f"/people/{number(bench, 'drafter2')}", data=fields).status_code == 303
    assert other.get("/account").status_code == 303
    assert attempt(bench, "drafter2", PASSWORD).status_code == 401


def test_the_last_administrator_stays(bench: Bench) -> None:
    client = bench.log_in("administrator")
    own = f"/people/{number(bench, 'administrator')}"
    assert client.post(own, data={"name": "苏管事", "role": "auditor", "active": "1"}).status_code == 422
    assert client.post(own, data={"name": "苏管事", "role": "administrator"}).status_code == 422
    assert client.get("/people").status_code == 200


def test_a_reset_ends_the_sessions_and_lifts_the_lock(bench: Bench) -> None:
    client = bench.log_in("drafter")
    for _ in range(5):
        attempt(bench, "drafter", "wrong-password")
    page = bench.log_in("administrator").post(f"/people/{number(bench, 'drafter')}/password")
    password = page.text.split('id="one-time">')[1].split("<")[0]
    assert client.get("/account").status_code == 303
    assert attempt(bench, "drafter", password).status_code == 303


def test_departments_are_added_and_renamed(any_bench: Bench) -> None:
    client = any_bench.log_in("administrator")
    assert client.post("/departments", data={"name": "江州市水务局", "kind": "drafting"}).status_code == 303
    assert client.post("/departments", data={"name": "江州市水务局", "kind": "drafting"}).status_code == 409
    assert client.post("/departments", data={"name": "江州市某局", "kind": "none"}).status_code == 422
    assert client.post("/departments/1", data={"name": "江州市教育局", "kind": "drafting"}).status_code == 409
    assert client.post("/departments/1", data={"name": "江州市民政与社会事务局", "kind": "drafting"}).status_code == 303
    assert "江州市民政与社会事务局" in client.get("/departments").text
    assert client.post("/departments/99", data={"name": "江州市某局", "kind": "drafting"}).status_code == 404


def test_both_scripts_from_the_same_words(bench: Bench) -> None:
    client = bench.log_in("drafter")
    assert client.post("/display", data={"script": "hant", "back": "/account"}).headers["location"] == "/account"
    page = client.get("/account").text
    assert 'lang="zh-Hant"' in page and "帳戶與密碼" in page.replace("賬", "帳") and "擬稿人" in page
    assert "林知夏" in page  # a name stays as it is
    assert "/static/hant/app.js" in page
    assert client.get("/nowhere").text.count("沒有這個頁面") == 1
    assert client.post("/display", data={"script": "hans"}).status_code == 303
    assert 'lang="zh-Hans"' in client.get("/account").text
    assert client.post("/display", data={"script": "klingon"}).status_code == 303
    assert 'lang="zh-Hans"' in client.get("/account").text


def test_the_login_page_too_in_both_scripts_and_large(bench: Bench) -> None:
    client = bench.client()
    client.csrf = token(client.get("/login").text)
    client.post("/display", data={"script": "hant"})
    client.post("/display", data={"large": "1"})
    page = client.get("/login").text
    assert 'lang="zh-Hant" class="large"' in page
    assert "密碼" in page


def test_what_the_administrator_does_stands_in_the_chain(any_bench: Bench) -> None:
    client = any_bench.log_in("administrator")
    client.post("/people", data={"login": "chen.yu", "name": "陈雨", "role": "auditor"})
    client.post(f"/people/{number(any_bench, 'chen.yu')}/password")
    with any_bench.office.database.reading() as session:
        entries = chain.entries(session, "user:chen.yu")[0]
        assert {e.action for e in entries} == {"user_added", "password_reset"}
        assert all("陈雨" not in e.facts for e in entries)
        assert chain.verify(session).broken_at is None
