"""The audit page: the chain narrowed and verified, the head and the evidence taken away."""

import json
from datetime import datetime

import pytest

from pipeline.store import chain, evidence
from tests.review.dossiers import approving, sign_all, uploaded
from tests.review.workbench import USERS, Bench

SECRET = "机密★5年\n江州市民政局关于演练的通知\n各县区民政局：\n请按方案组织地下指挥所演练。\n江州市民政局\n2026年11月20日\n"


def refused(bench: Bench, login: str) -> None:
    client = bench.log_in(login)
    files = [("file", ("演练.txt", SECRET.encode()))]
    assert client.post("/drafting/upload", files=files, headers={"Accept": "application/json"}).json()["results"][0]["kind"] == "refused"


def test_the_chain_is_shown_and_narrowed(bench: Bench):
    receipt = approving(bench)
    sign_all(bench, receipt)
    client = bench.log_in("auditor")
    page = client.get("/audit").text
    assert receipt in page and "系统分析" in page and "陆怀远" in page
    assert receipt in client.get("/audit", params={"subject": receipt, "action": "sign", "actor": "signer"}).text
    assert "没有符合条件的记录" in client.get("/audit", params={"subject": receipt, "action": "release"}).text
    today = bench.office.today().isoformat()
    assert receipt in client.get("/audit", params={"since": today, "until": today}).text
    assert receipt not in client.get("/audit", params={"until": "2020-01-01"}).text


def test_a_day_is_the_offices_own(bench: Bench):
    bench.clock.now = datetime(2026, 11, 24, 17, 30)  # half past one of the 25th in China
    receipt = uploaded(bench)
    client = bench.log_in("auditor")
    assert receipt in client.get("/audit", params={"since": "2026-11-25", "until": "2026-11-25"}).text
    assert receipt not in client.get("/audit", params={"until": "2026-11-24"}).text


def test_one_click_verifies_the_chain(any_bench: Bench):
    uploaded(any_bench)
    client = any_bench.log_in("auditor")
    assert "审计链完整" in client.post("/audit/verify").text
    assert client.post("/audit/verify", headers={"Accept": "application/json"}).json()["broken_at"] is None


def test_a_changed_entry_is_found(bench: Bench):
    from sqlalchemy import text

    uploaded(bench)
    with bench.office.database.writing() as session:
        session.execute(text("DROP TRIGGER audit_update"))
        session.execute(text("UPDATE audit SET actor = 'somebody' WHERE seq = 1"))
    answer = bench.log_in("auditor").post("/audit/verify")
    assert "审计链不完整" in answer.text and "第 1 条" in answer.text


def test_the_head_and_the_chain_are_exported(bench: Bench):
    uploaded(bench)
    client = bench.log_in("auditor")
    head = chain.read_head(client.get("/audit/head.json").text)
    lines = client.get("/audit/chain.jsonl").text.splitlines()
    with bench.office.database.reading() as session:
        assert chain.verify(session, head=head).broken_at is None
        assert [json.loads(line)["seq"] for line in lines] == list(range(1, chain.head(session).entries + 1))


def test_the_evidence_pack_verifies_and_is_on_record(any_bench: Bench):
    receipt = approving(any_bench)
    sign_all(any_bench, receipt)
    answer = any_bench.log_in("auditor").get(f"/documents/{receipt}/evidence.zip")
    report = evidence.verify_pack(answer.content)
    assert (report.receipt, report.faults) == (receipt, ())
    with any_bench.office.database.reading() as session:
        (entry,), _ = chain.entries(session, receipt, action="evidence")
        assert entry.actor == "auditor"


def test_an_entry_is_told_in_chinese_and_not_by_ids(bench: Bench):
    receipt = approving(bench)
    said = (
        ("judge", {"target": "mention:211-214", "verdict": "accept"}, "对象</span> 个人信息 第212—214字"),
        ("judge", {"target": "gate:wording", "verdict": "reject"}, "对象</span> 文字关"),
        ("judge", {"target": "sheet:manner", "verdict": "unsure"}, "对象</span> 公开方式"),
        ("judge", {"target": "element:title:0-24"}, "对象</span> 标题 第1—24字"),
        ("judge", {"target": "ground:attribute-14.secret"}, "对象</span> 属性依据"),
        ("exported", {"what": "head"}, "内容</span> 链头"),
    )
    with bench.office.database.writing() as session:
        for action, facts, _ in said:
            chain.append(session, actor="reviewer", action=action, subject=receipt, facts=facts, now=bench.office.now())
        for action in ("backup", "restore"):
            chain.append(session, actor="command", action=action, subject="database", facts={}, now=bench.office.now())
        subjects = (("user_added", "user:drafter", "drafter"), ("department_added", "department:1", "drafting"))
        for action, subject, kind in subjects:
            facts = {"kind" if action.startswith("d") else "role": kind}
            chain.append(session, actor="demo", action=action, subject=subject, facts=facts, now=bench.office.now())
    page = bench.log_in("auditor").get("/audit").text
    assert [words for _, _, words in said if words not in page] == []
    assert ">备份</b>" in page and ">恢复备份</b>" in page and ">数据库</td>" in page
    assert ">演示数据</td>" in page and ">命令行</td>" in page
    assert "账户 <bdi>林知夏（drafter）</bdi>" in page and "类别</span> 业务部门" in page and "角色</span> 拟稿人" in page


def test_the_evidence_stands_beside_its_document(bench: Bench):
    receipt = uploaded(bench)
    link = f'href="/documents/{receipt}/evidence.zip"'
    assert link in bench.log_in("auditor").get("/audit").text
    assert link not in bench.log_in("administrator").get("/audit").text


def test_refused_uploads_are_numbers_only(bench: Bench):
    refused(bench, "drafter")
    refused(bench, "drafter")
    refused(bench, "drafter2")
    page = bench.log_in("auditor").get("/audit").text
    table = page.split("因密级标志拒收")[1]
    assert "江州市民政局" in table and "江州市教育局" in table
    assert 'class="number">2<' in table and 'class="number">1<' in table
    assert "演练" not in page and "机密" not in page


@pytest.mark.parametrize("path", ["/audit", "/audit/head.json", "/audit/chain.jsonl", "/documents/GK-20261124-0001/evidence.zip"])
def test_only_those_who_audit_open_it(bench: Bench, path: str):
    exports = path != "/audit"
    for login, (_, role, _) in USERS.items():
        if role == "auditor" or (role == "administrator" and not exports) or login.endswith("2"):
            continue
        assert bench.log_in(login).get(path).status_code == 403, (login, path)
