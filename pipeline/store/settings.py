"""The few values that an installation keeps about itself, by name."""

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from pipeline.store import Session
from pipeline.store.tables import Setting


def get(session: Session, name: str) -> str | None:
    """Return a value, None where it was never put or was dropped."""
    return session.scalar(select(Setting.value).where(Setting.name == name))


def put(session: Session, name: str, value: str) -> None:
    """Keep a value in place of the one before."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(Setting).values(name=name, value=value)
    session.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": value}))


def drop(session: Session, name: str, value: str) -> bool:
    """Take a value away; return whether it stood there: of several that try at once, one does."""
    gone = delete(Setting).where(Setting.name == name, Setting.value == value).returning(Setting.name)
    return session.execute(gone).first() is not None
