"""What a hostile page, request or document meets at the door."""

import io
import logging
import re
import resource
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.responses import JSONResponse, Response

from pipeline.flow import Flow
from pipeline.review import accounts, security
from pipeline.review.body import cleaned
from pipeline.review.call import Call, Route
from pipeline.store import Database
from tests.review.workbench import PASSWORD, Bench, running, token

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
SECRET = "张三四五 370000190001011234"


def echo(call: Call) -> Response:
    files = [[f.name, len(f.content)] for f in call.files]
    return JSONResponse({"fields": {k: list(v) for k, v in call.fields.items()}, "files": files})


def broken(call: Call) -> Response:
    raise ValueError(SECRET)


ROUTES = (
    *accounts.ROUTES,
    Route("POST", "/echo", echo, "account.own", "echo"),
    Route("GET", "/broken", broken, "account.own", "broken"),
)


@pytest.fixture
def small(tmp_path: Path, flow: Flow) -> Iterator[Bench]:
    """A workbench that takes little."""
    database = Database.open(f"sqlite:///{tmp_path / 'small.db'}")
    database.migrate()
    limits = {"max_file_bytes": 1000, "max_request_bytes": 3000, "max_files": 3, "max_fields": 5, "max_field_bytes": 500}
    with running(database, flow, ROUTES, **limits) as made:
        yield made
    database.close()


def uploads(*sizes: int) -> list[tuple[str, tuple[str, bytes]]]:
    return [("file", (f"{n}.txt", b"x" * size)) for n, size in enumerate(sizes)]


@pytest.mark.parametrize("path", ["/login", "/", "/nowhere", "/openapi.json", "/healthz", "/static/app.css", "/account"])
def test_every_answer_carries_the_headers(bench: Bench, path: str) -> None:
    headers = bench.client().get(path).headers
    assert headers["content-security-policy"] == CSP
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-frame-options"] == "DENY"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert "server" not in headers


def test_pages_are_not_kept_and_styles_are(bench: Bench) -> None:
    client = bench.client()
    page = client.get("/login")
    assert page.headers["cache-control"] == "no-store"
    style = re.search(r'href="(/static/app\.css\?v=[0-9a-f]+)"', page.text)
    assert style is not None
    assert "immutable" in client.get(style[1]).headers["cache-control"]
    assert client.get("/static/app.css").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static/", "/static/none.js"])
def test_only_the_styles_and_scripts_are_served(bench: Bench, path: str) -> None:
    assert bench.client().get(path).status_code == 404


def test_the_session_cookie_is_for_this_server_alone(bench: Bench) -> None:
    client = bench.client()
    csrf = token(client.get("/login").text)
    answer = client.post("/login", data={"login": "drafter", "password": PASSWORD, "csrf": csrf})
    cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith("gongkai_session="))
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie and "Path=/" in cookie and "Domain" not in cookie
    assert "Secure" not in cookie
    value = cookie.split("=", 1)[1].split(";")[0]
    assert len(value) >= 43  # 256 bits in Base64
    with bench.office.database.reading() as session:
        kept = session.connection().exec_driver_sql("SELECT token FROM logins").scalars().all()
    assert value not in kept


def test_behind_https_the_cookie_is_secure(bench: Bench) -> None:
    client = bench.client()
    client.csrf = token(client.get("/login", headers={"X-Forwarded-Proto": "https"}).text)
    headers = {"X-Forwarded-Proto": "https", "Cookie": f"gongkai_form={client.csrf}"}
    answer = client.post("/login", data={"login": "drafter", "password": PASSWORD}, headers=headers)
    assert all("Secure" in c for c in answer.headers.get_list("set-cookie") if c.startswith("gongkai_session="))


def test_a_login_form_of_another_site_is_refused(bench: Bench) -> None:
    fields = {"login": "drafter", "password": PASSWORD}
    assert bench.client().post("/login", data=fields).status_code == 403
    client = bench.client()
    client.csrf = token(client.get("/login").text)
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}):
        assert client.post("/login", data=fields, headers=headers).status_code == 403
    assert client.post("/login", data=fields, headers={"Origin": bench.address}).status_code == 303


def test_the_token_of_another_session_is_refused(bench: Bench) -> None:
    one, other = bench.log_in("drafter"), bench.log_in("drafter2")
    one.csrf = other.csrf
    assert one.post("/display", data={"large": "1"}).status_code == 403


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("/drafting?page=2", "/drafting?page=2"),
        ("//evil.example/", "/"),
        ("https://evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
        ("/x\r\nSet-Cookie: a=b", "/"),
    ],
)
def test_nobody_is_sent_to_another_site(given: str, kept: str) -> None:
    assert security.local(given) == kept


def test_a_login_leads_back_to_the_page_that_was_asked_for(bench: Bench) -> None:
    client = bench.client()
    answer = client.get("/account?x=1")
    assert answer.headers["location"] == "/login?back=/account%3Fx%3D1"
    client.csrf = token(client.get(answer.headers["location"]).text)
    fields = {"login": "drafter", "password": PASSWORD, "back": "//evil.example"}
    assert client.post("/login", data=fields).headers["location"] == "/"


def test_an_unknown_host_name_is_refused_where_names_are_set(tmp_path: Path, flow: Flow) -> None:
    database = Database.open(f"sqlite:///{tmp_path / 'hosts.db'}")
    database.migrate()
    with running(database, flow, hosts=("gongkai.example",)) as bench:
        client = bench.client()
        assert client.get("/login").status_code == 400
        assert client.get("/login", headers={"Host": "gongkai.example:8000"}).status_code == 200
    database.close()


