"""The editor of the policy interpretation: sentences of the masked source beside statements, checked as they change."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from starlette.responses import JSONResponse, Response

from pipeline.doc import Doc, Draft, unwrap
from pipeline.draft.check import Limits
from pipeline.draft.script import in_script
from pipeline.draft.title import interpretation_title
from pipeline.fold import fold
from pipeline.highlights import inert
from pipeline.record import Record, from_record
from pipeline.review import own
from pipeline.review.call import Call, Refused, Route
from pipeline.review.drafting import complete, interpreting, measuring
from pipeline.review.drafting.desk_drafting import returned
from pipeline.review.drafting.interpreting import ELEMENTS, Body
from pipeline.review.drafting.uploading import check_words, noted
from pipeline.review.office import Order
from pipeline.review.pages import script_of
from pipeline.review.paperwork.papers_docx import interpretation_docx
from pipeline.store import papers, people, submissions
from pipeline.store.tables import Interpretation, Submission

SHARES = "copy_ratio copied quoted length_ratio numbers_supported names_supported coverage".split()
"""Checks whose value is a share, 0 to 1; the others count characters or places."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the source as it is shown: masked; number: from 1; fresh: it starts a line."""

    number: int
    start: int
    end: int
    text: str
    fresh: bool


def show(call: Call) -> Response:
    """Show the editor: the interpretation as saved, else the machine's draft."""
    found = own.seen(call)
    if (waiting := own.waiting(call, found, "interpretation")) is not None:
        return waiting
    record = complete.record_of(call, found)
    doc = from_record(record)
    saved = papers.interpretation(call.session, found)
    body = _current(call, found, record, saved) or Body(_title(doc))
    measure = measuring.measure(body, measuring.Source(doc), call.office.registers, limits(call))
    return call.page(
        "drafting/interpretation.html",
        desk=own.desk(call),
        s=found,
        sentences=_sentences(doc),
        state=body.stored(),
        measure=measure,
        first=_answer(body, measure),
        elements=ELEMENTS,
        nothing=measuring.NOTHING_LAID_DOWN,
        shares=SHARES,
        saved=saved,
        base=own.base_of(saved),
        stale=saved is not None and saved.version != found.version,
        drafted=record.get("draft") is not None,
        names=_names(call),
        returned=returned(call, found),
        editable=own.may_edit(call, found),
        mine=own.mine(call, found),
    )


def check(call: Call) -> Response:
    """Measure an interpretation as it stands in the browser; nothing is kept."""
    with own.reading(call) as reader:
        found = own.seen(reader)
        record = complete.record_of(reader, found)
        own_words = _sent(reader, found, record)
    doc = from_record(record)
    measure = measuring.measure(own_words, measuring.Source(doc), call.office.registers, limits(call))
    return JSONResponse(_answer(own_words, measure))


def save(call: Call) -> Response:
    """Keep a new state of the interpretation with its checks."""
    check_words(call, interpreting.words(call.one("body")))
    found = own.edited(call)
    record = complete.record_of(call, found)
    body = _sent(call, found, record)
    if not body.statements:
        raise Refused(422, "解读稿是空的，没有保存：请至少写一条")
    source = measuring.Source(from_record(record))
    measure = measuring.measure(body, source, call.office.registers, limits(call))
    checks = [asdict(c) for c in measure.checks]
    own.check_base(call, papers.interpretation(call.session, found))
    kept = papers.save_interpretation(call.session, found, body.stored(), checks, call.who, call.now())
    failed = sum(not c.passed for c in measure.checks)
    noted(
        call, found.receipt, "interpretation_saved", version=found.version, interpretation=own.digest(body.stored()),
        statements=len(body.statements), unsupported=measure.unsupported, failed=failed,
    )  # fmt: skip
    if call.wants_json():
        return JSONResponse(_answer(body, measure) | {"base": own.base_of(kept)})
    return call.redirect(f"/documents/{found.receipt}/interpretation", "解读稿已保存")


