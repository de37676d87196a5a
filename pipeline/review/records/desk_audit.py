"""The audit chain on a page: narrowed, verified, exported; and the evidence of one document."""

import json
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlencode

from starlette.responses import JSONResponse, Response

from pipeline.review.call import Call, Route
from pipeline.review.paperwork import signing
from pipeline.review.records import asking, naming
from pipeline.review.releasing import handing_out
from pipeline.review.releasing.dossier import found
from pipeline.review.reviewing import queueing
from pipeline.store import Session, chain, evidence, people, trail
from pipeline.store.trail import Wanted

_FIELDS = ("subject", "actor", "action", "since", "until")
_SUBJECT = "audit"


def show(call: Call) -> Response:
    """Show the chain, the newest entry first, and how many uploads were refused."""
    return _page(call)


def verify(call: Call) -> Response:
    """Check the whole chain."""
    # In a reading transaction of its own: those who write do not wait for it.
    with call.office.database.reading() as session:
        report = chain.verify(session)
    if call.wants_json():
        return JSONResponse({"entries": report.entries, "broken_at": report.broken_at, "head": report.head})
    return _page(call, report)


def head(call: Call) -> Response:
    """Give the chain's head, to be kept where this database's administrator cannot write."""
    _exported(call, "head")
    content = chain.written_head(chain.head(call.session)).encode()
    return handing_out.download(content, "application/json", f"gongkai-head-{call.today()}", ".json")


def whole(call: Call) -> Response:
    """Give the whole chain, a line each: hashes, labels and counts."""
    _exported(call, "chain")
    lines = b"".join(_written(call.session))
    return handing_out.download(lines, "application/x-ndjson", f"gongkai-audit-{call.today()}", ".jsonl")


def pack(call: Call) -> Response:
    """Give the evidence pack of a document."""
    submission = found(call, call.session)
    content = evidence.pack(call.session, submission, call.now(), actor=call.who.login)
    return handing_out.download(content, "application/zip", f"{submission.receipt}-evidence", ".zip")


def _page(call: Call, report: chain.Report | None = None) -> Response:
    given = {name: value for name in _FIELDS if (value := call.asked(name)[:80])}
    offset = timedelta(hours=call.office.settings.utc_offset_hours)
    wanted = Wanted(
        given.get("subject", ""),
        given.get("actor", "").lower(),
        given.get("action", ""),
        asking.day(given.get("since", "")),
        asking.day(given.get("until", "")),
    )
    page, size = asking.page(call), call.office.settings.page_size
    lines, total = trail.page(call.session, wanted, offset, page=page, size=size)
    return call.page(
        "audit/chain.html",
        desk="audit",
        lines=lines,
        total=total,
        page=page,
        pages=queueing.pages(total, size),
        given=given,
        query=urlencode(given),
        actions=trail.actions(call.session),
        people={u.login: u.name for u in people.users(call.session)},
        accounts={f"user:{u.login}": f"{u.name}（{u.login}）" for u in people.users(call.session)},
        departments={f"department:{d.id}": d.name for d in people.departments(call.session)},
        fact=naming.fact,
        refusals=trail.refusals(call.session, offset),
        head=_head(call.session),
        steps={s.id: s.chinese for s in signing.rows(call.office.registers)},
        report=report,
        here="/audit",
    )


def _head(session: Session) -> chain.Head | None:
    """Return the chain's head, None where its last entry was changed: the page must still open then."""
    try:
        return chain.head(session)
    except chain.ChainError:
        return None


def _written(session: Session) -> Iterator[bytes]:
    for row in chain.rows(session):
        yield json.dumps(row._asdict(), ensure_ascii=False).encode() + b"\n"


def _exported(call: Call, what: str) -> None:
    chain.append(
        call.session,
        actor=call.who.login,
        action="exported",
        subject=_SUBJECT,
        facts={"what": what},
        now=call.now(),
    )


ROUTES = (
    Route("GET", "/audit", show, "audit.see", "audit"),
    Route("POST", "/audit/verify", verify, "audit.see", "audit_verify"),
    Route("GET", "/audit/head.json", head, "audit.export", "audit_head", writes=True),
    Route("GET", "/audit/chain.jsonl", whole, "audit.export", "audit_chain", writes=True),
    Route("GET", "/documents/{receipt}/evidence.zip", pack, "audit.export", "evidence", writes=True),
)
