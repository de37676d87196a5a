"""The web application: every request through set-up, login, permission, body, token and handler, in that order."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import Any

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp

from pipeline import __version__
from pipeline.review import errors, passwords, security, setup
from pipeline.review.body import Bodies, Form
from pipeline.review.call import Call, Refused, Route, wants_json
from pipeline.review.office import Office
from pipeline.review.permissions import allowed
from pipeline.review.routes import joined
from pipeline.store import Session, StoreError, Unavailable, people
from pipeline.store.tables import Login, User

_SEEN_EVERY = timedelta(minutes=1)
_READS = ("GET", "HEAD")
_SLOW = 1.0
"""Seconds that a body may take to come before it is asked again who sends it."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks; csrf: the token of that session, or of the form before login."""

    csrf: str
    user: User | None = None
    login: Login | None = None
    department: str = ""


def create(office: Office, routes: Sequence[Route] | None = None) -> ASGIApp:
    """Return the application of an office."""
    app = FastAPI(
        title="公开 gongkai",
        version=__version__,
        description="公文公开审查工作台：机器可读的地址",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    door = Door(office)
    for route in joined() if routes is None else routes:
        _mount(app, route, door.endpoint(route))

    def static(request: Request) -> Response:
        return office.pages.static.answer(request)

    app.add_api_route("/static/{name:path}", static, methods=list(_READS), include_in_schema=False)
    app.add_exception_handler(HTTPException, door.lost)
    return security.Guard(app, office.settings.hosts)


def _mount(app: FastAPI, route: Route, endpoint: Callable[[Request], Awaitable[Response]]) -> None:
    machine = route.path == "/healthz" or route.path.endswith(".json")
    app.add_api_route(
        route.path,
        endpoint,
        methods=[route.method] if machine or route.method != "GET" else list(_READS),
        name=route.name,
        include_in_schema=machine,
        summary=(route.handler.__doc__ or route.name).splitlines()[0],
        responses={200: {"content": {"application/json": {}}}, 404: {"description": "没有，或无权查看"}},
        openapi_extra={"parameters": _parameters(route.path)} if machine else None,
    )


def _parameters(path: str) -> list[dict[str, Any]]:
    names = [part[1:-1] for part in path.split("/") for part in [part.split(".")[0]] if part.startswith("{")]
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]


