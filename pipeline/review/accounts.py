"""Logging in and out, one's own account, and how pages are shown."""

from starlette.responses import JSONResponse, RedirectResponse, Response

from pipeline.review import passwords, security
from pipeline.review.call import Call, Refused, Route
from pipeline.review.pages import SCRIPTS
from pipeline.store import chain, people, settings
from pipeline.store.tables import User

DESKS = {
    "drafter": "/drafting",
    "reviewer": "/review",
    "signer": "/signing",
    "administrator": "/people",
    "auditor": "/audit",
}
_YEAR = 31536000


def home(call: Call) -> Response:
    """Send each role to its desk."""
    return RedirectResponse(DESKS[call.user.role] if call.user else "/login", 303)


def health(call: Call) -> Response:
    """Tell that the application and its database answer."""
    return JSONResponse({"status": "ok", "set_up": people.count_users(call.session) > 0})


def show_login(call: Call) -> Response:
    """Show the login page."""
    if call.user:
        return RedirectResponse(security.local(call.asked("back", "/")), 303)
    return _login_page(call, 200, call.asked("back", "/"))


def log_in(call: Call) -> Response:
    """Open a session for the right login and password."""
    login, password = call.one("login").lower()[:64], call.fields.get("password", ("",))[-1]
    with call.office.database.reading() as session:
        user = people.by_login(session, login)
    # As slow for who has no account, or one that is closed or locked: the answer tells none of it.
    usable = user is not None and user.active and not people.locked(user, call.now())
    stored = user.password if user is not None and usable else None
    right = passwords.matches(stored, password)  # for who has no account too
    if user is None or not right:
        return _not_in(call, user if usable else None, login)
    return _in(call, user, password)


def _in(call: Call, user: User, password: str) -> Response:
    """Return the way to the desk with a new session; one that the browser had is closed."""
    renewed = passwords.hashed(password) if passwords.outdated(user.password) else None
    token = security.token()
    account = people.user(call.session, user.id)
    if account is None or not account.active or account.password != user.password:
        raise Refused(409, "账户刚刚有变动：请重新登录")
    if people.locked(account, call.now()):
        return _not_in(call, None, account.login)  # many guesses at once: the right one counts no more than the rest
    if renewed:
        account.password = renewed
    people.note_success(call.session, account)
    if old := call.request.cookies.get(security.SESSION):
        people.close_login(call.session, security.hashed(old))
    hours = call.office.settings.login_hours
    people.open_login(call.session, account, security.hashed(token), security.token(), call.now(), hours)
    response = RedirectResponse(security.local(call.one("back", "/")), 303)
    security.set_cookie(call.request, response, call.office.settings, security.SESSION, token)
    response.delete_cookie(security.FORM, path="/", httponly=True, samesite="strict")
    return response


def _not_in(call: Call, user: User | None, login: str) -> Response:
    """Return the login page again, a wrong password counted."""
    # Written whether there is such an account or not, so that neither answer is quicker.
    settings.put(call.session, "last_refused_login", call.now().isoformat())
    if user:
        count_mistake(call, user)
    return _login_page(call, 401, call.one("back", "/"), login)


def count_mistake(call: Call, user: User) -> None:
    """Count a wrong password of an account, wherever it was typed; so many on end lock it for a while."""
    limits = call.office.settings
    if people.note_failure(call.session, user, call.now(), most=limits.lock_after, minutes=limits.lock_minutes):
        chain.append(
            call.session,
            actor="system",
            action="locked_out",
            subject=f"user:{user.login}",
            facts={"minutes": limits.lock_minutes},
            now=call.now(),
        )


def locked(call: Call) -> bool:
    """Return whether wrong passwords keep the user's own account closed for now, as the database has it at this moment.

    A session that is open goes on; what asks for the password again must ask this after it was compared.
    """
    with call.office.database.reading() as session:
        account = people.user(session, call.who.id)
    return account is None or people.locked(account, call.now())


def _login_page(call: Call, status: int, back: str, login: str = "") -> Response:
    limits = call.office.settings
    values = {"back": security.local(back), "login": login, "wrong": status == 401}
    return call.page("shell/login.html", status, **values, most=limits.lock_after, minutes=limits.lock_minutes)


def log_out(call: Call) -> Response:
    """Close the session."""
    if call.login:
        people.close_login(call.session, call.login.token)
    response = call.redirect("/login", "已退出登录")
    response.delete_cookie(security.SESSION, path="/", httponly=True, samesite="strict")
    return response


def show_account(call: Call) -> Response:
    """Show one's own account."""
    return _account_page(call, 200)


def change_password(call: Call) -> Response:
    """Change one's own password; every other session of the account is closed."""
    old, new, again = (call.fields.get(name, ("",))[-1] for name in ("old", "new", "again"))
    right = passwords.matches(call.who.password, old)
    if locked(call):
        minutes = call.office.settings.lock_minutes
        return _account_page(call, 422, old=f"密码连续输错，账户暂时锁定：请 {minutes} 分钟后再改")
    if not right:
        count_mistake(call, call.who)
        return _account_page(call, 422, old="当前密码不对")
    if new != again:
        return _account_page(call, 422, again="两次输入的密码不一致")
    least = call.office.settings.password_length
    weak = passwords.weakness(new, login=call.who.login, least=least)
    if weak or new == old:
        return _account_page(call, 422, new=weak or "新密码不能与当前密码相同")
    _set_password(call, passwords.hashed(new))
    return call.redirect("/", "密码已修改，其他设备上的登录已退出")


def _set_password(call: Call, password_hash: str) -> None:
    account = people.user(call.session, call.who.id)
    if account is None or call.login is None:
        raise Refused(409, "账户刚刚有变动：请重新登录")
    account.password = password_hash
    people.close_logins(call.session, account, but=call.login.token)
    login = account.login
    subject = f"user:{login}"
    chain.append(call.session, actor=login, action="password_changed", subject=subject, facts={}, now=call.now())


def _account_page(call: Call, status: int, **wrong: str) -> Response:
    least, once = call.office.settings.password_length, passwords.once(call.who.password)
    return call.page("shell/account.html", status, wrong=wrong, least=least, once=once)


def display(call: Call) -> Response:
    """Set script or text size, of the account and of this browser (the login page)."""
    response = RedirectResponse(security.local(call.one("back", "/")), 303)
    account = people.user(call.session, call.user.id) if call.user else None
    script, large = call.one("script"), call.one("large")
    if script in SCRIPTS:
        response.set_cookie("gongkai_script", script, max_age=_YEAR, httponly=True, samesite="strict")
        if account:
            account.script = script
    if large in ("0", "1"):
        response.set_cookie("gongkai_large", large, max_age=_YEAR, httponly=True, samesite="strict")
        if account:
            account.large = large == "1"
    return response


ROUTES = (
    Route("GET", "/", home, None, "home"),
    Route("GET", "/healthz", health, None, "health"),
    Route("GET", "/login", show_login, None, "login"),
    Route("POST", "/login", log_in, None, "log_in"),
    Route("POST", "/logout", log_out, None, "log_out"),
    Route("POST", "/display", display, None, "display"),
    Route("GET", "/account", show_account, "account.own", "account"),
    Route("POST", "/account/password", change_password, "account.own", "password"),
)
