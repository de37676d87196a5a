"""The registers: what a clerk or lawyer may change, read from `data/registers/*.toml` into checked rows."""

import hashlib
import tomllib
from collections.abc import Sequence
from dataclasses import MISSING, dataclass, fields
from functools import lru_cache
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

Row = TypeVar("Row")


class RegisterError(ValueError):
    """A register that cannot be used: names file, row and what is wrong."""


def shipped(name: str) -> Path:
    """Return the path of a shipped folder or file: beside the package in a checkout, inside it when installed."""
    package = Path(__file__).parent
    inside = package / "shipped" / name
    return inside if inside.exists() else package.parent / name


@dataclass(frozen=True)
class Registers:
    """The register folders, the office's own after the shipped one: a later row with the same `id` replaces it."""

    folders: tuple[Path, ...]

    def rows(self, name: str, row: type[Row]) -> tuple[Row, ...]:
        """Return the rows of register `name` as dataclass `row`, in order.

        A register is one or more TOML files, `name.toml` or `name-*.toml`, each an array of tables `[[row]]`.

        Raises:
            RegisterError: no such register, an unknown or missing field, or a value of another type.
        """
        found: dict[Any, Row] = {}
        files = [f for folder in self.folders for f in _files(folder, name)]
        if not files:
            raise RegisterError(f"no register {name}.toml in {', '.join(map(str, self.folders))}")
        for file in files:
            for number, values in enumerate(_tables(file), 1):
                found[values.get("id", (file, number))] = _checked(row, values, f"{file.name} row {number}")
        return tuple(found.values())

    def digest(self) -> str:
        """Return the SHA-256 of all registers, hex: part of every record's fingerprint."""
        state = hashlib.sha256()
        for folder in self.folders:
            for file in sorted(folder.glob("*.toml")):
                state.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
        return state.hexdigest()


def registers(own: Sequence[Path] = ()) -> Registers:
    """Return the shipped registers, overridden by an office's own folders."""
    return Registers((shipped("data/registers"), *own))


@dataclass(frozen=True, slots=True)
class Term:
    """One English identifier and its Chinese term; family: what kind of label it is."""

    id: str
    family: str
    chinese: str
    source: str


@lru_cache(maxsize=1)
def _terms() -> dict[str, str]:
    return {t.id: t.chinese for t in registers().rows("terms", Term)}


def chinese(label: str, family: str = "") -> str:
    """Return the Chinese term of an English label, or the label where the register has none.

    family: tells apart labels that two families share: the row with id `family.label` comes first.
    """
    return _terms().get(f"{family}.{label}") or _terms().get(label, label)


def _files(folder: Path, name: str) -> list[Path]:
    return sorted(f for pattern in (f"{name}.toml", f"{name}-*.toml") for f in folder.glob(pattern))


def _tables(file: Path) -> list[dict[str, Any]]:
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RegisterError(f"{file}: {error}") from error
    if set(content) - {"row"} or not isinstance(content.get("row"), list):
        raise RegisterError(f"{file}: a register holds [[row]] tables and nothing else")
    tables: list[dict[str, Any]] = content["row"]
    return tables


def _checked(row: type[Row], values: dict[str, Any], where: str) -> Row:
    known = {f.name: f for f in fields(row)}  # type: ignore[arg-type]
    if unknown := set(values) - set(known):
        raise RegisterError(f"{where}: unknown field {', '.join(sorted(unknown))}; known: {', '.join(known)}")
    needed = {n for n, f in known.items() if f.default is MISSING and f.default_factory is MISSING}
    if absent := needed - set(values):
        raise RegisterError(f"{where}: missing field {', '.join(sorted(absent))}")
    hints = get_type_hints(row)
    ready = {name: _fitting(hints[name], value, f"{where}, {name}") for name, value in values.items()}
    return row(**ready)


def _fitting(hint: Any, value: Any, where: str) -> Any:
    origin, inner = get_origin(hint), get_args(hint)
    if origin is tuple:
        if not isinstance(value, list):
            raise RegisterError(f"{where}: a list is wanted")
        return tuple(_fitting(inner[0], v, where) for v in value)
    if origin in (Union, UnionType):
        hint = next(h for h in inner if h is not type(None))
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if get_origin(hint) is None and not (isinstance(value, hint) and not (hint is int and isinstance(value, bool))):
        raise RegisterError(f"{where}: {hint.__name__} is wanted, {type(value).__name__} is given")
    return value
