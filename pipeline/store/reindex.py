"""Makes the search index again from the records."""

from sqlalchemy import select

from pipeline.store import Session, search, submissions
from pipeline.store.tables import Submission


def reindex(session: Session) -> None:
    """Let every submission be found by the text of its last version."""
    for number in session.scalars(select(Submission.id).order_by(Submission.id)).all():
        submission = session.get_one(Submission, number)
        record = submissions.analysis(session, submission)
        if record is not None:
            search.index(session, submission, record["text"])
        session.flush()
        session.expunge_all()
