"""What is true of a document and its sheet, in the words of `conditions`."""

from collections.abc import Mapping
from typing import Any

from pipeline.record import Record
from pipeline.review.paperwork.form.conditions import ALWAYS, Facts
from pipeline.review.paperwork.issuers import issuers, level

_HINT = "art14-secrecy-hint"
_FLAGS = {
    "policy": "policy",
    "normative": "normative",
    "decision": "decision",
    "enterprise": "enterprise",
    "interpret": "interpreted",
    "personal": "personal",
    "third_party": "third_party",
    "approval": "approval",
    "deferral": "deferred",
    "drafted_for": "drafted_for",
    "others": "others",
    "citations": "cites",
}
"""Fields of the sheet, and the fact that each states when it is filled in and not no."""


def facts(record: Record, values: Mapping[str, Any] | None = None) -> Facts:
    """Return the facts; what the sheet says goes before what the machine says."""
    said = values or {}
    kind = record.get("kind") or {}
    attribute = record.get("attribute") or {}
    found = {ALWAYS, f"regime={record.get('regime') or 'other'}"}
    found.add(f"attribute={said.get('attribute') or attribute.get('label') or 'undecided'}")
    found.add(f"delivery={said.get('delivery') or attribute.get('delivery') or 'none'}")
    stated = {"policy": kind.get("policy"), "normative": kind.get("normative")} | dict(said)
    found.update(fact for field, fact in _FLAGS.items() if stated.get(field))
    if consulted := said.get("consulted"):
        found.add(f"consulted={consulted}")
    return frozenset(found | _names(record, said) | _spans(record, attribute))


def _names(record: Record, said: Mapping[str, Any]) -> set[str]:
    """Return who issues it: level and whether several do together."""
    written = str(said.get("issuer") or "")
    names = [n for n in written.replace("，", "、").split("、") if n] if written else list(issuers(record))
    on_behalf = str(said.get("drafted_for") or "")
    return {f"level={level(on_behalf or (names[0] if names else ''))}"} | ({"joint"} if len(names) > 1 else set())


def _spans(record: Record, attribute: Mapping[str, Any]) -> set[str]:
    masked = any(m["action"] != "keep" for m in record.get("personal") or ())
    hinted = any(g["rule"] == _HINT for g in attribute.get("grounds") or ())
    return ({"masked"} if masked else set()) | ({"secret_hint"} if hinted else set())