def test_an_address_is_not_reflected_as_markup(bench: Bench) -> None:
    client = bench.log_in("drafter")
    for path in ("/%3Cscript%3Ealert(1)%3C/script%3E", "/account?%3Cscript%3Ealert(1)%3C/script%3E", "/documents/%22%3E%3Cxx%3E"):
        assert "<script>alert" not in client.get(path).text
        assert "<xx>" not in client.get(path).text


def test_a_fault_tells_a_number_and_a_place_but_no_text(small: Bench, caplog: pytest.LogCaptureFixture) -> None:
    client = small.log_in("drafter")
    with caplog.at_level(logging.DEBUG):
        answer = client.get("/broken")
    assert answer.status_code == 500
    number = re.search("故障编号 ([0-9a-f]{8})", answer.text)
    assert number is not None and number[1] in caplog.text
    assert "ValueError at" in caplog.text
    assert SECRET not in answer.text and SECRET not in caplog.text
    answer = client.get("/broken", headers={"Accept": "application/json"})
    assert answer.status_code == 500 and SECRET not in answer.text and "故障编号" in answer.json()["error"]


def test_a_database_that_fails_is_told_without_its_message(small: Bench, caplog: pytest.LogCaptureFixture) -> None:
    client = small.log_in("drafter")
    with small.office.database.writing() as session:
        session.connection().exec_driver_sql("DROP TABLE logins")
    answer = client.get("/account")
    assert answer.status_code == 500
    assert "故障编号" in answer.text and "logins" not in answer.text
    assert answer.headers["content-security-policy"] == CSP
    assert "OperationalError" in caplog.text and "SELECT" not in caplog.text


def test_fields_and_files_of_every_form_arrive(small: Bench) -> None:
    client = small.log_in("drafter")
    multipart = client.post("/echo", data={"a": ["一", "二"]}, files=[("f", ("../../etc/报告.txt", b"123"))]).json()
    assert multipart == {"fields": {"a": ["一", "二"]}, "files": [["报告.txt", 3]]}
    assert client.post("/echo", data={"a": "1", "b": "", "c": "全 角"}).json()["fields"] == {"a": ["1"], "b": [""], "c": ["全 角"]}
    assert client.post("/echo", json={"a": ["一", "二"], "n": 3}).json()["fields"] == {"a": ["一", "二"], "n": ["3"]}
    assert client.post("/echo").json() == {"fields": {}, "files": []}


@pytest.mark.parametrize(
    ("sizes", "status", "limit"),
    [
        ((1000, 1000), 200, ""),
        ((1001,), 413, "单个文件过大"),
        ((900, 900, 900, 900), 413, "过大"),
        ((1, 1, 1), 200, ""),
        ((1, 1, 1, 1), 413, "一次最多上传 3 个文件"),
    ],
)
def test_uploads_have_limits(small: Bench, sizes: tuple[int, ...], status: int, limit: str) -> None:
    answer = small.log_in("drafter").post("/echo", files=uploads(*sizes))
    assert answer.status_code == status
    assert limit in answer.text


def test_a_field_and_their_number_have_limits(small: Bench) -> None:
    client = small.log_in("drafter")
    assert client.post("/echo", data={"text": "字" * 200}, files=uploads(1)).status_code == 413
    assert client.post("/echo", data={str(n): "1" for n in range(6)}, files=uploads(1)).status_code == 413
    assert client.post("/echo", data={str(n): "1" for n in range(6)}).status_code == 400


def test_an_upload_that_is_too_large_is_refused_and_not_held(small: Bench) -> None:
    client = small.log_in("drafter")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    def long() -> Iterator[bytes]:
        yield from (b"x" * 65536 for _ in range(3000))

    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = client.post("/echo", content=long(), headers=headers)
    assert answer.status_code == 413
    assert "上限" in answer.text
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # kilobytes, of 196,608


def test_what_a_visitor_without_account_may_send_is_little(bench: Bench) -> None:
    client = bench.client()
    client.csrf = token(client.get("/login").text)
    assert client.post("/login", data={"login": "x" * 70_000, "password": "y"}).status_code == 413


def test_nothing_of_an_upload_is_written_to_a_disk(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    client = bench.log_in("drafter")
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere-at-all")
    with pytest.raises(OSError, match="nowhere"):
        tempfile.TemporaryFile()
    content = "关于调整办公时间的通知\n各科室：\n".encode() + "自下周起执行。\n".encode() * 200_000
    answer = client.post("/drafting/upload", files=[("file", ("通知.txt", io.BytesIO(content)))])
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("multipart/form-data; boundary=x", b"no multipart at all"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\ncut off'),
        ("multipart/form-data", b"--x--"),
        ("application/json", b"[1, 2]"),
        ("application/json", b"{"),
        ("application/json", b"[" * 2500),
        ("application/x-www-form-urlencoded", "名=值".encode()),
        ("text/xml", b"<x/>"),
    ],
)
def test_a_damaged_body_is_told_and_not_a_fault(small: Bench, kind: str, content: bytes) -> None:
    answer = small.log_in("drafter").post("/echo", content=content, headers={"Content-Type": kind})
    assert answer.status_code in (400, 415)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("报告.docx", "报告.docx"),
        ("C:\\Users\\x\\报告.docx", "报告.docx"),
        ("../../etc/passwd", "passwd"),
        ("a\r\nb\u202egpj.exe", "abgpj.exe"),
        ("", "未命名"),
        ("...", "未命名"),
        ("字" * 300 + ".pdf", "字" * 196 + ".pdf"),
    ],
)
def test_names_of_files_are_cleaned(given: str, kept: str) -> None:
    assert cleaned(given) == kept
