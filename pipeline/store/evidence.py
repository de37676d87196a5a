"""What an office can show of one document, in one file that proves by itself that nothing in it was changed."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary, inspect, select

from pipeline.store import Session, archive, chain, papers, submissions
from pipeline.store.proof import CHAIN, FORMAT, MANIFEST, Manifest, PackReport, contents, skeleton, verify_pack
from pipeline.store.tables import Analysis, Attachment, Department, Judgement, Submission, Table, User, Version

__all__ = ["PackReport", "pack", "verify_pack"]

_SUFFIX = re.compile(r"\.([A-Za-z0-9]{1,8})\Z")


def pack(
    session: Session, submission: Submission, now: datetime, *, actor: str = "system", with_file: bool = True
) -> bytes:
    """Return the evidence pack of a document: a ZIP that `proof.verify_pack` checks without a database.

    It holds every version's file (with_file=False: only its hash), the machine's records, the judgements, moves,
    sheets, interpretations, consultations and attachments, and the audit chain from the document's first entry to the
    last: this document's entries whole, of the others only hashes. Appends an entry `evidence` with the hash of all
    that it holds, so the session must be a writing one.
    """
    held = _held(session, submission, with_file)
    facts = {"contents": contents(held), "files": len(held), "with_file": with_file}
    entry = chain.append(session, actor=actor, action="evidence", subject=submission.receipt, facts=facts, now=now)
    held[CHAIN] = skeleton(session, submission.receipt)
    manifest = Manifest(FORMAT, submission.receipt, entry.at, entry.seq, entry.digest, with_file)
    return archive.written({MANIFEST: manifest.written(held)} | held)


def _held(session: Session, submission: Submission, with_file: bool) -> dict[str, bytes]:
    rows = {
        "document.json": _document(session, submission),
        "versions.json": [_row(v) for v in submissions.versions(session, submission)],
        "judgements.json": [_row(j) for j in _judgements(session, submission)],
        "moves.json": [_row(e) for e in submissions.events(session, submission)],
        "sheets.json": [_row(s) for s in papers.sheets(session, submission)],
        "interpretations.json": [_row(i) for i in papers.interpretations(session, submission)],
        "consultations.json": [_row(c) for c in papers.consultations(session, submission)],
        "attachments.json": [_row(a) for a in papers.attachments(session, submission)],
    }
    rows["people.json"] = _people(session, rows)
    out = {name: _json(content) for name, content in rows.items()}
    out |= _records(session, submission)
    if with_file:
        out |= _files(session, submission)
    return out


def _row(row: Table) -> dict[str, Any]:
    """Return the columns of a row, without what is held as a file of its own."""
    columns = inspect(row).mapper.column_attrs
    return {c.key: getattr(row, c.key) for c in columns if not isinstance(c.columns[0].type, LargeBinary)}


def _document(session: Session, submission: Submission) -> dict[str, Any]:
    department = session.get(Department, submission.department_id)
    return _row(submission) | {"department": department.name if department else ""}


def _judgements(session: Session, submission: Submission) -> Sequence[Judgement]:
    rows = select(Judgement).where(Judgement.submission_id == submission.id).order_by(Judgement.id)
    return session.scalars(rows).all()


def _people(session: Session, rows: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return who is named by number in the rows."""
    every = [r for many in rows.values() for r in (many if isinstance(many, list) else [many])]
    ids = {r[key] for r in every for key in ("user_id", "drafter_id") if r.get(key) is not None}
    found = session.scalars(select(User).where(User.id.in_(ids)).order_by(User.id))
    return [{"id": u.id, "login": u.login, "name": u.name, "role": u.role} for u in found]


def _records(session: Session, submission: Submission) -> dict[str, bytes]:
    rows = (
        select(Version.number, Analysis)
        .join(Version, Version.id == Analysis.version_id)
        .where(Version.submission_id == submission.id)
        .order_by(Analysis.id)
    )
    return {
        f"records/{number}-{analysis.id}-{analysis.purpose}.json": _json(submissions.record(session, analysis))
        for number, analysis in session.execute(rows)
    }


def _files(session: Session, submission: Submission) -> dict[str, bytes]:
    out = {
        f"versions/{v.number}{_suffix(v.file_name)}": submissions.content(session, v)
        for v in submissions.versions(session, submission)
    }
    attached: Sequence[Attachment] = papers.attachments(session, submission)
    return out | {f"attachments/{a.id}{_suffix(a.file_name)}": papers.attachment_content(session, a) for a in attached}


def _suffix(name: str) -> str:
    """Return the ending of a file's name in lower case, nothing where it is no plain one: names come from outside."""
    found = _SUFFIX.search(name)
    return f".{found[1].lower()}" if found else ""


def _json(value: Any) -> bytes:
    """Return a value as JSON that people can read, the same for the same value."""
    written = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, default=str)
    return written.encode("utf-8", "backslashreplace")
