"""The second gate: what would go out is screened and looked through again, then released or sent back."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from starlette.responses import Response

from pipeline.flow import Flow
from pipeline.highlights import inert
from pipeline.review.call import Call, Refused, Route
from pipeline.review.drafting.uploading import noted
from pipeline.review.office import Order
from pipeline.review.paperwork.form import Lack
from pipeline.review.records import naming
from pipeline.review.releasing import (
    answering,
    desk_masked,
    desk_released,
    dossier,
    handing_out,
    outgoing,
    release_checks,
    rescreening,
    signatures,
)
from pipeline.review.releasing.dossier import Dossier
from pipeline.review.releasing.rescreening import Going, Left, Rescreening
from pipeline.review.workflow import transition
from pipeline.store import Session, attested, people, submissions
from pipeline.terms import chinese

_CHANGED = "您打开页面以后，文件、意见单或解读稿有了改动：请重新看过再发布"
_ELSEWHERE = "文件不在发布审查环节（可能刚被他人处理）：请刷新页面"
_WRITTEN = 2
"""Characters from which a reason says something."""
_AROUND = 18
_PLACES = {"text": "正文", "title": "标题", "interpretation": "解读稿"}
_NOT_OPEN = ("closed", "asked")  # secrecy opinions that do not let a document go out
_UNREVIEWED = "T10"  # return code: no secrecy review that lets it go out (reference 7.2)
_STOPPED = "发布审查发现国家秘密标志，已停止发布：请立即按保密规定处置，并报告保密工作机构"


@dataclass(frozen=True, slots=True)
class Shown:
    """A left-over as the page shows it: what stands before and after it on its line; id: of the reason's field."""

    id: str
    place: str
    kind: str
    masked: bool
    before: str
    said: str
    after: str
    given: str = ""


def show(call: Call) -> Response:
    """Show what would go out, and what is left in it."""
    found = dossier.of(call.session, dossier.found(call, call.session))
    if found.submission.state != "release_review":
        return call.redirect(f"/documents/{found.submission.receipt}", _ELSEWHERE, "warn")
    going = _going(found)
    return _page(call, found, going, rescreening.rescreen(_flow(call.office.order), found.record, going), 200)


def release(call: Call) -> Response:
    """Release a document: nothing is left in it, or every left-over was answered with a reason."""
    # The machine looks before the writing transaction begins: nobody waits for it.
    with call.office.database.reading() as session:
        before = _in_review(call, session)
    going = _going(before)
    seen = rescreening.rescreen(_flow(call.office.order), before.record, going)
    found = _in_review(call, call.session)
    _hold(call, found)
    if seen.stopped:
        return _stop(call, found, seen)
    if call.one("signed") != dossier.basis(found).whole() or _going(found).digest() != seen.digest:
        return _page(call, found, going, seen, 409, error=_CHANGED)
    if barred := _barred(found):
        return _page(call, found, going, seen, 422, error=barred)
    round = signatures.round_of(call.session, found, call.office.registers)
    if round.next is not None:
        return _again(call, found, len(round.void), round.next.kind)
    unanswered = [left for left in _left(seen) if len(call.one(_id(left))) < _WRITTEN]
    if unanswered or (_lacks(call, found) and len(call.one("lacking")) < _WRITTEN):
        return _page(call, found, going, seen, 422, error="还有没有答复的项：遮盖、改正，或逐项写明理由后再发布")
    return _released(call, found, seen)


def masked_text(call: Call) -> Response:
    """Give the outgoing text as a plain text file."""
    found = dossier.of(call.session, dossier.found(call, call.session))
    content = handing_out.text_file(outgoing.outgoing(found.record).text)
    return _exported(call, found, content, "text/plain; charset=utf-8", ".txt")


def masked_docx(call: Call) -> Response:
    """Give the outgoing text as DOCX."""
    found = dossier.of(call.session, dossier.found(call, call.session))
    content = handing_out.text_docx(outgoing.title(found.record), outgoing.outgoing(found.record).text)
    return _exported(call, found, content, handing_out.DOCX, ".docx")


@lru_cache(maxsize=1)
def _flow(order: Order) -> Flow:
    """Return the flow of today's rules and models, built once."""
    return order.build("detect")


def _going(found: Dossier) -> Going:
    return rescreening.going(found.record, found.interpretation, str(found.sheet.get("title") or ""))


def _in_review(call: Call, session: Session) -> Dossier:
    found = dossier.of(session, dossier.found(call, session))
    if found.submission.state != "release_review":
        raise Refused(409, _ELSEWHERE)
    return found


def _hold(call: Call, found: Dossier) -> None:
    minutes = call.office.settings.hold_minutes
    if other := submissions.lock(call.session, found.submission, call.who, call.now(), minutes):
        raise Refused(423, f"{other.name}正在审查这份文件：您可以阅读，或把它分派给自己后接手")


def _barred(found: Dossier) -> str:
    """Return in Chinese what no written reason can make good, or nothing: a review that did not let it pass."""
    names = [naming.target(f.target) for f in answering.findings(found) if f.passed is False]
    if found.sheet.get("secrecy_opinion") in _NOT_OPEN:
        names.append("保密审查意见")
    return f"未通过：{'、'.join(dict.fromkeys(names))}。不能发布，请退回起草单位或转暂缓公开" if names else ""


