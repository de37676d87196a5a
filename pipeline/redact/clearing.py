"""Empties what a file carries out of sight: comments, deletions, hidden text, properties."""

from pipeline.doc import Doc, Mention, Span, touches

CARRIED = "carried"


def cleared(doc: Doc) -> Doc:
    """Return the document with a mention that empties each unseen piece after the body; it takes the place of others.

    doc: as read from its file, with mentions: `pieces` say what is not seen.
    """
    unseen = [(p.start, p.end) for p in doc.pieces if p.start >= doc.body_end and not p.visible]
    ranges = [(a, a + len(doc.text[a:b].rstrip("\n"))) for a, b in unseen]
    emptied = [Mention(Span(a, b, "personal", CARRIED, 1.0, "clear"), None, "mask", "") for a, b in ranges if a < b]
    kept = [m for m in doc.mentions or () if not any(touches((m.span.start, m.span.end), r) for r in ranges)]
    return doc.having(mentions=tuple(sorted((*kept, *emptied), key=lambda m: m.span.start)))
