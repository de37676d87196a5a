"""Whether a document can go on: what its papers lack, as they are saved or as somebody is typing them."""

from collections.abc import Mapping
from typing import Any

from pipeline.record import Record
from pipeline.review import own
from pipeline.review.call import Call
from pipeline.review.paperwork.form import Lack, facts, missing
from pipeline.store import judgements, papers
from pipeline.store.settled import settled
from pipeline.store.tables import Submission

_STALE = Lack("T06", "", "文件已换新稿，解读稿还没有按新稿核对：打开解读稿，核对依据后重新保存")
_UNSAVED = Lack("T04", "", "意见单还没有保存过：逐项核对预填内容后保存")


def record_of(call: Call, submission: Submission) -> Record:
    """Return the record of the last version with each person's last word over it.

    Raises:
        Refused: 409, it is not analysed (yet).
    """
    return settled(own.analysed(call, submission), judgements.of(call.session, submission))


def lacks(call: Call, submission: Submission) -> tuple[Lack, ...]:
    """Return what the saved papers of a document lack, by code.

    Raises:
        Refused: 409, its last version is not analysed (yet).
    """
    record = record_of(call, submission)
    sheet = papers.sheet(call.session, submission)
    return lacking(call, submission, record, sheet.fields) if sheet else (_UNSAVED,)


def lacking(call: Call, submission: Submission, record: Record, values: Mapping[str, Any]) -> tuple[Lack, ...]:
    """Return what the papers lack where the form holds these values."""
    written = papers.interpretation(call.session, submission)
    found = missing(
        values,
        record,
        {a.kind for a in papers.attachments(call.session, submission)},
        written,
        papers.consultations(call.session, submission),
        registers=call.office.registers,
    )
    stale = written is not None and written.version != submission.version
    return (*found, _STALE) if stale and "interpreted" in facts(record, values) else found
