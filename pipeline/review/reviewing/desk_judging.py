"""What a reviewer decides: each suggestion, the review sheet, and whether the document goes on."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from starlette.responses import JSONResponse, Response

from pipeline.record import Record
from pipeline.review import filing, flash, own
from pipeline.review.call import Call, Refused, Route
from pipeline.review.drafting.uploading import noted
from pipeline.review.releasing import dossier, signatures
from pipeline.review.reviewing import completeness, desk_document, placing, readings
from pipeline.review.reviewing.changed import changed
from pipeline.review.reviewing.suggestions import Reading
from pipeline.review.workflow import transition
from pipeline.store import attested, judgements, submissions
from pipeline.store.judgements import Said
from pipeline.store.settled import Word
from pipeline.store.tables import Judgement, Submission
from pipeline.store.targets import parsed

_WRITTEN = 2
"""Characters from which a reason says something."""
_MOST = 2000
"""Targets of one request."""


def judge(call: Call) -> Response:
    """Keep a judgement on one suggestion or on several at once."""
    found, machine = _held(call)
    said = _said(call, machine)
    made = judgements.append_all(call.session, found, said, user=call.who, now=call.now())
    filing.settle(call.session, call.office, found, machine)
    for one in made:
        _note(call, found, one, one.value)
    return _answer(call, found, [one.target for one in said], redrawn=any(one.verdict == "add" for one in said))


def undo(call: Call) -> Response:
    """Take back the user's own last word; what was said in one go is taken back in one go."""
    found, machine = _held(call)
    taken = _last(judgements.of(call.session, found), call.who.login)
    if not taken:
        raise Refused(409, "没有可以撤销的判断：只能撤销本人对当前版本的判断")
    now = call.now()
    values = {word.id: word.value for word in taken}
    made = [judgements.undo(call.session, found, call.who, now) for _ in taken]
    filing.settle(call.session, call.office, found, machine)
    for one in made:
        if one is not None:
            _note(call, found, one, values.get(one.undoes or 0, {}))
    return _answer(call, found, [w.target for w in taken], redrawn=True)


def pass_on(call: Call) -> Response:
    """Pass a document on to the signers, where nothing is left to decide."""
    found, _ = _held(call)
    if found.state != "source_review":
        raise Refused(409, "文件不在源头审查环节：请刷新页面")
    read = _reading(call, found)
    if points := completeness.open_points(read):
        raise Refused(422, f"还有 {len(points)} 项：{'；'.join(p.text for p in points[:6])}")
    move = _move(call, found, "pass")
    step = signatures.round_of(call.session, dossier.of(call.session, found), call.office.registers).next
    found.awaiting = step.kind if step else None
    noted(call, found.receipt, "pass", awaiting=found.awaiting, move=move, **filing.facts(read.now))
    return _onward(call, found, "审查通过，已送签批")


def send_back(call: Call) -> Response:
    """Send a document back to its drafter with return codes and a reason."""
    found, _ = _held(call)
    codes = sorted(set(call.fields.get("code", ())) & set(completeness.CODES))
    if not codes:
        raise Refused(422, "请至少勾选一个退文码")
    move = _move(call, found, "return", codes)
    noted(call, found.receipt, "return", codes=codes, move=move)
    return _onward(call, found, "已退回拟稿部门")


def defer(call: Call) -> Response:
    """Put a document off: not to be published yet, with a reason and the day on which that is looked at again."""
    found = own.seen(call)
    if found.state != "approving":
        found, _ = _held(call)
    day = _day(call)
    move = _move(call, found, "defer", reason=f"{_reason(call)}（复核日期 {day}）")
    found.review_on = day
    noted(call, found.receipt, "defer", review_on=day.isoformat(), move=move)
    return _onward(call, found, "已转暂缓公开")


def resume(call: Call) -> Response:
    """Take a deferred document up again."""
    found = own.seen(call)
    move = _move(call, found, "resume")
    found.review_on = None
    noted(call, found.receipt, "resume", move=move)
    return call.redirect(f"/documents/{found.receipt}", "已恢复审查")


def _held(call: Call) -> tuple[Submission, Record]:
    """Return the document and the machine's record of it, kept for this reviewer.

    Raises:
        Refused: 404, 409 (not to be judged now) or 423 (somebody else has it open).
    """
    found = own.seen(call)
    if not readings.may_judge(call.who, found):
        raise Refused(409, "文件不在审查环节，现在不能判断：请刷新页面")
    other = submissions.lock(call.session, found, call.who, call.now(), call.office.settings.hold_minutes)
    if other:
        raise Refused(423, f"{other.name}正在审查这份文件：您可以阅读，或把它分派给自己后接手")
    machine = submissions.analysis(call.session, found)
    if machine is None:
        raise Refused(409, "文件还没有分析完：请稍候几秒再打开")
    return found, machine


