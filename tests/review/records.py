"""Records built by hand: a document laid out from its parts, with what a test wants the machine to have said."""

import re
from typing import Any

from pipeline.record import Record

_SENTENCE = re.compile(r"[^。\n]+。?")


def laid(
    *paragraphs: str,
    title: str = "江州市人民政府关于做好防汛工作的通知",
    issuer: str = "江州市人民政府",
    addressee: str = "",
    cc: str = "",
    day: str = "2026年3月2日",
    label: str | None = "proactive",
    **more: Any,
) -> Record:
    """Return the record of a document; more: fields of the record, or of its attribute (grounds, declared, …)."""
    lines = [("title", title), ("addressee", addressee), *(("body", p) for p in paragraphs)]
    lines += [("signature", issuer), ("issue_date", day), ("cc", cc)]
    text, elements, sentences = "", [], []
    for name, line in lines:
        if line:
            elements.append({"label": name, "start": len(text), "end": len(text) + len(line)})
            sentences += [[len(text) + m.start(), len(text) + m.end()] for m in _SENTENCE.finditer(line)]
            text += line + "\n"
    attribute = {
        "label": label,
        "delivery": "full" if label == "proactive" else "none",
        "probability": {"proactive": 0.01, "on_request": 0.01, "withheld": 0.01} | ({label: 0.98} if label else {}),
        "candidates": [label] if label else [],
        "needs_review": False,
        "declared": None,
        "grounds": [],
        "parts": [],
    }
    kind = {"form": "notice", "inner": None, "normative": False, "policy": False}
    record: Record = {
        "id": "0" * 64,
        "source": "GK-20260302-0001",
        "text": text,
        "body_end": len(text),
        "kind": kind | {k: more.pop(k) for k in tuple(more) if k in kind},
        "regime": "regulation",
        "elements": elements,
        "sentences": sentences,
        "secrecy": {"stopped": False, "mark": None, "expires": None},
        "attribute": attribute | {k: more.pop(k) for k in tuple(more) if k in attribute},
        "topics": [],
        "personal": [],
        "deidentified": text,
        "draft": None,
        "tasks": [],
        "validity": {"state": "unknown", "from": None, "until": None, "repeals": []},
        "missing": [],
        "fingerprint": "",
    }
    return record | more


def ground(record: Record, sentence: str = "", **more: Any) -> dict[str, Any]:
    """Return a ground of the record; sentence: the passage that supports it."""
    start = record["text"].index(sentence) if sentence else 0
    base = {"rule": "art16-2-request", "article": "条例第十六条第二款", "reason_code": 6, "supports": "withheld"}
    evidence = [[start, start + len(sentence)]] if sentence else []
    return base | {"evidence": evidence, "note": "请示是上行公文，属于四类过程性信息中的请示报告"} | more


def mention(
    record: Record, text: str, kind: str = "mobile", action: str = "mask", role: str | None = None
) -> dict[str, Any]:
    """Return a mention of the first place where a text stands."""
    start = record["text"].index(text)
    return {
        "start": start,
        "end": start + len(text),
        "kind": kind,
        "role": role,
        "action": action,
        "replacement": "×" * len(text),
        "score": 1.0,
        "by": "test",
    }
