"""The text of a document as the page shows it: lines of runs, each with what is said of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pipeline.doc import Range
from pipeline.highlights import Note, Run, runs
from pipeline.record import Record
from pipeline.store.settled import Standing
from pipeline.store.targets import parsed
from pipeline.terms import chinese

_QUIET = frozenset({"body", "paragraph", "article", "item", "attachment", "table"})  # too large to highlight
_STATE = {"accept": "m-accepted", "edit": "m-edited", "reject": "m-rejected", "unsure": "m-unsure", "add": "m-added"}


_MANY = 2000  # lines of a document from which the page holds them by fifties: a browser is slow with more
_TOGETHER = 50


@dataclass(slots=True)
class Line:
    """A line of the text without its line end (of a very long document: fifty); carried: it stands after the body."""

    start: int
    end: int
    carried: bool
    runs: list[Run] = field(default_factory=list)

    @property
    def open(self) -> bool:
        """Whether it ends in an empty line, which a browser shows only with something in it."""
        return not self.runs or self.runs[-1].text.endswith("\n")


def lines(record: Record, marked: list[Note]) -> list[Line]:
    """Return the text's lines, cut at every edge of a highlight; where they end does not depend on highlights."""
    text, body_end = record["text"], record["body_end"]
    ends = _ends(text, body_end)
    cuts = [*ends, *(at + 1 for at in ends)]
    out = [Line(0, 0, body_end == 0)]
    for run in runs(text, body_end, marked, cuts):
        if run.start in ends:
            out.append(Line(run.start + 1, run.start + 1, run.start + 1 >= body_end))
        else:
            out[-1].runs.append(run)
            out[-1].end = run.start + len(run.text)
    return out


def _ends(text: str, body_end: int) -> frozenset[int]:
    ends = [at for at, character in enumerate(text) if character == "\n"]
    if len(ends) <= _MANY:
        return frozenset(ends)
    return frozenset(ends[_TOGETHER - 1 :: _TOGETHER]) | {at for at in ends if at in (body_end - 1, body_end)}


def notes(machine: Record, now: Record, last: Mapping[str, Standing]) -> list[Note]:
    """Return every highlight in order of place; machine: before, now: after people's word over it."""
    found = [*_elements(machine, last), *_grounds(machine, last), *_mentions(machine, now, last), *_claims(now)]
    found += [Note(*place, "", "", _anchor(place)) for place in _linked(now)]
    return sorted(found, key=lambda n: (n.start, -n.end))


def verdict(last: Mapping[str, Standing], target: str) -> str:
    """Return the last verdict on a target, empty where nobody judged it."""
    return last[target].last.verdict if target in last else ""


def mention_of(m: Mapping[str, int]) -> str:
    """Return the target of a personal span."""
    return f"mention:{m['start']}-{m['end']}"


def shown_mentions(machine: Record, now: Record, last: Mapping[str, Standing]) -> Iterator[tuple[str, Record, str]]:
    """Yield target, mention and verdict of each personal span: rejected ones as the machine had them."""
    rejected = (m for m in machine["personal"] or () if verdict(last, mention_of(m)) == "reject")
    for m in sorted([*(now["personal"] or ()), *rejected], key=lambda m: (m["start"], m["end"])):
        yield mention_of(m), m, verdict(last, mention_of(m))


def placed(
    kind: str, machine: Iterable[Record] | None, last: Mapping[str, Standing]
) -> Iterator[tuple[str, Record | None, Record]]:
    """Yield target, the machine's value (None: a person added it) and the value as it stands, of elements or parts."""
    before = {_target(kind, one): one for one in machine or ()}
    added = {t: _place(t) for t, s in last.items() if s.added and t.startswith(f"{kind}:")}
    for target, one in sorted((added | before).items(), key=lambda pair: (pair[1]["start"], -pair[1]["end"])):
        said = last.get(target)
        yield target, before.get(target), one | (said.value if said and said.stands else {})


def _target(kind: str, one: Record) -> str:
    name = f"element:{one['label']}" if kind == "element" else kind
    return f"{name}:{one['start']}-{one['end']}"


def _place(target: str) -> Record:
    found = parsed(target)
    start, end = found.place or (0, 0)
    return {"label": found.name, "start": start, "end": end}


def _anchor(place: Range) -> str:
    return f"c{place[0]}"


def _elements(machine: Record, last: Mapping[str, Standing]) -> Iterator[Note]:
    for target, _, e in placed("element", machine["elements"], last):
        said = verdict(last, target)
        if e["label"] not in _QUIET and said != "reject":
            family = f"m-element {_STATE.get(said, '')}".strip()
            yield Note(e["start"], e["end"], family, f"要素：{chinese(e['label'])}", "", target)


def _grounds(machine: Record, last: Mapping[str, Standing]) -> Iterator[Note]:
    for ground in (machine["attribute"] or {}).get("grounds", ()):
        target = f"ground:{ground['rule']}"
        if verdict(last, target) == "reject":
            continue
        for start, end in ground["evidence"]:
            yield Note(start, end, "m-ground", f"依据：{ground['article']}", _anchor((start, end)), target)


def _mentions(machine: Record, now: Record, last: Mapping[str, Standing]) -> Iterator[Note]:
    for target, m, said in shown_mentions(machine, now, last):
        added = m.get("by", "").startswith("person:") and target in last and last[target].added
        drawn = "m-kept" if m["action"] == "keep" else "m-personal"
        state = _STATE.get("add" if added and said != "reject" else said, "")
        why = chinese(m["kind"]) + (f"，{chinese(m['role'])}" if m["role"] else "")
        done = "不遮盖" if m["action"] == "keep" else f"{chinese(m['action'])}为 {m['replacement']}"
        yield Note(m["start"], m["end"], f"{drawn} {state}".strip(), f"{why}；{done}", _anchor((m["start"], 0)), target)


def _claims(now: Record) -> Iterator[Note]:
    for section in (now["draft"] or {}).get("sections", ()):
        for claim in section["claims"]:
            for start, end in claim["evidence"]:
                why = f"解读（{chinese(section['element'])}）取自此处"
                yield Note(start, end, "m-key", why, _anchor((start, end)), "draft")


def _linked(now: Record) -> Iterable[Range]:
    """Return the other places that the page links to."""
    for task in now["tasks"] or ():
        yield (task["text"][0], task["text"][1])
    for part in (now["attribute"] or {}).get("parts", ()):
        yield (part["start"], part["end"])
    for pair in (now["validity"] or {}).get("repeals", ()):
        yield (pair[0], pair[1])
