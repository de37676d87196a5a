"""Does as a person what a request of theirs does: the same routes, permissions and handlers, without a browser."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

from starlette.requests import Request

from pipeline.review.call import Call, Refused, Route, Upload
from pipeline.review.office import Office
from pipeline.review.permissions import allowed
from pipeline.review.routes import joined
from pipeline.store import Session, StoreError
from pipeline.store.tables import User

Value = str | Sequence[str]
"""A field's value, or its values in order."""
Fields = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Actor:
    """A user who acts."""

    office: Office
    user: User

    def does(
        self, name: str, receipt: str = "", fields: Mapping[str, Value] | None = None, files: Sequence[Upload] = ()
    ) -> bool:
        """Do what the route of a name does; return whether it was done: nothing is where it was refused."""
        route = _routes()[name]
        if not allowed(self.user.role, route.permission or "account.own"):
            return False
        several = {key: (value,) if isinstance(value, str) else tuple(value) for key, value in (fields or {}).items()}
        try:
            with self.office.database.writing() as session:
                answer = route.handler(self._call(session, route.method, receipt, several, files))
        except (Refused, StoreError):
            return False
        return answer.status_code < 400

    @contextmanager
    def looking(self, receipt: str) -> Iterator[Call]:
        """Give the call of a page about a document."""
        with self.office.database.reading() as session:
            yield self._call(session, "GET", receipt, {}, ())

    def _call(self, session: Session, method: str, receipt: str, fields: Fields, files: Sequence[Upload]) -> Call:
        scope = {
            "type": "http",
            "method": method,
            "scheme": "http",
            "path": "/",
            "query_string": b"",
            "headers": [],
            "server": ("localhost", 80),
            "path_params": {"receipt": receipt},
        }
        return Call(Request(scope), session, self.office, self.user, None, fields, tuple(files))


@lru_cache(maxsize=1)
def _routes() -> dict[str, Route]:
    return {route.name: route for route in joined()}
