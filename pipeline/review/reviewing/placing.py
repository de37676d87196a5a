"""Whether a person may draw a personal span there."""

from pipeline.doc import Range
from pipeline.record import Record

_WIDE = frozenset({"body", "article", "chapter", "attachment"})
"""Elements that hold others."""


def misplaced(record: Record, place: Range) -> str:
    """Return in Chinese what is wrong with a range for a span, or nothing.

    A span stays inside one element (a name does not begin in the title and end in the addressee), and does not run
    from the body into what a file carries after it.
    """
    start, end = place
    text, body_end = record["text"], record["body_end"]
    if not 0 <= start < end <= len(text) or not text[start:end].strip():
        return "请选择一处文字"
    if text[start].isspace() or text[end - 1].isspace():
        return "选中的范围首尾带有空白：请缩小范围"
    if start < body_end < end:
        return "选中的范围跨过了正文末尾：请分两处标注"
    crossing = any(_crosses((e["start"], e["end"]), place) for e in record["elements"] or () if e["label"] not in _WIDE)
    return "选中的范围跨过了要素的边界：请在每个要素内分别标注" if crossing else ""


def _crosses(element: Range, place: Range) -> bool:
    """Return whether a range has one end inside the element and one outside."""
    inside = [element[0] <= at < element[1] for at in (place[0], place[1] - 1)]
    return inside[0] != inside[1]
