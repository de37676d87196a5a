"""Says what becomes of the texts that a PDF carries beside its pages: annotations, properties, bookmarks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.doc import Doc, touches
from pipeline.fold import clean
from pipeline.formats.pdf.masking import Gap
from pipeline.formats.trail import Place, Traced


@dataclass(frozen=True, slots=True)
class Said:
    """A carried text as it was read, and as it stands after masking."""

    before: str
    after: str

    @property
    def changed(self) -> bool:
        return self.before != self.after

    def now(self, given: str) -> str | None:
        """Return what takes the place of a string of the file, or None where it is not the text that was read."""
        if _plain(given) != _plain(self.before):
            return None
        return self.after if self.changed else given


def carried(traced: Traced, gaps: Sequence[Gap]) -> Mapping[Place, Said]:
    """Return the carried texts by the places where they stand."""
    out: dict[Place, Said] = {}
    for text in traced.carried:
        start = text.start + text.before
        said = Said(traced.doc.text[start : text.end], "".join(_edited(traced.doc, gaps, start, text.end)))
        out |= dict.fromkeys(text.places, said)
    return out


def _edited(doc: Doc, gaps: Sequence[Gap], start: int, end: int) -> Iterator[str]:
    """Yield a range of the text with its gaps filled; a gap that began before it leaves nothing."""
    at = start
    for gap in gaps:
        if not touches((gap.offsets.start, max(gap.offsets.stop, gap.offsets.start + 1)), (start, end)):
            continue
        yield doc.text[at : max(at, gap.offsets.start)]
        if gap.offsets.start >= start:
            yield gap.text
        at = max(at, min(end, gap.offsets.stop))
    yield doc.text[at:end]


def _plain(text: str) -> str:
    return "".join(clean(text).split())
