"""The machine's record with each person's last word over it, and what the machine would now say differently; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from pipeline.doc import Range
from pipeline.record import Record
from pipeline.store import masks
from pipeline.store.targets import Unfitting, checked, parsed

__all__ = ["Unfitting", "Word", "check", "differences", "settled", "standing"]

_CONFIRMED = ("attribute", "topic", "mention", "part", "element")  # an acceptance confirms a value that stands
_FIRST_SCHEME = "state_council"
_UNMASKED = "T11"  # return code of a document whose personal information must be masked first (reference 7.2)


@dataclass(frozen=True, slots=True)
class Word:
    """One line of a person's judgement; see `store.targets` for targets and values. login, name: of the person."""

    id: int
    target: str
    verdict: str
    value: dict[str, Any]
    reason: str
    undoes: int | None
    login: str
    name: str
    at: datetime
    version: int = 1

    @property
    def by(self) -> str:
        return f"person:{self.login}"


@dataclass(frozen=True, slots=True)
class Standing:
    """What people said of one target, taken together: the last verdict, and what was last said in its place.

    value: an edit's or an addition's, of a mention or an element all of them over each other; author: who gave it;
    added: the machine has no such suggestion.
    """

    last: Word
    value: dict[str, Any] = field(default_factory=dict)
    author: str = ""
    added: bool = False

    @property
    def stands(self) -> bool:
        return self.last.verdict != "reject"


def standing(words: Iterable[Word]) -> dict[str, Standing]:
    """Return for each target what people say of it now, the last word last; what was undone is left out.

    A topic has a target for each scheme: `topic:SCHEME`.
    """
    every = list(words)
    gone = {w.undoes for w in every if w.verdict == "undo"}
    out: dict[str, Standing] = {}
    for word in every:
        if word.verdict == "undo" or word.id in gone:
            continue
        key = f"topic:{word.value['scheme']}" if word.target == "topic" and word.value.get("scheme") else word.target
        out[key] = _following(out.pop(key, None), word)
    return out


def _following(before: Standing | None, word: Word) -> Standing:
    """Return what stands after a further word: an acceptance confirms what stood, an edit of a span adds to it."""
    old = before or Standing(word)
    added = old.added or word.verdict == "add"
    kind = word.target.partition(":")[0]
    if kind in _CONFIRMED and (word.verdict == "accept" or not (word.value or word.verdict == "add")):
        return Standing(word, old.value, old.author, added)
    whole = kind not in ("mention", "element") or word.verdict == "add"
    return Standing(word, word.value if whole else old.value | word.value, word.by, added)


def settled(record: Record, judgements: Sequence[Word]) -> Record:
    """Return the record with people's words over it: valid against the contract, and read by `record.from_record`.

    What a person made carries `by: person:<login>`; what a person confirmed carries `confirmed: true`. Parts and
    grounds of the contract hold no more fields: a ground given by a person has the rule `person:<login>`. Beside the
    contract's fields stands `judged`: for each target the last verdict, who spoke, when, the reason, and the value.
    """
    last = standing(judgements)
    if not last or (record.get("secrecy") or {}).get("stopped"):
        return dict(record)
    out = dict(record) | {"judged": _judged(last)}
    if record.get("attribute") is not None:
        out["attribute"] = _attribute(record["attribute"], last)
    if record.get("topics") is not None:
        out["topics"] = _topics(record["topics"], last)
    if record.get("elements") is not None:
        out["elements"] = _elements(record["elements"], last)
    if record.get("personal") is not None:
        out["personal"] = masks.personal(record, last)
        out["deidentified"] = masks.deidentified(record["text"], out["personal"])
        _redelivered(out, last)
    return out


class Saying(Protocol):
    """A judgement that is to be made; see `store.targets`."""

    @property
    def target(self) -> str: ...
    @property
    def verdict(self) -> str: ...
    @property
    def value(self) -> Mapping[str, Any]: ...