def _said(call: Call, machine: Record) -> list[Said]:
    targets, verdict, reason = call.fields.get("target", ()), call.one("verdict"), call.one("reason")
    if not 0 < len(targets) <= _MOST:
        raise Refused(422, "没有收到要判断的建议：请刷新页面后重试")
    if verdict == "reject" and len(reason) < _WRITTEN:
        raise Refused(422, "驳回须写明理由")
    value = _value(call)
    said = [Said(target, verdict, value, reason) for target in targets]
    for one in said:
        place = parsed(one.target).place
        if verdict == "add" and place and (wrong := placing.misplaced(machine, place)):
            raise Refused(422, wrong)
    replaced = call.one("replaces")
    return [*([Said(replaced, "reject", {}, "范围调整")] if replaced else []), *said]


def _value(call: Call) -> dict[str, Any]:
    try:
        value = json.loads(call.one("value") or "{}")
    except (ValueError, RecursionError) as error:
        raise Refused(422, "所填内容无法识别：请刷新页面后重试") from error
    if not isinstance(value, dict):
        raise Refused(422, "所填内容无法识别：请刷新页面后重试")
    return value


def _last(words: Iterable[Word], login: str) -> list[Word]:
    """Return a person's last words that still stand: all that were said in the same moment."""
    every = list(words)
    gone = {w.undoes for w in every}
    mine = [w for w in every if w.login == login and w.verdict != "undo" and w.id not in gone]
    return [w for w in mine if w.at == mine[-1].at]


def _answer(call: Call, found: Submission, targets: list[str], *, redrawn: bool) -> Response:
    """Return the parts of the page that changed, by id."""
    if not call.wants_json():
        return call.redirect(f"/documents/{found.receipt}", "已保存")
    read = _reading(call, found)
    html = own.fragment(
        call,
        "reviewing/changes.html",
        document=found,
        read=read,
        judging=True,
        changed=changed(read, targets, redrawn=redrawn),
        **desk_document.standing(call, found, read),
    )
    return JSONResponse({"html": html, "targets": targets, "open": len(completeness.open_points(read))})


def _reading(call: Call, found: Submission) -> Reading:
    read = readings.reading(call, found)
    if read is None:
        raise Refused(409, "文件还没有分析完：请稍候几秒再打开")
    return read


def _note(call: Call, found: Submission, one: Judgement, value: Mapping[str, Any]) -> None:
    noted(
        call, found.receipt, "judge", version=found.version, target=one.target, verdict=one.verdict,
        value=own.digest(value), word=attested.word(one),
    )  # fmt: skip


def _reason(call: Call) -> str:
    reason = call.one("reason")
    if len(reason) < _WRITTEN:
        raise Refused(422, "请写明理由")
    return reason


def _day(call: Call) -> date:
    try:
        day = date.fromisoformat(call.one("review_on"))
    except ValueError as error:
        raise Refused(422, "请填写复核日期") from error
    if day <= call.today():
        raise Refused(422, "复核日期应晚于今天")
    return day


def _move(call: Call, found: Submission, action: str, codes: Iterable[str] = (), reason: str | None = None) -> str:
    """Make a move; return what the chain holds of it."""
    move, given = transition(action), tuple(codes)
    written = (_reason(call) if move.reasoned else call.one("reason")) if reason is None else reason
    made = submissions.move(call.session, found, move, user=call.who, reason=written, codes=given, now=call.now())
    return attested.move(made)


def _onward(call: Call, found: Submission, said: str) -> Response:
    """Go on to the next document of the queue that the page was opened from."""
    target = desk_document.next_address(call, found.receipt, call.one("query"))
    text = f"{found.receipt} {said}"
    if not call.wants_json():
        return call.redirect(target, text)
    answer = JSONResponse({"next": target})
    flash.keep(answer, "good", text)
    return answer


ROUTES = (
    Route("POST", "/documents/{receipt}/judge", judge, "review.decide", "judge"),
    Route("POST", "/documents/{receipt}/undo", undo, "review.decide", "undo"),
    Route("POST", "/documents/{receipt}/pass", pass_on, "review.decide", "pass"),
    Route("POST", "/documents/{receipt}/return", send_back, "review.decide", "return"),
    Route("POST", "/documents/{receipt}/defer", defer, "review.decide", "defer"),
    Route("POST", "/documents/{receipt}/resume", resume, "review.decide", "resume"),
)
