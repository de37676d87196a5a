"""Fillers for what a document is: its elements, its kind, its force, and whom it touches."""

import re
from collections.abc import Mapping

from pipeline.doc import Range
from pipeline.review.paperwork import consult
from pipeline.review.paperwork.form.source import Filled, Filler, Source

_ENTERPRISES = ("企业", "经营主体", "市场主体", "个体工商户", "用人单位")
_TOUCHED = ("应当", "可以", "不得", "补贴", "补助", "奖励", "减免", "申请", "申报")
_SENTENCES = 3  # on enterprises, from which a policy is one on them
_URGENCY = (("特", "urgent"), ("加", "express"))
# In a title joint issuers stand apart: the space between them is no layout.
_BETWEEN_ISSUERS = re.compile(r"(?<=[局厅委会办室府部署])\s+(?=[\u4e00-\u9fff]{2,20}(?:[局厅委会部署]|办公室|政府))")


def title(source: Source) -> Filled | None:
    spans = source.reading.elements("title")
    raw = "".join(source.reading.raw(s.start, s.end) for s in spans)
    parts = _BETWEEN_ISSUERS.split(raw)
    value = " ".join(re.sub(r"\s+", "", part) for part in parts) if len(parts) > 1 else ""
    value = value or source.reading.element("title")[0]
    return Filled(value, "标题要素", tuple((s.start, s.end) for s in spans)) if value else None


def element(label: str, why: str) -> Filler:
    """Return a filler that takes an element of the document."""

    def fill(source: Source) -> Filled | None:
        value, ranges = source.reading.element(label)
        return Filled(value, why, ranges) if value else None

    return fill


def kind(source: Source) -> Filled | None:
    if source.kind is None:
        return None
    return Filled(source.kind.form, "按标题和版式认定的文种", source.reading.element("title")[1])


def issuer(source: Source) -> Filled | None:
    ranges = source.reading.element("signature")[1] or source.reading.element("issuer_mark")[1]
    return Filled("、".join(source.reading.issuers), "发文机关署名、发文机关标志", ranges)


def lead(source: Source) -> Filled | None:
    names = source.reading.issuers
    return Filled(names[0], "署名在前的机关一般为牵头机关，请核对") if len(names) > 1 else None


def requester(source: Source) -> Filled | None:
    return Filled(source.department, "上传文件的部门")


def clerk(source: Source) -> Filled | None:
    return Filled(source.user_name, "上传文件的人")


def secrecy(source: Source) -> Filled | None:
    if "secret_hint" in source.facts:
        return None
    return Filled("none", "涉密筛查未见密级标志和涉密线索；是否涉密以保密审查为准")


def urgency(source: Source) -> Filled | None:
    written, ranges = source.reading.element("urgency")
    return Filled(next((value for word, value in _URGENCY if word in written), ""), "紧急程度要素", ranges)


def issue_date(source: Source) -> Filled | None:
    day, ranges = source.reading.issue_date()
    return Filled(day, "成文日期要素", ranges)


def normative(source: Source) -> Filled | None:
    return Filled(source.kind.normative, "按文种、发文字号和条款结构认定") if source.kind else None


def policy(source: Source) -> Filled | None:
    return Filled(source.kind.policy, "按文种和是否规定、部署公众事务认定") if source.kind else None


def enterprise(source: Source) -> Filled | None:
    """Fill in whether it is a policy on enterprises where the text tells; what is no policy is none."""
    if source.kind is None or not source.kind.policy:
        return Filled(False, "不是政策性文件") if source.kind else None
    found = [place for place in source.reading.body if _on_enterprises(source.reading.doc.reading(*place))]
    if len(found) < _SENTENCES:
        return None
    return Filled(True, f"有{len(found)}句规定企业、经营主体的权利义务", tuple(found))


def _on_enterprises(sentence: str) -> bool:
    return any(word in sentence for word in _ENTERPRISES) and any(word in sentence for word in _TOUCHED)


def in_force_from(source: Source) -> Filled | None:
    validity = source.reading.doc.validity
    return Filled(validity.start, "文中写明的施行日期") if validity else None


def valid_until(source: Source) -> Filled | None:
    validity = source.reading.doc.validity
    return Filled(validity.until, "文中写明的有效期") if validity else None


def replaces(source: Source) -> Filled | None:
    found = _replaced(source)
    return Filled("\n".join(found), "文中写明废止、停止执行的文件", tuple(found.values()))


def citations(source: Source) -> Filled | None:
    found = source.reading.cited([name.split("》")[0] + "》" for name in _replaced(source)])
    ranges = tuple(r for c in found for r in c.ranges)
    return Filled("\n".join(c.written for c in found), "文中引用的法律、法规和文件", ranges)


def others(source: Source) -> Filled | None:
    found = consult.bodies(source.record, [source.department], register=source.registers)
    ranges = tuple(r for body in found for r in body.ranges)
    return Filled("\n".join(b.name for b in found), "文中写到的其他机关，已除去发文、主送、抄送和本机关", ranges)


def _replaced(source: Source) -> Mapping[str, Range]:
    validity = source.reading.doc.validity
    return {source.reading.text(*r): r for r in (validity.repeals if validity else ())}


FILLERS: Mapping[str, Filler] = {
    "title": title,
    "kind": kind,
    "issuer": issuer,
    "lead": lead,
    "requester": requester,
    "doc_number": element("doc_number", "发文字号要素"),
    "secrecy": secrecy,
    "urgency": urgency,
    "issue_date": issue_date,
    "normative": normative,
    "policy": policy,
    "enterprise": enterprise,
    "clerk": clerk,
    "in_force_from": in_force_from,
    "valid_until": valid_until,
    "replaces": replaces,
    "citations": citations,
    "others": others,
}
