"""What goes with a document: other bodies that are asked, their answers, and attached files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from starlette.responses import Response

from pipeline.record import Record
from pipeline.review import own
from pipeline.review.call import Call, Refused, Route
from pipeline.review.drafting import complete, uploading
from pipeline.review.drafting.desk_drafting import returned
from pipeline.review.drafting.uploading import Screened, check_words, note_refusal, noted
from pipeline.review.pages import script_of
from pipeline.review.paperwork import consult, workdays
from pipeline.review.paperwork.consult import Body
from pipeline.review.paperwork.form.reading import Reading
from pipeline.review.paperwork.papers_docx import Letter, letter_docx
from pipeline.store import papers, people
from pipeline.store.tables import Consultation, Submission

KINDS = ("approval", "plan", "interpretation", "legality", "consultation", "other")
REPLY_DAYS = 15
"""Workdays that another body has for its answer (条例第三十四条)."""
_LONGEST_BODY, _LONGEST_TEXT = 120, 2000
_PASSAGES = 5


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the ledger; state: unsent, waiting, overdue, agreed or objected; due: by when to answer."""

    consultation: Consultation
    state: str
    due: date | None


@dataclass(frozen=True, slots=True)
class Named:
    """A body that the text names and nobody has asked yet; starts: its places, the first ones."""

    name: str
    starts: tuple[int, ...]
    count: int


def show(call: Call) -> Response:
    """Show whom to ask, the ledger of letters, and the attachments."""
    found = own.seen(call)
    if (waiting := own.waiting(call, found, "papers")) is not None:
        return waiting
    record = complete.record_of(call, found)
    ledger = papers.consultations(call.session, found)
    return call.page(
        "drafting/papers.html",
        desk=own.desk(call),
        s=found,
        ledger=[_line(call, c) for c in ledger],
        named=_unasked(call, found, record, {c.body for c in ledger}),
        attachments=papers.attachments(call.session, found),
        names=people.names(call.session),
        kinds=KINDS,
        reply_days=REPLY_DAYS,
        returned=returned(call, found),
        editable=own.may_edit(call, found),
        mine=own.mine(call, found),
    )


def ask(call: Call) -> Response:
    """Add a body to the ledger."""
    body, question = call.one("body"), call.one("question")
    if not 0 < len(body) <= _LONGEST_BODY or len(question) > _LONGEST_TEXT:
        raise Refused(422, f"请写明征询的机关（{_LONGEST_BODY} 字以内），征询事项不超过 {_LONGEST_TEXT} 字")
    check_words(call, (body, question))
    sent_on = _day(call.one("sent_on")) if call.one("sent_on") else None
    found = own.edited(call)
    papers.add_consultation(
        call.session, found, body=body, question=question, sent_on=sent_on, user=call.who, now=call.now()
    )
    noted(call, found.receipt, "consultation_added", count=len(papers.consultations(call.session, found)))
    return call.redirect(f"/documents/{found.receipt}/papers", "已列入征询台账")


def sent(call: Call) -> Response:
    """Note the day on which a letter was sent."""
    day = _day(call.one("sent_on"))
    found = own.edited(call)
    row = papers.send_consultation(call.session, found, int(call.path("number")), sent_on=day)
    if row is None:
        raise Refused(404, "台账中没有这一行：请刷新页面")
    noted(call, found.receipt, "consultation_sent", line=row.id, day=day.isoformat())
    return call.redirect(f"/documents/{found.receipt}/papers", "已登记发函日期")


def answer(call: Call) -> Response:
    """Note what a body answered."""
    agreed, reply = call.one("agreed"), call.one("reply")
    if agreed not in ("yes", "no") or len(reply) > _LONGEST_TEXT:
        raise Refused(422, f"请选有无异议；复函内容不超过 {_LONGEST_TEXT} 字")
    check_words(call, (reply,))
    day = _day(call.one("replied_on"))
    found = own.edited(call)
    number = int(call.path("number"))
    row = papers.answer_consultation(call.session, found, number, agreed=agreed == "yes", reply=reply, replied_on=day)
    if row is None:
        raise Refused(404, "台账中没有这一行：请刷新页面")
    noted(call, found.receipt, "consultation_answered", line=row.id, agreed=agreed == "yes", day=day.isoformat())
    return call.redirect(f"/documents/{found.receipt}/papers", "已登记复函")


def letter(call: Call) -> Response:
    """Give the letter to a body as DOCX."""
    found = own.seen(call)
    row = papers.consultation(call.session, found, int(call.path("number")))
    if row is None:
        raise Refused(404, "台账中没有这一行：请刷新页面")
    record = complete.record_of(call, found)
    content = letter_docx(_letter(call, found, row, record), script=script_of(call))
    noted(call, found.receipt, "exported", paper="letter", line=row.id)
    return own.download(content, f"{found.receipt}-letter-{row.id}.docx")


