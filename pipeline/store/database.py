"""Opens a database, brings its tables up to date, and gives sessions that read or write."""

import logging
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from pipeline.store import lengths, schema
from pipeline.store.errors import Conflict, Unavailable, UnusableDatabase
from pipeline.store.reindex import reindex

_BUSY_SECONDS = 30  # how long a writer waits for another
_POOL = {"pool_size": 5, "max_overflow": 45}  # the web server's threads (40), the worker and a command
_CONTENDED = {"SQLITE_BUSY", "40P01", "40001", "55P03"}  # PostgreSQL: deadlock, serialization failure, lock timeout
_GONE = ("SQLITE_CANTOPEN", "SQLITE_FULL", "SQLITE_IOERR", "08", "53", "57P")  # the codes begin so
_WANTED = "数据库地址应为 sqlite:///文件路径 或 postgresql://用户:口令@主机/库名"


@dataclass(frozen=True, slots=True)
class Database:
    """A database that answers; dialect: sqlite or postgresql."""

    engine: Engine
    dialect: str

    @classmethod
    def open(cls, url: str, *, must_exist: bool = False) -> "Database":
        """Return the database at a URL; a SQLite file is made, readable by its owner only, unless it must exist.

        Raises:
            UnusableDatabase: not such a URL, no such file, no permission, no driver or nobody answers.
        """
        parsed = _parsed(url)
        if parsed.get_backend_name() == "sqlite":
            _file(parsed, must_exist)
        engine = _engine(parsed)
        database = cls(engine, engine.dialect.name)
        with _explained(database):
            engine.connect().close()
        return database

    def migrate(self) -> None:
        """Bring the tables up to this program's revision; of several processes that try, one does and others wait.

        What is derived from the records is made again after an upgrade.

        Raises:
            UnusableDatabase: written by a newer program, or not writable.
        """
        with _explained(self), self.connection(writes=True) as connection:
            before = schema.upgrade(connection)
            if before not in (None, schema.head()):
                with Session(connection) as session:
                    reindex(session)
                    session.commit()

    def check(self) -> None:
        """Check that the tables are of this program's revision.

        Raises:
            UnusableDatabase: none of ours, of an older or of a newer program, or nobody answers.
        """
        with _explained(self), self.connection(writes=False) as connection:
            if schema.check(connection) != schema.head():
                raise UnusableDatabase(
                    "这个数据库还没有建表，或由较旧版本建立：请先运行一次 gongkai serve，它会自动处理"
                )

    @contextmanager
    def connection(self, *, writes: bool) -> Iterator[Connection]:
        """Give a connection in a transaction: a writing one is committed, a reading one sees one state throughout."""
        with self._bind(writes).begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that sees one state throughout, from its first use, and cannot write.

        Raises:
            Unavailable: the database does not answer.
        """
        with _told(), Session(self._bind(writes=False), expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session that is committed at the end, or rolled back when what it is used for raises.

        It begins with its first use; on SQLite every other writer waits from then on.

        Raises:
            Conflict: others hold what it needs for too long, or wait for what it holds.
            Unavailable: the database does not answer, or its disk is full.
        """
        with _told(), Session(self._bind(writes=True), expire_on_commit=False, info={"writes": True}) as session:
            event.listen(session, "before_flush", lengths.check)
            yield session
            session.commit()

    def _bind(self, writes: bool) -> Engine:
        return self.engine.execution_options(**_options(self.dialect, writes))

    @property
    def url(self) -> str:
        """The URL that another process opens this database with; it may hold a password: never shown."""
        return self.engine.url.render_as_string(hide_password=False)

    def close(self) -> None:
        """Close every connection that is not in use."""
        self.engine.dispose()


def _options(dialect: str, writes: bool) -> dict[str, Any]:
    if dialect == "sqlite":
        return {"writes": writes}
    return {} if writes else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:  # ValueError: a port that is no number
        raise UnusableDatabase(f"数据库地址无法识别：{_WANTED}") from error
    match parsed.get_backend_name():
        case "sqlite" if parsed.database and parsed.database != ":memory:":
            return parsed.set(drivername="sqlite")
        case "postgresql":
            return parsed.set(drivername="postgresql+psycopg")
    raise UnusableDatabase(f"不支持这种数据库地址：{_WANTED}")


def _engine(url: URL) -> Engine:
    try:
        if url.get_backend_name() == "sqlite":
            engine = create_engine(url, connect_args={"timeout": _BUSY_SECONDS}, hide_parameters=True, **_POOL)
            event.listen(engine, "connect", _on_connect)
            event.listen(engine, "begin", _on_begin)
            return engine
        # What the driver warns of beside the error that it raises is noise on the command line, and may quote rows.
        logging.getLogger("psycopg").setLevel(logging.CRITICAL)
        wait = {} if "options" in url.query else {"options": f"-c lock_timeout={int(_BUSY_SECONDS * 1000)}"}
        return create_engine(url, connect_args=wait, pool_pre_ping=True, hide_parameters=True, **_POOL)
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise UnusableDatabase("使用 PostgreSQL 需要先安装驱动：pip install 'gongkai[postgres]'") from error


def _on_connect(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    assert isinstance(connection, sqlite3.Connection)  # noqa: S101  the listener stands on SQLite engines only
    connection.isolation_level = None  # the driver begins nothing by itself: _on_begin does
    _write_ahead(connection)
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "cache_size=-32000"):
        connection.execute(f"PRAGMA {pragma}")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Let readers go on while one writes; of several that open a new file at once, SQLite itself lets none wait."""
    end = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(0.02)


def _on_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", True)
    connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writes else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _file(url: URL, must_exist: bool) -> None:
    """Make the file of a SQLite database where there is none: SQLite itself would let everyone read it."""
    path = Path(url.database or "")
    if must_exist and not path.is_file():
        raise UnusableDatabase(f"没有这个数据库文件：{path}")
    if not path.parent.is_dir():
        raise UnusableDatabase(f"没有这个文件夹：{path.parent}（请先建立，或改用其他路径）")
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except IsADirectoryError as error:
        raise UnusableDatabase(f"{path} 是文件夹，不是数据库文件") from error
    except OSError as error:
        raise UnusableDatabase(f"无法读写数据库文件：{path}（请检查权限与磁盘空间）") from error


@contextmanager
def _told() -> Iterator[None]:
    """Tell who cannot go on because of others, or because the database is away, to try again."""
    try:
        yield
    except OperationalError as error:
        code = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorname", None) or ""
        if code in _CONTENDED:
            raise Conflict("他人正在修改同一内容，本次操作没有保存：请稍候再试一次") from error
        # A connection that breaks, or cannot be made, has no code of PostgreSQL's.
        if code and not code.startswith(_GONE):
            raise
        raise Unavailable("数据库暂时不能使用，本次操作没有保存：请稍后重试；仍不行的，与管理员联系") from error


@contextmanager
def _explained(database: Database) -> Iterator[None]:
    """Tell in Chinese why a database does not answer, without its address: that may hold a password."""
    try:
        yield
    except DBAPIError as error:
        if database.dialect == "sqlite":
            reason = "无法使用这个数据库文件（不是 SQLite 数据库、没有写权限，或正被占用）"
        else:
            reason = "连接不上 PostgreSQL，或没有建表权限（请检查主机、端口、库名、用户与口令）"
        raise UnusableDatabase(f"{reason}：{type(error.orig).__name__}") from error
