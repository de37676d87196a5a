"""Plain words for officialese: every duty, condition and number stays, and so do titles and quotations."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.terms import RegisterError, Registers

_KEPT = re.compile(r"《[^《》]*(?:《[^》]*》[^《》]*)*》|“[^”]*”|（[^（）]*〔[^（）]*）")
_FIRST_PRIVATE = 0xE000
_PRIVATE = 6400
_USED = re.compile(r"[\ue000-\uf8ff]")


@dataclass(frozen=True, slots=True)
class PlainWord:
    """A row of `plain_words`: the word looked for, what must not or must stand around it, and what it becomes.

    word: literal. before, after: patterns of what stands beside it, each a lookaround's inside with its sign (`!不`,
    `=[0-9]`), or "". plain: what replaces it.
    """

    id: str
    word: str
    plain: str
    source: str
    before: str = ""
    after: str = ""


class Plain:
    """Says a text in plain words."""

    def __init__(self, registers: Registers) -> None:
        rows = registers.rows("plain_words", PlainWord)
        # The longest first: 应当按照 before 应当 and 按照.
        ordered = sorted(rows, key=lambda r: -len(r.word))
        self._rules = tuple((r.word, _pattern(r), r.plain) for r in ordered)

    def __call__(self, text: str) -> str:
        """Return the text in plain words; titles, quotations and document numbers stay as they are."""
        if _USED.search(text):
            return text
        kept: list[str] = []

        def keep(found: re.Match[str]) -> str:
            kept.append(found[0])
            return chr(_FIRST_PRIVATE + len(kept) - 1)

        if "《" in text or "“" in text or "〔" in text:
            text = _KEPT.sub(keep, text, count=_PRIVATE)
        for word, pattern, plain in self._rules:
            if word in text:
                text = pattern.sub(plain, text)
        return _restored(text, kept)

    def all(self, texts: Iterable[str]) -> tuple[str, ...]:
        """Return each of the texts in plain words."""
        return tuple(map(self, texts))


def _restored(text: str, kept: list[str]) -> str:
    for number, original in enumerate(kept):
        text = text.replace(chr(_FIRST_PRIVATE + number), original)
    return text


def _pattern(row: PlainWord) -> re.Pattern[str]:
    """Return the pattern of a row; it matches nowhere where the swap would double a character (和和, 的的)."""
    before = f"(?<{row.before[0]}{row.before[1:]})" if row.before else ""
    after = f"(?{row.after[0]}{row.after[1:]})" if row.after else ""
    if row.plain:
        before += f"(?<!{re.escape(row.plain[0])})"
        after += f"(?!{re.escape(row.plain[-1])})"
    try:
        return re.compile(before + re.escape(row.word) + after)
    except re.error as error:
        raise RegisterError(f"plain_words row {row.id}: {error}") from error
