"""Whose names and which of their details stay, by profile and by what kind of publication a document is."""

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.doc import Action, Role
from pipeline.terms import Registers

PROFILES = ("internet_strict", "notice_board", "disciplinary")


@dataclass(frozen=True, slots=True)
class Standing:
    """A row of the register `purposes`; the register's head explains the fields."""

    id: str
    role: str
    internet_strict: str
    notice_board: str
    disciplinary: str
    source: str


@dataclass(frozen=True, slots=True)
class Publication:
    """A row of the register `publications`; the register's head explains the fields."""

    id: str = ""
    words: str = ""
    source: str = ""
    unless: str = ""
    internet_strict: tuple[str, ...] = ()
    notice_board: tuple[str, ...] = ()
    disciplinary: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    firm: float = 0.0
    whole: bool = False
    opening: bool = False
    staff: bool = False


PLAIN = Publication()
"""A document of no kind that the register knows."""
_OPENING = 400
_FIRM_FOR = ("official", "listed")
_ROLES: Mapping[str, Role] = {
    "official": "official", "contact": "contact", "private": "private", "minor": "minor", "historical": "historical",
}  # fmt: skip


class Purpose:
    """Reads the registers `purposes` and `publications` for one profile.

    Raises:
        ValueError: a profile that the registers do not have.
    """

    def __init__(self, registers: Registers, *, profile: str) -> None:
        if profile not in PROFILES:
            raise ValueError(f"no profile {profile!r}; known: {', '.join(PROFILES)}")
        rows = registers.rows("purposes", Standing)
        self.profile = profile
        self._stays = {row.id for row in rows if getattr(row, profile) == "keep"}
        self._roles = {row.id: _ROLES.get(row.role) for row in rows}
        self._publications = tuple(
            (row, tuple(row.words.split()), tuple(row.unless.split()))
            for row in registers.rows("publications", Publication)
        )

    def publication(self, title: str, text: str) -> Publication:
        """Return the first row that a document's title, or where the row says so its opening, calls for, or `PLAIN`."""
        for row, words, unless in self._publications:
            said = title + text[:_OPENING] if row.opening else title
            if any(w in said for w in words) and not any(w in title for w in unless):
                return row
        return PLAIN

    def role(self, standing: str) -> Role | None:
        """Return the contract's role of a person with such a standing."""
        return self._roles.get(standing)

    def action(self, standing: str, weight: float, publication: Publication) -> Action:
        """Return what happens to a name; weight: of the evidence for the standing, 0 to 1."""
        if standing in _FIRM_FOR and weight < publication.firm:
            return "mask"
        return "keep" if standing in self._stays or standing in self.shown(publication) else "mask"

    def shown(self, publication: Publication) -> tuple[str, ...]:
        """Return the standings that stay in such a document beside those that always do."""
        stays: tuple[str, ...] = getattr(publication, self.profile)
        return stays
