"""Fills a database from an archive that `store.backup` wrote: all of it, or nothing."""

import hashlib
import io
import json
import zipfile
import zlib
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any, cast

from sqlalchemy import Connection, MetaData, insert, inspect, text
from sqlalchemy import Table as Columns
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, InvalidRequestError
from sqlalchemy.orm import Session

from pipeline.store import chain, schema
from pipeline.store.backup import FORMAT, MANIFEST, Manifest, Part, member
from pipeline.store.database import Database
from pipeline.store.errors import Conflict, UnusableBackup
from pipeline.store.reindex import reindex

_BATCH_BYTES = 4_000_000  # so many bytes of lines go into the database at once
_CHUNK = 1_000_000
_DAMAGED = "备份文件已损坏或不完整，没有写入任何内容：请换用另一份备份"
_OTHER = "这份备份来自另一版本的 gongkai，表的栏目与本程序不同，没有写入任何内容：请用生成它的版本恢复，再升级"


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore brought back; audit: what verifying it found; replaced: the head of the chain that is gone."""

    manifest: Manifest
    audit: chain.Report
    replaced: chain.Head | None


def restore(path: Path, database: Database, *, replace: bool = False) -> Restored:
    """Fill a database from an archive, in one transaction, and bring its tables up to this program's revision.

    Every digest is checked before anything is written. replace: take away what the database holds; others that work
    on it see the old state until all of the new one is there.

    Raises:
        UnusableBackup: no archive of ours, damaged, or of another program's tables.
        Conflict: the database is not empty, and `replace` was not said.
    """
    with _opened(path) as archive:
        manifest = _manifest(archive)
        _verify(archive, manifest)
        with database.connection(writes=True) as connection:
            schema.check(connection)
            replaced = _emptied(connection, replace)
            schema.upgrade(connection, manifest.revision)
            with _fitting():
                for table in _tables(connection, manifest):
                    _fill(connection, table, archive)
            schema.upgrade(connection)
            with Session(connection) as session:
                reindex(session)
                session.commit()
                return Restored(manifest, chain.verify(session), replaced)


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except FileNotFoundError as error:
        raise UnusableBackup(f"没有这个文件：{path}") from error
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise UnusableBackup(_DAMAGED) from error
    except OSError as error:
        raise UnusableBackup(f"无法读取备份文件：{path}（请检查权限）") from error


@contextmanager
def _fitting() -> Iterator[None]:
    """Tell what a database will not take, without the rows that its own message quotes."""
    try:
        yield
    except (InvalidRequestError, IntegrityError, DataError, KeyError, ValueError, TypeError) as error:
        raise UnusableBackup(_DAMAGED) from error
    except DBAPIError as error:
        reason = f"数据库未能写入（{type(error.orig).__name__}），内容保持原样：请检查磁盘空间，或稍后再试"
        raise UnusableBackup(reason) from error


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    try:
        values = json.loads(archive.read(MANIFEST))
        parts = {name: Part(**part) for name, part in values.pop("parts").items()}
        manifest = Manifest(**values, parts=parts)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise UnusableBackup("这不是 gongkai 的备份文件（应由 gongkai backup 生成）") from error
    if manifest.format != FORMAT or not schema.known(manifest.revision):
        raise UnusableBackup("这份备份由更新版本的 gongkai 生成：请先升级程序，再恢复")
    return manifest


def _verify(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Check that every table of the archive is the one that the manifest tells of, without keeping any of it."""
    names = {member(name) for name in manifest.parts} | {MANIFEST}
    if names != set(archive.namelist()):
        raise UnusableBackup(_DAMAGED)
    for name, part in manifest.parts.items():
        rows, lines = 0, hashlib.sha256()
        with archive.open(member(name)) as file:
            while chunk := file.read(_CHUNK):
                lines.update(chunk)
                rows += chunk.count(b"\n")
        if Part(rows, lines.hexdigest()) != part:
            raise UnusableBackup(_DAMAGED)


def _emptied(connection: Connection, replace: bool) -> chain.Head | None:
    """Take away the tables of a database, and return the head of its chain where it held anything."""
    if schema.current(connection) is None:
        return None
    schema.upgrade(connection)
    used = _used(connection)
    if used and not replace:
        raise Conflict("数据库不是空的，没有写入任何内容：请指定另一个数据库，或用 --replace 清除现有内容后恢复")
    with Session(connection) as session:
        head = chain.head(session) if used else None
    schema.downgrade(connection)
    return head


def _used(connection: Connection) -> bool:
    """Return whether anybody has worked with a database: a set-up token alone, or a number, is not work."""
    tables = set(inspect(connection).get_table_names()) & {"users", "departments", "submissions", "audit"}
    return any(connection.scalar(text(f"SELECT count(*) FROM {name}")) for name in sorted(tables))  # noqa: S608


def _tables(connection: Connection, manifest: Manifest) -> list[Columns]:
    """Return the tables as this database has them at the archive's revision, those that others refer to first."""
    found = MetaData()
    found.reflect(connection, only=list(manifest.parts))
    return [table for table in found.sorted_tables if table.name in manifest.parts]


def _fill(connection: Connection, table: Columns, archive: zipfile.ZipFile) -> None:
    kinds = {column.name: column.type.python_type for column in table.columns}
    with archive.open(member(table.name)) as packed:
        for batch in _batches(packed):
            rows = [json.loads(line) for line in batch]
            if any(row.keys() != kinds.keys() for row in rows):
                raise UnusableBackup(_OTHER)
            typed = [{name: _value(value, kinds[name]) for name, value in row.items()} for row in rows]
            connection.execute(insert(table), typed)
    if connection.dialect.name == "postgresql" and "id" in kinds:
        # Rows came with their numbers: the next one must be a new one.
        last = f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), max(id)) FROM {table.name}"  # noqa: S608
        connection.execute(text(last))


def _batches(packed: IO[bytes]) -> Iterator[list[bytes]]:
    # Buffered: a member of a ZIP by itself looks for the end of a long line in small steps.
    with io.BufferedReader(cast("io.RawIOBase", packed), _CHUNK) as lines:
        while batch := lines.readlines(_BATCH_BYTES):
            yield batch


def _value(value: Any, kind: type) -> Any:
    if value is None:
        return None
    if kind is datetime:
        return datetime.fromisoformat(value)
    if kind is date:
        return date.fromisoformat(value)
    return b64decode(value) if kind is bytes else value
