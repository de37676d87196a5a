"""All that belongs to one document, as those who sign and release it read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.record import Record
from pipeline.review.call import Call, Refused
from pipeline.review.own import digest
from pipeline.store import Session, judgements, papers, submissions
from pipeline.store.settled import Word, settled
from pipeline.store.tables import Attachment, Consultation, Event, Submission

_ABSENT = "没有这份文件，或您无权查看：请核对地址，或从签批台、审查台打开"
_UNREAD = "文件还没有分析完：请稍候几秒再打开"


@dataclass(frozen=True, slots=True, repr=False)
class Dossier:
    """A document and its papers; machine: what was suggested; record: the same with each person's last word over it.

    sheet, interpretation, checks: as last saved; empty where nothing is.
    """

    submission: Submission
    machine: Record
    record: Record
    words: tuple[Word, ...]
    sheet: dict[str, Any]
    interpretation: dict[str, Any]
    checks: list[dict[str, Any]]
    consultations: Sequence[Consultation]
    attachments: Sequence[Attachment]
    events: Sequence[Event]


@dataclass(frozen=True, slots=True)
class Basis:
    """The hashes of what a signature answers for; papers: attachments and the answers of other bodies."""

    record: str
    sheet: str
    interpretation: str
    papers: str

    def facts(self) -> dict[str, str]:
        """Return the hashes by name, with the hash of them all as `signed`."""
        named = {
            "record": self.record, "sheet": self.sheet, "interpretation": self.interpretation, "papers": self.papers,
        }  # fmt: skip
        return named | {"signed": digest(named)}

    def whole(self) -> str:
        """Return the one hash that changes with any of them."""
        return self.facts()["signed"]


def found(call: Call, session: Session) -> Submission:
    """Return the document that the address names.

    Raises:
        Refused: 404, there is none that this user may see.
    """
    submission = submissions.find(session, call.who, call.path("receipt"))
    if submission is None:
        raise Refused(404, _ABSENT)
    return submission


def of(session: Session, submission: Submission) -> Dossier:
    """Return all that belongs to a document.

    Raises:
        Refused: 409, it is not analysed yet.
    """
    machine = submissions.analysis(session, submission)
    if machine is None:
        raise Refused(409, _UNREAD)
    words = judgements.of(session, submission)
    sheet, interpretation = papers.sheet(session, submission), papers.interpretation(session, submission)
    return Dossier(
        submission,
        machine,
        settled(machine, words),
        words,
        dict(sheet.fields) if sheet else {},
        dict(interpretation.body) if interpretation else {},
        list(interpretation.checks) if interpretation else [],
        papers.consultations(session, submission),
        papers.attachments(session, submission),
        submissions.events(session, submission),
    )


def basis(dossier: Dossier) -> Basis:
    """Return the hashes of what a signature on a document answers for now."""
    answers = [(c.body, c.question, c.agreed, c.reply) for c in dossier.consultations]
    files = [(a.kind, a.sha256) for a in dossier.attachments]
    return Basis(
        digest({"version": dossier.submission.version, "record": dossier.record}),
        digest(dossier.sheet),
        digest(dossier.interpretation),
        digest({"consultations": answers, "attachments": files}),
    )