def _stop(call: Call, found: Dossier, seen: Rescreening) -> Response:
    """Send back what has a secrecy mark, and report it."""
    submission = found.submission
    where = "、".join(_PLACES[place] for place in seen.stopped)
    reason, move = f"{_STOPPED}（所在：{where}）", transition("return")
    made = submissions.move(
        call.session, submission, move, user=call.who, reason=reason, codes=(_UNREVIEWED,), now=call.now()
    )
    noted(
        call, submission.receipt, "stopped", cause="secrecy_mark", places=list(seen.stopped), outgoing=seen.digest,
        move=attested.move(made),
    )  # fmt: skip
    return call.redirect("/review", f"{submission.receipt} {_STOPPED}", "bad")


def _again(call: Call, found: Dossier, void: int, kind: str) -> Response:
    """Send a document back to the signers: what they signed is no longer what would go out."""
    made = submissions.move(call.session, found.submission, transition("sign_again"), user=call.who, now=call.now())
    found.submission.awaiting = kind
    noted(call, found.submission.receipt, "signatures_void", count=void, move=attested.move(made))
    receipt = found.submission.receipt
    return call.redirect("/review", f"{receipt} 签批以后内容有改动，签字已失效，已送签发人重签", "warn")


def _released(call: Call, found: Dossier, seen: Rescreening) -> Response:
    submission = found.submission
    left = _left(seen)
    answered = [
        f"{_PLACES[one.place]}第 {one.start + 1} 字（{_named(one.kind)}）：{call.one(_id(one))}" for one in left
    ]
    lacking = [f"缺项（{'、'.join(_lacks(call, found))}）：{call.one('lacking')}"] if _lacks(call, found) else []
    made = submissions.move(
        call.session,
        submission,
        transition("release"),
        user=call.who,
        reason="\n".join([*answered, *lacking]),
        now=call.now(),
    )
    # What anybody may read from now on.
    submission.title = _going(found).texts.get("title", "")
    submission.issuer = outgoing.issuer(found.record)[:255]
    submission.doc_number = outgoing.doc_number(found.record)[:120]
    noted(
        call,
        submission.receipt,
        "release",
        **dossier.basis(found).facts(),
        outgoing=seen.digest,
        fingerprint=seen.fingerprint,
        left=len(left),
        move=attested.move(made),
        lacking=_lacks(call, found),
        channels=list(found.sheet.get("channels") or ()),
    )
    return call.redirect(f"/released/{submission.receipt}", "已发布")


def _page(call: Call, found: Dossier, going: Going, seen: Rescreening, status: int, *, error: str = "") -> Response:
    submission, registers = found.submission, call.office.registers
    round = signatures.round_of(call.session, found, registers)
    names = people.names(call.session)
    return call.page(
        "release/document.html",
        status,
        desk="review",
        found=found,
        submission=submission,
        drafting_department=people.department(call.session, submission.department_id),
        title="" if seen.stopped else inert(going.texts.get("title", "")),
        paragraphs=answering.paragraphs(going.document),
        left=[_shown(going, one, call.one(_id(one))) for one in _left(seen)],
        stopped=[_PLACES[place] for place in seen.stopped],
        checks=release_checks.lines(found, call.today(), registers),
        lacks=_lack_lines(call, found),
        findings=answering.findings(found),
        steps=list(answering.step_rows(round, names)),
        round=round,
        signed=dossier.basis(found).whole(),
        given=call.one("lacking"),
        error=error,
    )


def _left(seen: Rescreening) -> list[Left]:
    """Return what must be answered: personal information, and a place that hints at a secret."""
    return [*seen.left, *(Left(place, 0, 0, "secrecy_hint") for place in seen.hints)]


def _id(left: Left) -> str:
    return f"left-{left.place}-{left.start}-{left.end}"


def _where(left: Left) -> str:
    return f"{_PLACES[left.place]}第 {left.start + 1} 字（{_named(left.kind)}）"


def _named(kind: str) -> str:
    return "密级待核" if kind == "secrecy_hint" else chinese(kind)


def _shown(going: Going, left: Left, given: str) -> Shown:
    text = inert(going.texts[left.place])
    before = text[max(0, left.start - _AROUND) : left.start].rpartition("\n")[2]
    after = text[left.end : left.end + _AROUND].partition("\n")[0]
    said = text[left.start : left.end]
    return Shown(_id(left), _PLACES[left.place], _named(left.kind), left.masked, before, said, after, given)


def _lack_lines(call: Call, found: Dossier) -> Sequence[Lack]:
    round = signatures.round_of(call.session, found, call.office.registers)
    return answering.lacks(found, answering.signed_kinds(round), call.office.registers, release=True)


def _lacks(call: Call, found: Dossier) -> list[str]:
    return sorted({lack.code for lack in _lack_lines(call, found)})


def _exported(call: Call, found: Dossier, content: bytes, kind: str, end: str) -> Response:
    noted(call, found.submission.receipt, "exported", what=f"masked{end}", size=len(content))
    return handing_out.download(content, kind, outgoing.title(found.record) or found.submission.receipt, end)


ROUTES = (
    Route("GET", "/documents/{receipt}/release", show, "review.release", "release_document"),
    Route("POST", "/documents/{receipt}/release", release, "review.release", "release"),
    Route("GET", "/documents/{receipt}/masked.txt", masked_text, "submission.export", "masked_text", writes=True),
    Route("GET", "/documents/{receipt}/masked.docx", masked_docx, "submission.export", "masked_docx", writes=True),
    *desk_masked.ROUTES,
    *desk_released.ROUTES,
)
