"""The first administrator: made in the terminal, or through a link that is good for once."""

import re

from starlette.responses import Response

from pipeline.review import passwords, security
from pipeline.review.call import Call, Refused, Route
from pipeline.review.office import Office
from pipeline.store import Session, chain, people, settings

PATH = "/setup"
_LINK = "setup_link"
_SERVED = (PATH, "/healthz", "/display")
_LOGIN = re.compile("[a-z0-9][a-z0-9._-]{1,31}")


def done(session: Session) -> bool:
    """Return whether there is an administrator."""
    return any(user.role == "administrator" and user.active for user in people.users(session))


def serves(path: str) -> bool:
    """Return whether an address answers before the set-up."""
    return path in _SERVED


def link(session: Session) -> str:
    """Return the path of a new set-up link; the one before is good no more, and only the hash of this one is kept."""
    token = security.token()
    settings.put(session, _LINK, security.hashed(token))
    return f"{PATH}?token={token}"


def mistake(office: Office, login: str, name: str, password: str, again: str) -> str:
    """Return in Chinese what is wrong with the account of an administrator to be, "" where nothing is."""
    if wrong := wrong_name(login, name):
        return wrong
    if password != again:
        return "两次输入的密码不一致"
    return passwords.weakness(password, login=login, least=office.settings.password_length)


def wrong_name(login: str, name: str) -> str:
    """Return in Chinese what is wrong with a login and a person's name, "" where nothing is."""
    if not _LOGIN.fullmatch(login):
        return "登录名应为 2 至 32 个小写字母、数字或 . _ -，以字母或数字开头"
    if not 0 < len(name) <= 64 or not name.isprintable():
        return "请填写姓名（不超过 64 字）"
    return ""


def make_administrator(session: Session, office: Office, *, login: str, name: str, password_hash: str) -> None:
    """Make the first administrator's account; the set-up link is good no more."""
    people.add_user(
        session,
        login=login,
        name=name,
        role="administrator",
        department_id=None,
        password_hash=password_hash,
        now=office.now(),
    )
    chain.append(session, actor=login, action="set_up", subject=f"user:{login}", facts={}, now=office.now())


def show(call: Call) -> Response:
    """Show the set-up page: the form to who has the link, else where to find it."""
    if done(call.session):
        return call.redirect("/")
    token = call.asked("token")
    known = settings.get(call.session, _LINK) == security.hashed(token)
    return _page(call, token if known else "", 200 if known or not token else 403)


def make(call: Call) -> Response:
    """Make the administrator's account for who has the link."""
    token, login, name = call.one("token"), call.one("login").lower(), call.one("name")
    password = call.fields.get("password", ("",))[-1]
    error = mistake(call.office, login, name, password, call.fields.get("again", ("",))[-1])
    if error:
        return _page(call, token, 422, login=login, name=name, error=error)
    password_hash = passwords.hashed(password)
    if done(call.session) or not settings.drop(call.session, _LINK, security.hashed(token)):
        raise Refused(403, "设置链接无效或已经用过：请使用终端最近一次显示的链接")
    make_administrator(call.session, call.office, login=login, name=name, password_hash=password_hash)
    return call.redirect("/login", "设置完成，请用刚才的登录名和密码登录")


def _page(call: Call, token: str, status: int, login: str = "", name: str = "", error: str = "") -> Response:
    least = call.office.settings.password_length
    return call.page("shell/setup.html", status, token=token, login=login, name=name, error=error, least=least)


ROUTES = (
    Route("GET", PATH, show, None, "setup"),
    Route("POST", PATH, make, None, "setup_make"),
)
