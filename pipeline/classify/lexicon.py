"""What the register of topics says of a title, an issuer and a body: how much of each topic's terms stands in them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from math import log1p

import numpy as np

from pipeline.classify.linear import Floats
from pipeline.classify.literals import Literals
from pipeline.terms import Registers

STATE_COUNCIL = "state_council"
GRASSROOTS = "grassroots"


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A row of the register topics: a second level of a scheme (second "" for a scheme of one level)."""

    id: str
    scheme: str
    label: str
    second: str
    terms: tuple[str, ...]
    source: str
    issuers: tuple[str, ...] = ()


class Lexicon:
    """The terms of one scheme.

    labels: its first levels, in order; rows: its second levels. Weights: (n_rows,), float32, in the order of rows.
    """

    def __init__(self, registers: Registers, scheme: str) -> None:
        self.rows = tuple(r for r in registers.rows("topics", TopicRow) if r.scheme == scheme)
        self.labels = tuple(dict.fromkeys(r.label for r in self.rows))
        self.label_of = np.array([self.labels.index(r.label) for r in self.rows], dtype=np.int64)
        self._terms = _places(self.rows, "terms")
        self._issuers = _places(self.rows, "issuers")
        self._spelled_terms, self._spelled_issuers = Literals(self._terms), Literals(self._issuers)

    def in_title(self, title: str) -> Floats:
        """Return for each row the length less one of its terms in a title, those inside a longer one left out."""
        return self._outermost(self._terms, self._spelled_terms, title)

    def in_issuer(self, issuer: str) -> Floats:
        """Return 1 for each row whose issuers stand in a name."""
        return (self._outermost(self._issuers, self._spelled_issuers, issuer) > 0).astype(np.float32)

    def in_body(self, body: str) -> Floats:
        """Return for each row the sum over its terms in a body of log(1 + count) times length less one."""
        weights = np.zeros(len(self.rows), dtype=np.float32)
        for place in self._spelled_terms.within(body):
            term = self._spelled_terms.spelled[place]
            for row in self._terms[term]:
                weights[row] += log1p(body.count(term)) * (len(term) - 1)
        return weights

    def by_label(self, weights: Floats) -> Floats:
        """Return the weights of rows added up by label, (n_labels,), float32."""
        return np.bincount(self.label_of, weights=weights, minlength=len(self.labels)).astype(np.float32)

    def _outermost(self, table: Mapping[str, tuple[int, ...]], literals: Literals, text: str) -> Floats:
        weights = np.zeros(len(self.rows), dtype=np.float32)
        found = [literals.spelled[place] for place in literals.within(text)]
        for term in found:
            if not any(term != longer and term in longer for longer in found):
                for row in table[term]:
                    weights[row] += len(term) - 1
        return weights


def _places(rows: tuple[TopicRow, ...], field: str) -> dict[str, tuple[int, ...]]:
    table: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        for term in getattr(row, field):
            table[term].append(number)
    return {term: tuple(named) for term, named in table.items()}
