"""Which database a command works on, and how it is opened."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pipeline.store import Database

Address = Annotated[
    str | None,
    typer.Option(
        "--database",
        envvar="GONGKAI_DATABASE",
        metavar="URL",
        help="数据库文件，或 postgresql://用户:口令@主机/库名；缺省为用户数据文件夹中的 gongkai.db",
    ),
]
"""The option of every command that works on a database: `database: Address = None`."""


def opened(address: Address, *, must_exist: bool) -> "Database":
    """Return the database of an option, the user's own where none is given; a clear error ends the command with 2.

    must_exist: for commands that work on what is there: its tables must be up to date. Else a SQLite file (and the
    user's data folder) is made, and the tables are the caller's to make.
    """
    from pipeline.store import Database, UnusableDatabase

    try:
        database = Database.open(_url(address) if address else _own(must_exist), must_exist=must_exist)
        if must_exist:
            database.check()
        return database
    except UnusableDatabase as error:
        typer.echo(error.reason, err=True)
        raise typer.Exit(2) from error


def now() -> datetime:
    """Return the time, UTC and naive, as the tables hold it."""
    return datetime.now(UTC).replace(tzinfo=None)


def _url(address: str) -> str:
    return address if "://" in address else f"sqlite:///{Path(address).absolute()}"


def _own(must_exist: bool) -> str:
    """Return the URL of the user's own database (XDG Base Directory Specification)."""
    from pipeline.store import UnusableDatabase

    home = os.environ.get("XDG_DATA_HOME", "")
    # The specification: a relative path is invalid and to be ignored.
    base = Path(home) if home.startswith("/") else Path.home() / ".local" / "share"
    folder = base / "gongkai"
    if not must_exist:
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise UnusableDatabase(f"无法建立数据文件夹：{folder}（可用 --database 指定其他位置）") from error
    return f"sqlite:///{folder / 'gongkai.db'}"
