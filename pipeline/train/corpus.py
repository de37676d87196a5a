"""Reads our own labelled documents (`data/corpus`, format in GUIDELINES.md) into gold rows."""

import json
import random
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pipeline.train import invent

_MARK = re.compile(r"⟦([a-z_]+)\|(mask|generalise|keep)\|([a-z]*)\|([^⟦⟧]*)⟧")
_KINDS: dict[str, Callable[[random.Random], str]] = {
    "id": invent.citizen_number,
    "id15": invent.citizen_number_15,
    "id-bad": invent.wrong_citizen_number,
    "mobile": invent.mobile,
    "landline": invent.landline,
    "bank": invent.bank_card,
    "uscc": invent.credit_code,
    "plate": invent.plate,
    "email": invent.email,
    "passport": invent.passport,
    "permit": invent.travel_permit,
    "social": invent.social_account,
}
_EXPORTED = {"file", "label", "text", "spans", "kept", "roles"}
_PASSAGE_EDGE = re.compile(r"^%%.*$", re.MULTILINE)
_PLACEHOLDER = re.compile(r"@([a-z]+[0-9]*(?:-bad)?):([0-9]+)(?::([a-z0-9_]+))?")


class CorpusError(ValueError):
    """A labelled document that does not keep to the guidelines: names the file and what is wrong."""


def read_corpus(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield a gold row per file: the fields of its head, and `file`, `text`, `spans`, `kept`, `roles`.

    A file in place of a folder: rows that the workbench exported, a JSON object a line (see `store.learning`).

    spans: [[start, end, kind]] of what must be masked or generalised; kept: the same of what must stay;
    roles: {"start-end": role} of the names.

    Raises:
        CorpusError: a file without head, or with a mark that cannot be read.
    """
    if folder.is_file():
        yield from _exported(folder)
        return
    for file in sorted(folder.glob("*.txt")):
        yield read_labelled(file)


def _exported(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                row = json.loads(line)
            except ValueError as error:
                raise CorpusError(f"{file} line {number}: not JSON") from error
            if not isinstance(row, dict) or not _EXPORTED <= row.keys():
                raise CorpusError(f"{file} line {number}: wanted an object with {', '.join(sorted(_EXPORTED))}")
            yield row


def read_labelled(file: Path) -> dict[str, Any]:
    """Return the gold row of one labelled document."""
    parts = file.read_text(encoding="utf-8").split("+++\n", 2)
    if len(parts) != 3 or parts[0].strip():
        raise CorpusError(f"{file}: a head between two lines of +++ is wanted")
    try:
        head = tomllib.loads(parts[1])
    except tomllib.TOMLDecodeError as error:
        raise CorpusError(f"{file}: {error}") from error
    return head | {"file": file.name} | _placed(_numbered(parts[2], file.stem), file)


def read_passages(file: Path) -> Iterator[dict[str, Any]]:
    """Yield a row per passage of a file without a head, %% on a line between two: `author` (the file) and the above."""
    for number, marked in enumerate(_PASSAGE_EDGE.split(file.read_text(encoding="utf-8"))):
        if marked.strip():
            yield {"author": file.stem} | _placed(_numbered(marked.strip("\n"), f"{file.stem} {number}"), file)


def _numbered(marked: str, seed: str) -> str:
    """Return the document with an invented number in place of each placeholder, the same for the same tag."""

    def number(match: re.Match[str]) -> str:
        kind, tag, form = match.groups()
        made = _KINDS[kind](random.Random(f"{seed} {kind} {tag}"))  # noqa: S311
        return invent.written(made, form) if form else made

    return _PLACEHOLDER.sub(number, marked)


def _placed(marked: str, file: Path) -> dict[str, Any]:
    text, at = "", 0
    spans: list[list[Any]] = []
    kept: list[list[Any]] = []
    roles: dict[str, str] = {}
    for mark in _MARK.finditer(marked):
        text += marked[at : mark.start()]
        kind, action, role, value = mark.groups()
        (kept if action == "keep" else spans).append([len(text), len(text) + len(value), kind])
        if role:
            roles[f"{len(text)}-{len(text) + len(value)}"] = role
        text += value
        at = mark.end()
    text += marked[at:]
    if "⟦" in text or "⟧" in text:
        raise CorpusError(f"{file}: a mark near character {text.find('⟦')} cannot be read")
    return {"text": text, "spans": spans, "kept": kept, "roles": roles}
