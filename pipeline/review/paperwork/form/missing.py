"""What a document still lacks before it may go on: the return codes of reference 7.2, each with what to do."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from pipeline import terms
from pipeline.record import Record
from pipeline.review.paperwork.form.conditions import Facts
from pipeline.review.paperwork.form.facts import facts
from pipeline.review.paperwork.form.law import fits
from pipeline.review.paperwork.form.rows import Field, fields
from pipeline.store.tables import Consultation, Interpretation
from pipeline.terms import Registers, chinese

Stage = Literal["submit", "release"]

_STATE_SECRECY = "1"
_PROCESS = frozenset("567")
_HARM = re.compile("影响|不利|干扰|妨碍|妨害|损害|误导|误解|泄露|危害|危及|阻碍|失真|顾虑|风险|后果|干涉|被动")
_NO_GROUND = re.compile("内部资料|工作秘密|不宜公开|内部文件|敏感")
_EMPTY: tuple[object, ...] = (None, "", [], ())
_LAID_OUT = frozenset("resolution decision opinion notice circular report request reply bill letter".split())
_ADDRESSED = frozenset({"letter", "request", "report"})


@dataclass(frozen=True, slots=True)
class Lack:
    """Something missing: return code, the field of the form (or "" where no field mends it), and what to do."""

    code: str
    field: str
    text: str


@dataclass(frozen=True)
class Papers:
    """Everything that belongs to one submission; signed: kinds of department whose signer has signed."""

    values: Mapping[str, Any]
    record: Record
    attachments: Collection[str]
    interpretation: Interpretation | None
    consultations: Sequence[Consultation]
    stage: Stage
    signed: Collection[str]
    registers: Registers

    @cached_property
    def facts(self) -> Facts:
        return facts(self.record, self.values)

    def said(self, field: str) -> str:
        return str(self.values.get(field) or "")


def missing(
    values: Mapping[str, Any],
    record: Record,
    attachments: Collection[str] = (),
    interpretation: Interpretation | None = None,
    consultations: Sequence[Consultation] = (),
    *,
    stage: Stage = "submit",
    signed: Collection[str] = (),
    registers: Registers | None = None,
) -> tuple[Lack, ...]:
    """Return what is missing, by code; nothing: the papers are complete.

    values: of the sheet, by field id. attachments: the kinds that there are. consultations: the ledger.
    stage: at release what only others can give (T08) is asked for too. signed: kinds of department that have signed.
    """
    rows = registers or terms.registers()
    papers = Papers(values, record, attachments, interpretation, consultations, stage, signed, rows)
    found = [lack for check in _CHECKS for lack in check(papers)]
    return tuple(sorted(dict.fromkeys(found), key=lambda lack: lack.code))


def filled(field: Field, value: Any) -> bool:
    """Return whether a value fills a field; no is an answer, unless the field wants another."""
    if field.wanted:
        return str(value).lower() == field.wanted
    return value not in _EMPTY


def _required(papers: Papers) -> Iterable[Lack]:
    known = papers.facts
    for field in fields(papers.registers):
        if not field.needed(known) or filled(field, papers.values.get(field.id)):
            continue
        if field.attachment and field.attachment in papers.attachments:
            continue
        if field.id in ("consulted", "consulted_note") and _agreed(papers):
            continue
        said = "没有填写" if papers.values.get(field.id) in _EMPTY else "还没有做到"
        yield Lack(field.code, field.id, f"“{field.chinese}”{said}：{field.lack or '请填写'}")


def _agreed(papers: Papers) -> bool:
    """Return whether every body that the sheet names has answered the ledger's letters without objection."""
    named = [n for n in re.split(r"[\n、，；]+", papers.said("others")) if n.strip()]
    asked = {c.body for c in papers.consultations if c.agreed}
    return bool(named) and all(name.strip() in asked for name in named)


def _unanswered(papers: Papers) -> Iterable[Lack]:
    if "attribute=proactive" not in papers.facts:
        return
    waiting = sum(c.replied_on is None for c in papers.consultations)
    if waiting:
        yield Lack("T09", "consulted", f"征询函还有{waiting}件没有复函：等复函，或者写明已当面、电话确认的情况")
    objected = sum(c.replied_on is not None and c.agreed is False for c in papers.consultations)
    if objected and not papers.said("consulted_note"):
        yield Lack("T09", "consulted_note", f"有{objected}个机关提出异议：写明怎样处理")


