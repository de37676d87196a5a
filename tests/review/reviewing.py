"""Documents in the reviewers' queue, with records written by hand so that they are there at once."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from pipeline.record import Record
from pipeline.review import filing
from pipeline.review.workflow import transition
from pipeline.store import people, submissions
from pipeline.store.tables import Submission
from tests.review.workbench import Bench

HTML, JSON = {"accept": "text/html"}, {"accept": "application/json"}
TITLE = "江州市民政局关于发放临时救助金的通知"
TEXT = f"{TITLE}\n各街道办事处：\n经审核，向程怀瑾发放救助金六千元，联系电话13900001234。\n请程怀瑾于本月底前领取。\n江州市民政局\n2026年11月3日"


def spans(text: str, value: str) -> list[tuple[int, int]]:
    """Return each place of a value in a text."""
    found, at = [], text.find(value)
    while at >= 0:
        found.append((at, at + len(value)))
        at = text.find(value, at + len(value))
    return found


def mention(start: int, end: int, kind: str = "person_name", **more: Any) -> Record:
    """Return a personal span of a record."""
    usual = {
        "role": "private" if kind == "person_name" else None,
        "action": "mask",
        "replacement": "程某某",
        "score": 0.9,
        "by": "names",
    }
    return {"start": start, "end": end, "kind": kind, **usual, **more}


def record(text: str = TEXT, personal: Sequence[Record] | None = None, **more: Any) -> Record:
    """Return a record of a text; its first line is the title; a name and a number are found where TEXT has them."""
    title = text.partition("\n")[0]
    if personal is None:
        names = [mention(*place) for place in spans(text, "程怀瑾")]
        numbers = [
            mention(*place, "mobile", replacement="139****1234", by="numbers") for place in spans(text, "13900001234")
        ]
        personal = sorted([*names, *numbers], key=lambda m: m["start"])
    ground = {
        "rule": "art20-11", "article": "条例第二十条第十一项", "reason_code": None, "supports": "proactive",
        "evidence": [[0, len(title)]], "note": "社会救助",
    }  # fmt: skip
    attribute = {
        "label": "proactive", "delivery": "redacted" if personal else "full", "candidates": ["proactive"], "declared": None,
        "probability": {"proactive": 0.8, "on_request": 0.15, "withheld": 0.05}, "needs_review": False, "grounds": [ground], "parts": [],
    }  # fmt: skip
    whole: Record = {
        "id": hashlib.sha256(text.encode()).hexdigest(), "source": "test", "text": text, "body_end": len(text),
        "kind": {"form": "notice", "inner": None, "normative": False, "policy": False}, "regime": "regulation",
        "elements": [{"label": "title", "start": 0, "end": len(title)}] if title else [], "sentences": [[0, len(text)]],
        "secrecy": {"stopped": False, "mark": None, "expires": None}, "attribute": attribute,
        "topics": [{"scheme": "state_council", "label": "民政、扶贫、救灾", "second": "社会福利", "score": 0.7}],
        "personal": list(personal), "deidentified": text, "draft": None, "tasks": [],
        "validity": {"state": "unknown", "from": None, "until": None, "repeals": []}, "missing": [], "fingerprint": "0" * 64,
    }  # fmt: skip
    return whole | more


def queued(
    bench: Bench, made: Record | None = None, *, state: str = "source_review", days: int = 0, drafter: str = "drafter"
) -> str:
    """Return the receipt of a document in the queue, as if it came so many days ago."""
    made = made or record()
    now = bench.office.now() - timedelta(days=days)
    with bench.office.database.writing() as session:
        user = people.by_login(session, drafter)
        assert user is not None
        found = submissions.create(
            session, user=user, upload_name="来文.txt", content=made["text"].encode("utf-8", "surrogatepass"),
            sha256=made["id"], now=now, day=bench.office.local(now).date(),
        )  # fmt: skip
        submissions.save_analysis(session, submissions.version(session, found), made, purpose="first", now=now)
        filing.file_record(session, bench.office, found, made, "first")
        submissions.move(session, found, transition("submit"), user=user, now=now)
        found.state = state
        return found.receipt


def stored(bench: Bench, receipt: str) -> Submission:
    """Return a document as it stands."""
    with bench.office.database.reading() as session:
        user = people.by_login(session, "auditor")
        assert user is not None
        found = submissions.find(session, user, receipt)
        assert found is not None
        return found


def judged(bench: Bench, receipt: str) -> Record:
    """Return the record of a document with people's word over it."""
    from pipeline.store import judgements
    from pipeline.store.settled import settled

    with bench.office.database.reading() as session:
        found = session.merge(stored(bench, receipt), load=False)
        return settled(submissions.analysis(session, found, purpose="first") or {}, judgements.of(session, found))
