"""Refuses what is longer than its column, on both databases: PostgreSQL would fail, and SQLite would keep it."""

from typing import Any

from sqlalchemy import String, Text, inspect
from sqlalchemy.orm import Session

from pipeline.store.errors import Conflict


def check(session: Session, *_: object) -> None:
    """Check every row that is about to be written; listens to a session's `before_flush`.

    Raises:
        Conflict: a text is longer than its column.
    """
    for row in (*session.new, *session.dirty):
        _check(row)


def _check(row: Any) -> None:
    state = inspect(row)
    for column in state.mapper.columns:
        kind, value = column.type, state.dict.get(column.key)
        if isinstance(value, str) and isinstance(kind, String) and not isinstance(kind, Text):
            if len(value) > (kind.length or len(value)):
                raise Conflict(f"填写的内容过长（{len(value)} 字）：最多 {kind.length} 字")