def check(record: Record, words: Iterable[Word], said: Iterable[Saying]) -> None:
    """Check that new judgements, one after the other, fit the record and what people said before.

    Raises:
        Unfitting: one does not, and why.
    """
    machine, last = _suggested(record), standing(words)
    for one in said:
        wanted = checked(one.target, one.verdict, one.value)
        if wanted.place is not None:
            _check_place(record, wanted.place, one.value)
            if one.verdict != "add" and one.target not in machine and not _added(last.get(one.target)):
                raise Unfitting("没有找到这一处标注，可能已有新的分析结果：请刷新页面后重试")
            if one.verdict == "add" and wanted.kind == "mention":
                masks.check_room(record, last, wanted.place)
        elif wanted.kind == "ground" and one.target not in machine:
            raise Unfitting("没有找到这一条依据，可能已有新的分析结果：请刷新页面后重试")
        word = Word(0, one.target, one.verdict, dict(one.value), "", None, "", "", datetime.min)
        last[one.target] = _following(last.pop(one.target, None), word)
        if wanted.kind == "mention" and one.value:
            masks.check_hidden(record, wanted.place or (0, 0), last[one.target].value)


def _check_place(record: Record, place: Range, value: Mapping[str, Any]) -> None:
    """Check that a place, and the one that it is to be moved to, lie within the text."""
    length = len(record.get("text") or "")
    start, end = value.get("start", place[0]), value.get("end", place[1])
    if place[1] > length or not start < end <= length:
        raise Unfitting("选中的范围超出了正文：请刷新页面后重新选择")


def _added(said: Standing | None) -> bool:
    return said is not None and said.added


def _suggested(record: Record) -> set[str]:
    """Return the targets with a place that the machine suggests, and its grounds."""
    attribute = record.get("attribute") or {}
    return {
        *(f"mention:{m['start']}-{m['end']}" for m in record.get("personal") or ()),
        *(f"element:{e['label']}:{e['start']}-{e['end']}" for e in record.get("elements") or ()),
        *(f"part:{p['start']}-{p['end']}" for p in attribute.get("parts") or ()),
        *(f"ground:{g['rule']}" for g in attribute.get("grounds") or ()),
    }


def _judged(last: dict[str, Standing]) -> Record:
    return {
        s.last.target: {
            "verdict": s.last.verdict,
            "by": s.last.by,
            "at": s.last.at.isoformat(timespec="seconds"),
            "reason": s.last.reason,
            "value": s.value,
        }
        for s in last.values()
    }


def _attribute(machine: Record, last: dict[str, Standing]) -> Record:
    grounds = [g for g in machine["grounds"] if _kept(last.get(f"ground:{g['rule']}"))]
    out = machine | {"grounds": grounds, "parts": _parts(machine["parts"], last)}
    said = last.get("attribute")
    if said is None:
        return out
    if said.last.verdict in ("unsure", "reject"):
        out |= {"needs_review": True}
    if not said.stands or not said.value:
        return out | ({"needs_review": False, "confirmed": True} if said.last.verdict == "accept" else {})
    return _edited(out, said)


def _edited(out: Record, said: Standing) -> Record:
    """Return the attribute as a person set it; its ground comes first where one was given."""
    label, value = said.value["label"], said.value
    usual = "none" if label != "proactive" else ("full" if out["delivery"] == "none" else out["delivery"])
    given = {
        "rule": said.author,
        "article": value.get("article", ""),
        "reason_code": value.get("reason_code"),
        "supports": label,
        "evidence": [],
        "note": value.get("reason", ""),
    }
    sure = said.last.verdict != "unsure"
    return out | {
        "label": label,
        "delivery": value.get("delivery", usual),
        "candidates": [label],
        "needs_review": not sure,
        "reason_code": value.get("reason_code"),
        "grounds": [*([given] if given["article"] or given["reason_code"] or given["note"] else []), *out["grounds"]],
        "by": said.author,
        "confirmed": sure,
    }


def _kept(said: Standing | None) -> bool:
    return said is None or said.stands


def _parts(machine: list[Record], last: dict[str, Standing]) -> list[Record]:
    found = {f"part:{p['start']}-{p['end']}": p for p in machine}
    for target, said in last.items():
        if not target.startswith("part:"):
            continue
        place = parsed(target).place or (0, 0)
        if not said.stands:
            found.pop(target, None)
        elif target in found or said.added:
            found[target] = {"start": place[0], "end": place[1]} | found.get(target, {}) | said.value
    return sorted(found.values(), key=lambda p: (p["start"], p["end"]))


