"""`Doc` to and from the record of `contract.md`: the one JSON object that everything exchanges."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

from pipeline.doc import (
    Attribute,
    Check,
    Claim,
    Doc,
    Draft,
    Ground,
    Kind,
    Mention,
    Portion,
    Range,
    Secrecy,
    Section,
    Span,
    Task,
    Topic,
    Validity,
)
from pipeline.fold import fold

Record = dict[str, Any]


def to_record(doc: Doc) -> Record:
    """Return the record of a document: a stage that has not run leaves its field null.

    A stopped document gives id, source, secrecy and fingerprint, and nothing else.
    """
    head: Record = {"id": doc.id, "source": doc.source}
    secrecy = {"stopped": doc.stopped, "mark": doc.secrecy.mark, "expires": doc.secrecy.expires}
    if doc.stopped:
        return head | {"secrecy": secrecy, "fingerprint": doc.fingerprint}
    return head | {
        "text": doc.text,
        "body_end": doc.body_end,
        "kind": _kind(doc.kind),
        "regime": doc.regime,
        "elements": _each(doc.elements, lambda e: {"label": e.label, "start": e.start, "end": e.end}),
        "sentences": _each(doc.sentences, list),
        "secrecy": secrecy,
        "attribute": _attribute(doc.attribute),
        "topics": _each(doc.topics, _topic),
        "personal": _each(doc.mentions, _mention),
        "deidentified": None if doc.mentions is None else deidentified(doc.text, doc.mentions),
        "draft": _draft(doc.draft),
        "tasks": _each(doc.tasks, _task),
        "validity": _validity(doc.validity),
        "missing": _each(doc.missing, str),
        "fingerprint": doc.fingerprint,
    }


def from_record(record: Record) -> Doc:
    """Return the document of a record, without words, prose and pieces, which a record does not hold.

    Raises:
        KeyError: the record lacks a field of the contract.
    """
    secrecy = Secrecy(**record["secrecy"])
    text = record.get("text", "")
    bare = Doc(record["id"], record["source"], text, fold(text), record.get("body_end", len(text)), secrecy=secrecy)
    if secrecy.stopped:
        return bare.having(fingerprint=record["fingerprint"])
    mentions = _back(record["personal"], _mention_back)
    return bare.having(
        kind=_optional(record["kind"], lambda k: Kind(**k)),
        regime=record["regime"],
        elements=_back(record["elements"], lambda e: Span(e["start"], e["end"], "element", e["label"], by="record")),
        sentences=_back(record["sentences"], _range),
        attribute=_optional(record["attribute"], _attribute_back),
        topics=_back(record["topics"], lambda t: Topic(t["scheme"], t["label"], t["score"], t.get("second"))),
        mentions=mentions,
        masked=None if mentions is None else masked(text, mentions),
        draft=_optional(record["draft"], _draft_back),
        tasks=_back(record["tasks"], _task_back),
        validity=_optional(record["validity"], _validity_back),
        missing=_back(record["missing"], str),
        fingerprint=record["fingerprint"],
    )


def masked(text: str, mentions: Sequence[Mention]) -> str:
    """Return text with each character of what is masked or generalised a ×; the length stays."""
    out, at = [], 0
    for mention in mentions:
        if mention.action != "keep":
            out += [text[at : mention.span.start], "×" * (mention.span.end - mention.span.start)]
            at = mention.span.end
    return "".join([*out, text[at:]])


def deidentified(text: str, mentions: Iterable[Mention]) -> str:
    """Return text with every replacement in place; a rendering, of another length."""
    out: list[str] = []
    at = 0
    for mention in sorted(mentions, key=lambda m: m.span.start):
        if mention.action == "keep" or mention.span.start < at:
            continue
        out += [text[at : mention.span.start], mention.replacement]
        at = mention.span.end
    return "".join((*out, text[at:]))


def _each(values: Any, one: Any) -> list[Any] | None:
    return None if values is None else [one(v) for v in values]


def _back(values: Any, one: Any) -> tuple[Any, ...] | None:
    return None if values is None else tuple(one(v) for v in values)


def _optional(value: Any, one: Any) -> Any:
    return None if value is None else one(value)


def _range(pair: Sequence[int]) -> Range:
    return (pair[0], pair[1])


def _ranges(pairs: Sequence[Sequence[int]]) -> tuple[Range, ...]:
    return tuple(_range(p) for p in pairs)


def _kind(kind: Kind | None) -> Record | None:
    if kind is None:
        return None
    return {"form": kind.form, "inner": kind.inner, "normative": kind.normative, "policy": kind.policy}


def _attribute(attribute: Attribute | None) -> Record | None:
    if attribute is None:
        return None
    return {
        "label": attribute.label,
        "delivery": attribute.delivery,
        "probability": {k: round(v, 4) for k, v in attribute.probability.items()},
        "candidates": list(attribute.candidates),
        "needs_review": attribute.needs_review,
        "declared": attribute.declared,
        "grounds": [
            {
                "rule": g.rule,
                "article": g.article,
                "reason_code": g.reason_code,
                "supports": g.supports,
                "evidence": [list(r) for r in g.evidence],
                "note": g.note,
            }
            for g in attribute.grounds
        ],
        "parts": [{"start": p.start, "end": p.end, "label": p.label, "delivery": p.delivery} for p in attribute.parts],
    }


def _attribute_back(a: Record) -> Attribute:
    return Attribute(
        a["label"],
        a["delivery"],
        a["probability"],
        tuple(a["candidates"]),
        a["needs_review"],
        a["declared"],
        tuple(Ground(**(g | {"evidence": _ranges(g["evidence"])})) for g in a["grounds"]),
        tuple(Portion(**p) for p in a["parts"]),
    )


def _topic(topic: Topic) -> Record:
    second = {"second": topic.second} if topic.second else {}
    return {"scheme": topic.scheme, "label": topic.label, **second, "score": round(topic.score, 4)}


def _mention(mention: Mention) -> Record:
    span = mention.span
    return {
        "start": span.start,
        "end": span.end,
        "kind": span.label,
        "role": mention.role,
        "action": mention.action,
        "replacement": mention.replacement,
        "score": round(span.score, 4),
        "by": span.by,
    }


def _mention_back(m: Record) -> Mention:
    span = Span(m["start"], m["end"], "personal", m["kind"], m["score"], m["by"])
    return Mention(span, m["role"], m["action"], m["replacement"])


def _draft(draft: Draft | None) -> Record | None:
    if draft is None:
        return None
    return {
        "title": draft.title,
        "sections": [
            {
                "element": s.element,
                "claims": [{"text": c.text, "evidence": [list(r) for r in c.evidence]} for c in s.claims],
            }
            for s in draft.sections
        ],
        "checks": [
            {"name": c.name, "passed": c.passed, "value": round(c.value, 4), "limit": c.limit} for c in draft.checks
        ],
        "lacking": list(draft.lacking),
    }


def _draft_back(d: Record) -> Draft:
    sections = tuple(
        Section(s["element"], tuple(Claim(c["text"], _ranges(c["evidence"])) for c in s["claims"]))
        for s in d["sections"]
    )
    return Draft(d["title"], sections, tuple(Check(**c) for c in d["checks"]), tuple(d.get("lacking", ())))


def _task(task: Task) -> Record:
    return {
        "text": list(task.text),
        "lead": [list(r) for r in task.lead],
        "others": [list(r) for r in task.others],
        "due": task.due,
    }


def _task_back(t: Record) -> Task:
    return Task(_range(t["text"]), _ranges(t["lead"]), _ranges(t["others"]), cast("str | None", t["due"]))


def _validity(validity: Validity | None) -> Record | None:
    if validity is None:
        return None
    return {
        "state": validity.state,
        "from": validity.start,
        "until": validity.until,
        "repeals": [list(r) for r in validity.repeals],
    }


def _validity_back(v: Record) -> Validity:
    return Validity(v["state"], v["from"], v["until"], _ranges(v["repeals"]))
