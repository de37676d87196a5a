"""The revisions of the tables, and the way from one to the next (Alembic, whose scripts are files of this package)."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from pipeline.store.errors import UnusableDatabase

_MIGRATING = 0x676F6E67  # key of the advisory lock, "gong": any number nothing else uses


def head() -> str:
    """Return the revision of the tables that this program works with."""
    revision = _scripts().get_current_head()
    if revision is None:
        raise RuntimeError("the package holds no migrations")
    return revision


def known(revision: str) -> bool:
    """Return whether this program has the way to and from a revision."""
    return revision in {script.revision for script in _scripts().walk_revisions()}


def current(connection: Connection) -> str | None:
    """Return the revision of a database, None where it holds no tables of ours."""
    return MigrationContext.configure(connection).get_current_revision()


def upgrade(connection: Connection, revision: str = "head") -> str | None:
    """Bring the tables to a revision, within the connection's transaction; return the one they were of.

    Raises:
        UnusableDatabase: of a newer program, or somebody else's tables stand there.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATING})
    before = check(connection)
    command.upgrade(_config(connection), revision)
    return before


def downgrade(connection: Connection, revision: str = "base") -> None:
    """Take the tables back to a revision, or away, within the connection's transaction."""
    command.downgrade(_config(connection), revision)


def check(connection: Connection) -> str | None:
    """Return the revision of a database that is empty (None) or of a revision known here.

    Raises:
        UnusableDatabase: it is not.
    """
    revision = current(connection)
    if revision is None and set(inspect(connection).get_table_names()) - {"alembic_version"}:
        raise UnusableDatabase("这个数据库里有其他程序的表：请另建一个空数据库")
    if revision is not None and not known(revision):
        raise UnusableDatabase("这个数据库由更新版本的 gongkai 建立：请先升级程序，再打开它")
    return revision


def _config(connection: Connection | None = None) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "pipeline.store:migrations")
    config.set_main_option("path_separator", "os")
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())
