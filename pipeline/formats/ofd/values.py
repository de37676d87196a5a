"""Tells whether a text of an OFD that is not read holds a masked value, or only what is published anyway."""

from collections import defaultdict
from collections.abc import Iterable

from pipeline.formats.forms import squeezed
from pipeline.formats.ofd.edits import Masking

_LEAST, _LEAST_IN_NUMBERS = 2, 7


class Values:
    """What is masked in a document, and what is left of its text."""

    def __init__(self, masking: Masking) -> None:
        text = masking.doc.text
        values = {squeezed(text[m.span.start : m.span.end]) for m in masking.mentions}
        self._by_head = {least: _headed(values, least) for least in (_LEAST, _LEAST_IN_NUMBERS)}
        self._published = squeezed(masking.slice(0, masking.doc.body_end))

    def masked(self, text: str) -> bool:
        """Return whether a masked value of two characters or more stands in a text, whatever separates them."""
        return self._stands(text, _LEAST)

    def masked_number(self, numbers: str) -> bool:
        """Return the same for numbers, sizes and places say, in which a short value would stand by chance."""
        return len(numbers) >= _LEAST_IN_NUMBERS and self._stands(numbers, _LEAST_IN_NUMBERS)

    def _stands(self, text: str, least: int) -> bool:
        bare, heads = squeezed(text), self._by_head[least]
        return any(
            bare.startswith(value, at)
            for at in range(len(bare) - least + 1)
            for value in heads.get(bare[at : at + least], ())
        )

    def public(self, text: str) -> bool:
        """Return whether what is written shows this text in its body anyway."""
        return squeezed(text) in self._published


def _headed(values: Iterable[str], least: int) -> dict[str, list[str]]:
    """Return the values of `least` characters or more by their first ones."""
    out: dict[str, list[str]] = defaultdict(list)
    for value in values:
        if len(value) >= least:
            out[value[:least]].append(value)
    return dict(out)
