"""Cues of the registers: a small pattern language that is linear by construction, gated by a literal."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.terms import RegisterError

_GAP = "[^。；;\n]{0,20}"
_EITHER = re.compile(r"\([^…(|)\[\]?^$]+(?:\|[^…(|)\[\]?^$]+)*\)|[^…(|)\[\]?^$]+(?:\|[^…(|)\[\]?^$]+)+")
_FORBIDDEN = re.compile(r"[\\*+{}.]")


class CueError(RegisterError):
    """A cue that is not in the language: names the cue and what is wrong."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One cue: any of `gate` stands in a text before `pattern` is tried; sure: where one does, the cue does."""

    gate: tuple[str, ...]
    pattern: re.Pattern[str] | None
    sure: bool = False

    def within(self, text: str) -> bool:
        """Return whether the cue stands in text."""
        if self.gate and not any(literal in text for literal in self.gate):
            return False
        return self.sure or self.pattern is None or self.pattern.search(text) is not None

    def places(self, text: str, limit: int) -> list[int]:
        """Return where the cue stands in text, the first `limit` places."""
        if self.gate and not any(literal in text for literal in self.gate):
            return []
        if self.pattern is not None:
            return [m.start() for _, m in zip(range(limit), self.pattern.finditer(text), strict=False)]
        return _literal_places(text, self.gate[0], limit)


def cue(written: str) -> Cue:
    """Return the cue that a register writes.

    written: plain text; `…` stands for at most 20 characters inside a sentence, `(a|b)` for either, `[ab]` for one
    of the characters, `?` after one of these (or a character) for optional, `^` and `$` for the ends of a line.

    Raises:
        CueError: any other sign of regular expressions, or brackets that do not close.
    """
    if not written or _FORBIDDEN.search(written):
        raise CueError(f"cue {written!r}: plain text with … (a|b) [ab] ? ^ $ is wanted")
    if not any(sign in written for sign in "…(|)[]?^$"):
        return Cue((written,), None, sure=True)
    try:
        pattern = re.compile(written.replace("…", _GAP), re.MULTILINE)
    except re.error as error:
        raise CueError(f"cue {written!r}: {error}") from error
    return Cue(_gate(written), pattern, sure=_EITHER.fullmatch(written) is not None)


def cues(written: Iterable[str]) -> tuple[Cue, ...]:
    """Return the cues of a register field."""
    return tuple(cue(one) for one in written)


def any_within(wanted: Iterable[Cue], text: str) -> bool:
    """Return whether any cue stands in text."""
    return any(one.within(text) for one in wanted)


def _gate(written: str) -> tuple[str, ...]:
    """Return literals of which a text must hold one for the cue to match, () where none can be told."""
    alternatives, end = _alternatives(written, 0)
    if end < len(written):
        raise CueError(f"cue {written!r}: a bracket closes that was not opened")
    return alternatives


def _alternatives(written: str, at: int) -> tuple[tuple[str, ...], int]:
    """Return the gate of what stands from `at` to the end of its bracket, and where that is."""
    gates: list[tuple[str, ...]] = []
    while True:
        gate, at = _sequence(written, at)
        gates.append(gate)
        if at >= len(written) or written[at] != "|":
            break
        at += 1
    return (tuple(dict.fromkeys(g for gate in gates for g in gate)) if all(gates) else ()), at


def _sequence(written: str, at: int) -> tuple[tuple[str, ...], int]:
    """Return the best gate of a sequence: the one whose shortest literal is longest."""
    best: tuple[str, ...] = ()
    run = ""
    while at < len(written) and written[at] not in "|)":
        gate, at, plain = _piece(written, at)
        optional = at < len(written) and written[at] == "?"
        at += optional
        if plain and not optional:
            run += gate[0]
            continue
        best, run = max(best, (run,) if run else (), () if optional else gate, key=_worth), ""
    return max(best, (run,) if run else (), key=_worth), at


def _piece(written: str, at: int) -> tuple[tuple[str, ...], int, bool]:
    """Return the gate of one piece, where it ends, and whether it is a plain character."""
    sign = written[at]
    if sign == "(":
        gate, end = _alternatives(written, at + 1)
        return gate, end + 1, False
    if sign == "[":
        end = written.index("]", at)
        inside = written[at + 1 : end]
        return (() if inside.startswith("^") or "-" in inside else tuple(inside)), end + 1, False
    return ((), at + 1, False) if sign in "…^$" else ((sign,), at + 1, True)


def _worth(gate: tuple[str, ...]) -> int:
    return min(map(len, gate), default=0)


def _literal_places(text: str, literal: str, limit: int) -> list[int]:
    found: list[int] = []
    at = text.find(literal)
    while at >= 0 and len(found) < limit:
        found.append(at)
        at = text.find(literal, at + len(literal))
    return found
