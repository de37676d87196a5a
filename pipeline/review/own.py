"""The document that a drafter's request is about: what they may see, and what they may change."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from starlette.responses import Response

from pipeline.review.call import Call, Refused
from pipeline.store import submissions
from pipeline.store.tables import Interpretation, Sheet, Submission

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EDITABLE = ("drafting", "returned")
ABSENT = "没有这份文件，或您无权查看：请核对地址，或从草拟台打开"


def seen(call: Call) -> Submission:
    """Return the document that the address names.

    Raises:
        Refused: 404, there is none that this user may see.
    """
    found = submissions.find(call.session, call.who, call.path("receipt"))
    if found is None:
        raise Refused(404, ABSENT)
    return found


def may_edit(call: Call, submission: Submission) -> bool:
    """Return whether the user may change the document's papers: their own department's, while it is with them."""
    return mine(call, submission) and submission.state in EDITABLE


def mine(call: Call, submission: Submission) -> bool:
    """Return whether the user drafts for the department of the document."""
    return call.who.role == "drafter" and submission.department_id == call.who.department_id


def edited(call: Call) -> Submission:
    """Return the document that the address names, to be changed.

    Raises:
        Refused: 404, there is none of this user's department; 409, it is not at the drafting desk.
    """
    found = seen(call)
    if not mine(call, found):
        raise Refused(404, ABSENT)
    if found.state not in EDITABLE:
        raise Refused(409, "文件不在草拟或退回状态，现在不能修改：请刷新页面查看它在哪一步")
    return found


def desk(call: Call) -> str:
    """Return the desk that the pages of a document belong to for this user."""
    return {"drafter": "drafting", "signer": "signing"}.get(call.who.role, "review")


def analysed(call: Call, submission: Submission) -> dict[str, Any]:
    """Return what the machine first said of the document's last version.

    Raises:
        Refused: 409, it is not analysed (yet).
    """
    record = submissions.analysis(call.session, submission)
    if record is None:
        raise Refused(409, "文件还没有分析完：请稍候几秒再打开；分析失败的，请重新上传")
    return record


def waiting(call: Call, submission: Submission, current: str) -> Response | None:
    """Return the page that waits for the analysis of the last version; None where it is there.

    current: which of the document's pages was asked for.
    """
    if submissions.analyses(call.session, submission):
        return None
    return call.page(
        "drafting/waiting.html", desk=desk(call), s=submission, current=current, mine=mine(call, submission)
    )


def check_base(call: Call, last: Sheet | Interpretation | None) -> None:
    """Check that nobody has saved since the browser read what it sends: the field `base`, where there is one.

    Raises:
        Refused: 409, somebody has.
    """
    base = call.one("base")
    if base and base != base_of(last):
        raise Refused(409, "其间已有人保存过（可能在另一个窗口）：请先复制您的改动，刷新页面后再保存")


def base_of(last: Sheet | Interpretation | None) -> str:
    """Return what names a saved state to the browser; 0 where nothing is saved."""
    return str(last.id if last else 0)


def digest(value: Mapping[str, Any]) -> str:
    """Return the SHA-256 of values as canonical JSON, hex: what the audit chain holds instead of them."""
    line = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(line.encode("utf-8", "surrogatepass")).hexdigest()


def fragment(call: Call, template: str, **values: Any) -> str:
    """Return a rendered part of a page, for a script to put in place: its words are in the reader's script."""
    page: Response = call.page(template, **values)
    return bytes(page.body).decode("utf-8")


@contextmanager
def reading(call: Call) -> Iterator[Call]:
    """Give the call with a session that only reads: a check that is sent at every pause in typing locks nobody out."""
    with call.office.database.reading() as session:
        yield replace(call, session=session)


def download(content: bytes, name: str, kind: str = DOCX) -> Response:
    """Return a file to be saved; name: ASCII, of our own making."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=kind, headers=headers)


def as_it_came(content: bytes, name: str) -> Response:
    """Return a file of a user to be saved, never opened: no browser may take it for a page."""
    disposition = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return Response(content, media_type="application/octet-stream", headers=headers)
