"""Writes what replaces each mention: one person, one name in the whole document and its case."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.detect.lexicon import DOTS, Lexicon
from pipeline.doc import Action, Doc, Mention
from pipeline.terms import Registers

HIDDEN = "×"
_COARSE = re.compile(r"街道|[镇乡村路街巷弄里]|社区|大道|胡同|小区|花园|新村|家园|公寓|[市县区旗]")
_FINE = re.compile(r"[0-9]|[一二三四五六七八九十]{1,3}(?:组|队|号|社)")
_GROUP = re.compile(r"(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})(?:村民小组|小组|组|队|社)")
_COUNTRY = re.compile(r"[(（]?[+＋]?(?:00)?86[)）]?[-—－ ]?(?=1[3-9]|[(（]?[0-9]{2,3}[)）)-])")
_YEAR = re.compile(r"(?:19|20)[0-9]{2} ?年?|[一二三四五六七八九〇零○]{4}年")
_AGE = re.compile(
    r"(?P<tens>[1-9](?=[0-9])|[一二三四五六七八九]?十)?(?P<ones>[0-9]|[一二三四五六七八九])? ?(?P<unit>(?:周?岁)?)"
)
_SUM = re.compile(r"(?P<lead>[^0-9]{0,8})(?P<first>[1-9])(?P<rest>[0-9,，]*)(?:[.．][0-9]+)?(?P<unit>[^0-9.．]*)")
_ALNUM = re.compile(r"[0-9A-Za-z〇一-鿿]")
_LEAST_HIDDEN = 3  # characters: of a shorter number nothing stays
_GENERALISING = frozenset(("address", "year", "band"))
_NUMBER = re.compile(r"某([0-9]+)\Z")


@dataclass(frozen=True, slots=True)
class Masking:
    """A row of the register `masking`; the register's head explains the fields."""

    id: str
    profile: str
    kind: str
    operator: str
    source: str
    standing: str = ""
    head: int = 0
    tail: int = 0
    sign: str = "*"
    word: str = ""
    level: str = "street"


class Masker:
    """Knows a profile's way to write each kind.

    Raises:
        ValueError: no such profile in the register.
    """

    def __init__(self, registers: Registers, lexicon: Lexicon, *, profile: str) -> None:
        rows = registers.rows("masking", Masking)
        self._rows = {(r.kind, r.standing): r for r in rows if r.profile == profile}
        if ("", "") not in self._rows:
            known = ", ".join(sorted({r.profile for r in rows}))
            raise ValueError(f"no masking profile {profile!r} in the register; known: {known}")
        self._lexicon = lexicon

    def surrogates(self, names: Iterable[str], known: Mapping[str, str] | None = None) -> dict[str, tuple[int, str]]:
        """Return for each folded name how much of it stays and what follows, numbered where a family name recurs.

        known: names of the case with their surrogates, which they keep; the others of a family are numbered after them.
        """
        known = known or {}
        families: dict[str, list[str]] = {}
        for name in dict.fromkeys((*known, *names)):
            families.setdefault(self._family(name), []).append(name)
        out: dict[str, tuple[int, str]] = {}
        for family, members in families.items():
            number = _last_number(known[m] for m in members if m in known)
            for name in members:
                if name in known:
                    out[name] = len(family), known[name].removeprefix(family)
                    continue
                number += 1
                alone = "某某" if len(name) - len(family) > 1 or not family else "某"
                out[name] = len(family), alone if len(members) == 1 else f"某{number}"
        return out

    def _family(self, name: str) -> str:
        if any(dot in name for dot in DOTS):
            return name[: next(i for i, c in enumerate(name) if c in DOTS)][:1]
        return name[: self._lexicon.family(name)]

    def _row(self, kind: str, standing: str) -> Masking:
        rows = self._rows
        return rows.get((kind, standing)) or rows.get((kind, "")) or rows["", ""]

    def action(self, kind: str, standing: str = "") -> Action:
        """Return what the profile does with a kind: keep, generalise where something coarser stays, or mask."""
        operator = self._row(kind, standing).operator
        if operator == "none":
            return "keep"
        return "generalise" if operator in _GENERALISING else "mask"

    def write(self, text: str, folded: str, kind: str, *, standing: str = "", whole: bool = False) -> str:
        """Return the replacement of a masked value that is no name; folded: the same value in the folded view.

        standing: of its owner, "" where unknown; whole: nothing coarser stays of what is else generalised.
        """
        row = self._row(kind, standing)
        if whole and row.operator in _GENERALISING:
            return row.word or HIDDEN * 2
        match row.operator:
            case "none":
                return text
            case "drop":
                return ""
            case "word":
                return row.word
            case "address":
                kept = kept_of_address(folded, row.level)
                return text if kept == len(text) else text[:kept] + row.word
            case "year":
                return _coarser_date(text, folded) or row.word
            case "band":
                return _band(text, folded) or row.word
            case "mail":
                at = max(text.find("@"), text.find("＠"), 0)
                return text[: row.head] + row.sign * 3 + text[at:]
            case _:
                return _starred(text, folded, row)

    def shown(self, folded: str, kind: str) -> int:
        """Return how many characters at the beginning of a generalised value stay in the masked view."""
        if kind == "person_name":
            return len(self._family("".join(folded.split())))
        if kind == "home_address":
            return kept_of_address(folded, self._row(kind, "").level)
        year = _YEAR.match(folded) if kind == "birth_date" else None
        return year.end() if year else 0


