"""Documents put where a test needs them, through the store: the ways there have tests of their own."""

import hashlib
from typing import Any

import httpx

from pipeline.review import passwords
from pipeline.review.paperwork.form import prefill
from pipeline.review.releasing import dossier, signatures
from pipeline.review.workflow import transition
from pipeline.store import Session, judgements, papers, people, submissions
from pipeline.store.tables import Submission, User
from tests.review.workbench import PASSWORD, Bench

SIGNERS = {
    "drafting": "signer", "secrecy": "secrecy", "justice": "justice", "openness": "openness", "leadership": "leader",
}  # fmt: skip

POLICY = """江州市民政局关于做好困难居民冬季取暖补助工作的通知

各县（区）民政局：

为保障困难居民温暖过冬，根据《社会救助暂行办法》，现就有关事项通知如下：

一、补助对象。本市户籍的最低生活保障家庭、特困供养人员。
二、补助标准。每户每年补助600元，由各县（区）民政局于2026年12月10日前发放。
三、办理程序。困难居民向所在街道提出申请，街道在5个工作日内核实。例如居民李文博，身份证号另附，已由街道代为申请。
四、本通知自2026年12月1日起施行，有效期至2028年12月31日。

江州市民政局
2026年11月20日
"""
INTERPRETATION = {
    "title": "《关于做好困难居民冬季取暖补助工作的通知》政策解读",
    "sections": [
        {
            "element": "background",
            "claims": [{"text": "出台通知是为了让困难居民温暖过冬。", "evidence": [[40, 60]], "by": "machine"}],
        },
        {
            "element": "standards",
            "claims": [{"text": "每户每年可领取六百元。", "evidence": [[120, 150]], "by": "machine"}],
        },
    ],
}
CHECKS = [{"name": "copy_ratio", "passed": True, "value": 0.1, "limit": 0.3}]


def user(session: Session, login: str) -> User:
    found = people.by_login(session, login)
    assert found is not None
    return found


def uploaded(
    bench: Bench,
    text: str = POLICY,
    *,
    drafter: str = "drafter",
    sheet: dict[str, Any] | None = None,
    file: bytes = b"",
    name: str = "通知.txt",
) -> str:
    """Return the receipt of an analysed document with its form and interpretation, still at the drafting desk."""
    content, now = file or text.encode(), bench.office.now()
    with bench.office.database.writing() as session:
        found = submissions.create(
            session, user=user(session, drafter), upload_name=name, content=content,
            sha256=hashlib.sha256(content).hexdigest(), now=now,
        )  # fmt: skip
        receipt = found.receipt
    bench.analyse()
    with bench.office.database.writing() as session:
        found, who = of(session, receipt), user(session, drafter)
        record = submissions.analysis(session, found)
        filled = prefill(
            record,
            department="江州市民政局",
            user_name="林知夏",
            today=bench.office.today(),
            registers=bench.office.registers,
        )
        values = {name: one.value for name, one in filled.items()} | (sheet or {})
        papers.save_sheet(session, found, values, who, now)
        papers.save_interpretation(session, found, INTERPRETATION, CHECKS, who, now)
    return receipt


def of(session: Session, receipt: str) -> Submission:
    found = submissions.find(session, user(session, "auditor"), receipt)
    assert found is not None
    return found


def judged(bench: Bench, receipt: str, target: str, verdict: str, value: dict[str, Any], reason: str = "") -> None:
    with bench.office.database.writing() as session:
        judgements.append(
            session, of(session, receipt), target=target, verdict=verdict, value=value, reason=reason,
            user=user(session, "reviewer"), now=bench.office.now(),
        )  # fmt: skip


def approving(bench: Bench, text: str = POLICY, **more: Any) -> str:
    """Return the receipt of a document that waits for its first signature."""
    receipt = uploaded(bench, text, **more)
    passed(bench, receipt)
    return receipt


def passed(bench: Bench, receipt: str) -> None:
    """Take a document from the drafting desk to the signers."""
    now = bench.office.now()
    with bench.office.database.writing() as session:
        found = of(session, receipt)
        submissions.move(session, found, transition("submit"), user=user(session, "drafter"), now=now)
        submissions.move(session, found, transition("pass"), user=user(session, "reviewer"), now=now)
        step = signatures.round_of(session, dossier.of(session, found), bench.office.registers).next
        found.awaiting = step.kind if step else None


def shown_hash(page: str) -> str:
    """Return the hash of what a page showed, as its form sends it."""
    return page.split('name="signed" value="')[1].split('"')[0]


def state(bench: Bench, receipt: str) -> tuple[str, str | None]:
    with bench.office.database.reading() as session:
        found = of(session, receipt)
        return found.state, found.awaiting


def openness_signer(bench: Bench) -> None:
    """Give the openness office a signer, where it has none yet."""
    with bench.office.database.writing() as session:
        if people.by_login(session, "openness") is None:
            office = next(d for d in people.departments(session) if d.kind == "openness")
            people.add_user(
                session, login="openness", name="方景明", role="signer", department_id=office.id,
                password_hash=passwords.hashed(PASSWORD), now=bench.office.now(),
            )  # fmt: skip


def sign(bench: Bench, login: str, receipt: str, **fields: str) -> httpx.Response:
    client = bench.log_in(login)
    page = client.get(f"/documents/{receipt}/sign")
    assert page.status_code == 200, page.status_code
    signed = {"signed": shown_hash(page.text), "password": PASSWORD}
    return client.post(f"/documents/{receipt}/sign", data=signed | fields)


def sign_all(bench: Bench, receipt: str) -> list[str]:
    """Let everybody sign in turn; return the kinds of their departments."""
    openness_signer(bench)
    signed = []
    while state(bench, receipt)[0] == "approving":
        kind = state(bench, receipt)[1]
        assert kind in SIGNERS, kind
        assert sign(bench, SIGNERS[kind], receipt).status_code == 303
        signed.append(kind)
    return signed
