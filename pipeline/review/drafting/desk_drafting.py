"""The drafting desk: files come in here, and go on from here to the review."""

from dataclasses import dataclass

from starlette.responses import JSONResponse, Response

from pipeline.review import own
from pipeline.review.call import Call, Refused, Route
from pipeline.review.drafting import uploading
from pipeline.review.drafting.uploading import Outcome, noted
from pipeline.review.workflow import STATES, transition
from pipeline.store import attested, papers, queue, submissions
from pipeline.store.queue import Filters
from pipeline.store.tables import Event, Submission

WAITING = ("returned", "drafting")
WRITTEN = 4
"""Characters from which a reason says something."""


@dataclass(frozen=True, slots=True)
class Row:
    """A document of the desk; returned: the move that sent it back; filled: its form has been saved once."""

    submission: Submission
    returned: Event | None
    filled: bool


def show(call: Call) -> Response:
    """Show the documents of the department: what waits for the drafter first."""
    state = call.asked("state")
    states = (state,) if state in STATES else WAITING
    page = _page(call.asked("page"))
    size = call.office.settings.page_size
    rows, total = _rows(call, states, page, size)
    counts = queue.counts(call.session, call.who)
    return call.page(
        "drafting/desk.html",
        desk="drafting",
        rows=rows,
        total=total,
        page=page,
        pages=-(-total // size),
        state=state if state in STATES else "",
        counts=counts,
        states=[s for s in STATES if s not in WAITING and counts.get(s)],
        waiting=sum(counts.get(s, 0) for s in WAITING),
        most=call.office.settings.max_file_bytes,
        most_files=call.office.settings.max_files,
    )


def upload(call: Call) -> Response:
    """Take files in: each is read and screened before the first is stored."""
    uploads = uploading.sent_files(call)
    if not uploads:
        raise Refused(422, "没有收到文件：请选择文件，或粘贴文字")
    outcomes = uploading.taken_in(call, uploads)
    if call.wants_json():
        return JSONResponse({"results": [_told(call, one) for one in outcomes]})
    return call.page("drafting/outcomes.html", desk="drafting", outcomes=outcomes, here="/drafting")


def status(call: Call) -> Response:
    """Tell how far the analysis of a document is."""
    found = own.seen(call)
    row = _row(call, found)
    line = own.fragment(call, "drafting/row.html", row=row) if own.mine(call, found) else ""
    return JSONResponse(
        {
            "receipt": found.receipt,
            "state": found.state,
            "version": found.version,
            "analysis": found.analysis,
            "failure": found.failure,
            "row": line,
        }
    )


def withdraw(call: Call) -> Response:
    """Take a document back, with a reason."""
    found = own.seen(call)
    if not own.mine(call, found):
        raise Refused(404, own.ABSENT)
    reason = call.one("reason")
    if len(reason) < WRITTEN:
        raise Refused(422, "请写明撤回理由")
    before = found.state
    made = submissions.move(call.session, found, transition("withdraw"), user=call.who, reason=reason, now=call.now())
    noted(call, found.receipt, "withdrawn", before=before, move=attested.move(made))
    return call.redirect("/drafting", "文件已撤回")


def _told(call: Call, one: Outcome) -> dict[str, str]:
    line = own.fragment(call, "drafting/outcome.html", outcome=one)
    return {"kind": one.kind, "receipt": one.receipt, "line": line}


def _rows(call: Call, states: tuple[str, ...], page: int, size: int) -> tuple[list[Row], int]:
    """Return a page of documents; those sent back stand before the rest."""
    if states != WAITING:
        found, total = queue.page(call.session, call.who, Filters(states=states), "newest", page=page, size=size)
        return [_row(call, s) for s in found], total
    returned, first = queue.page(call.session, call.who, Filters(states=("returned",)), "newest", page=1, size=size)
    rest, second = queue.page(call.session, call.who, Filters(states=("drafting",)), "newest", page=page, size=size)
    both = [*(returned if page == 1 else ()), *rest]
    return [_row(call, s) for s in both], first + second


def _row(call: Call, found: Submission) -> Row:
    filled = found.state in WAITING and papers.sheet(call.session, found) is not None
    return Row(found, returned(call, found), filled)


def returned(call: Call, found: Submission) -> Event | None:
    """Return the move that sent a document back to its drafter; None where it is not sent back now."""
    if found.state != "returned":
        return None
    moves = [e for e in submissions.events(call.session, found) if e.action == "return"]
    return moves[-1] if moves else None


def _page(asked: str) -> int:
    return int(asked) if asked.isascii() and asked.isdigit() and 0 < int(asked) < 1_000_000 else 1


ROUTES = (
    Route("GET", "/drafting", show, "submission.create", "drafting"),
    Route("POST", "/drafting/upload", upload, "submission.create", "upload"),
    Route("GET", "/documents/{receipt}/status.json", status, "submission.see", "status"),
    Route("POST", "/documents/{receipt}/withdraw", withdraw, "submission.submit", "withdraw"),
)
