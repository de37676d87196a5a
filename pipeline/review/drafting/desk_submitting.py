"""Sends a document on from the drafting desk: the form as it stands on the page is saved and goes with it."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from pipeline.review import own
from pipeline.review.call import Call, Refused, Route
from pipeline.review.drafting import complete, desk_form
from pipeline.review.drafting.desk_drafting import WRITTEN
from pipeline.review.drafting.uploading import check_words, noted
from pipeline.review.paperwork.form import Lack, parse
from pipeline.review.workflow import transition
from pipeline.store import attested, papers, submissions
from pipeline.store.tables import Submission

_FORM = "base"
"""The field that every form of the page carries: without it, nothing of the form was sent."""


def submit(call: Call) -> Response:
    """Send a document to the review: complete, or with a written reason."""
    sent = _FORM in call.fields
    values, wrong = parse(call.fields, call.office.registers) if sent else ({}, {})
    check_words(call, values.values())
    found, reason = own.edited(call), call.one("submit_reason")
    record = complete.record_of(call, found)
    if wrong and not call.wants_json():
        return desk_form.again(call, found, values, wrong, reason=reason)
    if wrong:
        raise Refused(422, "；".join(wrong.values()))
    form = _kept(call, found, values) if sent else _saved(call, found)
    lacks = complete.lacking(call, found, record, form)
    if lacks and len(reason) < WRITTEN:
        return _refused(call, found, form, lacks, reason)
    return _moved(call, found, sorted({lack.code for lack in lacks}), reason)


def _kept(call: Call, found: Submission, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Save what the page holds, where it is not what was saved last."""
    last = papers.sheet(call.session, found)
    if last is None or last.fields != values:
        desk_form.keep(call, found, values)
    return values


def _saved(call: Call, found: Submission) -> Mapping[str, Any]:
    sheet = papers.sheet(call.session, found)
    if sheet is None:
        raise Refused(422, "意见单还没有保存过（T04），不能送审：请打开意见单，逐项核对预填内容，再点“送审”")
    return sheet.fields


def _refused(call: Call, found: Submission, values: Mapping[str, Any], lacks: Sequence[Lack], reason: str) -> Response:
    """Return the form with its list and what was typed: it is saved, but not sent on."""
    codes = "、".join(sorted({lack.code for lack in lacks}))
    said = f"还有 {len(lacks)} 项不全（{codes}），没有送审：请补齐，或写明带缺项送审的理由（不少于 {WRITTEN} 个字）"
    if call.wants_json():
        raise Refused(422, said)
    return desk_form.again(call, found, values, {}, reason=reason, said=said)


def _moved(call: Call, found: Submission, codes: Sequence[str], reason: str) -> Response:
    move = transition("submit")
    made = submissions.move(call.session, found, move, user=call.who, reason=reason, codes=codes, now=call.now())
    noted(
        call, found.receipt, "submitted", version=found.version, missing=codes, reasoned=bool(reason),
        move=attested.move(made),
    )  # fmt: skip
    return call.redirect(f"/documents/{found.receipt}/form", "已送审。审核期间不能修改；退回后可以修改再送。")


ROUTES = (Route("POST", "/documents/{receipt}/submit", submit, "submission.submit", "submit"),)
