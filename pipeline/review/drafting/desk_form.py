"""The 公文公开发布意见单: filled in by the machine, corrected by the drafter, checked as they type."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from starlette.responses import JSONResponse, Response

from pipeline.record import Record
from pipeline.review import filing, own
from pipeline.review.call import Call, Refused, Route
from pipeline.review.drafting import complete, filling
from pipeline.review.drafting.desk_drafting import returned
from pipeline.review.drafting.uploading import check_words, noted
from pipeline.review.pages import script_of
from pipeline.review.paperwork.form import Filled, Lack, facts, parse, prefill
from pipeline.review.paperwork.papers_docx import Finding, Signature, sheet_docx
from pipeline.review.releasing import answering, dossier, signatures
from pipeline.store import papers, people
from pipeline.store.tables import Sheet, Submission


def show(call: Call) -> Response:
    """Show the form: as it was saved, else as the machine fills it in."""
    found = own.seen(call)
    if (waiting := own.waiting(call, found, "form")) is not None:
        return waiting
    sheet = papers.sheet(call.session, found)
    record = complete.record_of(call, found)
    suggestions = suggested(call, found, record)
    values = dict(sheet.fields) if sheet else {name: f.value for name, f in suggestions.items()}
    return _page(call, found, record, values, suggestions, wrong={})


def save(call: Call) -> Response:
    """Keep a new state of the form."""
    values, wrong = parse(call.fields, call.office.registers)
    check_words(call, values.values())
    found = own.edited(call)
    record = complete.record_of(call, found)
    if wrong:
        if call.wants_json():
            return JSONResponse({"error": "；".join(wrong.values()), "wrong": wrong}, 422)
        return again(call, found, values, wrong)
    kept = keep(call, found, values)
    if call.wants_json():
        return JSONResponse(_answer(call, found, record, values) | {"base": own.base_of(kept)})
    return call.redirect(f"/documents/{found.receipt}/form", "意见单已保存")


def keep(call: Call, found: Submission, values: Mapping[str, Any]) -> Sheet:
    """Save a new state of the form.

    Raises:
        Refused: 409, somebody else has saved meanwhile.
    """
    own.check_base(call, papers.sheet(call.session, found))
    kept = papers.save_sheet(call.session, found, dict(values), call.who, call.now())
    noted(call, found.receipt, "form_saved", version=found.version, form=own.digest(values), fields=len(values))
    return kept


def again(
    call: Call,
    found: Submission,
    values: Mapping[str, Any],
    wrong: Mapping[str, str],
    *,
    reason: str = "",
    said: str = "",
) -> Response:
    """Show the form as it was sent, with what is in its way (422); reason: for going on incomplete; said: beside it."""
    record = complete.record_of(call, found)
    suggestions = suggested(call, found, record)
    return _page(call, found, record, values, suggestions, wrong, reason=reason, said=said, status=422)


def check(call: Call) -> Response:
    """Tell what a form lacks as it stands in the browser; nothing is kept."""
    values, wrong = parse(call.fields, call.office.registers)
    with own.reading(call) as reader:
        found = own.seen(reader)
        record = complete.record_of(reader, found)
        return JSONResponse(_answer(reader, found, record, values) | {"wrong": wrong})


def export(call: Call) -> Response:
    """Give the saved form as DOCX."""
    found = own.seen(call)
    sheet = papers.sheet(call.session, found)
    if sheet is None:
        raise Refused(409, "意见单还没有保存过：请先保存，再导出")
    whole = dossier.of(call.session, found)
    content = sheet_docx(
        whole.sheet,
        facts=facts(whole.record, whole.sheet),
        registers=call.office.registers,
        receipt=found.receipt,
        day=call.office.local(sheet.at).date(),
        signatures=_signatures(call, whole),
        findings={f.target: Finding(f.passed, f.note) for f in answering.findings(whole)},
        lacks=complete.lacking(call, found, whole.record, whole.sheet),
        script=script_of(call),
    )
    noted(call, found.receipt, "exported", paper="form", form=own.digest(whole.sheet))
    return own.download(content, f"{found.receipt}-form.docx")


def suggested(call: Call, found: Submission, record: Record) -> dict[str, Filled]:
    """Return what the machine would fill in, for the drafter who handed the document in."""
    drafter = people.user(call.session, found.drafter_id)
    department = people.department(call.session, found.department_id)
    return prefill(
        record,
        department=department.name if department else "",
        user_name=drafter.name if drafter else "",
        today=call.today(),
        registers=call.office.registers,
    )


def _answer(call: Call, found: Submission, record: Record, values: Mapping[str, Any]) -> dict[str, Any]:
    lacks = complete.lacking(call, found, record, values)
    listed = own.fragment(call, "drafting/lacks.html", lacks=lacks, s=found)
    return {
        "lacks": [asdict(lack) for lack in lacks],
        "list": listed,
        **filling.visible(values, record, call.office.registers),
    }


def _page(
    call: Call,
    found: Submission,
    record: Record,
    values: Mapping[str, Any],
    suggestions: Mapping[str, Filled],
    wrong: Mapping[str, str],
    *,
    reason: str = "",
    said: str = "",
    status: int = 200,
) -> Response:
    lacks = complete.lacking(call, found, record, values)
    sheet = papers.sheet(call.session, found)
    return call.page(
        "drafting/form.html",
        status,
        desk=own.desk(call),
        s=found,
        groups=filling.cells(values, suggestions, _shown(lacks, wrong), record, call.office.registers),
        lacks=lacks,
        saved=sheet,
        base=own.base_of(sheet),
        saved_by=people.names(call.session).get(sheet.user_id, "") if sheet else "",
        returned=returned(call, found),
        editable=own.may_edit(call, found),
        mine=own.mine(call, found),
        counted=filing.from_receipt(record, call.office, call.office.local(found.created_at).date()),
        reason=reason,
        said=said,
    )


def _shown(lacks: Sequence[Lack], wrong: Mapping[str, str]) -> list[Lack]:
    """Return what stands beside the fields: what is wrong with a value before what is lacking."""
    return [*(Lack("", name, text) for name, text in wrong.items()), *lacks]


def _signatures(call: Call, whole: dossier.Dossier) -> list[Signature]:
    round_ = signatures.round_of(call.session, whole, call.office.registers)
    names = people.names(call.session)
    rows = answering.step_rows(round_, names)
    return [
        Signature(
            row.chinese, row.who, call.office.local(row.event.at).date() if row.event else None,
            row.event.reason if row.event else "",
        )
        for row in rows
    ]  # fmt: skip


ROUTES = (
    Route("GET", "/documents/{receipt}/form", show, "submission.see", "form"),
    Route("POST", "/documents/{receipt}/form", save, "submission.edit", "save_form"),
    Route("POST", "/documents/{receipt}/form/check", check, "submission.edit", "check_form"),
    Route("GET", "/documents/{receipt}/form.docx", export, "submission.export", "export_form", writes=True),
)
