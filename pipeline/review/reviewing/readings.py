"""Reads a document for the page that shows it and for those who judge it."""

from pipeline.review.call import Call
from pipeline.review.permissions import allowed
from pipeline.review.reviewing.earlier import earlier
from pipeline.review.reviewing.queueing import WAITING
from pipeline.review.reviewing.suggestions import Reading
from pipeline.store import judgements, submissions
from pipeline.store.settled import differences, settled, standing
from pipeline.store.tables import Submission, User


def reading(call: Call, found: Submission) -> Reading | None:
    """Return the last version of a document as it reads now; None where it is not analysed (yet).

    A rerun changes nothing of it: it only shows what it says differently.
    """
    machine = submissions.analysis(call.session, found)
    if machine is None:
        return None
    words = judgements.of(call.session, found)
    now = settled(machine, words)
    later = submissions.analysis(call.session, found, purpose="rerun")
    told = differences(now, later, machine=machine) if later else ()
    return Reading(machine, now, words, standing(words), told, earlier(call.session, found))


def may_judge(user: User, found: Submission) -> bool:
    """Return whether a user's word counts on a document now (who keeps it open is another question)."""
    return allowed(user.role, "review.decide") and found.state in WAITING and found.analysis == "done"
