"""The signer's desk: what waits for a signature, what it answers for, and the signature itself."""

from starlette.responses import Response

from pipeline.review import accounts, passwords
from pipeline.review.call import Call, Refused, Route
from pipeline.review.drafting.uploading import noted
from pipeline.review.paperwork.signing import Step
from pipeline.review.records import asking
from pipeline.review.releasing import answering, dossier, outgoing, signatures
from pipeline.review.releasing.dossier import Dossier
from pipeline.review.releasing.signatures import Round
from pipeline.review.reviewing import queueing
from pipeline.review.workflow import transition
from pipeline.store import attested, people, queue, submissions

_ELSEWHERE = "这份文件现在不由您签批（可能已被他人处理，或还没有轮到）：请回签批台查看"
_CHANGED = "您打开页面以后，文件、意见单或解读稿有了改动：请重新看过再签"


def show(call: Call) -> Response:
    """Show what waits for this signer, and what they signed last."""
    departments = {d.id: d for d in people.departments(call.session)}
    page, size = asking.page(call), call.office.settings.page_size
    waiting = queue.to_sign(call.session, call.who, page=page, size=size)
    total = queue.count_to_sign(call.session, call.who)
    acted = [] if call.who.role == "auditor" else queue.signed(call.session, call.who)
    return call.page(
        "signing/queue.html", desk="signing", waiting=waiting, acted=acted, departments=departments, total=total,
        page=page, pages=queueing.pages(total, size),
    )  # fmt: skip


def open_one(call: Call) -> Response:
    """Show all that a signature on a document answers for."""
    found = dossier.of(call.session, dossier.found(call, call.session))
    return _page(call, found, 200)


def sign(call: Call) -> Response:
    """Sign a document: with the signer's own password, for exactly what the page showed."""
    right = passwords.matches(call.who.password, call.fields.get("password", ("",))[-1])
    _check_open(call)  # after: of many guesses at once those that come after the lock count no more
    found = dossier.of(call.session, dossier.found(call, call.session))
    if not right:
        return _mistyped(call, found)
    people.note_success(call.session, call.who)
    if call.one("signed") != dossier.basis(found).whole():
        return _page(call, found, 409, error=_CHANGED)
    round = signatures.round_of(call.session, found, call.office.registers)
    if round.void and not signatures.signs(call.session, call.who, found.submission, round.next):
        return _started_again(call, found, round)
    step = _own_step(call, found, round)
    after = _after(round, step)
    named = transition("sign" if after else "file" if _kept_inside(found) else "approve")
    event = submissions.move(
        call.session, found.submission, named, user=call.who, reason=call.one("opinion"), step=step.id, now=call.now()
    )
    found.submission.awaiting = after.kind if after else None
    signatures.append(call.session, found, event, call.who)
    return call.redirect("/signing", f"已签批：{found.submission.receipt}")


def refuse(call: Call) -> Response:
    """Refuse a signature, with the reason: the document goes back to source review."""
    found = dossier.of(call.session, dossier.found(call, call.session))
    round = signatures.round_of(call.session, found, call.office.registers)
    step = _own_step(call, found, round)
    move, reason = transition("refuse"), call.one("reason")
    event = submissions.move(
        call.session, found.submission, move, user=call.who, reason=reason, step=step.id, now=call.now()
    )
    found.submission.awaiting = None
    noted(
        call, found.submission.receipt, "refuse", step=step.id, event=event.id, signed=dossier.basis(found).whole(),
        move=attested.move(event),
    )  # fmt: skip
    return call.redirect("/signing", f"已退回源头审查：{found.submission.receipt}")


def _page(call: Call, found: Dossier, status: int, error: str = "", wrong: str = "") -> Response:
    submission, registers = found.submission, call.office.registers
    round = signatures.round_of(call.session, found, registers)
    signed = answering.signed_kinds(round)
    names = people.names(call.session)
    going = outgoing.outgoing(found.record)
    return call.page(
        "signing/document.html",
        status,
        desk="signing",
        found=found,
        submission=submission,
        drafting_department=people.department(call.session, submission.department_id),
        drafter=names.get(submission.drafter_id, ""),
        paragraphs=answering.paragraphs(going),
        changes=answering.changes(found),
        findings=answering.findings(found),
        sheet=answering.sheet_rows(found, registers),
        lacks=answering.lacks(found, signed, registers, release=False),
        steps=list(answering.step_rows(round, names)),
        round=round,
        mine=submission.state == "approving" and signatures.signs(call.session, call.who, submission, round.next),
        inside=_kept_inside(found),
        signed=dossier.basis(found).whole(),
        names=names,
        error=error,
        wrong=wrong,
    )


def _kept_inside(found: Dossier) -> bool:
    """Return whether the last signature files the document: it is not for the public."""
    return (found.record.get("attribute") or {}).get("label") != "proactive"


def _own_step(call: Call, found: Dossier, round: Round) -> Step:
    """Return the step that this user signs now.

    Raises:
        Refused: 409, it is another's, or none is left.
    """
    step = round.next
    if step is None or found.submission.state != "approving":
        raise Refused(409, _ELSEWHERE)
    if not signatures.signs(call.session, call.who, found.submission, step):
        raise Refused(409, _ELSEWHERE)
    return step


def _after(round: Round, step: Step) -> Step | None:
    """Return the step that follows once this one is signed."""
    done = {*(e.step for e in round.signed), step.id}
    return next((s for s in round.steps if s.id not in done), None)


def _started_again(call: Call, found: Dossier, round: Round) -> Response:
    """Let the signing begin again: what earlier signatures rest on has changed."""
    found.submission.awaiting = round.next.kind if round.next else None
    noted(call, found.submission.receipt, "signatures_void", count=len(round.void))
    return call.redirect("/signing", "签批所依据的内容有改动，此前的签字已失效，须从头重签", "warn")


def _check_open(call: Call) -> None:
    """Refuse a signature of an account that wrong passwords have locked."""
    if accounts.locked(call):
        raise Refused(403, f"密码连续输错，账号暂时锁定：请 {call.office.settings.lock_minutes} 分钟后再签")


def _mistyped(call: Call, found: Dossier) -> Response:
    """Return the page again, the wrong password counted as at the login."""
    accounts.count_mistake(call, call.who)
    return _page(call, found, 422, wrong="密码不对，没有签批：请重新输入登录密码")


ROUTES = (
    Route("GET", "/signing", show, "sign.queue", "signing"),
    Route("GET", "/documents/{receipt}/sign", open_one, "sign.queue", "signing_document"),
    Route("POST", "/documents/{receipt}/sign", sign, "sign.sign", "sign"),
    Route("POST", "/documents/{receipt}/refuse", refuse, "sign.sign", "refuse"),
)
