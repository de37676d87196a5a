"""Every address of the application: the routes of the desks, joined."""

from pipeline.review import accounts, setup, staff
from pipeline.review.call import Route
from pipeline.review.drafting import (
    desk_drafting,
    desk_form,
    desk_interpretation,
    desk_papers,
    desk_submitting,
    desk_versions,
)
from pipeline.review.records import desk_audit, desk_learning, desk_search
from pipeline.review.releasing import desk_release, desk_signing
from pipeline.review.reviewing import desk_document, desk_judging, desk_queue

_ROOMS = (
    setup,
    accounts,
    staff,
    desk_drafting,
    desk_form,
    desk_submitting,
    desk_interpretation,
    desk_papers,
    desk_versions,
    desk_queue,
    desk_document,
    desk_judging,
    desk_signing,
    desk_release,
    desk_search,
    desk_audit,
    desk_learning,
)


def joined() -> tuple[Route, ...]:
    """Return all routes, those of fixed addresses before those with a part that varies."""
    return tuple(sorted((route for room in _ROOMS for route in room.ROUTES), key=lambda route: "{" in route.path))
