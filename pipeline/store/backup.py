"""Writes everything that a database holds into one archive, which SQLite and PostgreSQL can both be filled from."""

import hashlib
import json
import os
import zipfile
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, LargeBinary, select
from sqlalchemy import Table as Columns

from pipeline import __version__
from pipeline.store import schema
from pipeline.store.database import Database
from pipeline.store.errors import UnusableBackup
from pipeline.store.tables import Login, Table

FORMAT = "gongkai-backup-1"
MANIFEST = "manifest.json"

_LEFT_OUT = {Login.__tablename__}  # sessions: after a restore everyone logs in again
_QUICK = 1  # deflate's level: files and records are compressed already


@dataclass(frozen=True, slots=True)
class Part:
    """A table in the archive; rows: how many; sha256: of its lines, hex."""

    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive says of itself; revision: of the tables, see `store.schema`; made: UTC; parts: by table."""

    revision: str
    program: str
    made: str
    parts: Mapping[str, Part]
    format: str = FORMAT


def member(table: str) -> str:
    """Return the name of a table's lines in the archive: one row each, JSON by column, in order of the key."""
    return f"tables/{table}.jsonl"


def backup(database: Database, path: Path, now: datetime) -> Manifest:
    """Write a new archive of one state of the database, while others go on working; readable by its owner only.

    Row by row: the memory that it takes is that of the largest file.

    Raises:
        UnusableBackup: the file is there already, or cannot be written; nothing is left of it then.
    """
    with _new(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_QUICK) as archive:
        with database.connection(writes=False) as connection:
            parts = {
                table.name: _written(connection, table, archive, now)
                for table in Table.metadata.sorted_tables
                if table.name not in _LEFT_OUT
            }
            manifest = Manifest(schema.current(connection) or "", __version__, now.isoformat(), parts)
        archive.writestr(_entry(MANIFEST, now), json.dumps(asdict(manifest), indent=1))
    return manifest


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _new(path: Path) -> Iterator[IO[bytes]]:
    """Give a file to write, which has its name only once it is whole."""
    unfinished = path.with_name(f"{path.name}.part")
    if path.exists():
        raise UnusableBackup(f"文件已存在：{path}（请换一个名称，以免覆盖已有的备份）")
    try:
        with os.fdopen(os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            try:
                yield file
                file.flush()
                os.fsync(file.fileno())
            except BaseException:
                unfinished.unlink()
                raise
        unfinished.rename(path)
    except FileExistsError as error:
        raise UnusableBackup(
            f"另一次备份正在写入，或曾中断：确认没有其他备份在运行后，删去 {unfinished} 再试"
        ) from error
    except OSError as error:
        raise UnusableBackup(f"无法写入备份文件：{path}（请检查文件夹、权限与磁盘空间）") from error


def _written(connection: Connection, table: Columns, archive: zipfile.ZipFile, now: datetime) -> Part:
    rows, lines = 0, hashlib.sha256()
    heavy = any(isinstance(column.type, LargeBinary) for column in table.columns)
    wanted = select(table).order_by(*table.primary_key.columns)
    found = connection.execute(wanted, execution_options={"yield_per": 1 if heavy else 1000}).mappings()
    with archive.open(_entry(member(table.name), now), "w", force_zip64=True) as out:
        for row in found:
            line = json.dumps(dict(row), ensure_ascii=False, default=_plain).encode("utf-8", "surrogatepass") + b"\n"
            lines.update(line)
            out.write(line)
            rows += 1
    return Part(rows, lines.hexdigest())


def _plain(value: Any) -> str:
    """Return a value that JSON has no word for: times in ISO 8601, bytes in base64."""
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    return b64encode(value).decode()


def _entry(name: str, now: datetime) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, now.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry
