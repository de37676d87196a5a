"""Records and judgements made by hand, for the tests of what people's words make of them."""

from datetime import datetime
from typing import Any

from pipeline.record import Record
from pipeline.store.settled import Word

NOW = datetime(2026, 11, 24, 9, 30)
TEXT = "江州市民政局\n关于发放补助的通知\n申请人顾小满，住址已核。顾小满应于月底前提交材料。\n联系人陈立行。\n"
"""顾小满 stands twice, 陈立行 once; see `place`."""


def place(value: str, nth: int = 0) -> tuple[int, int]:
    """Return where the nth occurrence of a value stands in `TEXT`."""
    at = -1
    for _ in range(nth + 1):
        at = TEXT.index(value, at + 1)
    return at, at + len(value)


def target(value: str, nth: int = 0) -> str:
    """Return the target of the personal span of a value."""
    start, end = place(value, nth)
    return f"mention:{start}-{end}"


def mention(value: str, nth: int = 0, **changes: Any) -> Record:
    """Return a machine's mention of a value, a private name that is masked."""
    start, end = place(value, nth)
    return {
        "start": start,
        "end": end,
        "kind": "person_name",
        "role": "private",
        "action": "mask",
        "replacement": value[0] + "某某",
        "score": 0.9,
        "by": "tagger",
    } | changes


def made(**changes: Any) -> Record:
    """Return a record: to be published with two names masked and a contact kept."""
    title = place("江州市民政局\n关于发放补助的通知")
    record: Record = {
        "id": "a" * 64,
        "source": "通知.txt",
        "text": TEXT,
        "body_end": len(TEXT),
        "kind": {"form": "notice", "inner": None, "normative": False, "policy": True},
        "regime": "regulation",
        "elements": [{"label": "title", "start": title[0], "end": title[1]}],
        "sentences": [[title[0], title[1]]],
        "secrecy": {"stopped": False, "mark": None, "expires": None},
        "attribute": {
            "label": "proactive",
            "delivery": "redacted",
            "probability": {"proactive": 0.8, "on_request": 0.15, "withheld": 0.05},
            "candidates": ["proactive", "on_request"],
            "needs_review": True,
            "declared": None,
            "grounds": [ground("art20-10-relief", "条例第二十条第十项"), ground("art19-notice", "条例第十九条")],
            "parts": [],
        },
        "topics": [
            {"scheme": "state_council", "label": "民政、扶贫、救灾", "second": "民政", "score": 0.7},
            {"scheme": "state_council", "label": "财政、金融、审计", "score": 0.2},
            {"scheme": "grassroots", "label": "社会救助", "score": 0.6},
        ],
        "personal": [
            mention("顾小满"),
            mention("顾小满", 1),
            mention("陈立行", role="contact", action="keep", replacement="陈立行"),
        ],
        "deidentified": TEXT.replace("顾小满", "顾某某"),
        "draft": None,
        "tasks": [],
        "validity": None,
        "missing": ["T02", "T11"],
        "fingerprint": "f" * 64,
    }
    return record | changes


def ground(rule: str, article: str) -> Record:
    """Return a ground for publication."""
    return {
        "rule": rule,
        "article": article,
        "reason_code": None,
        "supports": "proactive",
        "evidence": [[7, 16]],
        "note": "",
    }


def words(*said: tuple[Any, ...]) -> list[Word]:
    """Return judgements, numbered from 1: (login, target, verdict, value) or ("", "", "undo", number)."""
    out = []
    for number, (login, about, verdict, value) in enumerate(said, 1):
        undoes = value if verdict == "undo" else None
        content = {} if verdict == "undo" else value
        out.append(Word(number, about, verdict, content, "", undoes, login, login.title(), NOW))
    return out
