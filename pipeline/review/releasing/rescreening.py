"""The second gate: screens and detects again on what would go out."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from pipeline import formats
from pipeline.doc import Doc, Range
from pipeline.flow import STAGES, Flow
from pipeline.fold import fold
from pipeline.record import Record
from pipeline.review.releasing.outgoing import Outgoing, interpretation, outgoing, title

IDENTIFYING = frozenset(
    "person_name id_number passport travel_permit military_id social_security student_id mobile landline email"
    " bank_card plate home_address property_certificate social_account".split()
)
"""Kinds whose masked value may stand nowhere in what goes out; the others (an income, a year) recur by chance."""


@dataclass(frozen=True, slots=True)
class Left:
    """Something personal still in what would go out; it carries no text.

    place: text, title or interpretation; start, end: in that place's text. masked: the document masks the same value
    elsewhere.
    """

    place: str
    start: int
    end: int
    kind: str
    masked: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Going:
    """All that would go out of one submission, by place."""

    document: Outgoing
    texts: Mapping[str, str]

    def digest(self) -> str:
        """Return the SHA-256 of all of it, hex."""
        state = hashlib.sha256()
        for place, text in sorted(self.texts.items()):
            state.update(f"{place}\0{text}\0".encode("utf-8", "surrogatepass"))
        return state.hexdigest()


@dataclass(frozen=True, slots=True)
class Rescreening:
    """What the second gate found; stopped: the places with a secrecy mark; hints: those where a person must look.

    digest: of what was looked at; fingerprint: of the rules and models that looked.
    """

    left: tuple[Left, ...]
    stopped: tuple[str, ...]
    hints: tuple[str, ...]
    digest: str
    fingerprint: str


def going(record: Record, body: dict[str, object] | None, sheet_title: str = "") -> Going:
    """Return what would go out of a settled record, its interpretation and the title of its sheet."""
    document = outgoing(record)
    texts = {"text": document.text, "title": sheet_title or title(record), "interpretation": interpretation(body)}
    return Going(document, {place: text for place, text in texts.items() if text})


def rescreen(flow: Flow, record: Record, going: Going) -> Rescreening:
    """Return what the current flow finds in what would go out; a second of work for a usual document."""
    kept, hidden = _values(record)
    stages = flow.stages[: STAGES.index("detect") + 1]
    left: list[Left] = []
    stopped: list[str] = []
    hints: list[str] = []
    for place, text in going.texts.items():
        doc = replace(flow, stages=stages).run(formats.pasted(text, "release"))
        if doc.stopped:
            stopped.append(place)
            continue
        if doc.secrecy.mark:
            hints.append(place)
        found = _apart({**_detected(doc, kept), **dict(_known(fold(text), hidden))})
        left += [
            Left(place, *span, kind, fold(text[slice(*span)]) in hidden)
            for span, kind in found
            if place != "text" or not _answered(going.document, span, record, hidden)
        ]
    return Rescreening(tuple(left), tuple(stopped), tuple(hints), going.digest(), flow.fingerprint)


def _values(record: Record) -> tuple[frozenset[str], dict[str, str]]:
    """Return the values that a settled record keeps throughout, and those it masks, by kind."""
    text = fold(record["text"])
    kept, hidden = set(), {}
    for mention in record.get("personal") or ():
        value = text[mention["start"] : mention["end"]]
        if mention["action"] == "keep":
            kept.add(value)
        elif mention["kind"] in IDENTIFYING and len("".join(value.split())) > 1:
            hidden[value] = mention["kind"]
    return frozenset(kept - hidden.keys()), hidden


def _known(text: str, hidden: Mapping[str, str]) -> Iterator[tuple[Range, str]]:
    """Yield each place where a masked value stands word for word."""
    for value, kind in hidden.items():
        at = text.find(value)
        while at >= 0:
            yield (at, at + len(value)), kind
            at = text.find(value, at + len(value))


def _detected(doc: Doc, kept: frozenset[str]) -> dict[Range, str]:
    """Return what the detector would mask, less what the reviewed document keeps."""
    spans = [m.span for m in doc.mentions or () if m.action != "keep"]
    return {(s.start, s.end): s.label for s in spans if doc.folded[s.start : s.end] not in kept}


def _apart(found: Mapping[Range, str]) -> list[tuple[Range, str]]:
    """Return the finds in order of place, the longest where several begin at one place or overlap."""
    out: list[tuple[Range, str]] = []
    for span, kind in sorted(found.items(), key=lambda f: (f[0][0], -f[0][1])):
        if not out or out[-1][0][1] <= span[0]:
            out.append((span, kind))
    return out


def _answered(document: Outgoing, span: Range, record: Record, hidden: Iterable[str]) -> bool:
    """Return whether the settled record speaks of a place already: it masks it (and does not show it), or keeps it."""
    if document.replaced(*span):
        said = fold(document.text[slice(*span)])
        return not any(value in said for value in hidden)
    source = document.source(*span)
    kept = (m for m in record.get("personal") or () if m["action"] == "keep")
    return source is not None and any(m["start"] <= source[0] and source[1] <= m["end"] for m in kept)
