"""The versions of a document, what changed between them, and the way it went so far; a new version comes in here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from starlette.responses import Response

from pipeline.record import Record
from pipeline.review import own
from pipeline.review.call import Call, Refused, Route
from pipeline.review.drafting import comparing, complete, uploading
from pipeline.review.drafting.comparing import Difference, Line
from pipeline.review.drafting.desk_drafting import returned
from pipeline.review.drafting.uploading import noted
from pipeline.review.pages import script_of
from pipeline.review.paperwork.papers_docx import return_notice_docx
from pipeline.store import judgements, papers, people, submissions
from pipeline.store.settled import settled
from pipeline.store.tables import Submission

_LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class Passed:
    """A line of the way so far; kind: a move, or version, form, interpretation, attachment."""

    at: datetime
    who: str
    kind: str
    note: str = ""
    codes: tuple[str, ...] = ()
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from one version to another; text and interpretation: None where one of them is not there."""

    text: list[Line] | None
    attribute: list[Difference] = field(default_factory=list)
    personal: list[tuple[str, int, int]] = field(default_factory=list)
    form: list[Difference] = field(default_factory=list)
    interpretation: list[Line] | None = None

    @property
    def same_text(self) -> bool:
        """Whether both are analysed and not one sentence changed."""
        return self.text is not None and comparing.alike(self.text)


def show(call: Call) -> Response:
    """Show the versions, two of them compared, and the way so far."""
    found = own.seen(call)
    versions = submissions.versions(call.session, found)
    after = _number(call.asked("to"), found.version, found.version)
    before = _number(call.asked("from"), max(after - 1, 1), found.version)
    return call.page(
        "drafting/versions.html",
        desk=own.desk(call),
        s=found,
        versions=versions,
        before=before,
        after=after,
        comparison=_compared(call, found, before, after) if before != after else None,
        way=way(call, found),
        names=people.names(call.session),
        returned=returned(call, found),
        editable=own.may_edit(call, found),
        mine=own.mine(call, found),
    )


def resubmit(call: Call) -> Response:
    """Take a new version in: read and screened before it is stored."""
    files = [uploading.screened(call, upload) for upload in uploading.sent_files(call)]
    note = call.one("note")
    if len(files) != 1 or len(note) > _LONGEST_NOTE:
        raise Refused(422, f"请选择一个文件作为新稿；修改说明不超过 {_LONGEST_NOTE} 字")
    uploading.check_words(call, (note,))
    found = own.edited(call)
    one = files[0]
    address = f"/documents/{found.receipt}/versions"
    if one.problem == "refused":
        uploading.note_refusal(call, found.receipt)
    if one.problem:
        return call.redirect(address, f"新稿{uploading.told(one)}", "bad")
    if submissions.version(call.session, found).sha256 == one.sha256:
        return call.redirect(address, "这份文件与现稿完全相同，没有重复收", "warn")
    uploading.added_version(call, found, one, note)
    return call.redirect(address, "新稿已收下，正在分析。分析完后可核对意见单、解读稿，再送审")


def file(call: Call) -> Response:
    """Give the file of a version as it came."""
    found = own.seen(call)
    try:
        version = submissions.version(call.session, found, int(call.path("number")))
    except LookupError as error:
        raise Refused(404, "没有这一稿：请刷新页面") from error
    content = submissions.content(call.session, version)
    noted(call, found.receipt, "exported", paper="file", version=version.number, sha256=version.sha256)
    return own.as_it_came(content, version.file_name)


def return_notice(call: Call) -> Response:
    """Give the 退文通知 of a document that is sent back as DOCX."""
    found = own.seen(call)
    event = returned(call, found)
    if event is None:
        raise Refused(409, "文件现在不在退回状态，没有退文通知：请刷新页面")
    reviewer = people.user(call.session, event.user_id)
    content = return_notice_docx(
        to=_department(call, found.department_id),
        sender=_department(call, reviewer.department_id if reviewer else None),
        title=found.title or found.file_name,
        receipt=found.receipt,
        codes=event.codes,
        lacks=complete.lacks(call, found),
        reason=event.reason,
        day=call.office.local(event.at).date(),
        script=script_of(call),
    )
    noted(call, found.receipt, "exported", paper="return_notice", event=event.id)
    return own.download(content, f"{found.receipt}-return.docx")


