"""What it would cost to get a document wrong: a weight from 0 to 1 that orders the queue."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pipeline import terms
from pipeline.record import Record

_HINT = "art14-secrecy-hint"
_HALF = 8.0  # severity of personal information at which its sign is half there
_LIKELY = 0.25  # probability of withheld from which a ground against publication is wholly there
_MANDATORY = frozenset({1, 2, 3, 4})  # refusal reasons of articles 14 and 15
_REST = "other"
FACTORS = frozenset(
    "secrecy_hint withheld_beside_public withheld mandatory on_request contested needs_review disagrees personal"
    " carried".split()
)


@dataclass(frozen=True, slots=True)
class RiskRow:
    """A row of the register risk; family: factor (weight 0 to 1) or kind (how grave one mention is)."""

    id: str
    family: str
    weight: float
    why: str
    source: str


@dataclass(frozen=True, slots=True)
class Sign:
    """One reason for a document's risk: how far it is there, times its weight, 0 to 1; why: in Chinese."""

    id: str
    weight: float
    why: str


def risk(record: Record, registers: terms.Registers | None = None) -> float:
    """Return the risk, 0 to 1: a weight that orders documents, no probability.

    Signs are independent chances that a wrong decision does harm, 1 - (1 - a)(1 - b)…: two weak ones stay below a
    strong one, and nothing grows past 1. The weights stand in the register risk, each with its reason.
    """
    return weight(signs(record, registers))


def weight(signs: Iterable[Sign]) -> float:
    """Return the risk that signs make up together."""
    return round(1 - math.prod(1 - sign.weight for sign in signs), 4)


def reasons(registers: terms.Registers) -> Mapping[str, str]:
    """Return in Chinese what each sign means, by its id."""
    return _weights(registers)[2]


def signs(record: Record, registers: terms.Registers | None = None) -> tuple[Sign, ...]:
    """Return what makes up the risk, the heaviest first."""
    weights, kinds, whys = _weights(registers or terms.registers())
    there = _there(record, kinds)
    found = [Sign(name, weights[name] * share, whys[name]) for name, share in there.items() if share > 0]
    return tuple(sorted(found, key=lambda sign: -sign.weight))


@lru_cache(maxsize=4)
def _weights(registers: terms.Registers) -> tuple[dict[str, float], dict[str, float], dict[str, str]]:
    """Return the weights of the factors, of the kinds, and the factors' reasons.

    Raises:
        RegisterError: a factor that is unknown, absent or beyond 0 to 1, or no kind `other`.
    """
    rows = registers.rows("risk", RiskRow)
    factors = {r.id: r.weight for r in rows if r.family == "factor"}
    kinds = {r.id: r.weight for r in rows if r.family == "kind"}
    if set(factors) != FACTORS or _REST not in kinds:
        raise terms.RegisterError(f"risk: wanted the factors {', '.join(sorted(FACTORS))}, and the kind {_REST}")
    if wrong := [name for name, weight in factors.items() if not 0 <= weight < 1]:
        raise terms.RegisterError(f"risk, row {wrong[0]}: a weight from 0 to below 1 is wanted")
    return factors, kinds, {r.id: r.why for r in rows}


def _there(record: Record, kinds: dict[str, float]) -> dict[str, float]:
    """Return how far each sign is there, 0 to 1."""
    attribute = record.get("attribute") or {}
    label, grounds = attribute.get("label"), attribute.get("grounds") or ()
    refusing = [g for g in grounds if g["supports"] == "withheld" and g["rule"] != _HINT]
    public, declared = label == "proactive", attribute.get("declared")
    grave, carried = _severity(record, kinds)
    return {
        "secrecy_hint": float(any(g["rule"] == _HINT for g in grounds)),
        "withheld_beside_public": _beside(attribute) if refusing and public else 0.0,
        "withheld": float(label == "withheld"),
        "mandatory": float(any(g["reason_code"] in _MANDATORY for g in refusing)),
        "on_request": float(label == "on_request"),
        "contested": _contest(attribute.get("probability") or {}) if label else 0.0,
        "needs_review": float(attribute.get("needs_review", True)),
        "disagrees": float(bool(declared and label and declared != label)),
        "personal": (grave / (grave + _HALF) if grave else 0.0) * (1.0 if public else 0.5),
        "carried": float(carried),
    }


def _contest(probability: dict[str, float]) -> float:
    """Return how close the two likeliest labels are: 1 where equal or unknown, 0 where one is certain."""
    likely = sorted(probability.values(), reverse=True)
    return 1 - (likely[0] - likely[1]) if len(likely) > 1 else 1.0


def _beside(attribute: dict[str, Any]) -> float:
    """Return how far a ground against publication is there: half for standing there, the rest by its probability."""
    return 0.5 + 0.5 * min(1.0, float((attribute.get("probability") or {}).get("withheld", 1.0)) / _LIKELY)


def _severity(record: Record, kinds: dict[str, float]) -> tuple[float, bool]:
    """Return how grave the personal information is that is not kept, and whether some stands outside the body."""
    mentions: list[dict[str, Any]] = [m for m in record.get("personal") or () if m["action"] != "keep"]
    end = record.get("body_end")
    total = sum(kinds.get("minor" if m["role"] == "minor" else m["kind"], kinds[_REST]) for m in mentions)
    return total, end is not None and any(m["start"] >= end for m in mentions)