def _reason(papers: Papers) -> Iterable[Lack]:
    """Return T02 and T03 of the reason: it must name an article, fit it, and say what harm publication would do."""
    if "attribute=withheld" not in papers.facts:
        return
    article, code, reason = papers.said("article"), papers.said("reason_code"), papers.said("reason")
    if code == _STATE_SECRECY:
        yield Lack("T03", "reason_code", "涉及国家秘密的文件不得留在本系统：转入涉密环境，或者改选理由")
    elif article and code and not fits(article, int(code)):
        named = fits(article, int(code)) is False
        what = "所选理由类别与所引条款不对应" if named else "没有写到条、款"
        yield Lack("T03", "article", f"{what}：逐一核对条款和理由类别")
    elif code and (known := _codes(papers.record)) and int(code) not in known:
        listed = "、".join(chinese(f"reason_{n}") for n in sorted(known))
        yield Lack("T03", "reason_code", f"系统在文中读到的是“{listed}”：核对所选类别，坚持原意见的写明原因")
    if reason and code in _PROCESS and not _HARM.search(reason):
        yield Lack("T02", "reason", "第十六条是“可以不予公开”：理由中要说明公开会有什么不利后果")
    if reason and not article and _NO_GROUND.search(reason):
        yield Lack("T02", "article", "“内部资料”“工作秘密”不是法定理由：落到具体条款")


def _codes(record: Record) -> set[int]:
    grounds = (record.get("attribute") or {}).get("grounds") or ()
    return {g["reason_code"] for g in grounds if g["supports"] == "withheld" and g["reason_code"]}


def _personal(papers: Papers) -> Iterable[Lack]:
    """Return T11 where personal information would go out as it is."""
    known = papers.facts
    if "attribute=proactive" not in known or "masked" not in known:
        return
    if papers.values.get("personal") is False:
        yield Lack("T11", "personal", "系统识别到应去标识化的个人信息，意见单写“否”：逐处核对，确实不需处理的改为保留")
    elif "delivery=full" in known:
        yield Lack("T11", "delivery", "含应去标识化的个人信息，不能全文公开：改为删减后公开，或者逐处改为保留")


def _interpretation(papers: Papers) -> Iterable[Lack]:
    if "interpreted" not in papers.facts or "attribute=proactive" not in papers.facts:
        return
    written = papers.interpretation
    if written is None and "interpretation" not in papers.attachments:
        yield Lack("T06", "", "没有解读材料：写好解读稿，或者上传解读材料")
    for check in written.checks if written else ():
        if not check["passed"]:
            yield Lack("T14", "", f"解读稿“{chinese(check['name'], 'check')}”不达标：改写后重新检查")
    lawful = "legality" in papers.attachments or "justice" in papers.signed
    if papers.stage == "release" and "normative" in papers.facts and not lawful:
        yield Lack("T08", "", "规范性文件的解读材料没有经司法行政部门审查：送审，或者上传审查意见")


def _layout(papers: Papers) -> Iterable[Lack]:
    """Return T15: an element that a document of this kind carries is absent, or its mark says otherwise."""
    elements = papers.record.get("elements")
    form = (papers.record.get("kind") or {}).get("form")
    if elements is not None and form in _LAID_OUT:
        present = {e["label"] for e in elements}
        wanted = {"title", "issue_date"} | ({"addressee"} if form in _ADDRESSED else set())
        lacking = sorted(wanted - present) + ([] if present & {"signature", "issuer_mark"} else ["signature"])
        for label in lacking:
            yield Lack("T15", "", f"缺版式要素“{chinese(label, 'element')}”：在文件中补上后重新上传")
    declared = (papers.record.get("attribute") or {}).get("declared")
    chosen = papers.said("attribute")
    if declared and chosen and declared != chosen:
        marked, said = chinese(declared, "attribute"), chinese(chosen, "attribute")
        yield Lack("T15", "attribute", f"文件附注标注“{marked}”，意见单写“{said}”：改成一致")


def _approval(papers: Papers) -> Iterable[Lack]:
    if papers.stage == "release" and "deferred" in papers.facts:
        yield Lack("T04", "deferral", "意见单写明暂缓公开：复核后改为可以公开，才能发布")
    if papers.stage == "release" and papers.said("secrecy_opinion") in ("closed", "asked"):
        yield Lack("T10", "secrecy_opinion", "保密审查没有同意公开：不得发布")


_CHECKS: tuple[Callable[[Papers], Iterable[Lack]], ...] = (
    _required,
    _unanswered,
    _reason,
    _personal,
    _interpretation,
    _layout,
    _approval,
)