def kept_of_address(address: str, level: str = "street") -> int:
    """Return how many characters of an address stay: as far as street or village, or as its village group."""
    if level == "group" and (group := _GROUP.search(address)):
        return group.end()
    fine = _FINE.search(address)
    places = [m.end() for m in _COARSE.finditer(address, 0, fine.start() if fine else len(address))]
    return places[-1] if places else 0


def _last_number(surrogates: Iterable[str]) -> int:
    """Return the greatest number of a family's surrogates; one without a number is the first."""
    return max((int(m[1]) if (m := _NUMBER.search(s)) else 1 for s in surrogates), default=0)


def _coarser_date(text: str, folded: str) -> str:
    """Return the year of a date or the ten years of an age, as it is written; "" for what is neither."""
    if year := _YEAR.match(folded):
        return text[: year.end()]
    age = _AGE.fullmatch(folded.strip())
    if age is None or not (age["tens"] or age["ones"]):
        return ""
    unit = text.strip()[-len(age["unit"]) :] if age["unit"] else ""
    tens = age["tens"]
    if not tens:
        return f"不满10{unit}" if folded.isascii() or folded[0].isdigit() else f"不满十{unit}"
    return f"{tens}0余{unit}" if tens.isdigit() else f"{tens}余{unit}"


def _band(text: str, folded: str) -> str:
    """Return a sum with its first digit and as many noughts as it had digits, "" for what is no sum."""
    found = _SUM.fullmatch(folded)
    if found is None:
        return ""
    noughts = "0" * sum(c.isdigit() for c in found["rest"])
    return f"{text[: found.end('lead')]}{found['first']}{noughts}余{text[found.start('unit') :]}"


def _starred(text: str, folded: str, row: Masking) -> str:
    country = _COUNTRY.match(folded)
    places = [m.start() for m in _ALNUM.finditer(folded, country.end() if country else 0)]
    spared = len(places) - row.head - row.tail >= _LEAST_HIDDEN
    hidden = set(places[row.head : len(places) - row.tail] if spared else places)
    return "".join(row.sign if i in hidden else c for i, c in enumerate(text))


def hide(doc: Doc, mentions: Sequence[Mention], masker: Masker) -> str:
    """Return the document's text with what is masked as ×, of the same length."""
    out: list[str] = []
    at = 0
    for mention in mentions:
        if mention.action == "keep":
            continue
        start, end = mention.span.start, mention.span.end
        named = mention.span.label == "person_name" or mention.action == "generalise"
        shown = start + (masker.shown(doc.folded[start:end], mention.span.label) if named else 0)
        out += [doc.text[at:shown], HIDDEN * (end - shown)]
        at = end
    return "".join((*out, doc.text[at:]))
