"""Words by rjieba, the Rust build of jieba, with the official terms of the register."""

from collections.abc import Iterable

import rjieba

from pipeline.segment.vocabulary import Word


class Words:
    """Cuts text into words; what joined gives the text again."""

    def __init__(self, terms: Iterable[Word]) -> None:
        self._jieba = rjieba.Jieba()
        for term in terms:
            self._jieba.add_word(term.id, term.frequency, term.tag)

    def __call__(self, text: str) -> tuple[str, ...]:
        return tuple(self._jieba.cut(text))
