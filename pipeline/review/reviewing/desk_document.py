"""The page of one document, for everyone who may see it; who works on it; another look by the machine."""

from typing import Any

from starlette.responses import JSONResponse, Response

from pipeline.highlights import inert
from pipeline.review import own
from pipeline.review.call import Call, Refused, Route
from pipeline.review.drafting import complete
from pipeline.review.drafting.uploading import noted
from pipeline.review.paperwork import risk
from pipeline.review.records import naming
from pipeline.review.reviewing import completeness, queueing, readings
from pipeline.review.reviewing.choices import choices
from pipeline.review.reviewing.desk_queue import chosen, hand_over, reviewers
from pipeline.review.reviewing.queueing import Asked
from pipeline.review.reviewing.suggestions import Reading
from pipeline.review.workflow import moves
from pipeline.store import jobs, papers, people, queue, submissions
from pipeline.store.tables import Submission


def show(call: Call) -> Response:
    """Show a document with all that is suggested and said of it."""
    found = own.seen(call)
    read = readings.reading(call, found)
    if read is None or "text" not in read.machine:
        return call.page("reviewing/waiting.html", document=found, title=_title(found), desk="review")
    asked = queueing.asked(call.request)
    return call.page(
        "reviewing/document.html",
        desk="review",
        document=found,
        title=_title(found),
        read=read,
        judging=readings.may_judge(call.who, found),
        holder=submissions.holder(call.session, found, call.now()),
        query=asked.query,
        risks=risk.signs(read.now, call.office.registers),
        choices=choices(call.office.registers),
        **standing(call, found, read),
        **_around(call, found),
    )


def standing(call: Call, found: Submission, read: Reading) -> dict[str, Any]:
    """Return what the page says of how far the review is: open points, the names of the sheet, codes to tick."""
    sheet = papers.sheet(call.session, found)
    lacks = complete.lacking(call, found, read.now, sheet.fields) if sheet else complete.lacks(call, found)
    lacking = {*(lack.code for lack in lacks), *(read.now["missing"] or ())}
    return {
        "points": completeness.open_points(read),
        "named": naming.target,
        "codes": completeness.CODES,
        "ticked": completeness.return_codes(read, lacking),
        "lacks": lacks,
        "passed": completeness.passed,
        "review_on": sheet.fields.get("deferral_review") or "" if sheet else "",
        "interpretation": papers.interpretation(call.session, found),
    }


def lock(call: Call) -> Response:
    """Keep a document for the reviewer who has it open, or for longer; tell who has it where somebody else does."""
    found = own.seen(call)
    if not readings.may_judge(call.who, found):
        raise Refused(409, "文件不在审查环节，不需要锁定：请刷新页面")
    minutes = call.office.settings.hold_minutes
    other = submissions.lock(call.session, found, call.who, call.now(), minutes)
    return JSONResponse({"holder": other.name if other else None, "minutes": minutes}, 409 if other else 200)


def unlock(call: Call) -> Response:
    """Give a document free on leaving it."""
    submissions.unlock(call.session, own.seen(call), call.who)
    return JSONResponse({}) if call.wants_json() else call.redirect("/review")


def assign(call: Call) -> Response:
    """Give one document to a colleague; it is theirs to open from then on."""
    found, assignee = own.seen(call), chosen(call)
    hand_over(call, [found], assignee)
    whom = f"已分派给{assignee.name}" if assignee else "已取消分派"
    return call.redirect(f"/documents/{found.receipt}", whom)


def rerun(call: Call) -> Response:
    """Let the machine look again; people's words stay as they are."""
    found = own.seen(call)
    if not readings.may_judge(call.who, found):
        raise Refused(409, "文件不在审查环节，不能重新分析：请刷新页面")
    version = submissions.version(call.session, found)
    if not jobs.waits(call.session, version, "rerun"):
        jobs.add(call.session, version, call.now(), purpose="rerun")
        noted(call, found.receipt, "rerun", version=found.version)
    said = "已交给机器重新分析，几秒后刷新可见；人工判断不受影响"
    return JSONResponse({}) if call.wants_json() else call.redirect(f"/documents/{found.receipt}", said, "info")


def reruns(call: Call) -> Response:
    """Tell how often the machine has looked again: the page waits for one more."""
    return JSONResponse({"count": len(submissions.analyses(call.session, own.seen(call), purpose="rerun"))})


def following(call: Call) -> Response:
    """Go to the document that follows in the queue as it was filtered."""
    return call.redirect(next_address(call, call.path("receipt"), call.request.url.query))


def previous(call: Call) -> Response:
    """Go to the document that stands before in the queue as it was filtered; before the first, to the queue."""
    asked = queueing.of_query(call.request.url.query)
    wanted = queueing.filters(asked, user_id=call.who.id, today=call.today())
    before = queue.previous_before(call.session, call.who, wanted, asked.order, call.path("receipt"))
    return call.redirect(_address(before, asked))


def next_address(call: Call, receipt: str, query: str) -> str:
    """Return the address of what follows a document in the queue of a query, or of the queue where it is empty."""
    asked = queueing.of_query(query)
    wanted = queueing.filters(asked, user_id=call.who.id, today=call.today())
    after = queue.next_after(call.session, call.who, wanted, asked.order, receipt)
    return _address(None if after == receipt else after, asked)


def _address(receipt: str | None, asked: Asked) -> str:
    """Return the address of a document of the queue, or of the queue itself."""
    tail = f"?{asked.query}" if asked.query else ""
    return f"/documents/{receipt}{tail}" if receipt else f"/review{tail}"


def _title(found: Submission) -> str:
    return inert(found.title or found.file_name)


def _around(call: Call, found: Submission) -> dict[str, Any]:
    """Return what stands beside the document: department, events, reviewers, the moves from here."""
    department = people.department(call.session, found.department_id)
    return {
        "office_name": department.name if department else "",
        "people": people.names(call.session),
        "events": submissions.events(call.session, found),
        "reviewers": reviewers(call) if call.who.role == "reviewer" else [],
        "moves": {t.action for t in moves(found.state)},
        "reruns": len(submissions.analyses(call.session, found, purpose="rerun")),
        "due": queueing.due(found, call.today()),
    }


ROUTES = (
    Route("GET", "/documents/{receipt}", show, "submission.see", "document"),
    Route("GET", "/documents/{receipt}/next", following, "review.queue", "next_document"),
    Route("GET", "/documents/{receipt}/previous", previous, "review.queue", "previous_document"),
    Route("GET", "/documents/{receipt}/reruns.json", reruns, "submission.see", "reruns"),
    Route("POST", "/documents/{receipt}/lock", lock, "review.decide", "lock"),
    Route("POST", "/documents/{receipt}/unlock", unlock, "review.decide", "unlock"),
    Route("POST", "/documents/{receipt}/assign", assign, "review.assign", "assign"),
    Route("POST", "/documents/{receipt}/rerun", rerun, "review.decide", "rerun"),
)
