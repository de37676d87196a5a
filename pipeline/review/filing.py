"""Puts what the machine said of a document, and people's word over it, where queue, search and audit find it."""

import hashlib
import json
from datetime import date
from typing import Any

from pipeline.record import Record
from pipeline.review.office import Office
from pipeline.review.paperwork import risk, workdays
from pipeline.review.paperwork.form import deadline
from pipeline.store import Session, chain, judgements, search, settled, submissions
from pipeline.store.tables import Submission


def file_record(session: Session, office: Office, submission: Submission, record: Record, purpose: str) -> None:
    """File a new record of a submission's last version; purpose: first, rerun or release."""
    if purpose == "first":
        settle(session, office, submission, record)
        search.index(session, submission, record["text"])
    chain.append(
        session,
        actor="machine",
        action="analysed",
        subject=submission.receipt,
        facts={"purpose": purpose, "version": submission.version, **facts(record)},
        now=office.now(),
    )


def settle(session: Session, office: Office, submission: Submission, record: Record) -> Record:
    """Return the record with people's word over it; what the queue shows follows it."""
    last = settled.settled(record, judgements.of(session, submission))
    received = office.local(submission.created_at).date()
    signs = risk.signs(last, office.registers)
    until, named = due(last, office, received), [sign.id for sign in signs]
    submissions.refresh(session, submission, last, due_on=until, risk=risk.weight(signs), signs=named)
    return last


def due(record: Record, office: Office, received: date) -> date:
    """Return the day that the queue counts down to.

    The limit runs from the date of issue (Regulation, article 26). Where that day was past already when the document
    came in (an old one, taken up now), or it bears no date, it runs from the day it came in.
    """
    legal = deadline(record, office.registers)
    if legal is not None and not from_receipt(record, office, received):
        return legal.day
    return workdays.due(received, office.settings.release_days, office.registers).day


def from_receipt(record: Record, office: Office, received: date) -> str:
    """Return in Chinese why the limit runs from the day a document came in; "" where it runs from the date of issue."""
    legal = deadline(record, office.registers)
    if legal is None:
        return "文中没有成文日期，自收到之日起算"
    return "法定时限已过，自收到之日起算" if legal.day < received else ""


def facts(record: Record) -> dict[str, Any]:
    """Return what the audit chain holds of a record: its hash, labels and counts."""
    attribute = record.get("attribute") or {}
    return {
        "document": record["id"],
        "record": digest(record),
        "fingerprint": record["fingerprint"],
        "attribute": attribute.get("label"),
        "delivery": attribute.get("delivery"),
        "grounds": len(attribute.get("grounds") or ()),
        "mentions": len(record.get("personal") or ()),
        "draft": record.get("draft") is not None,
    }


def digest(record: Record) -> str:
    """Return the SHA-256 of a record as canonical JSON, hex."""
    line = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(line.encode("utf-8", "surrogatepass")).hexdigest()