def _topics(machine: list[Record], last: dict[str, Standing]) -> list[Record]:
    """Return the topics: a person's word takes the place of the machine's of its scheme."""
    out = list(machine)
    general = last.get("topic")
    if general and general.last.verdict == "accept":
        out = [t | {"confirmed": True} for t in out]
    for target, said in last.items():
        if not target.startswith("topic:"):
            continue
        scheme = target.partition(":")[2]
        if not said.stands:
            out = [t for t in out if t["scheme"] != scheme or t["label"] != said.value.get("label")]
        elif "label" not in said.value:
            out = [t | {"confirmed": True} if t["scheme"] == scheme else t for t in out]
        else:
            out = _instead(out, scheme, said)
    return out


def _instead(topics: list[Record], scheme: str, said: Standing) -> list[Record]:
    """Return the topics with a person's in the place of a scheme's; a document's first topic is the State Council's."""
    places = [i for i, t in enumerate(topics) if t["scheme"] == scheme]
    at = places[0] if places else (0 if scheme == _FIRST_SCHEME else len(topics))
    chosen = {k: v for k, v in said.value.items() if v is not None}
    others = [t for t in topics if t["scheme"] != scheme]
    return [*others[:at], chosen | {"score": 1.0, "by": said.author, "confirmed": True}, *others[at:]]


def _elements(machine: list[Record], last: dict[str, Standing]) -> list[Record]:
    found = {f"element:{e['label']}:{e['start']}-{e['end']}": e for e in machine}
    for target, said in last.items():
        if not target.startswith("element:"):
            continue
        wanted = parsed(target)
        start, end = wanted.place or (0, 0)
        if not said.stands:
            found.pop(target, None)
        elif target in found or said.added:
            made = {"by": said.author} if said.value or said.added else {}
            sure = {"confirmed": True} if said.last.verdict != "unsure" else {}
            found[target] = {"label": wanted.name, "start": start, "end": end} | said.value | made | sure
    return sorted(found.values(), key=lambda e: (e["start"], -e["end"]))


def _redelivered(out: Record, last: dict[str, Standing]) -> None:
    """Let the return code and, where no person said how the document goes out, the delivery follow from the masks."""
    attribute, said = out.get("attribute"), last.get("attribute")
    masked = any(m["action"] != "keep" for m in out["personal"])
    if out.get("missing") is not None:
        out["missing"] = [*(c for c in out["missing"] if c != _UNMASKED), *([_UNMASKED] if masked else [])]
    if attribute is None or attribute["label"] != "proactive" or attribute["delivery"] not in ("full", "redacted"):
        return
    if (said and "delivery" in said.value) or attribute["parts"]:
        return
    out["attribute"] = attribute | {"delivery": "redacted" if masked else "full"}


def differences(old: Record, new: Record, *, machine: Record | None = None) -> list[Record]:
    """Return what a rerun says differently from the settled record: target, before, after, and `by` of a person's word.

    A side is None where it has no such suggestion; for the target `topic` it is the first label of each scheme. A
    person's word is named, never replaced. machine: the record that was settled, before people spoke: what the rerun
    says just as that did is left out, since it is nothing new.

    Raises:
        ValueError: the records are of different texts.
    """
    if old.get("text") != new.get("text"):
        raise ValueError("the two records are of different texts")
    before, after, judged = _said(old), _said(new), old.get("judged") or {}
    known = _said(machine) if machine is not None else {}
    out = []
    for target in sorted({*before, *after}, key=_place):
        one, other = before.get(target), after.get(target)
        if one != other and not (machine is not None and other == known.get(target)):
            out.append({"target": target, "before": one, "after": other, "by": (judged.get(target) or {}).get("by")})
    return out


def _said(record: Record) -> dict[str, Record]:
    """Return what a record says, by target, in small dicts that two records can be compared by."""
    out: dict[str, Record] = {}
    attribute = record.get("attribute")
    if attribute:
        out["attribute"] = {k: attribute[k] for k in ("label", "delivery")}
        for part in attribute["parts"]:
            out[f"part:{part['start']}-{part['end']}"] = {k: part[k] for k in ("label", "delivery")}
    for topic in record.get("topics") or ():
        out.setdefault("topic", {}).setdefault(topic["scheme"], topic["label"])
    for m in record.get("personal") or ():
        out[f"mention:{m['start']}-{m['end']}"] = {k: m[k] for k in ("kind", "role", "action", "replacement")}
    for e in record.get("elements") or ():
        out[f"element:{e['label']}:{e['start']}-{e['end']}"] = {"label": e["label"]}
    return out


def _place(target: str) -> tuple[int, str]:
    place = parsed(target).place
    return (place[0] if place else -1, target)
