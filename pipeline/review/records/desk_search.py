"""Full text over what a user may see."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.responses import Response

from pipeline.highlights import inert
from pipeline.review.call import Call, Route
from pipeline.review.records import asking
from pipeline.review.reviewing import queueing
from pipeline.review.workflow import STATES
from pipeline.store import people, search
from pipeline.store.search import Filters, Hit
from pipeline.store.snippets import Snippet
from pipeline.store.tables import Submission

ATTRIBUTES = ("proactive", "on_request", "withheld")
_FIELDS = ("q", "title", "number", "issuer", "since", "until", "attribute", "state", "department")
_LONGEST = 200  # characters of a query


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks; values: by field, only those that were given."""

    values: dict[str, str]
    page: int

    def one(self, name: str) -> str:
        """Return a field, empty where it was not given."""
        return self.values.get(name, "")

    @property
    def query(self) -> str:
        """The address' query without a page."""
        return urlencode(self.values)


@dataclass(frozen=True, slots=True)
class Found:
    """A hit as the page shows it; pieces: of the snippet, with whether a word of the search stands there."""

    submission: Submission
    department: str
    pieces: tuple[tuple[str, bool], ...]


def show(call: Call) -> Response:
    """Show what was asked for, and what was found."""
    asked = _asked(call)
    departments = {d.id: d.name for d in people.departments(call.session)}
    size = call.office.settings.page_size
    hits, total = _found(call, asked, size) if asked.values else ([], 0)
    return call.page(
        "search/search.html",
        desk="search",
        asked=asked,
        hits=[Found(h.submission, departments.get(h.submission.department_id, ""), _pieces(h.snippet)) for h in hits],
        total=min(total, search.MOST),
        more=total > search.MOST,
        pages=queueing.pages(min(total, search.MOST), size),
        departments=departments,
        states=[s for s in STATES if call.who.role != "reviewer" or s not in ("drafting",)],
        attributes=ATTRIBUTES,
    )


def _asked(call: Call) -> Asked:
    given = {name: call.asked(name)[:_LONGEST] for name in _FIELDS}
    return Asked({name: value for name, value in given.items() if value}, asking.page(call))


def _found(call: Call, asked: Asked, size: int) -> tuple[list[Hit], int]:
    filters = Filters(
        title=asked.one("title"),
        number=asked.one("number"),
        issuer=asked.one("issuer"),
        since=asking.day(asked.one("since")),
        until=asking.day(asked.one("until")),
        attribute=asked.one("attribute") if asked.one("attribute") in ATTRIBUTES else "",
        department_id=asking.whole(asked.one("department")),
    )
    seen = people.seen_by(call.who)
    if asked.one("state") in STATES:
        seen = seen & (Submission.state == asked.one("state"))
    return search.find(call.session, seen, asked.one("q"), filters, page=asked.page, size=size)


def _pieces(snippet: Snippet) -> tuple[tuple[str, bool], ...]:
    return tuple((inert(" ".join(text.split("\n"))), hit) for text, hit in _cut(snippet) if text)


def _cut(snippet: Snippet) -> Iterator[tuple[str, bool]]:
    at = 0
    for start, end in snippet.ranges:
        yield snippet.text[at:start], False
        yield snippet.text[start:end], True
        at = end
    yield snippet.text[at:], False


ROUTES = (Route("GET", "/search", show, "search.use", "search"),)
