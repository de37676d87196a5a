"""Fillers for how a document is made public or why not: attribute, personal information, catalogue, interpretation."""

import re
from collections import Counter
from collections.abc import Mapping
from functools import partial

from pipeline.doc import Range
from pipeline.review.paperwork.apart import Apart
from pipeline.review.paperwork.form import identity, reasons
from pipeline.review.paperwork.form.deadline import deadline, time_limit
from pipeline.review.paperwork.form.law import full, joined
from pipeline.review.paperwork.form.rows import fields
from pipeline.review.paperwork.form.source import Filled, Filler, Source
from pipeline.review.paperwork.issuers import level
from pipeline.terms import chinese

_SUMMARY = 100  # characters of the catalogue's 内容 (reference 7.4)
_TOLD = ("goal", "measures", "benefits", "scope")
_THIRD_PARTY = 4  # refusal reason (reference 7.3)
_PUT_UP = re.compile("在([^，。；]{1,20}?(?:范围内|公告栏|公示栏|公开栏|宣传栏))(?:内|上)?(?:张贴|公布|公示|公告|公开)")
_DELIVERIES = {
    "full": "全文可以公开",
    "redacted": "含应当去标识化或者不公开的内容，能够区分处理（条例第三十七条）",
    "targeted": "面向特定区域或者人群",
    "none": "不主动公开",
}


def attribute(source: Source) -> Filled | None:
    if source.label is None:
        return None
    first = reasons.ground_of(source.reading, source.label)
    who = "审核认定" if str(source.record["attribute"].get("by", "")).startswith("person:") else "系统建议"
    why = f"{who}：{first.article}，{first.note}".rstrip("，") if first else who
    return Filled(source.label, why, first.evidence if first else ())


def delivery(source: Source) -> Filled | None:
    if source.attribute is None or source.label is None:
        return None
    parts = tuple((p.start, p.end) for p in source.attribute.parts)
    return Filled(source.attribute.delivery, _DELIVERIES[source.attribute.delivery], parts)


def article(source: Source) -> Filled | None:
    ground = reasons.ground_of(source.reading, source.label) if source.label != "proactive" else None
    return Filled(full(ground.article, source.registers), f"依据：{ground.note}", ground.evidence) if ground else None


def reason_code(source: Source) -> Filled | None:
    ground = reasons.ground_of(source.reading, "withheld") if source.label == "withheld" else None
    if ground is None or ground.reason_code is None:
        return None
    return Filled(str(ground.reason_code), f"依据：{ground.note}", ground.evidence)


def reason(source: Source) -> Filled | None:
    if source.label is None or source.label == "proactive":
        return None
    text, evidence = reasons.reason(source.reading, source.label)
    return Filled(text, "根据依据和文中内容拟写，个人信息已遮盖；公开的不利后果请补写", evidence)


def removed(source: Source) -> Filled | None:
    """Fill in what is masked, counted by place and kind, and the parts that stay back; no value of any."""
    if source.attribute is None or source.attribute.delivery not in ("redacted", "targeted"):
        return None
    places: dict[str, Counter[str]] = {}
    for mention in source.masked:
        what = f"{chinese(mention.span.label, 'personal')}（{chinese(mention.action, 'action')}）"
        places.setdefault(source.reading.place(mention.span.start), Counter())[what] += 1
    kept = [p for p in source.attribute.parts if p.delivery == "none"]
    said = [f"{place}：" + "、".join(f"{w}{n}处" for w, n in counts.items()) for place, counts in places.items()]
    said += [f"{source.reading.place(p.start)}整体不公开" for p in kept]
    ranges = [(m.span.start, m.span.end) for m in source.masked] + [(p.start, p.end) for p in kept]
    return Filled("；".join(said), "按系统识别的个人信息和不公开部分统计", tuple(sorted(ranges)))


def personal(source: Source) -> Filled | None:
    if source.reading.doc.mentions is None:
        return None
    found = tuple((m.span.start, m.span.end) for m in source.masked)
    return Filled(bool(found), f"识别到应去标识化的个人信息{len(found)}处", found)


def deidentification(source: Source) -> Filled | None:
    actions = {m.action for m in source.masked}
    ways = [str(action) for action in ("mask", "generalise") if action in actions]
    if source.attribute and any(p.delivery == "none" for p in source.attribute.parts):
        ways.append("remove")
    return Filled(ways, "系统对每处个人信息建议的处理方式")


def third_party(source: Source) -> Filled | None:
    found = next((g for g in source.reading.grounds if g.reason_code == _THIRD_PARTY), None)
    return Filled(True, f"依据：{found.note}", found.evidence) if found else None


def targeted_scope(source: Source) -> Filled | None:
    """Fill in where a document for certain people is put up, where its text says so."""
    if source.attribute is None or source.attribute.delivery != "targeted":
        return None
    for place in source.reading.body:
        if found := _PUT_UP.search(source.reading.text(*place)):
            return Filled(found[1], "文中写明的公布范围", (place,))
    return None


def targeted_audience(source: Source) -> Filled | None:
    """Fill in whom a document for certain people addresses, where that is no body of the state."""
    if source.attribute is None or source.attribute.delivery != "targeted":
        return None
    written, ranges = source.reading.element("addressee")
    named = written.rstrip("：:")
    return Filled(named, "主送对象", ranges) if named and level(named) == "other" else None