class Door:
    """What stands between a request and its handler."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._bodies = Bodies(office.settings)
        self._set_up = False

    def endpoint(self, route: Route) -> Callable[[Request], Awaitable[Response]]:
        """Return what the framework calls for a route."""

        async def answer(request: Request) -> Response:
            with self._bodies.holding() as held:
                try:
                    form = Form()
                    visitor = await run_in_threadpool(self._admitted, route, request)
                    if isinstance(visitor, Response):
                        return visitor
                    if request.method not in _READS:
                        begun = monotonic()
                        form = await self._bodies.read(request, held, known=visitor.user is not None)
                        if monotonic() - begun > _SLOW:  # whose account was closed meanwhile does nothing more
                            visitor = await run_in_threadpool(self._admitted, route, request)
                            if isinstance(visitor, Response):
                                return visitor
                    return await run_in_threadpool(self._answered, route, request, visitor, form)
                except ClientDisconnect:
                    return Response(status_code=400)
                except Refused as refusal:
                    return await run_in_threadpool(self._refused, request, refusal)
                except Unavailable as error:
                    stranger = Visitor(security.form_token(request))
                    return await run_in_threadpool(self._refusal, request, stranger, errors.away(error))
                except Exception as error:
                    return errors.unavailable(error)

        return answer

    async def lost(self, request: Request, error: Exception) -> Response:
        """Answer what no route answers."""
        status = error.status_code if isinstance(error, HTTPException) else 500
        refusal = Refused(status, errors.REASONS.get(status, "请求有误：请返回首页重试"))
        return await run_in_threadpool(self._lost, request, refusal)

    def _lost(self, request: Request, refusal: Refused) -> Response:
        return self._refused(request, refusal) if self._is_set_up() else _to_set_up(request)

    def _admitted(self, route: Route, request: Request) -> Visitor | Response:
        """Return who asks for a route, or the way to where that must be settled first.

        Raises:
            Refused: the role has no permission, or the form comes from elsewhere.
        """
        if not self._is_set_up() and not setup.serves(route.path):
            return _to_set_up(request)
        security.check_address(request)
        if request.method not in _READS:
            security.check_origin(request)
        visitor = self._visitor(request)
        if route.permission is None:
            return visitor
        if visitor.user is None:
            return _elsewhere(request, security.login_address(request), 401, "请先登录")
        if passwords.once(visitor.user.password) and route.permission != "account.own":
            return _elsewhere(request, "/account", 403, "请先修改初始密码")
        if not allowed(visitor.user.role, route.permission):
            raise Refused(403, "您的角色没有这项权限：需要的，请与管理员联系")
        return visitor

    def _is_set_up(self) -> bool:
        if not self._set_up:
            with self._office.database.reading() as session:
                self._set_up = setup.done(session)
        return self._set_up

    def _visitor(self, request: Request) -> Visitor:
        cookie = request.cookies.get(security.SESSION, "")
        if not cookie:
            return Visitor(security.form_token(request))
        now, token = self._office.now(), security.hashed(cookie)
        with self._office.database.reading() as session:
            found = people.login_of(session, token, now)
            department = people.department_of(session, found[1]) if found else None
        if found is None or now - found[0].seen_at > timedelta(minutes=self._office.settings.idle_minutes):
            return Visitor(security.form_token(request))
        login, user = found
        if now - login.seen_at > _SEEN_EVERY:
            with self._office.database.writing() as session:
                people.seen(session, token, now)
        return Visitor(login.csrf, user, login, department.name if department else "")

    def _answered(self, route: Route, request: Request, visitor: Visitor, form: Form) -> Response:
        database = self._office.database
        writes = route.writes or request.method not in _READS
        try:
            if request.method not in _READS:
                given = form.fields.get("csrf", (request.headers.get("x-csrf", ""),))[-1]
                security.check_csrf(visitor.csrf, given)
            with database.writing() if writes else database.reading() as session:
                response = route.handler(self._call(request, session, visitor, form))
        except Refused as refusal:
            response = self._refusal(request, visitor, refusal)
        except Unavailable as error:
            response = self._refusal(request, visitor, errors.away(error))
        except StoreError as error:
            response = self._refusal(request, visitor, Refused(409, error.reason))
        except Exception as error:
            with database.reading() as session:
                response = errors.failed(self._call(request, session, visitor, Form()), error, route.name)
        return self._finished(request, response, visitor)

    def _call(self, request: Request, session: Session, visitor: Visitor, form: Form) -> Call:
        who = visitor.user, visitor.login
        return Call(request, session, self._office, *who, form.fields, form.files, visitor.csrf, visitor.department)

    def _refused(self, request: Request, refusal: Refused) -> Response:
        visitor = self._visitor(request)
        return self._finished(request, self._refusal(request, visitor, refusal), visitor)

    def _refusal(self, request: Request, visitor: Visitor, refusal: Refused) -> Response:
        with self._office.database.reading() as session:
            return errors.refused(self._call(request, session, visitor, Form()), refusal.status, refusal.reason)

    def _finished(self, request: Request, response: Response, visitor: Visitor) -> Response:
        if visitor.user is None and request.cookies.get(security.FORM) != visitor.csrf:
            security.set_cookie(request, response, self._office.settings, security.FORM, visitor.csrf)
        return response


def _to_set_up(request: Request) -> Response:
    return _elsewhere(request, setup.PATH, 503, "系统尚未完成初始设置：请打开启动时终端显示的链接")


def _elsewhere(request: Request, path: str, status: int, reason: str) -> Response:
    """Return the way to another page, or for a script the reason."""
    if wants_json(request):
        return JSONResponse({"error": reason}, status)
    return RedirectResponse(path, 303)
