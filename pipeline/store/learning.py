"""Finished documents as labelled data: what people decided is the gold that models learn from and are measured on."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from pipeline.fold import fold
from pipeline.record import Record
from pipeline.segment.dates import iso
from pipeline.store import Session, judgements, submissions
from pipeline.store.settled import settled
from pipeline.store.tables import Submission

FINISHED = ("released", "filed")
"""The states in which a decision is final."""

_AUTHOR = "workbench"
_ELEMENTS = ("title", "doc_number", "addressee", "signature", "issue_date")
_TRADITIONAL = 0.02  # share of characters that folding changes from which a text is in traditional script


def labelled(session: Session) -> Iterator[dict[str, Any]]:
    """Yield a gold row per finished document, as `train.corpus.read_corpus` gives them (data/corpus/GUIDELINES.md).

    The text is the body as it was read, personal values and all: the rows are as confidential as the documents.
    Beside the guidelines' fields: `suggested`, the machine's label; `confirmed`, what a person expressly judged of
    attribute, topic and spans (for those: how many, of how many); what is not known of a document is "".
    """
    ids = select(Submission.id).where(Submission.state.in_(FINISHED)).order_by(Submission.id)
    for number in session.scalars(ids).all():
        submission = session.get_one(Submission, number)
        machine = submissions.analysis(session, submission)
        if machine is not None and machine.get("attribute") is not None:
            yield _row(submission, machine, settled(machine, judgements.of(session, submission)))
        session.expunge(submission)


def _row(submission: Submission, machine: Record, record: Record) -> dict[str, Any]:
    text = record["text"][: record.get("body_end")]
    values = {label: _element(record, label) for label in _ELEMENTS}
    return {
        "file": f"{submission.receipt}.txt",
        "author": _AUTHOR,
        "template": record["id"][:12],
        **_attribute(record),
        **_kind(record),
        **values,
        "era": int((iso(values["issue_date"]) or "0")[:4]),
        "script": _script(text),
        "strength": "",
        "level": "",
        "layout": "",
        "suggested": machine["attribute"]["label"],
        "confirmed": _confirmed(record),
        "text": text,
        **_spans(record, len(text)),
    }


def _attribute(record: Record) -> dict[str, Any]:
    attribute = record["attribute"]
    ground: Record = next((g for g in attribute["grounds"] if g["supports"] == attribute["label"]), {})
    code = attribute["reason_code"] if "reason_code" in attribute else ground.get("reason_code")
    said = (record.get("judged") or {}).get("attribute") or {}
    return {
        # Outside the Regulation there is no label; the guidelines still want one, and `regime` tells it apart.
        "label": attribute["label"] or "on_request",
        "delivery": attribute["delivery"],
        "article": ground.get("article", ""),
        "reason_code": (code or 0) if attribute["label"] == "withheld" else 0,
        "declared": attribute["declared"] or "",
        "why": said.get("reason", "") or (said.get("value") or {}).get("reason", ""),
    }


def _kind(record: Record) -> dict[str, Any]:
    kind = record.get("kind") or {}
    topics = [t["label"] for t in record.get("topics") or () if t["scheme"] == "state_council"]
    return {
        "theme": topics[0] if topics else "",
        "form": kind.get("form") or "other",
        "inner": kind.get("inner") or "",
        "normative": bool(kind.get("normative")),
        "policy": bool(kind.get("policy")),
        "regime": record.get("regime") or "other",
    }


def _element(record: Record, label: str) -> str:
    """Return the first element of a label as the guidelines write it: as it stands, line breaks left out."""
    found = next((e for e in record.get("elements") or () if e["label"] == label), None)
    return "" if found is None else "".join(record["text"][found["start"] : found["end"]].split("\n")).strip()


def _script(text: str) -> str:
    changed = sum(a != b and a >= "一" for a, b in zip(text, fold(text), strict=True))
    return "traditional" if changed > _TRADITIONAL * max(len(text), 1) else "simplified"


def _spans(record: Record, end: int) -> dict[str, Any]:
    mentions = [m for m in record.get("personal") or () if m["end"] <= end]
    places = [(m["action"], [m["start"], m["end"], m["kind"]]) for m in mentions]
    return {
        "spans": [place for action, place in places if action != "keep"],
        "kept": [place for action, place in places if action == "keep"],
        "roles": {f"{m['start']}-{m['end']}": m["role"] for m in mentions if m["role"]},
    }


def _confirmed(record: Record) -> dict[str, Any]:
    personal = record.get("personal") or ()
    return {
        "attribute": bool(record["attribute"].get("confirmed")),
        "topic": any(t.get("confirmed") for t in record.get("topics") or ()),
        "spans": [sum(bool(m.get("confirmed")) for m in personal), len(personal)],
    }
