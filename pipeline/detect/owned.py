"""What happens to a telephone, mailbox, account, vehicle or date of birth, by whose it is."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.detect.cues import any_of
from pipeline.detect.found import Found
from pipeline.detect.purpose import Publication
from pipeline.detect.view import HAN
from pipeline.doc import Role
from pipeline.terms import Registers

UNSURE = "?"
"""Ends `Span.by` of a name that is masked because its role is not sure: somebody must look."""

_FARTHEST = 200
_WRAPPED = 16  # characters of the shortest line that the page's width may have broken
_STOPS = "。；：！？;:|\t "
_BREAK = re.compile("\n")
_LABEL = re.compile(f"[ \t]{{0,4}}[{HAN}]{{2,8}}[:：]")


@dataclass(frozen=True, slots=True)
class ContactWords:
    """A row of the register `contacts`; the register's head explains the fields."""

    id: str
    words: str
    reach: int
    source: str


@dataclass(frozen=True, slots=True)
class Owner(Found):
    """A name whose role is decided; standing: of the register `purposes`; word: the name without spaces, folded."""

    role: Role | None = None
    standing: str = ""
    word: str = ""


class Owned:
    """Reads the register `contacts`."""

    def __init__(self, registers: Registers) -> None:
        rows = registers.rows("contacts", ContactWords)
        self._words = {r.id: re.compile(any_of(r.words.split()).pattern.replace("账", "[账帐]")) for r in rows}
        self._reach = {r.id: r.reach for r in rows}

    def __call__(self, folded: str, find: Found, owners: Sequence[Owner], publication: Publication) -> Found:
        """Return a find with the action that follows from whose it is and from the kind of the document."""
        owner = before(folded, find.start, owners)
        kept = owner is not None and owner.action == "keep"
        match find.label:
            case "landline":
                return replace(find, action="mask") if self._is_home_phone(folded, find, owner) else find
            case "email":
                return replace(find, action="keep") if self._is_office_mail(folded, find, owner) else find
            case "bank_card":
                return replace(find, action="keep") if self._is_payees(folded, find, owner) else find
            case "plate":
                official = "plate" in publication.shown or self._said("official_vehicle", folded, find.start)
                return replace(find, action="keep") if official else find
            case "birth_date":
                shown = kept and owner and (owner.role == "official" or "birth_date" in publication.shown)
                shown = shown and "日" not in folded[find.start : find.end]  # the month is all that a statute shows
                find = replace(find, action="keep") if shown and "birth_date" not in publication.hidden else find
        if publication.whole and find.action == "generalise":
            return replace(find, action="mask")
        return find

    def _said(self, id: str, folded: str, at: int) -> bool:
        return self._words[id].search(folded, max(0, at - self._reach[id]), at) is not None

    def _is_home_phone(self, folded: str, find: Found, owner: Owner | None) -> bool:
        """Return whether a landline is a private person's: called so, or named right after one, no office between."""
        if self._said("home_phone", folded, find.start):
            return True
        if not owner or owner.action == "keep" or owner.by.endswith(UNSURE):
            return False
        if len("".join(folded[owner.end : find.start].split())) > self._reach["office_phone"]:
            return False
        return not self._words["office_phone"].search(folded, owner.end, find.start)

    def _is_office_mail(self, folded: str, find: Found, owner: Owner | None) -> bool:
        """Return whether an address is one to which the public may write: named as such, and nobody's on its line."""
        if owner and owner.action != "keep":
            return False
        return self._said("mail", folded, find.start) and self._said("public_mail", folded, find.start)

    def _is_payees(self, folded: str, find: Found, owner: Owner | None) -> bool:
        """Return whether an account is one to which the public pays, of a body and nobody's on its line."""
        if owner and owner.action != "keep":
            return False
        if self._said("own_account", folded, find.start):
            return False
        return self._said("paying", folded, find.start) and self._said("payee", folded, find.start)


def before(folded: str, at: int, owners: Sequence[Owner]) -> Owner | None:
    """Return the person named last before a place: on its line, one that wraps into it, or in its block of labels."""
    place = bisect_left(owners, at, key=lambda o: o.start) - 1
    if place < 0 or at - owners[place].end > _FARTHEST:
        return None
    owner = owners[place]
    breaks = [m.start() for m in _BREAK.finditer(folded, owner.end, at)]
    labelled = _LABEL.match(folded, folded.rfind("\n", 0, owner.start) + 1) is not None
    return owner if all(_goes_on(folded, line, labelled=labelled) for line in breaks) else None


def _goes_on(folded: str, line: int, *, labelled: bool) -> bool:
    """Return whether what is said of a person goes on after a line break: in mid-sentence, or with one more label."""
    if _LABEL.match(folded, line + 1):
        return labelled
    return line - folded.rfind("\n", 0, line) > _WRAPPED and folded[line - 1] not in _STOPS
