"""What is known of the persons of a case's other files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pipeline.doc import Doc

_HIDDEN_WEIGHT, _KEPT_WEIGHT = 0.7, 0.5


@dataclass(frozen=True, slots=True, repr=False)
class Case:
    """The persons of a case: `surrogates` of those who are masked, by name, and the names that are `kept`.

    A name is spelt folded and without spaces. Both fields are personal data; neither is shown.
    """

    surrogates: Mapping[str, str] = field(default_factory=dict)
    kept: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        return f"Case({len(self.surrogates)} names masked, {len(self.kept)} kept)"

    @property
    def names(self) -> frozenset[str]:
        """Return every name of the case, masked or kept."""
        return self.kept.union(self.surrogates)

    def role(self, word: str) -> tuple[str, float] | None:
        """Return what the other files say of a name: role and weight, or None where they do not have it."""
        if word in self.surrogates:
            return "private", _HIDDEN_WEIGHT
        return ("official", _KEPT_WEIGHT) if word in self.kept else None


def spelling(text: str) -> str:
    """Return a name as a case spells it: without spaces."""
    return "".join(text.split())


def persons(docs: Iterable[Doc]) -> tuple[list[str], frozenset[str]]:
    """Return the names masked in detected documents, in order, and those that are kept and nowhere masked."""
    hidden: dict[str, None] = {}
    kept: set[str] = set()
    for doc in docs:
        for mention in doc.mentions or ():
            if mention.span.label != "person_name":
                continue
            word = spelling(doc.folded[mention.span.start : mention.span.end])
            if mention.action == "keep":
                kept.add(word)
            else:
                hidden[word] = None
    return list(hidden), frozenset(kept - hidden.keys())
