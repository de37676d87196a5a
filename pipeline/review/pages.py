"""Renders the pages, in simplified script as they are written or in traditional."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from jinja2 import BaseLoader, Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from pipeline.fold import traditional
from pipeline.review import flash
from pipeline.review.permissions import allowed
from pipeline.review.static import Static
from pipeline.terms import chinese

if TYPE_CHECKING:
    from pipeline.review.call import Call

SCRIPTS = ("hans", "hant")


class Pages:
    """The templates, once for each script; offset: of the office's clocks from UTC."""

    def __init__(self, offset: timedelta) -> None:
        self.static = Static()
        self._by_script = {script: self._environment(script, offset) for script in SCRIPTS}

    def render(self, call: "Call", template: str, status: int, values: Mapping[str, Any]) -> Response:
        """Return a page: `values` and what every page has.

        Raises:
            ValueError: a value has the name of one that every page has.
        """
        script = script_of(call)
        common = _common(call, script)
        if taken := sorted(values.keys() & common.keys()):
            raise ValueError(f"{template}: {', '.join(taken)} are every page's own: give another name")
        page = self._by_script[script].get_template(template).render({**_usual(call), **values, **common})
        response = HTMLResponse(page, status)
        flash.shown(call.request, response)
        return response

    def _environment(self, script: str, offset: timedelta) -> Environment:
        hant = script == "hant"
        loader = _Loader(traditional if hant else str)
        environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
        shown: Callable[[str], str] = traditional if hant else str

        def term(label: str, family: str = "") -> str:
            return shown(chinese(label, family))

        environment.filters |= {
            "t": shown,
            "chinese": term,
            "moment": lambda moment: "" if moment is None else f"{moment + offset:%Y-%m-%d %H:%M}",
            "day": lambda value: _day(value, offset),
        }
        environment.globals["static"] = lambda name: self.static.address(name, script)
        return environment


class _Loader(BaseLoader):
    """Gives the source of a template converted."""

    def __init__(self, convert: Callable[[str], str]) -> None:
        self._files = PackageLoader("pipeline.review")
        self._convert = convert

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        """Return source, file name and whether it still stands."""
        source, name, current = self._files.get_source(environment, template)
        return self._convert(source), name, current


def script_of(call: "Call") -> str:
    """Return the script that a visitor reads: of the account, else of the browser's cookie."""
    wanted = call.user.script if call.user else call.request.cookies.get("gongkai_script", "")
    return wanted if wanted in SCRIPTS else "hans"


def _usual(call: "Call") -> dict[str, Any]:
    """Return what a page may say otherwise: the desk that it belongs to, and where to come back to."""
    address = call.request.url
    here = address.path + (f"?{address.query}" if address.query else "") if call.request.method == "GET" else "/"
    return {"desk": "", "here": here}


def _common(call: "Call", script: str) -> dict[str, Any]:
    user = call.user
    return {
        "user": user,
        "department": call.department,
        "csrf": call.csrf,
        "script": script,
        "large": user.large if user else call.request.cookies.get("gongkai_large") == "1",
        "can": lambda permission: user is not None and allowed(user.role, permission),
        "flash": flash.kept(call.request),
        "today": call.today(),
    }


def _day(value: date | datetime | None, offset: timedelta) -> str:
    if value is None:
        return ""
    return (value + offset).date().isoformat() if isinstance(value, datetime) else value.isoformat()
