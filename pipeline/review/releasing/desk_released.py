"""What has been published, for everybody with an account: as it went out, never the original."""

from starlette.responses import Response

from pipeline.review import filing
from pipeline.review.call import Call, Refused, Route
from pipeline.review.drafting.uploading import noted
from pipeline.review.paperwork.papers_docx import interpretation_docx
from pipeline.review.records import asking
from pipeline.review.releasing import answering, dossier, handing_out, outgoing
from pipeline.review.releasing.dossier import Dossier
from pipeline.review.reviewing import queueing
from pipeline.review.workflow import transition
from pipeline.store import attested, people, queue, submissions
from pipeline.store.queue import Published

_ABSENT = "没有这份已发布的文件：它可能已撤下，请从已发布目录重新打开"


def show(call: Call) -> Response:
    """List what has been published, the last first."""
    wanted = Published(call.asked("q"), asking.day(call.asked("since")), asking.day(call.asked("until")))
    page, size = asking.page(call), call.office.settings.page_size
    rows, total = queue.released(call.session, wanted, page=page, size=size)
    return call.page(
        "release/list.html", desk="search", rows=rows, total=total, page=page, wanted=wanted,
        pages=queueing.pages(total, size), departments={d.id: d.name for d in people.departments(call.session)},
    )  # fmt: skip


def open_one(call: Call) -> Response:
    """Show a published document and its interpretation, as they went out."""
    found = _found(call)
    department = people.department(call.session, found.submission.department_id)
    return call.page(
        "release/published.html",
        desk="search",
        submission=found.submission,
        drafting_department=department.name if department else "",
        paragraphs=answering.paragraphs(outgoing.outgoing(found.record)),
        interpretation=found.interpretation,
        validity=found.record.get("validity") or {},
    )


def text(call: Call) -> Response:
    """Give the published text as a plain text file."""
    found = _found(call)
    content = handing_out.text_file(outgoing.outgoing(found.record).text)
    return _given(call, found, content, "text/plain; charset=utf-8", ".txt")


def docx(call: Call) -> Response:
    """Give the published text as DOCX."""
    found = _found(call)
    content = handing_out.text_docx(found.submission.title, outgoing.outgoing(found.record).text)
    return _given(call, found, content, handing_out.DOCX, ".docx")


def interpretation(call: Call) -> Response:
    """Give the published interpretation as DOCX."""
    found = _found(call)
    if not found.interpretation:
        raise Refused(404, "这份文件没有政策解读")
    department = people.department(call.session, found.submission.department_id)
    content = interpretation_docx(
        found.interpretation,
        department=department.name if department else "",
        source_title=found.submission.title,
        doc_number=found.submission.doc_number,
        interpreter=str(found.sheet.get("interpreter") or ""),
        script=call.who.script,
    )
    noted(call, found.submission.receipt, "exported", what="interpretation.docx", size=len(content))
    return handing_out.download(content, handing_out.DOCX, str(found.interpretation.get("title") or ""), ".docx")


def reopen(call: Call) -> Response:
    """Take a published or filed document back into the review, with the reason."""
    submission = dossier.found(call, call.session)
    found = dossier.of(call.session, submission)
    move, reason = transition("reopen"), call.one("reason")
    made = submissions.move(call.session, submission, move, user=call.who, reason=reason, now=call.now())
    submission.released_at = None
    filing.settle(call.session, call.office, submission, found.machine)
    noted(call, submission.receipt, "reopen", version=submission.version, move=attested.move(made))
    told = "已撤下并转回源头审查" if made.before == "released" else "已转回源头审查"
    return call.redirect(f"/documents/{submission.receipt}", told)


def _found(call: Call) -> Dossier:
    submission = submissions.published(call.session, call.path("receipt"))
    if submission is None:
        raise Refused(404, _ABSENT)
    return dossier.of(call.session, submission)


def _given(call: Call, found: Dossier, content: bytes, kind: str, end: str) -> Response:
    noted(call, found.submission.receipt, "exported", what=f"released{end}", size=len(content))
    return handing_out.download(content, kind, found.submission.title or found.submission.receipt, end)


ROUTES = (
    Route("GET", "/released", show, "search.use", "released"),
    Route("GET", "/released/{receipt}", open_one, "search.use", "published"),
    Route("POST", "/documents/{receipt}/reopen", reopen, "review.release", "reopen"),
    Route("GET", "/released/{receipt}/text.txt", text, "search.use", "published_text", writes=True),
    Route("GET", "/released/{receipt}/text.docx", docx, "search.use", "published_docx", writes=True),
    Route("GET", "/released/{receipt}/interpretation.docx", interpretation, "search.use", "published_interpretation",
          writes=True),
)  # fmt: skip
