"""What the tests of the drafting desk share: an invented notice, how to hand it in, and who signs what."""

from typing import Any

import httpx

from pipeline.review.workflow import transition
from pipeline.store import people, submissions
from tests.review.workbench import Bench

JSON = {"Accept": "application/json"}
NOTICE = """江州市民政局关于印发《江州市冬季临时救助办法》的通知

江民发〔2026〕12号

各县区民政局：

现将《江州市冬季临时救助办法》印发给你们，请遵照执行。

江州市民政局
2026年11月20日

江州市冬季临时救助办法

第一条 为了保障困难群众温暖过冬，根据《社会救助暂行办法》，制定本办法。
第二条 本办法适用于本市行政区域内因突发事件导致基本生活陷入困境的家庭。
第三条 救助标准为每人每月600元，最长不超过三个月。
第四条 申请人应当向户籍所在地乡镇人民政府提出申请，乡镇人民政府应当在5个工作日内审核。
第五条 骗取救助资金的，由县级民政部门责令退回，并依法处理。
第六条 市财政局负责资金保障，市卫生健康委员会负责医疗救治的衔接。
第七条 本办法自2026年12月1日起施行，有效期二年。
"""
SECRET = "机密★5年\n\n江州市民政局关于演练的通知\n\n各县区民政局：\n\n请按方案组织。\n\n江州市民政局\n2026年11月20日\n"


def sent(client: httpx.Client, *files: tuple[str, bytes], **fields: str) -> httpx.Response:
    return client.post("/drafting/upload", files=[("file", f) for f in files], data=fields, headers=JSON)


def handed_in(bench: Bench, client: httpx.Client, text: str = NOTICE, name: str = "救助.txt") -> str:
    """Return the receipt of a document that is handed in and analysed."""
    receipt = sent(client, (name, text.encode())).json()["results"][0]["receipt"]
    bench.analyse()
    return str(receipt)


def sent_back(bench: Bench, receipt: str, codes: tuple[str, ...] = ("T11",), reason: str = "请核对个人信息") -> None:
    """Send a document to the review and back, as a reviewer does."""
    with bench.office.database.writing() as session:
        drafter, reviewer = people.by_login(session, "drafter"), people.by_login(session, "reviewer")
        assert drafter and reviewer
        found = submissions.find(session, drafter, receipt)
        assert found
        submissions.move(session, found, transition("submit"), user=drafter, now=bench.office.now())
        submissions.move(
            session, found, transition("return"), user=reviewer, reason=reason, codes=codes, now=bench.office.now()
        )


def facts_of(bench: Bench, receipt: str, action: str) -> list[dict[str, Any]]:
    """Return the facts of the audit entries of an action on a document."""
    import json

    from pipeline.store import chain

    with bench.office.database.reading() as session:
        entries, _ = chain.entries(session, receipt, size=500)
        return [json.loads(e.facts) for e in entries if e.action == action]
