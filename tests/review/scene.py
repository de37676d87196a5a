"""A workbench in the middle of a day: invented documents in every state, for pages that are looked at."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from pipeline.review.workflow import transition
from pipeline.store import Session, submissions
from pipeline.store.tables import Submission, User
from pipeline.terms import shipped
from tests.review.workbench import Bench

_RETURNED = "政策性文件未附解读方案；不予公开的部分未写明所依据的条款。请补充后重新送审。"
_DEFERRED = "事项尚在调查，此时公开影响处置；2026-12-20 复核。"
_AWAITING = ("leadership", "drafting", "justice", "secrecy")


def samples() -> list[Path]:
    """Return the sample documents that may be stored (not the one with a secrecy mark), in order."""
    return sorted(path for path in shipped("data/samples").iterdir() if "密级" not in path.name)


def set_up(bench: Bench) -> list[str]:
    """Upload the samples, analyse them, and bring them into every state; the receipts, in the order of the samples.

    States by place: 0, 8, 9, 10 source_review; 1, 2 returned; 3, 4, 6 approving; 5 release_review; 7 deferred; 11, 12 drafting.
    """
    client = bench.log_in("drafter")
    answer = client.post("/drafting/upload", files=[("file", (path.name, path.read_bytes())) for path in samples()])
    assert answer.status_code < 400, answer.status_code
    bench.analyse()
    with bench.office.database.writing() as session:
        rows = list(session.scalars(select(Submission).order_by(Submission.id)))
        _move(bench, session, rows)
        rows[8].due_on = bench.office.today() - timedelta(days=3)
        rows[9].due_on = bench.office.today() + timedelta(days=1)
        return [row.receipt for row in rows]


def _move(bench: Bench, session: Session, rows: list[Submission]) -> None:
    users = {user.login: user for user in session.scalars(select(User))}

    def move(place: int, action: str, login: str, **settings: str | tuple[str, ...]) -> None:
        user, now = users[login], bench.office.now()
        submissions.move(session, rows[place], transition(action), user=user, now=now, **settings)  # type: ignore[arg-type]

    for place in range(11):
        move(place, "submit", "drafter")
    for place in (1, 2):
        move(place, "return", "reviewer", reason=_RETURNED, codes=("T05", "T02"))
    for place, kind in zip((3, 4, 5, 6), _AWAITING, strict=True):
        move(place, "pass", "reviewer")
        rows[place].awaiting = kind
    move(5, "approve", "signer")
    rows[5].awaiting = None
    move(7, "defer", "reviewer", reason=_DEFERRED)
