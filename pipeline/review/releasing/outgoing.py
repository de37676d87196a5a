"""What of a document goes out: its body, masked, less the parts that are not for the public."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pipeline.doc import Doc, Mention, Range, Span, touches
from pipeline.record import Record, from_record
from pipeline.redact.clearing import cleared
from pipeline.redact.spreading import spread

CUT = "（此处内容依法不予公开）"
"""What stands where a part is left out."""
_NOT_SHOWN = ("page_number", "copy_number")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of the outgoing text and the range of the source that it stands for; changed: it replaces that range."""

    start: int
    end: int
    source: Range
    changed: bool


@dataclass(frozen=True, slots=True, repr=False)
class Outgoing:
    """The text that would go out; the stretches cover it in order."""

    text: str
    stretches: tuple[Stretch, ...]

    def source(self, start: int, end: int) -> Range | None:
        """Return the range of the source that an outgoing one stands for; None where it touches a replacement."""
        for s in self.stretches:
            if s.start <= start and end <= s.end:
                return None if s.changed else (s.source[0] + start - s.start, s.source[0] + end - s.start)
        return None

    def replaced(self, start: int, end: int) -> bool:
        """Return whether an outgoing range lies inside what stands for something masked or left out."""
        return any(s.changed and s.start <= start and end <= s.end for s in self.stretches)


def outgoing(record: Record) -> Outgoing:
    """Return what goes out of a (settled) record: the body without page and copy numbers, masked, its parts cut."""
    text, end = record["text"], record.get("body_end", len(record["text"]))
    parts: list[str] = []
    stretches: list[Stretch] = []
    at = length = 0
    for start, stop, written in (*_cuts(record, end), (end, end, "")):
        for piece, source, changed in ((text[at:start], (at, start), False), (written, (start, stop), True)):
            if piece:
                stretches.append(Stretch(length, length + len(piece), source, changed))
                parts.append(piece)
                length += len(piece)
        at = stop
    return Outgoing("".join(parts), tuple(stretches))


def hidden(record: Record, doc: Doc) -> Doc:
    """Return the original with a mention for all that does not go out: what is masked, parts cut, what is not seen.

    doc: the original, read again.

    Raises:
        ValueError: it is not what the record was made of.
    """
    if doc.text != record["text"]:
        raise ValueError("another text than the record's")
    bare = record | {"elements": []}
    cuts = [_cut(bare, *cut) for cut in _cuts(bare, doc.body_end)]
    spoken = from_record(bare | {"elements": None}).mentions or ()
    # What is kept goes along, so that no other form of a masked value takes it.
    parts = [c for c in cuts if c.span.label == "cut"]
    rest = [m for m in spoken if m.span.start >= doc.body_end or m.action == "keep" and not _overlaps(m, parts)]
    mentions = sorted((*cuts, *rest), key=lambda m: m.span.start)
    return spread(cleared(doc.having(mentions=tuple(mentions))))


def _overlaps(mention: Mention, others: Iterable[Mention]) -> bool:
    return any(touches((mention.span.start, mention.span.end), (o.span.start, o.span.end)) for o in others)


def _cut(record: Record, start: int, end: int, written: str) -> Mention:
    """Return the mention that takes a range out; it has the kind of what stood there, or none."""
    kinds = (m["kind"] for m in record.get("personal") or () if (m["start"], m["end"]) == (start, end))
    return Mention(Span(start, end, "personal", next(kinds, "cut"), 1.0, "settled"), None, "mask", written)


def title(record: Record) -> str:
    """Return the title as it goes out, on one line; empty where the document has none."""
    return "".join("".join(_named(record, "title")[:1]).split())


def issuer(record: Record) -> str:
    """Return who signs as it goes out, all of them; else who stands in the red head (see `store.columns`)."""
    return " ".join(_named(record, "signature")) or "".join(_named(record, "issuer_mark")[:1]).removesuffix("文件")


def doc_number(record: Record) -> str:
    """Return the number of the document as it goes out."""
    return "".join(_named(record, "doc_number")[:1])


def _named(record: Record, label: str) -> list[str]:
    """Return the elements of a label as they go out, each on one line."""
    return [_part(record, e) for e in record.get("elements") or () if e["label"] == label]


def _part(record: Record, found: Record) -> str:
    inside = [m for m in record.get("personal") or () if m["start"] < found["end"] and m["end"] > found["start"]]
    part = outgoing(record | {"body_end": found["end"], "personal": inside, "elements": []})
    starts = (s.start + found["start"] - s.source[0] for s in part.stretches if s.source[1] > found["start"])
    words = part.text[max(0, next(starts, 0)) :]
    return "".join(" ".join(line.split()) for line in words.splitlines())


def interpretation(body: dict[str, Any] | None) -> str:
    """Return the text of an interpretation (title, then a line each claim); empty where there is none."""
    if not body:
        return ""
    lines = [body.get("title", "")]
    for section in body.get("sections", ()):
        lines += [claim["text"] for claim in section.get("claims", ())]
    return "\n".join(line for line in lines if line)


def _cuts(record: Record, end: int) -> Iterable[tuple[int, int, str]]:
    """Yield the ranges of the body that do not stay and what stands for them, in order, none overlapping."""
    attribute = record.get("attribute") or {}
    withheld = [(p["start"], p["end"], CUT) for p in attribute.get("parts", ()) if p["label"] != "proactive"]
    hidden = [(m["start"], m["end"], m["replacement"]) for m in record.get("personal") or () if m["action"] != "keep"]
    unshown = [(e["start"], e["end"], "") for e in record.get("elements") or () if e["label"] in _NOT_SHOWN]
    at = 0
    for start, stop, written in sorted((*withheld, *hidden, *unshown), key=lambda c: (c[0], -c[1])):
        start, stop = max(start, at), min(stop, end)
        if start < stop:
            yield start, stop, written
            at = stop