def _department(call: Call, number: int | None) -> str:
    department = people.department(call.session, number)
    return department.name if department else ""


def way(call: Call, found: Submission) -> list[Passed]:
    """Return what happened to a document, the latest first."""
    names = people.names(call.session)
    session = call.session
    lines = [
        *(
            Passed(e.at, names.get(e.user_id or 0, ""), e.action, e.reason, tuple(e.codes), e.after)
            for e in submissions.events(session, found)
        ),
        *(
            Passed(v.at, names.get(v.user_id, ""), "version", v.note, detail=str(v.number))
            for v in submissions.versions(session, found)
        ),
        *(Passed(s.at, names.get(s.user_id, ""), "form") for s in papers.sheets(session, found)),
        *(Passed(i.at, names.get(i.user_id, ""), "interpretation") for i in papers.interpretations(session, found)),
        *(
            Passed(a.at, names.get(a.user_id, ""), "attachment", detail=a.kind)
            for a in papers.attachments(session, found)
        ),
    ]
    return _joined(sorted(lines, key=lambda line: line.at, reverse=True))


def _joined(lines: list[Passed]) -> list[Passed]:
    """Return the lines, of several saves by one person in a row only the last."""
    out: list[Passed] = []
    for line in lines:
        again = out and line.kind in ("form", "interpretation") and (out[-1].kind, out[-1].who) == (line.kind, line.who)
        if not again:
            out.append(line)
    return out


def _compared(call: Call, found: Submission, before: int, after: int) -> Comparison:
    records = [_record(call, found, number) for number in (before, after)]
    sheets = [_sheet(call, found, number) for number in (before, after)]
    bodies = [_body(call, found, number, record) for number, record in zip((before, after), records, strict=True)]
    form = comparing.forms(sheets[0], sheets[1], call.office.registers)
    told = comparing.interpretations(*bodies) if all(bodies) else None
    one, other = records
    if one is None or other is None:
        return Comparison(None, form=form, interpretation=told)
    return Comparison(
        comparing.compared(comparing.sentences(one), comparing.sentences(other)),
        comparing.attributes(one, other),
        comparing.personal(one, other),
        form,
        told,
    )


def _record(call: Call, found: Submission, number: int) -> Record | None:
    record = submissions.analysis(call.session, found, number)
    return settled(record, judgements.of(call.session, found, number)) if record else None


def _sheet(call: Call, found: Submission, number: int) -> Mapping[str, Any]:
    """Return the form as it stood at the end of a version: as last saved then or before."""
    saved = [s for s in papers.sheets(call.session, found) if s.version <= number]
    return saved[-1].fields if saved else {}


def _body(call: Call, found: Submission, number: int, record: Record | None) -> Mapping[str, Any]:
    """Return the interpretation at the end of a version: as saved, else the machine's."""
    saved = [i for i in papers.interpretations(call.session, found) if i.version <= number]
    drafted: Mapping[str, Any] = (record or {}).get("draft") or {}
    return saved[-1].body if saved else drafted


def _number(asked: str, otherwise: int, most: int) -> int:
    return int(asked) if asked.isascii() and asked.isdigit() and 0 < int(asked) <= most else otherwise


ROUTES = (
    Route("GET", "/documents/{receipt}/versions", show, "submission.see", "versions"),
    Route(
        "GET", "/documents/{receipt}/return.docx", return_notice, "submission.export", "return_notice", writes=True,
    ),
    Route("POST", "/documents/{receipt}/resubmit", resubmit, "submission.edit", "resubmit"),
    Route(
        "GET", "/documents/{receipt}/versions/{number:int}/file", file, "submission.export", "version_file",
        writes=True,
    ),
)  # fmt: skip