def attach(call: Call) -> Response:
    """Keep files with a document: each is read and screened before it is stored."""
    kind = call.one("kind")
    if kind not in KINDS:
        raise Refused(422, "请选择附件的类别")
    files = [uploading.screened(call, upload) for upload in uploading.sent_files(call)]
    if not files:
        raise Refused(422, "没有收到文件：请选择附件")
    found = own.edited(call)
    kept = [f for f in files if not f.problem]
    for one in kept:
        papers.attach(call.session, found, kind, one.name, one.content, call.who, call.now())
    for one in files:
        _note(call, found, kind, one)
    problems = [_problem(f) for f in files if f.problem]
    said = f"收下附件 {len(kept)} 个" + (f"。{len(problems)} 个没有收下：{'；'.join(problems)}" if problems else "")
    return call.redirect(f"/documents/{found.receipt}/papers#attachments", said, "bad" if problems else "good")


def attachment(call: Call) -> Response:
    """Give an attached file as it came."""
    found = own.seen(call)
    row = papers.attachment(call.session, call.who, int(call.path("number")))
    if row is None or row.submission_id != found.id:
        raise Refused(404, "没有这个附件：请刷新页面")
    content = papers.attachment_content(call.session, row)
    noted(call, found.receipt, "exported", paper="attachment", sha256=row.sha256)
    return own.as_it_came(content, row.file_name)


def _note(call: Call, found: Submission, kind: str, one: Screened) -> None:
    if one.problem == "refused":
        note_refusal(call, found.receipt)
    elif not one.problem:
        noted(call, found.receipt, "attached", kind=kind, sha256=one.sha256, size=len(one.content))


def _problem(one: Screened) -> str:
    return f"附件{uploading.told(one)}"


def _line(call: Call, row: Consultation) -> Line:
    if row.replied_on is not None:
        return Line(row, "agreed" if row.agreed else "objected", None)
    if row.sent_on is None:
        return Line(row, "unsent", None)
    due = workdays.due(row.sent_on, REPLY_DAYS, call.office.registers).day
    return Line(row, "overdue" if due < call.today() else "waiting", due)


def _unasked(call: Call, found: Submission, record: Record, asked: set[str]) -> list[Named]:
    department = people.department(call.session, found.department_id)
    named = consult.bodies(record, [department.name] if department else [], register=call.office.registers)
    return [_named(b) for b in named if b.name not in asked]


def _named(body: Body) -> Named:
    return Named(body.name, tuple(start for start, _ in body.ranges[:3]), len(body.ranges))


def _letter(call: Call, found: Submission, row: Consultation, record: Record) -> Letter:
    department = people.department(call.session, found.department_id)
    drafter = people.user(call.session, found.drafter_id)
    sheet = papers.sheet(call.session, found)
    sent_on = row.sent_on or call.today()
    return Letter(
        to=row.body,
        sender=department.name if department else "",
        title=found.title or found.file_name,
        doc_number=found.doc_number,
        passages=_passages(record, row.body, call),
        question=row.question,
        reply_by=workdays.due(sent_on, REPLY_DAYS, call.office.registers).day,
        day=sent_on,
        contact=drafter.name if drafter else "",
        phone=str(sheet.fields.get("phone", "")) if sheet else "",
    )


def _passages(record: Record, body: str, call: Call) -> tuple[str, ...]:
    """Return the sentences that name a body, masked; the first ones."""
    ranges = [r for b in consult.bodies(record, register=call.office.registers) if b.name == body for r in b.ranges]
    reading = Reading(record)
    sentences: Sequence[Sequence[int]] = record.get("sentences") or ()
    found = [s for s in sentences if any(s[0] <= start < s[1] for start, _ in ranges)]
    return tuple(reading.text(s[0], s[1]) for s in found[:_PASSAGES])


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise Refused(422, "日期没有填写，或写法不对：请写成 2026-11-24 这样") from error


ROUTES = (
    Route("GET", "/documents/{receipt}/papers", show, "submission.see", "papers"),
    Route("POST", "/documents/{receipt}/consultations", ask, "submission.edit", "ask"),
    Route("POST", "/documents/{receipt}/consultations/{number:int}/sent", sent, "submission.edit", "note_sent"),
    Route("POST", "/documents/{receipt}/consultations/{number:int}/answer", answer, "submission.edit", "note_answer"),
    Route(
        "GET", "/documents/{receipt}/consultations/{number:int}/letter.docx", letter, "submission.export", "letter",
        writes=True,
    ),
    Route("POST", "/documents/{receipt}/attachments", attach, "submission.edit", "attach"),
    Route(
        "GET", "/documents/{receipt}/attachments/{number:int}", attachment, "submission.export", "attachment",
        writes=True,
    ),
)  # fmt: skip
