"""What the workbench keeps: SQLite by default, PostgreSQL for a team."""

from sqlalchemy.orm import Session

from pipeline.store.database import Database
from pipeline.store.errors import Conflict, StoreError, Unavailable, UnusableBackup, UnusableDatabase

__all__ = ["Conflict", "Database", "Session", "StoreError", "Unavailable", "UnusableBackup", "UnusableDatabase"]
