"""Presidio's best set-up for Chinese that needs no network: blank spaCy, its own patterns, and what a user would add."""

import re
from collections.abc import Callable, Iterable
from typing import Any

import spacy
from presidio_analyzer import AnalyzerEngine, EntityRecognizer, Pattern, PatternRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import SpacyNlpEngine
from presidio_analyzer.predefined_recognizers import EmailRecognizer, PhoneRecognizer
from presidio_analyzer.recognizer_registry import RecognizerRegistry

_LEFT, _RIGHT = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"
_REGION = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
# Written as a careful user would write them: separators allowed, check digits where the standard has one.
_PATTERNS: dict[str, tuple[str, ...]] = {
    "mobile": (rf"{_LEFT}(?:\+?86[- ]?)?1[3-9][0-9](?:[- .]?[0-9]{{4}}){{2}}{_RIGHT}",),
    "landline": (rf"{_LEFT}(?:\(0[0-9]{{2,3}}\)|0[0-9]{{2,3}}[- ]?)[2-9][0-9]{{6,7}}{_RIGHT}",),
    "passport": (rf"{_LEFT}(?:E[0-9A-HJ-NP-Z][0-9]{{7}}|G[0-9]{{8}}|[SDP]E?[0-9]{{7,8}}){_RIGHT}",),
    "travel_permit": (rf"{_LEFT}[CHMLWT][0-9A-Z][0-9]{{7}}(?:[0-9]{{2}})?{_RIGHT}",),
    "plate": (rf"[{_REGION}][A-HJ-NP-Z][· ]?[A-HJ-NP-Z0-9]{{5,6}}{_RIGHT}",),
    "social_account": (r"(?i:(?<=QQ[:：])|(?<=QQ号[:：])|(?<=微信[:：])|(?<=微信号[:：]))[A-Za-z0-9_-]{5,20}",),
    "property_certificate": (r"[\u4e00-\u9fa5][(（][0-9]{4}[)）][\u4e00-\u9fa5]{1,6}不动产权第[0-9]{5,8}号",),
    "home_address": (
        r"[\u4e00-\u9fa5]{2,10}(?:省|市|区|县|镇|乡|街道)[\u4e00-\u9fa5]{1,12}(?:村|路|街|巷|社区)[\u4e00-\u9fa50-9]{0,8}(?:号|组|室)(?:[0-9]{1,4}(?:室|号))?",
    ),
    "birth_date": (r"(?:19|20)[0-9]{2}年(?:1[0-2]|0?[1-9])月(?:[12][0-9]|3[01]|0?[1-9])日(?=出?生)",),
}
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_SCORE, _UNSURE = 0.8, 0.5


class _Checked(PatternRecognizer):
    """A pattern whose finds a check digit makes certain, but does not refuse: a wrong one is personal data too."""

    def __init__(self, entity: str, pattern: str, passes: Callable[[str], bool]) -> None:
        self._passes = passes
        super().__init__(entity, patterns=[Pattern(entity, pattern, _UNSURE)], supported_language="zh")

    def validate_result(self, pattern_text: str) -> bool | None:
        return True if self._passes(re.sub(r"[-\s.]", "", pattern_text)) else None


class _Email(EmailRecognizer):
    """Presidio's own pattern; its check of the domain fetches a list from the network."""

    def validate_result(self, pattern_text: str) -> bool | None:
        return None


class _Names(EntityRecognizer):
    """Names by a tagger, as Presidio's users put one in."""

    def __init__(self, tagger: Callable[[str], Iterable[tuple[int, int]]]) -> None:
        self._tagger = tagger
        super().__init__(supported_entities=["person_name"], supported_language="zh")

    def load(self) -> None:
        pass

    def analyze(self, text: str, entities: list[str], nlp_artifacts: Any = None) -> list[RecognizerResult]:
        return [RecognizerResult("person_name", a, b, _SCORE) for a, b in self._tagger(text)]


class _Blank(SpacyNlpEngine):
    def __init__(self) -> None:
        super().__init__(models=[{"lang_code": "zh", "model_name": "blank"}])
        self.nlp = {"zh": spacy.blank("zh")}


def presidio(
    tagger: Callable[[str], Iterable[tuple[int, int]]] | None = None,
) -> Callable[[str], list[tuple[int, int, str]]]:
    """Return what finds personal information by Presidio; tagger: what finds names, none where None."""
    registry = RecognizerRegistry(supported_languages=["zh"])
    registry.add_recognizer(_Email(supported_language="zh"))
    registry.add_recognizer(PhoneRecognizer(supported_language="zh", supported_regions=["CN"]))
    for entity, patterns in _PATTERNS.items():
        made = [Pattern(f"{entity} {i}", p, _SCORE) for i, p in enumerate(patterns)]
        registry.add_recognizer(PatternRecognizer(entity, patterns=made, supported_language="zh"))
    citizen = rf"{_LEFT}[1-9][0-9]{{5}}[- ]?(?:18|19|20)[0-9]{{6}}[- ]?[0-9]{{3}}[0-9Xx]{_RIGHT}"
    registry.add_recognizer(_Checked("id_number", citizen, _is_citizen))
    card = rf"{_LEFT}(?:62|9558|4[0-9]|5[1-5])[0-9]{{2}}(?:[- ]?[0-9]{{4}}){{2,3}}(?:[- ]?[0-9]{{1,4}})?{_RIGHT}"
    registry.add_recognizer(_Checked("bank_card", card, _is_card))
    if tagger is not None:
        registry.add_recognizer(_Names(tagger))
    engine = AnalyzerEngine(registry=registry, nlp_engine=_Blank(), supported_languages=["zh"])

    def found(text: str) -> list[tuple[int, int, str]]:
        results = engine.analyze(text, language="zh")
        return [(r.start, r.end, _kind(r.entity_type, text[r.start : r.end])) for r in _apart(results)]

    return found


def _kind(entity: str, text: str) -> str:
    """Return our kind of an entity; Presidio does not tell a mobile from a landline."""
    if entity == "PHONE_NUMBER":
        return "mobile" if re.search("1[3-9][0-9]{9}$", re.sub("[^0-9]", "", text)) else "landline"
    return "email" if entity == "EMAIL_ADDRESS" else entity


def _apart(results: Iterable[RecognizerResult]) -> list[RecognizerResult]:
    """Return the finds without those that overlap a better or longer one; PHONE_NUMBER yields to our own kinds."""
    out: list[RecognizerResult] = []
    for r in sorted(results, key=lambda r: (r.entity_type == "PHONE_NUMBER", -r.score, r.start - r.end)):
        if all(r.end <= o.start or o.end <= r.start for o in out):
            out.append(r)
    return out


def _is_citizen(number: str) -> bool:
    weighted = sum(int(d) * w for d, w in zip(number, _WEIGHTS, strict=False))
    return len(number) == 18 and "10X98765432"[weighted % 11] == number[17].upper()


def _is_card(number: str) -> bool:
    doubled = [int(d) * (2 if i % 2 else 1) for i, d in enumerate(reversed(number))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0
