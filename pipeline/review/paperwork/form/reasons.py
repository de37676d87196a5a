"""The ground and the reason text of a document that is not published: facts of the document, nothing else."""

from pipeline.doc import Ground, Range
from pipeline.review.paperwork.form.reading import Reading
from pipeline.terms import chinese

_EXCERPTS = 2
_LONGEST = 40
_NOTES = 2
_PERSON = "person:"  # how the rule of a ground begins that a person gave (store.settled)
_UNSPOKEN = frozenset({1, 2, 3, 4})  # refusal reasons of articles 14 and 15 (reference 7.3)
_SENT = {"request": "报送", "report": "报送", "letter": "发送"}


def ground_of(reading: Reading, label: str | None) -> Ground | None:
    """Return the ground that a person gave, else the label's heaviest; one with a refusal reason comes first."""
    own = [g for g in reading.supporting(label) if g.article]
    said = [g for g in own if g.rule.startswith(_PERSON)]
    return next(iter(said or [g for g in own if g.reason_code] or own), None)


def reason(reading: Reading, label: str) -> tuple[str, tuple[Range, ...]]:
    """Return why a document is not published, in sentences, with the ranges that it rests on.

    What the document is, what its grounds say of it, and passages, masked; none where the passage itself is what must
    not get about (articles 14 and 15). What harm publication would do is not in the document: a person writes it.
    """
    first = ground_of(reading, label)
    if first is None:
        return "", ()
    same = [g for g in reading.supporting(label) if g.reason_code == first.reason_code]
    notes = list(dict.fromkeys(g.note.rstrip("。；") for g in same if g.note))[:_NOTES]
    places = _passages(reading, same)
    said = [_what(reading), "；".join(notes) + "。"]
    if label == "on_request" and not reading.supporting("proactive"):
        said.append("文中未见应当主动公开的内容。")
    if first.reason_code in _UNSPOKEN:
        said.append(f"涉及的内容在文中有{count}处，不在此抄录。" if (count := len(first.evidence)) else "")
    elif places:
        said.append("文中写明：" + "".join(f"“{_cut(reading.text(*p))}”" for p in places) + "。")
    return "".join(said), places or first.evidence


def _what(reading: Reading) -> str:
    """Return what the document is: 本件是甲局向乙局发送的函."""
    kind = reading.doc.kind.form if reading.doc.kind else "other"
    issuer = "、".join(reading.issuers)
    to = reading.element("addressee")[0].rstrip("：:")
    form = chinese(kind, "form") if kind != "other" else "文件"
    if issuer and to and kind in _SENT:
        return f"本件是{issuer}向{to}{_SENT[kind]}的{form}。"
    return f"本件是{issuer}的{form}。" if issuer else f"本件是{form}。"


def _passages(reading: Reading, grounds: list[Ground]) -> tuple[Range, ...]:
    """Return the first whole sentences of the body among the evidence."""
    body, text = set(reading.body), reading.doc.folded
    found = dict.fromkeys(r for g in grounds for r in g.evidence)
    return tuple(r for r in found if r in body and text[r[0] : r[1]].endswith("。"))[:_EXCERPTS]


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST].rstrip("，、；") + "……"
