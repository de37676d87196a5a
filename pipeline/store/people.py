"""Departments, accounts, sessions and lock-out, and which submissions a user sees."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, false, func, or_, select, true, update
from sqlalchemy.exc import IntegrityError

from pipeline.store import Session
from pipeline.store.errors import Conflict
from pipeline.store.tables import Department, Event, Login, Submission, User

SIGNED = ("sign", "approve", "file", "refuse")
"""Actions of a signer: a signature, the last one of a document that goes out or is filed, or that it is refused."""


def add_department(session: Session, name: str, kind: str = "drafting") -> Department:
    """Return a new department; kind: drafting, openness, justice, secrecy or leadership.

    Raises:
        Conflict: a department of that name stands already.
    """
    department = Department(name=name, kind=kind)
    _add(session, department, "已有同名部门：请换一个名称")
    return department


def change_department(session: Session, department: Department, name: str, kind: str) -> None:
    """Change a department's name and kind.

    Raises:
        Conflict: another department has that name.
    """
    try:
        with session.begin_nested():
            department.name, department.kind = name, kind
    except IntegrityError as error:
        raise Conflict("已有同名部门：请换一个名称") from error


def add_user(
    session: Session, *, login: str, name: str, role: str, department_id: int | None, password_hash: str, now: datetime
) -> User:
    """Return a new active account; the login is kept in lower case, so that case never makes two of one.

    Raises:
        Conflict: the login is taken.
    """
    user = User(
        login=login.lower(), name=name, role=role, department_id=department_id, password=password_hash, created_at=now
    )
    _add(session, user, "登录名已被使用：请换一个")
    return user


def _add(session: Session, row: Department | User, taken: str) -> None:
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as error:
        raise Conflict(taken) from error


def departments(session: Session) -> Sequence[Department]:
    """Return every department, by name."""
    return session.scalars(select(Department).order_by(Department.name)).all()


def department(session: Session, department_id: int | None) -> Department | None:
    """Return a department by its number."""
    return None if department_id is None else session.get(Department, department_id)


def department_of(session: Session, user: User) -> Department | None:
    """Return the department of a user."""
    return department(session, user.department_id)


def users(session: Session) -> Sequence[User]:
    """Return every account, active or not, by login."""
    return session.scalars(select(User).order_by(User.login)).all()


def user(session: Session, user_id: int | None) -> User | None:
    """Return an account by its number."""
    return None if user_id is None else session.get(User, user_id)


def names(session: Session) -> dict[int, str]:
    """Return each account's name by its number, inactive ones too: what histories show."""
    return {number: name for number, name in session.execute(select(User.id, User.name))}


def by_login(session: Session, login: str) -> User | None:
    """Return the account of a login, in any case, active or not."""
    return session.scalar(select(User).where(User.login == login.lower()))


def open_login(session: Session, user: User, token_hash: str, csrf: str, now: datetime, hours: float) -> Login:
    """Return a new session that ends by itself after so many hours; those of anybody that have ended are taken away."""
    session.execute(delete(Login).where(Login.expires_at <= now))
    login = Login(
        token=token_hash,
        user_id=user.id,
        csrf=csrf,
        created_at=now,
        seen_at=now,
        expires_at=now + timedelta(hours=hours),
    )
    session.add(login)
    session.flush()
    return login


def login_of(session: Session, token_hash: str, now: datetime) -> tuple[Login, User] | None:
    """Return the session of a cookie and its user, where it has not ended and the account is active."""
    wanted = (Login.token == token_hash, Login.expires_at > now, User.active)
    row = session.execute(select(Login, User).join(User, User.id == Login.user_id).where(*wanted)).first()
    return None if row is None else (row[0], row[1])


def seen(session: Session, token_hash: str, now: datetime) -> None:
    """Note that a session was used."""
    session.execute(update(Login).where(Login.token == token_hash).values(seen_at=now))


def close_login(session: Session, token_hash: str) -> None:
    """End one session."""
    session.execute(delete(Login).where(Login.token == token_hash))


def close_logins(session: Session, user: User, *, but: str | None = None) -> None:
    """End every session of a user, but for the one of a token: after a new password, or when an account is closed."""
    session.execute(delete(Login).where(Login.user_id == user.id, Login.token != (but or "")))


def note_failure(session: Session, user: User, now: datetime, *, most: int, minutes: float) -> bool:
    """Count a wrong password; return whether the account is locked now: after `most` in a row, for so many minutes."""
    session.execute(update(User).where(User.id == user.id).values(failures=User.failures + 1))
    account = session.get_one(User, user.id, populate_existing=True, with_for_update={"key_share": True})
    if account.failures >= most:
        account.failures, account.locked_until = 0, now + timedelta(minutes=minutes)
    session.flush()
    return locked(account, now)


def note_success(session: Session, user: User) -> None:
    """Forget the wrong passwords before a right one."""
    session.execute(update(User).where(User.id == user.id).values(failures=0, locked_until=None))


def renew(session: Session, user: User, password_hash: str) -> None:
    """Give a user another password: sessions end, a lock-out is lifted."""
    user.password = password_hash
    note_success(session, user)
    close_logins(session, user)


def locked(user: User, now: datetime) -> bool:
    """Return whether wrong passwords keep an account closed for now."""
    return user.locked_until is not None and user.locked_until > now


def seen_by(user: User) -> ColumnElement[bool]:
    """Return the condition on `Submission` of what a user sees.

    Drafter: the own department's. Reviewer: all but drafts that were never submitted (their own excepted). Signer:
    the own department's, what waits for a signature of the own kind of department, and what this person has signed
    or refused. Auditor: all. Administrator, and an account without a role of these: nothing.
    """
    own = Submission.department_id == user.department_id if user.department_id is not None else false()
    match user.role:
        case "drafter":
            return own
        case "reviewer":
            left = or_(Submission.state.not_in(("drafting", "withdrawn")), Submission.submitted_at.is_not(None))
            return or_(left, Submission.drafter_id == user.id)
        case "signer":
            return or_(own, _awaits(user), _signed(user))
        case "auditor":
            return true()
    return false()


def _awaits(user: User) -> ColumnElement[bool]:
    """What waits for the user's kind of department; a drafting department only ever signs its own."""
    kind = select(Department.kind).where(Department.id == user.department_id, Department.kind != "drafting")
    return and_(Submission.state == "approving", Submission.awaiting == kind.scalar_subquery())


def _signed(user: User) -> ColumnElement[bool]:
    by_them = (Event.user_id == user.id, Event.action.in_(SIGNED))
    return Submission.id.in_(select(Event.submission_id).where(*by_them))


def count_users(session: Session) -> int:
    """Return how many accounts there are: none, before the set-up."""
    return session.scalar(select(func.count()).select_from(User)) or 0