def topic(source: Source) -> Filled | None:
    own = [t for t in source.reading.doc.topics or () if t.scheme == "state_council"]
    if not own:
        return None
    return Filled("\\".join(filter(None, (own[0].label, own[0].second))), f"主题模型，把握{own[0].score:.0%}")


def interpret(source: Source) -> Filled | None:
    if source.kind is None or source.label is None:
        return None
    wanted = source.kind.policy and source.label == "proactive"
    return Filled(wanted, "主动公开的政策性文件都要解读" if wanted else "不是主动公开的政策性文件")


def content(source: Source) -> Filled | None:
    """Fill in a summary of at most 100 characters: of the draft where there is one, else the first sentences."""
    draft = source.reading.doc.draft
    told = [s for e in _TOLD for s in (draft.sections if draft else ()) if s.element == e]
    said = [(c.text, c.evidence) for s in told for c in s.claims if not c.text.endswith("？")]
    why = "摘自解读初稿"
    if not said:
        said, why = [(source.reading.text(*r), (r,)) for r in _plain(source)], "摘自正文开头，请改写成概述"
    text, evidence = "", list[Range]()
    for sentence, ranges in said:
        if text and len(text) + len(sentence) > _SUMMARY:
            break
        text, evidence = text + sentence, [*evidence, *ranges]
    if len(text) > _SUMMARY:
        text = text[: _SUMMARY - 1].rstrip("，、；") + "…"
    return Filled(text, why, tuple(evidence))


def _plain(source: Source) -> list[Range]:
    """Return the whole sentences of the body that name no person and hold nothing personal."""
    held = Apart((m.span.start, m.span.end) for m in source.reading.doc.mentions or ())
    text = source.reading.doc.folded
    return [r for r in source.reading.body if text[r[0] : r[1]].endswith("。") and not held.touches(r)]


def basis(source: Source) -> Filled | None:
    own = source.reading.supporting("proactive")[:2]
    value = joined([full(g.article, source.registers) for g in own])
    why = "；".join(dict.fromkeys(g.note for g in own))
    return Filled(value, why, tuple(r for g in own for r in g.evidence))


def limit(source: Source) -> Filled | None:
    found = time_limit(source.reading, source.registers)
    due = deadline(source.record, source.registers)
    until = f"（{due.day.year}年{due.day.month}月{due.day.day}日前）" if due else ""
    return Filled(found.text + until, f"依据：{found.source.rpartition('，')[0]}")


def due_on(source: Source) -> Filled | None:
    due = deadline(source.record, source.registers)
    if due is None:
        return None
    why = f"从成文日期的次日起算：{due.text}" + (f"。{due.note}" if due.note else "")
    return Filled(due.day.isoformat(), why, source.reading.issue_date()[1])


def subject(source: Source) -> Filled | None:
    names = source.reading.issuers
    return Filled(names[0], "谁制作谁公开，共同制作的由牵头机关公开（条例第十条）") if names else None


def manner(source: Source) -> Filled | None:
    if source.attribute is None:
        return None
    return Filled(f"主动公开（{chinese(source.attribute.delivery, 'delivery')}）", "按公开属性和发布方式")


def domain(source: Source) -> Filled | None:
    own = [t for t in source.reading.doc.topics or () if t.scheme == "grassroots"]
    return Filled(own[0].label, f"试点领域，把握{own[0].score:.0%}；一级、二级事项请按标准目录补写") if own else None


def plan(source: Source) -> Filled | None:
    """Fill in an outline of the interpretation from the draft that the machine wrote."""
    draft = source.reading.doc.draft
    if draft is None or not source.values.get("interpret"):
        return None
    parts = ["提纲：" + "、".join(chinese(s.element, "draft") for s in draft.sections if s.claims)]
    form = {f.id: f for f in fields(source.registers)}
    for name, head in (("interpretation_forms", "形式"), ("channels", "渠道"), ("interpretation_time", "时间")):
        if name in form and (written := form[name].written(source.values.get(name))):
            parts.append(f"{head}：{written}")
    return Filled("。\n".join(parts) + "。", "按解读初稿的结构拟写")


def _public(filler: Filler, source: Source) -> Filled | None:
    return filler(source) if source.label == "proactive" else None


FILLERS: Mapping[str, Filler] = {
    "attribute": attribute,
    "delivery": delivery,
    "article": article,
    "reason_code": reason_code,
    "reason": reason,
    "removed": removed,
    "personal": personal,
    "deidentification": deidentification,
    "third_party": third_party,
    "scope": targeted_scope,
    "audience": targeted_audience,
    "topic": topic,
    "interpret": interpret,
}
LAST: Mapping[str, Filler] = {
    "name": partial(_public, identity.title),
    "content": partial(_public, content),
    "basis": partial(_public, basis),
    "time_limit": partial(_public, limit),
    "due_on": partial(_public, due_on),
    "subject": partial(_public, subject),
    "manner": partial(_public, manner),
    "domain": partial(_public, domain),
    "plan": plan,
}
"""What is filled in only for what goes out, after the defaults."""
