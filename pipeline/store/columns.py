"""What the queue shows of a submission, taken from its record; knows no database."""

from datetime import date
from typing import Any

from pipeline.record import Record
from pipeline.segment.dates import iso


def columns(record: Record) -> dict[str, Any]:
    """Return the queue columns of `Submission` that a settled record tells, by name."""
    attribute = record.get("attribute") or {}
    kind = record.get("kind") or {}
    label = attribute.get("label")
    return {
        "title": _element(record, "title"),
        "doc_number": _element(record, "doc_number")[:120],
        "issuer": _issuer(record)[:255],
        "issue_date": _issue_date(record),
        "form": kind.get("form") or "",
        "normative": bool(kind.get("normative")),
        "policy": bool(kind.get("policy")),
        "attribute": label,
        "delivery": attribute.get("delivery"),
        "reason_code": _reason_code(attribute),
        "topic": _topic(record),
        "confidence": _confidence(attribute),
        "needs_review": bool(attribute.get("needs_review", True)),
        "masked_count": sum(m["action"] != "keep" for m in record.get("personal") or ()),
        "missing": list(record.get("missing") or ()),
    }


def _element(record: Record, label: str) -> str:
    """Return the first element of a label on one line: a line end within Chinese stands for nothing, a space stays."""
    return next(iter(_elements(record, label)), "")


def _elements(record: Record, label: str) -> list[str]:
    text = record.get("text") or ""
    found = [text[e["start"] : e["end"]] for e in record.get("elements") or () if e["label"] == label]
    return ["".join(" ".join(line.split()) for line in words.splitlines()) for words in found]


def _issuer(record: Record) -> str:
    """Return who signs, all of them; else who stands in the red head (发文机关标志, GB/T 9704-2012, 7.2.4)."""
    return " ".join(_elements(record, "signature")) or _element(record, "issuer_mark").removesuffix("文件")


def _issue_date(record: Record) -> date | None:
    day = iso(_element(record, "issue_date"))
    return None if day is None else date.fromisoformat(day)


def _confidence(attribute: dict[str, Any]) -> float:
    """Return the machine's probability of its own label; where a person set another one, that was its likeliest."""
    probability = attribute.get("probability") or {}
    label = attribute.get("label")
    return float(max(probability.values(), default=0.0) if attribute.get("by") else probability.get(label, 0.0))


def _reason_code(attribute: dict[str, Any]) -> int | None:
    """Return the code of a person's word, else that of the first ground that supports the label."""
    if attribute.get("reason_code"):
        return int(attribute["reason_code"])
    label = attribute.get("label")
    codes = [g["reason_code"] for g in attribute.get("grounds") or () if g["supports"] == label and g["reason_code"]]
    return codes[0] if codes else None


def _topic(record: Record) -> str:
    topics = record.get("topics") or ()
    return str(topics[0]["label"])[:64] if topics else ""
