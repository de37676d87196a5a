"""What people's words make of the personal spans: theirs stand, the machine's fill what is left; pure."""

from bisect import bisect_right, insort
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from pipeline import record as records
from pipeline.doc import Mention, Range, Span, touches
from pipeline.fold import fold
from pipeline.record import Record
from pipeline.store.targets import Unfitting, parsed

if TYPE_CHECKING:
    from pipeline.store.settled import Standing

_HIDDEN = "×"
_FULL = "*"


def personal(record: Record, last: Mapping[str, "Standing"]) -> list[Record]:
    """Return the mentions in order of place, none over another: people's as they say, the machine's beside them.

    A replacement that a person chose stands for every masked mention of the same text, so that one person keeps one
    name. Of a mask that a later word cuts through, what sticks out stays hidden.
    """
    machine = {_target(m): m for m in record["personal"]}
    spoken = {t: s for t, s in last.items() if t.startswith("mention:") and (t in machine or s.added)}
    people = [_spoken(t, machine.get(t), s) for t, s in spoken.items() if s.stands]
    placed: list[Record] = []
    for m in (*reversed(people), *(m for t, m in machine.items() if t not in spoken)):
        _place(m, placed)
    return _consistent(record["text"], placed, _chosen(record["text"], spoken))


def deidentified(text: str, mentions: Iterable[Record]) -> str:
    """Return text with every replacement in place."""
    return records.deidentified(text, [_mention(m) for m in mentions])


def check_room(record: Record, last: Mapping[str, "Standing"], place: Range) -> None:
    """Check that a person may draw a span there.

    Raises:
        Unfitting: it shares characters with one that a person spoke of, or cuts through one of the machine's.
    """
    for m in personal(record, last):
        there = (m["start"], m["end"])
        if not touches(place, there):
            continue
        if m["by"].startswith("person:") or m.get("confirmed"):
            raise Unfitting("与已确认的一处标注重叠：请先撤销或改动那一处")
        if there[0] < place[0] or there[1] > place[1]:
            raise Unfitting("与机器标出的一处部分重叠：请把它整个选进来，或先驳回那一处")


def check_hidden(record: Record, place: Range, value: Mapping[str, Any]) -> None:
    """Check that what is to stand for a hidden value does not show it.

    value: what people said of the mention, taken together.

    Raises:
        Unfitting: it does.
    """
    hidden, shown = (_squeezed(s) for s in (record["text"][slice(*place)], value.get("replacement") or ""))
    if hidden and hidden in shown and value.get("action") != "keep":
        raise Unfitting("替换后的文字里仍有要遮盖的内容：请改写，或改为保留")


def _squeezed(text: str) -> str:
    return "".join(fold(text).split())


def _target(m: Record) -> str:
    return f"mention:{m['start']}-{m['end']}"


def _end(m: Record) -> int:
    return int(m["end"])


def _spoken(target: str, machine: Record | None, said: "Standing") -> Record:
    start, end = parsed(target).place or (0, 0)
    sure = {"confirmed": True} if said.last.verdict != "unsure" else {}
    if machine is not None and not said.value:
        return machine | sure
    base = machine or {"start": start, "end": end, "role": None, "action": "mask"}
    replacement = said.value.get("replacement") or (base.get("replacement") if not _turned(base, said) else None)
    return base | said.value | {"replacement": replacement, "score": 1.0, "by": said.author} | sure


def _turned(base: Record, said: "Standing") -> bool:
    """Return whether a mention changed between being shown and being hidden, so that its replacement is void."""
    now = base | said.value
    return bool((now["action"] == "keep") != (base["action"] == "keep") or now.get("kind") != base.get("kind"))


def _place(m: Record, placed: list[Record]) -> None:
    """Put a mention in its place where it touches none that stands already, else what sticks out of it if it hides."""
    at = bisect_right(placed, m["start"], key=_end)
    cut: list[Record] = []
    while at + len(cut) < len(placed) and placed[at + len(cut)]["start"] < m["end"]:
        cut.append(placed[at + len(cut)])
    if not cut:
        placed.insert(at, m)
    elif m["action"] != "keep":
        edges = [m["start"], *(edge for c in cut for edge in (c["start"], c["end"])), m["end"]]
        left = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b]
        for start, end in left:
            insort(placed, m | {"start": start, "end": end, "replacement": _HIDDEN * (end - start)}, key=_end)


def _same(text: str, m: Record) -> tuple[str, str]:
    return m["kind"], _squeezed(text[m["start"] : m["end"]])


def _chosen(text: str, spoken: Mapping[str, "Standing"]) -> dict[str, tuple[str, str]]:
    """Return for each text the replacement that a person last chose for it, and who."""
    out: dict[str, tuple[str, str]] = {}
    for target, said in spoken.items():
        replacement, action = said.value.get("replacement"), said.value.get("action")
        if said.stands and replacement and action != "keep":
            start, end = parsed(target).place or (0, 0)
            out[_squeezed(text[start:end])] = (replacement, said.author)
    return out


def _consistent(text: str, mentions: list[Record], chosen: Mapping[str, tuple[str, str]]) -> list[Record]:
    usual = {_same(text, m): m["replacement"] for m in mentions if m["action"] != "keep" and m["replacement"]}
    return [_written(text, m, chosen, usual) for m in mentions]


def _written(
    text: str, m: Record, chosen: Mapping[str, tuple[str, str]], usual: Mapping[tuple[str, str], str]
) -> Record:
    value = text[m["start"] : m["end"]]
    kind, same = _same(text, m)
    if m["action"] == "keep":
        return m | {"replacement": value}
    if same in chosen and not m["by"].startswith("person:"):
        return m | dict(zip(("replacement", "by"), chosen[same], strict=True))
    if not m["replacement"]:
        return m | {"replacement": chosen.get(same, (usual.get((kind, same)), ""))[0] or _default(value, kind)}
    return m


def _default(value: str, kind: str) -> str:
    if kind == "person_name":
        return value[0] + ("某某" if len(value) > 2 else "某")
    return _FULL * len(value)


def _mention(m: dict[str, Any]) -> Mention:
    span = Span(m["start"], m["end"], "personal", m["kind"], m["score"], m["by"])
    return Mention(span, m["role"], m["action"], m["replacement"])
