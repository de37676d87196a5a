"""Compares what an evidence pack holds with the hashes that the audit chain took of it when it came to be."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline.store import chain
from pipeline.store.tables import Event, Judgement

_ROWS = {"judgements.json": "value", "sheets.json": "fields", "interpretations.json": "body"}
_FACTS = {"judgements.json": "value", "sheets.json": "form", "interpretations.json": "interpretation"}
_MOVE = ("action", "before", "after", "step", "codes", "reason", "user_id")
_WORD = ("target", "verdict", "value", "reason", "user_id")
Told = dict[tuple[str, ...], set[str]]
"""What the chain tells: for a file or record the hashes that it may have."""


def move(event: Event) -> str:
    """Return what the chain holds of a move: the hash of who moved the document, from where to where, and why."""
    return chain.hash_of([getattr(event, name) for name in _MOVE])


def word(judgement: Judgement) -> str:
    """Return what the chain holds of a judgement: the hash of who said what of what, and why."""
    return chain.hash_of([getattr(judgement, name) for name in _WORD])


def faults(held: Mapping[str, bytes], facts: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield what is otherwise than the chain says; facts: of the document's entries.

    A version's file, a record, an attachment or a person's paper of which the chain took a hash must have one that it
    took; of what it never heard (an analysis of a version that was replaced meanwhile) nothing can be said.

    Raises:
        ValueError, TypeError, LookupError: a file is not what a pack holds.
    """
    told = _told(facts)
    for name, content in held.items():
        if "/" in name and _wrong(told, _key(name), _hash(name, content)):
            yield f"{name}：与入库时记入审计链的杂凑值不符"
    for name, field in _ROWS.items():
        for row in json.loads(held[name]):
            if row.get("verdict") != "undo" and _wrong(told, (name,), chain.hash_of(row[field])):
                yield f"{name}：第 {row['id']} 号与当时记入审计链的杂凑值不符"
    for name, fields, what in (("moves.json", _MOVE, "流转"), ("judgements.json", _WORD, "判断")):
        rows = {chain.hash_of([row[field] for field in fields]) for row in json.loads(held[name])}
        if lost := told.get((name, "rows"), set()) - rows:
            yield f"{name}：审计链所记的 {len(lost)} 次{what}不在其中，或已被改动"
    for row in json.loads(held["versions.json"]):
        if _wrong(told, ("versions", str(row["number"])), row["sha256"]):
            yield f"versions.json：第 {row['number']} 版与入库时记入审计链的杂凑值不符"


def _told(facts: Sequence[Mapping[str, Any]]) -> Told:
    told: Told = defaultdict(set)
    for fact in facts:
        version = str(fact.get("version"))
        if "record" in fact and "purpose" in fact:
            told["records", version, str(fact["purpose"])].add(str(fact["record"]))
        if "sha256" in fact and "version" in fact:
            told["versions", version].add(str(fact["sha256"]))
        if "sha256" in fact and "kind" in fact:
            told[("attachments",)].add(str(fact["sha256"]))
        for name, key in (("moves.json", "move"), ("judgements.json", "word")):
            if key in fact:
                told[name, "rows"].add(str(fact[key]))
        for name, key in _FACTS.items():
            if key in fact:
                told[(name,)].add(str(fact[key]))
    return told


def _key(name: str) -> tuple[str, ...]:
    """Return under what the chain tells of a file: `versions/1.docx`, `records/1-7-first.json`, `attachments/3.pdf`."""
    folder, _, rest = name.partition("/")
    stem = rest.partition(".")[0]
    if folder == "records":
        version, _, purpose = stem.split("-")
        return folder, version, purpose
    return (folder, stem) if folder == "versions" else (folder,)


def _hash(name: str, content: bytes) -> str:
    return chain.hash_of(json.loads(content)) if name.startswith("records/") else hashlib.sha256(content).hexdigest()


def _wrong(told: Told, key: tuple[str, ...], digest: str) -> bool:
    known = told.get(key)
    return known is not None and digest not in known