def export(call: Call) -> Response:
    """Give the saved interpretation as DOCX."""
    found = own.seen(call)
    saved = papers.interpretation(call.session, found)
    if saved is None:
        raise Refused(409, "解读稿还没有保存过：请先保存，再导出")
    department = people.department(call.session, found.department_id)
    sheet = papers.sheet(call.session, found)
    content = interpretation_docx(
        saved.body,
        department=department.name if department else "",
        source_title=found.title or found.file_name,
        doc_number=found.doc_number,
        interpreter=str(sheet.fields.get("interpreter", "")) if sheet else "",
        day=call.office.local(saved.at).date(),
        script=script_of(call),
    )
    noted(call, found.receipt, "exported", paper="interpretation", interpretation=own.digest(saved.body))
    return own.download(content, f"{found.receipt}-interpretation.docx")


def limits(call: Call) -> Limits:
    """Return the limits of the checks as the settings of draft give them."""
    return _limits(call.office.order)


@lru_cache(maxsize=4)
def _limits(order: Order) -> Limits:
    block: Mapping[str, Any] = order.params_read().get("draft") or {}
    return Limits(**{"length_ratio": block.get("length", 0.3), **(block.get("limits") or {})})


def _sent(call: Call, found: Submission, record: Record) -> Body:
    """Return the body that the browser sent, each statement with its writer."""
    body = interpreting.sent(call.one("body"), length=len(record["text"]))
    saved = papers.interpretations(call.session, found)
    earlier = [interpreting.of_record(record.get("draft")), *(interpreting.of_stored(i.body) for i in saved)]
    if saved and (current := _current(call, found, record, saved[-1])):
        earlier.append(current)
    return interpreting.attributed(body, earlier, call.who.login)


def _current(call: Call, found: Submission, record: Record, saved: Interpretation | None) -> Body | None:
    """Return the interpretation to go on with; evidence of an earlier version is looked for in the new text."""
    if saved is None:
        return interpreting.of_record(record["draft"]) if record.get("draft") else None
    body = interpreting.of_stored(saved.body)
    if saved.version == found.version:
        return body
    before = submissions.analysis(call.session, found, saved.version)
    return interpreting.rebased(body, before["text"] if before else "", record["text"])


def _answer(body: Body, measure: measuring.Measure) -> dict[str, Any]:
    return {
        "checks": [asdict(c) for c in measure.checks],
        "places": [asdict(p) for p in measure.places],
        "uncovered": [{"element": e, "lacking": e in measure.lacking} for e in body.uncovered()],
        "writers": [[s.by for s in p.statements] for p in body.parts],
    }


def _sentences(doc: Doc) -> list[Sentence]:
    out, before = [], 0
    for number, (start, end) in enumerate(doc.sentences or (), 1):
        text = inert(doc.reading(start, end, masked=True))
        out.append(Sentence(number, start, end, text, "\n" in doc.text[before:start]))
        before = end
    return out


def _title(doc: Doc) -> str:
    """Return the title of an interpretation that is begun by hand, in the script of its source."""
    view = fold(doc.masked or "")
    written = unwrap("".join(view[t.start : t.end] for t in doc.labelled("title")[:1]))
    return in_script(Draft(interpretation_title(written), ()), doc, view).title


def _names(call: Call) -> dict[str, str]:
    return {f"person:{u.login}": u.name for u in people.users(call.session)}


ROUTES = (
    Route("GET", "/documents/{receipt}/interpretation", show, "submission.see", "interpretation"),
    Route("POST", "/documents/{receipt}/interpretation", save, "submission.edit", "save_interpretation"),
    Route("POST", "/documents/{receipt}/interpretation/check", check, "submission.edit", "check_interpretation"),
    Route(
        "GET", "/documents/{receipt}/interpretation.docx", export, "submission.export", "export_interpretation",
        writes=True,
    ),
)  # fmt: skip
