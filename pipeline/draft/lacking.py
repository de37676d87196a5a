"""Which required elements a policy certainly does not have."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from pipeline.draft.check import REQUIRED
from pipeline.terms import RegisterError, Registers


@dataclass(frozen=True, slots=True)
class Trace:
    """A row of `lacking`: what a policy that has an element cannot be without; pattern: what tells it too, or ""."""

    id: str
    element: str
    any: tuple[str, ...]
    source: str
    pattern: str = ""


class Lacking:
    """Tells what a policy lacks: an element is lacking only where no trace of it stands anywhere, usable or not."""

    def __init__(self, registers: Registers) -> None:
        rows = registers.rows("lacking", Trace)
        if {r.element for r in rows} != set(REQUIRED):
            raise RegisterError(f"lacking: wanted rows for each of {', '.join(REQUIRED)}, and for no other element")
        self._rows = tuple((r.element, r.any, re.compile(r.pattern or "(?!)")) for r in rows)

    def __call__(self, source: str, has: Collection[str]) -> tuple[str, ...]:
        """Return the required elements of which `source` holds no trace, those in `has` left out."""
        told = {
            e for e, words, tells in self._rows if e in has or any(w in source for w in words) or tells.search(source)
        }
        return tuple(e for e in REQUIRED if e not in told and e not in has)
