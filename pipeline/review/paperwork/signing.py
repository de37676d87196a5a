"""Who signs a document, in which order: steps of the register signing (reference 1.1, S07 to S09, S12, S14)."""

from dataclasses import dataclass
from functools import lru_cache

from pipeline import terms
from pipeline.review.paperwork.form.conditions import Facts, checked, holds

DEPARTMENTS = ("drafting", "openness", "justice", "secrecy", "leadership")


@dataclass(frozen=True, slots=True)
class Step:
    """A row of the register: a signature; kind: of the department whose signer gives it; when: see `conditions.holds`.

    order: lower ones sign first. why: what asks for it, in Chinese.
    """

    id: str
    chinese: str
    kind: str
    order: int
    when: tuple[str, ...]
    why: str
    source: str


@lru_cache(maxsize=4)
def rows(registers: terms.Registers) -> tuple[Step, ...]:
    """Return every step of the register in order of signing.

    Raises:
        RegisterError: an unknown kind of department or condition, or two steps of one order.
    """
    found = sorted(registers.rows("signing", Step), key=lambda s: s.order)
    for step in found:
        if step.kind not in DEPARTMENTS:
            raise terms.RegisterError(f"signing, row {step.id}: unknown kind {step.kind!r}")
        checked(step.when, f"signing, row {step.id}")
    if len({s.order for s in found}) < len(found):
        raise terms.RegisterError("signing: two steps have the same order")
    return tuple(found)


def steps(facts: Facts, registers: terms.Registers) -> tuple[Step, ...]:
    """Return the signatures that a document with these facts needs (`form.facts(record, sheet)`), in order."""
    return tuple(step for step in rows(registers) if holds(step.when, facts))
