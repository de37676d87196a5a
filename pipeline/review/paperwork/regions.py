"""Which region a body's name begins with, read backwards from its field of work."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_LEVELS = {"省": 1, "市": 2, "州": 2, "盟": 2, "县": 3, "区": 3, "旗": 3, "镇": 4, "乡": 4}
LEVEL_WORDS = frozenset(_LEVELS)
_NATION = ("国家", "国务院", "中央")
# A character that stands before the name of a place and belongs to no such name.
_STOP = frozenset(
    "由会同和与及、经报向请对等于在至从为将给送交按据的是并或以各该本其商抄合系入助到受须可应任让级下上内中原现拟了取过托表映议准查调求"
)
# Words whose last character looks like a level: 城市, 社区, 片区 …
_NO_LEVEL = re.compile(
    r"(?:城|都|超|门|股|夜|集|上|菜)市$|(?:社|园|小|校|灾|地|山|片|辖|郊|景|厂|库|林|牧|矿|疫|新|老|街|城|功能|开发)区$"
    r"|[神九]州$|[城集]镇$|[城下]乡$|反省$|[同联]盟$|[红彩]旗$"
)
_GENERIC = re.compile(
    r"(?:各|有关|相关|所在地?|当地|上级|本级|同级|下级|任何|其他|所属|所辖|相应|主管|以上|以下|级|等|[）)])的?$"
)
_NAME_MOST = 4
_PLACE_LEAST = 3  # a place has two characters and its level
_KNOWN_MOST = 4
_WHOLE = re.compile(
    r"^((?:[\u4e00-\u9fff]{2,7}?(?:省|自治区))?(?:[\u4e00-\u9fff]{2,4}?(?:市|自治州|州|盟))?"
    r"(?:[\u4e00-\u9fff]{2,5}?(?:自治县|县|区|旗|市))?(?:[\u4e00-\u9fff]{2,5}?(?:镇|乡))?)"
)
_PLACE = re.compile(r"[\u4e00-\u9fff]{2,7}?(?:省|自治区|自治州|自治县|市|州|盟|县|区|旗|镇|乡)")


@dataclass(frozen=True, slots=True)
class Region:
    """The region before a body's name, up to the wider ones that stand before it.

    key: its narrowest place, or a bare level word that no known place explains; start: where it begins in the text.
    level: 0 the nation, 1 a province, 2 a city, 3 a county, 4 a township; named: a place, no bare level word.
    """

    key: str
    level: int
    start: int
    named: bool


NATION = Region("", 0, -1, named=True)


class Regions:
    """Knows the places that a document's own bodies are called by.

    own: names of the bodies that issue it; others: further names whose places are known.
    """

    def __init__(self, own: Iterable[str], others: Iterable[str] = ()) -> None:
        self._places: dict[str, str] = {}
        mine = [place for name in own for place in _places(name)]
        for place in (*mine, *(place for name in others for place in _places(name))):
            self._places.setdefault(place[-1], place)
        self._own = max(mine, key=lambda p: _LEVELS.get(p[-1], 0), default="")

    @property
    def level(self) -> int:
        """The level of the body that issues, -1 where its name tells none."""
        return _LEVELS.get(self._own[-1:], -1)

    @property
    def own(self) -> Region | None:
        """The place of the body that issues."""
        return Region(self._own, self.level, -1, named=True) if self._own else None

    def before(self, text: str, at: int) -> Region | None:
        """Return the region whose name ends at `at`, None where none does; a bare level word is looked up."""
        for word in _NATION:
            if text.endswith(word, 0, at):
                return Region(word, 0, at - len(word), named=True)
        last = text[at - 1 : at]
        if last not in _LEVELS or _NO_LEVEL.search(text, max(0, at - 4), at):
            return None
        start = self._start(text, at)
        if at - start == 1:
            return Region(self._places.get(last, last), _LEVELS[last], start, named=False)
        outer = self.before(text, start)
        return Region(text[start:at], _LEVELS[last], outer.start if outer else start, named=True)

    def generic(self, text: str, at: int) -> bool:
        """Return whether what stands before `at` makes the name one of many: 各, 有关, 县级以上."""
        return _GENERIC.search(text, max(0, at - 6), at) is not None

    def _start(self, text: str, at: int) -> int:
        """Return where the place that ends at `at` begins: a known one, else back to a word that is no place's."""
        for place in self._places.values():
            if text.endswith(place, 0, at):
                return at - len(place)
        start = at - 1
        while start > 0 and at - start <= _NAME_MOST + 1 and _inside(text[start - 1]):
            start -= 1
        longest = _KNOWN_MOST if text[at - 1] in self._places else _NAME_MOST + 1
        return start if _PLACE_LEAST <= at - start <= longest else at - 1


def _inside(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff" and char not in _STOP and char not in _LEVELS


def _places(name: str) -> list[str]:
    """Return the places that a body's full name begins with, the widest first."""
    whole = _WHOLE.match(name)
    return _PLACE.findall(whole[1]) if whole and whole[1] else []
