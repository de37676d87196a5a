"""People and departments: what the administrator keeps."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from pipeline.review import passwords, setup
from pipeline.review.call import Call, Refused, Route
from pipeline.review.permissions import ROLES
from pipeline.store import chain, people
from pipeline.store.tables import Department, User

KINDS = ("drafting", "openness", "justice", "secrecy", "leadership")
_AT_HOME = ("drafter", "signer")
"""Roles that work for a department and see its documents."""


def show(call: Call) -> Response:
    """Show all accounts."""
    return _people_page(call, 200)


def add(call: Call) -> Response:
    """Add an account; its one-time password is shown once."""
    login, name, role = call.one("login").lower(), call.one("name"), call.one("role")
    if error := setup.wrong_name(login, name):
        return _people_page(call, 422, error=error)
    department_id = _department_id(call, role)
    password = passwords.made()
    password_hash = passwords.hashed_once(password)
    account = people.add_user(
        call.session,
        login=login,
        name=name,
        role=role,
        department_id=department_id,
        password_hash=password_hash,
        now=call.now(),
    )
    _note(call, "user_added", account, {"role": role, "department": department_id})
    return call.page("shell/password.html", person=account, password=password, desk="people")


def edit(call: Call) -> Response:
    """Show one account with its form."""
    return call.page("shell/person.html", **_choices(call), person=_account(call), desk="people")


def change(call: Call) -> Response:
    """Change an account's name, role, department or whether it is open; its sessions end."""
    account, name, role = _account(call), call.one("name"), call.one("role")
    if error := setup.wrong_name(account.login, name):
        raise Refused(422, error)
    department_id, active = _department_id(call, role), call.one("active") == "1"
    if _last_administrator(call, account) and (role != "administrator" or not active):
        raise Refused(422, "这是唯一的管理员账户：请先另设一位管理员")
    if account.id == call.who.id and not active:
        raise Refused(422, "不能停用自己的账户：请由另一位管理员停用")
    account.name, account.role, account.department_id, account.active = name, role, department_id, active
    if account.id != call.who.id:
        people.close_logins(call.session, account)
    _note(call, "user_changed", account, {"role": role, "department": department_id, "active": active})
    return call.redirect("/people", "账户已更新")


def reset(call: Call) -> Response:
    """Give an account a one-time password, which is shown once; its sessions end and a lock-out is lifted."""
    password = passwords.made()
    password_hash = passwords.hashed_once(password)
    account = _account(call)
    if account.id == call.who.id:
        raise Refused(422, "自己的密码请在“账户与密码”中修改")
    people.renew(call.session, account, password_hash)
    _note(call, "password_reset", account, {})
    return call.page("shell/password.html", person=account, password=password, desk="people")


def show_departments(call: Call) -> Response:
    """Show all departments."""
    found = people.departments(call.session)
    counts = {d.id: sum(u.department_id == d.id and u.active for u in people.users(call.session)) for d in found}
    return call.page("shell/departments.html", departments=found, counts=counts, kinds=KINDS, desk="people")


def add_department(call: Call) -> Response:
    """Add a department."""
    name, kind = _department_values(call)
    department = people.add_department(call.session, name, kind)
    _note_department(call, "department_added", department)
    return call.redirect("/departments", "部门已添加")


def change_department(call: Call) -> Response:
    """Change a department's name or kind."""
    name, kind = _department_values(call)
    department = people.department(call.session, _number(call))
    if department is None:
        raise Refused(404, "没有这个部门")
    people.change_department(call.session, department, name, kind)
    _note_department(call, "department_changed", department)
    return call.redirect("/departments", "部门已更新")


def _people_page(call: Call, status: int, error: str = "") -> Response:
    values = _choices(call)
    names = {d.id: d.name for d in values["departments"]}
    rows = [
        {"account": u, "department": names.get(u.department_id or 0, ""), "locked": people.locked(u, call.now())}
        for u in sorted(people.users(call.session), key=lambda u: (not u.active, u.login))
    ]
    given = {name: call.one(name) for name in ("login", "name", "role", "department")}
    return call.page("shell/people.html", status, **values, rows=rows, error=error, given=given, desk="people")


def _choices(call: Call) -> dict[str, Any]:
    return {"roles": ROLES, "departments": people.departments(call.session), "at_home": _AT_HOME}


def _number(call: Call) -> int:
    written = call.path("number")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0


def _account(call: Call) -> User:
    account = people.user(call.session, _number(call))
    if account is None:
        raise Refused(404, "没有这个账户")
    return account


def _department_id(call: Call, role: str) -> int | None:
    """Return the department that a form names, where the role has one.

    Raises:
        Refused: no such role or department, or a role that needs one has none.
    """
    if role not in ROLES:
        raise Refused(422, "请选择角色")
    written = call.one("department")
    if not written:
        if role in _AT_HOME:
            raise Refused(422, "拟稿人和签发人须有所属部门：请选择部门")
        return None
    known = {str(d.id): d.id for d in people.departments(call.session)}
    if written not in known:
        raise Refused(422, "没有这个部门：请刷新页面后重新选择")
    return known[written]


def _department_values(call: Call) -> tuple[str, str]:
    name, kind = call.one("name"), call.one("kind")
    if not 0 < len(name) <= 120 or not name.isprintable():
        raise Refused(422, "请填写部门名称（不超过 120 字）")
    if kind not in KINDS:
        raise Refused(422, "请选择部门类别")
    return name, kind


def _last_administrator(call: Call, account: User) -> bool:
    others = (u for u in people.users(call.session) if u.id != account.id)
    return account.role == "administrator" and not any(u.role == "administrator" and u.active for u in others)


def _note(call: Call, action: str, account: User, facts: Mapping[str, Any]) -> None:
    subject = f"user:{account.login}"
    chain.append(call.session, actor=call.who.login, action=action, subject=subject, facts=dict(facts), now=call.now())


def _note_department(call: Call, action: str, department: Department) -> None:
    facts = {"kind": department.kind}
    subject = f"department:{department.id}"
    chain.append(call.session, actor=call.who.login, action=action, subject=subject, facts=facts, now=call.now())


ROUTES = (
    Route("GET", "/people", show, "people.manage", "people"),
    Route("POST", "/people", add, "people.manage", "person_add"),
    Route("GET", "/people/{number}", edit, "people.manage", "person"),
    Route("POST", "/people/{number}", change, "people.manage", "person_change"),
    Route("POST", "/people/{number}/password", reset, "people.manage", "person_reset"),
    Route("GET", "/departments", show_departments, "people.manage", "departments"),
    Route("POST", "/departments", add_department, "people.manage", "department_add"),
    Route("POST", "/departments/{number}", change_department, "people.manage", "department_change"),
)
