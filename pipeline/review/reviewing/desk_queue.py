"""The reviewer's queue: filters, saved views, who works on what."""

from collections.abc import Sequence

from starlette.responses import Response

from pipeline.review.call import Call, Refused, Route
from pipeline.review.drafting.uploading import noted
from pipeline.review.paperwork import risk, workdays
from pipeline.review.reviewing import queueing
from pipeline.review.reviewing.queueing import Known, Row
from pipeline.store import people, queue, submissions
from pipeline.store.tables import Submission, User

_LONGEST_NAME = 40


def show(call: Call) -> Response:
    """Show a page of the queue."""
    asked = queueing.asked(call.request)
    wanted = queueing.filters(asked, user_id=call.who.id, today=call.today())
    size = call.office.settings.page_size
    found, total = queue.page(call.session, call.who, wanted, asked.order, page=asked.page, size=size)
    counts = queue.counts(call.session, call.who) | {"again": queue.due_again(call.session, call.who, call.today())}
    return call.page(
        "reviewing/queue.html",
        desk="review",
        asked=asked,
        rows=_rows(call, found),
        total=total,
        pages=queueing.pages(total, size),
        tabs=queueing.tabs(counts, asked.one("state"), asked.query),
        views=queue.views(call.session, call.who),
        departments=people.departments(call.session),
        topics=queue.topics(call.session, call.who),
        reviewers=reviewers(call),
        calendar=workdays.due(call.today(), call.office.settings.release_days, call.office.registers).note,
    )


def save_view(call: Call) -> Response:
    """Save the filters under a name of the user's."""
    name = call.one("name")
    if not 0 < len(name) <= _LONGEST_NAME:
        raise Refused(422, f"请给视图起一个 1 至 {_LONGEST_NAME} 字的名称")
    asked = queueing.of_query(call.one("query"))
    queue.save_view(call.session, call.who, name, asked.query)
    return call.redirect(f"/review?{asked.query}", "视图已保存")


def drop_view(call: Call) -> Response:
    """Take away a saved view."""
    queue.drop_view(call.session, call.who, int(call.path("number")))
    return call.redirect("/review", "视图已删除")


def assign(call: Call) -> Response:
    """Give the checked documents to a colleague, or to nobody."""
    receipts = call.fields.get("receipt", ())
    if not receipts:
        raise Refused(422, "请先勾选要分派的文件")
    assignee = chosen(call)
    found = [submissions.find(call.session, call.who, receipt) for receipt in sorted(set(receipts))]
    several = [each for each in found if each is not None]
    if len(several) < len(found):
        raise Refused(404, "所选文件中有您无权查看的：请刷新队列")
    hand_over(call, several, assignee)
    back = queueing.of_query(call.one("query"))
    whom = f"已分派给{assignee.name}" if assignee else "已取消分派"
    return call.redirect(f"/review?{back.query}", f"{len(several)} 件{whom}")


def reviewers(call: Call) -> list[User]:
    """Return who can be given a document."""
    return [u for u in people.users(call.session) if u.active and u.role == "reviewer"]


def chosen(call: Call) -> User | None:
    """Return the reviewer that a form names; None for nobody.

    Raises:
        Refused: 422, no such reviewer.
    """
    login = call.one("assignee")
    if not login:
        return None
    found = next((u for u in reviewers(call) if u.login == login), None)
    if found is None:
        raise Refused(422, "没有这位审核人：请从列表中选择")
    return found


def hand_over(call: Call, several: Sequence[Submission], assignee: User | None) -> None:
    """Assign documents; who else kept one open loses it."""
    for found in several:
        submissions.assign(call.session, found, assignee)
    # Last: on PostgreSQL the chain's lock is held from here to the end.
    for found in several:
        noted(call, found.receipt, "assign", reviewer=assignee.id if assignee else None)


def _rows(call: Call, found: Sequence[Submission]) -> list[Row]:
    known = Known(
        people.names(call.session),
        {d.id: d.name for d in people.departments(call.session)},
        risk.reasons(call.office.registers),
        call.now(),
        call.today(),
    )
    return [queueing.row(each, known) for each in found]


ROUTES = (
    Route("GET", "/review", show, "review.queue", "queue"),
    Route("POST", "/review/views", save_view, "review.queue", "save_view"),
    Route("POST", "/review/views/{number:int}/drop", drop_view, "review.queue", "drop_view"),
    Route("POST", "/review/assign", assign, "review.assign", "assign_checked"),
)
