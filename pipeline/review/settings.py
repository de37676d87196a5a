"""The block `review` of params.yaml: what an office may set of the workbench."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True, slots=True)
class Settings:
    """Each setting as in the shipped params.yaml, which tells what it means."""

    utc_offset_hours: float
    login_hours: int
    idle_minutes: int
    lock_after: int
    lock_minutes: int
    password_length: int
    max_file_bytes: int
    max_request_bytes: int
    max_held_bytes: int
    max_files: int
    max_fields: int
    max_field_bytes: int
    hold_minutes: int
    release_days: int
    page_size: int
    document_seconds: int
    lease_seconds: int
    attempts: int
    hash: str
    hosts: tuple[str, ...]
    secure_cookie: bool

    def __post_init__(self) -> None:
        for name in _COUNTS:
            if getattr(self, name) < 1:
                raise ValueError(f"review.{name}: at least 1 is wanted")
        if self.hash not in ("sha256", "sm3"):
            raise ValueError("review.hash: sha256 or sm3 is wanted")


_COUNTS = tuple(f.name for f in fields(Settings) if f.type is int)


def read(block: Any) -> Settings:
    """Return the settings of a block.

    Raises:
        ValueError: a setting that is unknown, missing or of another type; the message names it.
    """
    if not isinstance(block, Mapping):
        raise ValueError("params.yaml: a block review is wanted, as the shipped file has it")
    wanted = {f.name: f.type for f in fields(Settings)}
    if unknown := set(block) - set(wanted):
        raise ValueError(f"review: unknown setting {', '.join(map(str, sorted(unknown, key=str)))}")
    if missing := set(wanted) - set(block):
        raise ValueError(f"review: missing setting {', '.join(sorted(missing))}")
    return Settings(**{name: _fitting(name, wanted[name], value) for name, value in block.items()})


def _fitting(name: str, kind: Any, value: Any) -> Any:
    if kind is float and type(value) is int:
        return float(value)
    if kind in (int, float, str, bool) and type(value) is kind:
        return value
    if isinstance(value, list) and all(isinstance(v, str) for v in value) and kind not in (int, float, str, bool):
        return tuple(value)
    raise ValueError(f"review.{name}: {getattr(kind, '__name__', 'a list of texts')} is wanted")
