"""Writes what replaces each mention: one person, one name in the whole document."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.detect.lexicon import DOTS, Lexicon
from pipeline.doc import Doc, Mention
from pipeline.terms import Registers

HIDDEN = "×"
_COARSE = re.compile(r"街道|[镇乡村路街巷弄里]|社区|大道|胡同|小区|花园|新村|家园|公寓|[市县区旗]")
_FINE = re.compile(r"[0-9]|[一二三四五六七八九十]{1,3}(?:组|队|号|社)")
_COUNTRY = re.compile(r"[(（]?[+＋]?(?:00)?86[)）]?[-—－ ]?(?=1[3-9]|[(（]?[0-9]{2,3}[)）-])")
_YEAR = re.compile(r"(?:19|20)[0-9]{2} ?年?|[一二三四五六七八九〇零○]{4}年")
_ALNUM = re.compile(r"[0-9A-Za-z一-鿿]")


@dataclass(frozen=True, slots=True)
class Masking:
    """A row of the register `masking`; the register's head explains the fields."""

    id: str
    profile: str
    kind: str
    operator: str
    source: str
    head: int = 0
    tail: int = 0
    sign: str = "*"
    word: str = ""


class Masker:
    """Knows a profile's way to write each kind.

    Raises:
        ValueError: no such profile in the register.
    """

    def __init__(self, registers: Registers, lexicon: Lexicon, *, profile: str) -> None:
        rows = registers.rows("masking", Masking)
        self._rows = {r.kind: r for r in rows if r.profile == profile}
        if "" not in self._rows:
            known = ", ".join(sorted({r.profile for r in rows}))
            raise ValueError(f"no masking profile {profile!r} in the register; known: {known}")
        self._lexicon = lexicon

    def surrogates(self, names: Iterable[str]) -> dict[str, tuple[int, str]]:
        """Return for each folded name how much of it stays and what follows, numbered where a family name recurs."""
        order = list(dict.fromkeys(names))
        families: dict[str, list[str]] = {}
        for name in order:
            families.setdefault(self._family(name), []).append(name)
        out: dict[str, tuple[int, str]] = {}
        for family, members in families.items():
            for number, name in enumerate(members, 1):
                alone = "某某" if len(name) - len(family) > 1 or not family else "某"
                out[name] = len(family), alone if len(members) == 1 else f"某{number}"
        return out

    def _family(self, name: str) -> str:
        if any(dot in name for dot in DOTS):
            return name[: next(i for i, c in enumerate(name) if c in DOTS)][:1]
        return name[: self._lexicon.family(name)]

    def write(self, text: str, folded: str, kind: str) -> str:
        """Return the replacement of a masked value that is no name; folded: the same value in the folded view."""
        row = self._rows.get(kind, self._rows[""])
        match row.operator:
            case "word":
                return row.word
            case "address":
                return text[: kept_of_address(folded)] + row.word
            case "year":
                year = _YEAR.match(folded)
                return text[: year.end()] if year else row.word
            case "mail":
                at = max(text.find("@"), text.find("＠"), 0)
                return text[: row.head] + row.sign * 3 + text[at:]
            case _:
                return _starred(text, row)

    def shown(self, folded: str, kind: str) -> int:
        """Return how many characters at the beginning of a masked value stay in the masked view."""
        if kind == "person_name":
            return len(self._family("".join(folded.split())))
        if kind == "home_address":
            return kept_of_address(folded)
        year = _YEAR.match(folded) if kind == "birth_date" else None
        return year.end() if year else 0


def kept_of_address(address: str) -> int:
    """Return how many characters of an address stay: as far as street or village."""
    fine = _FINE.search(address)
    if fine is None:
        return 0
    places = [m.end() for m in _COARSE.finditer(address, 0, fine.start())]
    return places[-1] if places else 0


def _starred(text: str, row: Masking) -> str:
    country = _COUNTRY.match(text)
    places = [m.start() for m in _ALNUM.finditer(text, country.end() if country else 0)]
    hidden = set(places[row.head : len(places) - row.tail])
    return "".join(row.sign if i in hidden else c for i, c in enumerate(text))


def hide(doc: Doc, mentions: Sequence[Mention], masker: Masker) -> str:
    """Return the document's text with what is masked as ×, of the same length."""
    out: list[str] = []
    at = 0
    for mention in mentions:
        if mention.action == "keep":
            continue
        start, end = mention.span.start, mention.span.end
        shown = start + masker.shown(doc.folded[start:end], mention.span.label)
        out += [doc.text[at:shown], HIDDEN * (end - shown)]
        at = end
    return "".join((*out, doc.text[at:]))
