"""What every request is checked for, and every answer carries."""

import hashlib
import re
import secrets
from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.review.call import Refused
from pipeline.review.errors import REASONS, unavailable
from pipeline.review.settings import Settings

SESSION = "gongkai_session"
FORM = "gongkai_form"
_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "content-security-policy": _CSP,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
}
_TOKEN = re.compile("[A-Za-z0-9_-]{43}")
_PORT = re.compile(r":[0-9]+\Z")
_LONGEST_PATH = 400
_LARGEST = 2**31 - 1  # of a number that PostgreSQL keeps in a row


def token() -> str:
    """Return 256 random bits, fit for a cookie and an address."""
    return secrets.token_urlsafe(32)


def hashed(value: str) -> str:
    """Return the SHA-256 of a token, hex: what is kept of it."""
    return hashlib.sha256(value.encode()).hexdigest()


def form_token(request: Request) -> str:
    """Return the token that forms before login must repeat (double submit): the cookie's, else a new one."""
    brought = request.cookies.get(FORM, "")
    return brought if _TOKEN.fullmatch(brought) else token()


def check_csrf(expected: str, given: str) -> None:
    """Check the token of a form.

    Raises:
        Refused: it is missing or another's.
    """
    if not expected or not secrets.compare_digest(expected.encode(), given.encode()):
        raise Refused(403, "页面已过期，请返回上一页刷新后重新提交")


def check_origin(request: Request) -> None:
    """Check that a form comes from a page of ours, as far as the browser tells.

    Raises:
        Refused: it comes from elsewhere.
    """
    fetched = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if fetched is not None:
        ours = fetched in ("same-origin", "none")
    else:  # plain http, where browsers send the origin only
        # A proxy may speak https to the browser and http to us: the host is compared, not the scheme.
        ours = origin is None or urlsplit(origin).netloc.lower() == request.headers.get("host", "").lower()
    if not ours:
        raise Refused(403, "请求来自其他网站，已拒绝")


def check_address(request: Request) -> None:
    """Check that an address is one that the database can be asked about.

    Raises:
        Refused: it holds a character that no text has, or a number that no row can have.
    """
    numbers = (value for value in request.path_params.values() if isinstance(value, int))
    unkept = "\0" in request.scope["path"] or b"%00" in request.scope["query_string"]
    if unkept or any(number > _LARGEST for number in numbers):
        raise Refused(404, REASONS[404])


def set_cookie(request: Request, response: Response, settings: Settings, name: str, value: str) -> None:
    """Give the browser a cookie that scripts cannot read and other sites cannot send."""
    secure = settings.secure_cookie or request.url.scheme == "https"
    response.set_cookie(name, value, path="/", httponly=True, samesite="strict", secure=secure)


def local(path: str) -> str:
    r"""Return a path of this server to go back to, "/" for anything else (`//host`, `https://host`, `/\host`)."""
    return path if re.fullmatch(r"/(?![/\\])[^\\\x00-\x20\x7f]*", path) else "/"


def login_address(request: Request) -> str:
    """Return the login page's address; it leads back to the page that was asked for."""
    if request.method != "GET":
        return "/login"
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return "/login" if asked == "/" else f"/login?back={quote(asked, safe='/')}"


class Guard:
    """Wraps an application: checks the Host header and puts the security headers on every answer."""

    def __init__(self, app: ASGIApp, hosts: tuple[str, ...]) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            return  # the application has neither web sockets nor a lifespan
        started = False

        async def sending(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = _completed(message.get("headers", ()))
            await send(message)

        answer = self._app
        if not self._known(scope):
            answer = PlainTextResponse("不接受这个主机名", 400)
        elif len(scope["path"]) > _LONGEST_PATH:
            answer = PlainTextResponse("地址过长", 414)
        try:
            await answer(scope, receive, sending)
        except Exception as error:
            # The server would log the whole trace, whose message may quote a document.
            told = unavailable(error)
            if not started:
                await told(scope, receive, sending)

    def _known(self, scope: Scope) -> bool:
        if not self._hosts:
            return True
        host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
        return _PORT.sub("", host).lower() in self._hosts


def _completed(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    present = {name.lower() for name, _ in headers}
    ours = [(n.encode(), v.encode()) for n, v in HEADERS.items() if n.encode() not in present]
    if b"cache-control" not in present:
        ours.append((b"cache-control", b"no-store"))
    return [*headers, *ours]
