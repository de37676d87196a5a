"""What a name can look like: family names, syllables of foreign names, and the words that only look like names."""

import re
from dataclasses import dataclass

from pipeline.detect.view import HAN
from pipeline.terms import Registers

DOTS = "·•・‧∙"
_MASKED_NAME = re.compile(f"[某×✕＊*□〇○ＸXx]|[{DOTS}]$|^[{DOTS}]")
_LATIN = re.compile(r"[A-Z][a-z]{1,20}(?:[ .·-][A-Z][a-z]{0,20}\.?){1,4}")
_ADDRESSED = re.compile("(?:老师|科长|局长|主任|书记|经理|先生|女士|医生|师傅|处长|院长|校长|所长|警官|大夫|律师)$")
_BODY_SIGNS = frozenset("部局委厅署办处县乡镇市省")
_BODY_END = re.compile(
    "(?:公司|局|厂|店|院|校|部|处|室|会|所|站|中心|村|镇|乡|县|市|街道|社区|组|队|团|社|等|号|路|户|人|元|员|级|者|类|率|费|业|性)$"
)


@dataclass(frozen=True, slots=True)
class Words:
    """A row of the registers `surnames` and `name_stopwords`: words between spaces, or characters for family names."""

    id: str
    source: str
    names: str = ""
    words: str = ""


class Lexicon:
    """Knows the shapes of names in simplified script."""

    def __init__(self, registers: Registers) -> None:
        names = {row.id: row.names for row in registers.rows("surnames", Words)}
        words = {row.id: tuple(row.words.split()) for row in registers.rows("name_stopwords", Words)}
        self.single = frozenset("".join(names["single"].split()))
        self.common = frozenset("".join(names["common"].split()))
        self.also_words = frozenset(names["also_words"])
        self.adverbs = frozenset(names["adverbs"])
        self.strong_compound = frozenset(names["strong_compound"].split())
        self.compound = frozenset(names["compound"].split())
        self.syllables = frozenset("".join(names["syllable"].split()))
        self.nothing = frozenset(words["nothing"])
        self.stop = frozenset(words["words"]) | self.nothing
        self.countries = frozenset(words["country"])
        self.famous = frozenset(words["famous"])
        self.crowd = frozenset(words["crowd"])
        self.deeds = words["deeds"]
        self.follow = words["follow"]
        self.body_after = words["body_after"]
        family = f"(?P<family>{'|'.join(sorted(self.compound))}|[{''.join(sorted(self.single))}])"
        self._styled = re.compile(f"{family}(?:{'|'.join(words['style'])})")
        self._kin_styled = re.compile(f"{family}(?:{'|'.join(words['kin_style'])})")
        self._dotted = re.compile(f"[{HAN}]{{1,9}}(?:[{DOTS}][{HAN}]{{1,10}}){{1,4}}")
        self._han = re.compile(f"[{HAN}]{{2,6}}")

    def is_firm(self, name: str, *, cued: bool = False) -> bool:
        """Return whether the name begins with a family name that is hardly ever a word of its own.

        cued: the word for one person stands before it, which leaves only adverbs to fear.
        """
        words = self.adverbs if cued else self.also_words
        return name[:2] in self.compound or (name[:1] in self.single and name[:1] not in words)

    def family(self, name: str) -> int:
        """Return how many characters of the name are its family name, 0 where it has none that is known."""
        if name[:2] in self.compound and len(name) > 2:
            return 2
        return 1 if name[:1] in self.single else 0

    def styled(self, name: str, *, kin: bool) -> int:
        """Return how long the family name is in what is only that and a title, else 0: 2 of 欧阳先生.

        kin: a word for kin is a title too: 1 of 王大娘.
        """
        match = self._styled.fullmatch(name) or kin and self._kin_styled.fullmatch(name)
        return len(match["family"]) if match else 0

    def is_name(self, name: str, *, loose: bool = False, plain: bool = False) -> bool:
        """Return whether text without spaces has the shape of a whole name.

        loose: something else already says that it is a name, so the family name may be unknown; plain: words of
        official texts pass too.
        """
        if _LATIN.fullmatch(name):
            return loose
        if _MASKED_NAME.search(name) or name in (self.nothing if loose or plain else self.stop):
            return False
        if any(dot in name for dot in DOTS):
            return bool(self._dotted.fullmatch(name))
        if not self._han.fullmatch(name):
            return False
        if len(name) > 2 and (name[-1] in _BODY_SIGNS or _ADDRESSED.search(name)):
            return False
        given = len(name) - self.family(name)
        if self.family(name) and 1 <= given <= 2:
            return True
        if len(name) == 4 and name[0] in self.common and name[1] in self.common:
            return not _BODY_END.search(name)
        return loose and self._fits_loosely(name)

    def _fits_loosely(self, name: str) -> bool:
        if _BODY_END.search(name):
            return False
        return len(name) <= 4 or self.is_transcribed(name)

    def is_transcribed(self, name: str) -> bool:
        """Return whether every character is a syllable of transcribed names."""
        return len(name) >= 2 and all(c in self.syllables or c in DOTS for c in name)
