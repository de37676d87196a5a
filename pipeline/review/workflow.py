"""The way of a submission: its states, and who may move it from which to which."""

from dataclasses import dataclass

STATES = (
    "drafting",  # at the drafting desk: analysed, the form is being filled in
    "source_review",  # first gate: what attribute, with what ground
    "returned",  # sent back with return codes; resubmitted after mending
    "approving",  # on its way through the signing steps
    "release_review",  # second gate: screened and detected again before it goes out
    "released",
    "filed",  # decided not to be published: on request or withheld
    "deferred",  # 暂缓公开: not yet, with reason and review date
    "withdrawn",
)
"""The ids of `terms`, family state."""


@dataclass(frozen=True, slots=True)
class Transition:
    """A move; permission: see `review.permissions`; reasoned: it needs a reason in writing."""

    action: str
    before: tuple[str, ...]
    after: str
    permission: str
    reasoned: bool = False


TRANSITIONS = (
    Transition("submit", ("drafting", "returned"), "source_review", "submission.submit"),
    Transition("withdraw", ("drafting", "returned", "source_review"), "withdrawn", "submission.submit", reasoned=True),
    Transition("return", ("source_review", "release_review"), "returned", "review.decide", reasoned=True),
    Transition("pass", ("source_review",), "approving", "review.decide"),
    Transition("defer", ("source_review", "approving", "release_review"), "deferred", "review.decide", reasoned=True),
    Transition("resume", ("deferred",), "source_review", "review.decide", reasoned=True),
    Transition("sign", ("approving",), "approving", "sign.sign"),
    # The last signature is one of these two: what is on request or withheld is filed, the rest is looked at again.
    Transition("approve", ("approving",), "release_review", "sign.sign"),
    Transition("file", ("approving",), "filed", "sign.sign"),
    Transition("refuse", ("approving",), "source_review", "sign.sign", reasoned=True),
    # What was signed has changed since: its signatures are void, and it goes round again.
    Transition("sign_again", ("release_review",), "approving", "review.release"),
    Transition("release", ("release_review",), "released", "review.release"),
    Transition("reopen", ("released", "filed"), "source_review", "review.release", reasoned=True),
)


def transition(action: str) -> Transition:
    """Return the move of that name.

    Raises:
        KeyError: no such move.
    """
    return {t.action: t for t in TRANSITIONS}[action]


def moves(state: str) -> tuple[Transition, ...]:
    """Return the moves that lead out of a state."""
    return tuple(t for t in TRANSITIONS if state in t.before)
