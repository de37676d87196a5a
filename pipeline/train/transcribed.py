"""Names from other languages as Chinese writes them: transcribed, Japanese, Korean, Vietnamese; and places abroad."""

import random
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

_EDGE = ""
_LONGEST = 7
_LEARNT = 6
_OFTEN = 12
"""Words of jieba's list with a character that is rarer there than this are hardly transcribed."""
_MIXED = 0.25
"""Share of the steps that go by what follows one syllable anywhere, not by the two before: names that nobody bears."""
_PARTICLES = ("德", "冯", "范", "本", "达", "迪", "圣", "阿", "拉", "埃尔")
_LETTERS = "ABCDEFGHJKLMNPRSTVW"
_JAPANESE_LAST = "郎夫雄一二三子美代男介也之司树吉治市务平光彦人生造助太作士义明弘"
_JAPANESE_FAMILY_LAST = "田山本村野川井原崎岛泽口木下上中内谷部藤林边桥森松达尾浦"
_KOREAN = "金李朴崔郑姜赵尹张林韩吴申徐权黄安宋柳洪全高文孙白许南卢"
_VIETNAMESE = ("阮", "陈", "黎", "范", "黄", "武", "潘", "裴", "邓", "杜", "吴", "杨", "李")


@cache
def dictionary() -> tuple[tuple[str, int, str], ...]:
    """Return jieba's words, how often each stands and its tag (package jieba, MIT)."""
    lines = (files("jieba") / "dict.txt").read_text(encoding="utf-8").splitlines()
    return tuple((word, int(count), tag) for word, count, tag in (line.split(" ") for line in lines))


@dataclass(frozen=True)
class Transcribed:
    """Draws them; the same for the same `random.Random`."""

    lists: Mapping[str, str]

    def name(self, choose: random.Random) -> str:
        """Return a name: a family name alone as often as a whole name."""
        share = choose.random()
        if share < 0.14:
            return self._japanese(choose)
        if share < 0.21:
            return choose.choice(_KOREAN) + "".join(choose.choices(self.lists["korean_given"].split(), k=2))
        if share < 0.24:
            given = choose.choices(self.lists["vietnamese_given"].split(), k=choose.choice((1, 2, 2)))
            return choose.choice(_VIETNAMESE) + "".join(given)
        return self.word(choose) if share < 0.66 else self._whole(choose)

    def place(self, choose: random.Random) -> str:
        """Return what a place abroad can be called."""
        return self.word(choose)

    def word(self, choose: random.Random) -> str:
        """Return one transcribed word of two to seven characters."""
        if choose.random() < 0.3:
            return choose.choice(self._known)
        while True:
            made = [_EDGE, choose.choice(self._after[_EDGE, _EDGE])]
            while made[-1] and len(made) <= _LONGEST:
                one = choose.random() < _MIXED
                made.append(choose.choice(self._loose[made[-1]] if one else self._after[made[-2], made[-1]]))
            if made[-1] == _EDGE and 2 <= len(made) - 2 <= _LONGEST:
                return "".join(made)

    @cached_property
    def characters(self) -> frozenset[str]:
        """Return the characters of names that are not transcribed, and of those that are."""
        lists = ("foreign", "japanese_family", "japanese_given", "korean_given", "vietnamese_given")
        return frozenset("".join((*self._known, *(self.lists[key] for key in lists), _KOREAN))) - {" ", "\n"}

    @cached_property
    def _known(self) -> list[str]:
        words = [w for w, _, tag in dictionary() if tag == "nrt" and 2 <= len(w) <= _LEARNT]
        counts = Counter("".join(words))
        return [*(w for w in words if all(counts[c] >= _OFTEN for c in w)), *self.lists["foreign"].split() * 4]

    @cached_property
    def _after(self) -> Mapping[tuple[str, str], list[str]]:
        out = defaultdict(list)
        for word in self._known:
            padded = [_EDGE, _EDGE, *word, _EDGE]
            for first, second, third in zip(padded, padded[1:], padded[2:], strict=False):
                out[first, second].append(third)
        return out

    @cached_property
    def _loose(self) -> Mapping[str, list[str]]:
        out = defaultdict(list)
        for word in self._known:
            for first, second in zip(word, [*word[1:], _EDGE], strict=True):
                out[first].append(second)
        return out

    def _whole(self, choose: random.Random) -> str:
        family, share = self.word(choose), choose.random()
        if share < 0.12:
            return choose.choice((self.word(choose)[0], choose.choice(_LETTERS))) + "·" + family
        if share < 0.2:
            return self.word(choose) + "·" + choose.choice(_PARTICLES) + choose.choice(("·", "")) + family
        parts = [self.word(choose) for _ in range(choose.choice((1, 1, 1, 1, 2, 3)))]
        return choose.choice("···•").join([*parts, family])

    def _japanese(self, choose: random.Random) -> str:
        family = choose.choice(self.lists["japanese_family"].split())
        given = choose.choice(self.lists["japanese_given"].split())
        if choose.random() < 0.5:
            given = choose.choice("".join(self.lists["japanese_given"].split())) + choose.choice(_JAPANESE_LAST)
        if choose.random() < 0.3:
            family = family[0] + choose.choice(_JAPANESE_FAMILY_LAST)
        return family if choose.random() < 0.3 else family + given
