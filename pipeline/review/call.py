"""What a route is, and what its handler is given."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.review.flash import keep
from pipeline.store import Session
from pipeline.store.tables import Login, User

if TYPE_CHECKING:
    from pipeline.review.office import Office


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a request, whole in memory; name: as the browser gave it, cleaned of folders and controls."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Call:
    """One request: who asks, in which transaction, with what.

    fields: each form or JSON field's values, in order. csrf: what the forms of the answer must carry. department:
    the name of the user's. office: what the installation is (flow, registers, clock).
    The session begins with its first use (read and analyse files before: on SQLite writers wait for each other), is
    committed when the handler returns and rolled back when it raises.
    """

    request: Request
    session: Session
    office: "Office"
    user: User | None
    login: Login | None
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: tuple[Upload, ...] = ()
    csrf: str = ""
    department: str = ""

    @property
    def who(self) -> User:
        """The user of a route that needs one."""
        if self.user is None:
            raise RuntimeError("a route without permission asks who calls")
        return self.user

    def one(self, name: str, default: str = "") -> str:
        """Return the last value of a field, stripped."""
        return self.fields.get(name, (default,))[-1].strip()

    def asked(self, name: str, default: str = "") -> str:
        """Return a value of the URL's query."""
        return str(self.request.query_params.get(name, default)).strip()

    def path(self, name: str) -> str:
        """Return a part of the URL's path."""
        return str(self.request.path_params[name])

    def now(self) -> datetime:
        """Return the time, UTC and naive, as the tables hold it."""
        return self.office.now()

    def today(self) -> date:
        """Return the office's own day."""
        return self.office.today()

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """Return a rendered page: `values` and what every page has (user, csrf, script, t, chinese)."""
        return self.office.pages.render(self, template, status, values)

    def redirect(self, path: str, said: str = "", kind: str = "good") -> Response:
        """Return a way to another page of ours (303); said: a notice that page shows once; kind: as of `notice`."""
        answer = RedirectResponse(path, status_code=303)
        if said:
            keep(answer, kind, said)
        return answer

    def wants_json(self) -> bool:
        """Return whether a script asks, which is to get JSON and no page."""
        return wants_json(self.request)


def wants_json(request: Request) -> bool:
    """Return whether a request asks for JSON and not for a page."""
    accept = request.headers.get("accept", "")
    return "application/json" in accept and "text/html" not in accept


Handler = Callable[[Call], Response]


@dataclass(frozen=True, slots=True)
class Route:
    """One address; permission: of `review.permissions`, None for what needs no account; method: GET or POST.

    writes: a GET that appends to the audit chain (an export); every POST writes.
    """

    method: str
    path: str
    handler: Handler
    permission: str | None
    name: str
    writes: bool = False


class Refused(Exception):
    """What a request asked for cannot be done: a status, and a reason in Chinese that holds no document text."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
