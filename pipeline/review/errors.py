"""Answers a request that could not be done: a page for people, JSON for scripts; neither quotes a document."""

import logging
import secrets
from http import HTTPStatus

from starlette.responses import JSONResponse, PlainTextResponse, Response

from pipeline.flow import fault
from pipeline.review.call import Call, Refused
from pipeline.store import Unavailable

_LOG = logging.getLogger("gongkai")
_TITLES = {
    400: "提交的内容有误",
    401: "请先登录",
    403: "没有权限",
    404: "没有找到",
    405: "不支持的操作方式",
    409: "内容已有变化",
    413: "内容过大",
    415: "不支持的格式",
    422: "还不能这样做",
    423: "他人正在处理",
    429: "尝试过于频繁",
    500: "程序出错",
    503: "暂时不可用",
}
REASONS = {
    404: "没有这个页面或文件，或者您无权查看：请核对地址，或返回首页",
    405: "这个地址不支持这种操作方式：请返回首页重试",
}


def refused(call: Call, status: int, reason: str) -> Response:
    """Return the answer for what cannot be done."""
    if call.wants_json():
        return JSONResponse({"error": reason}, status)
    title = _TITLES.get(status) or HTTPStatus(status).phrase
    return call.page("shell/error.html", status, title=title, reason=reason, code=status)


def failed(call: Call, error: Exception, name: str) -> Response:
    """Return the answer for a fault of ours, and log its place under the number that the page shows.

    name: of the route.
    """
    number = secrets.token_hex(4)
    # Never the message: that of an unexpected error may quote the document.
    _LOG.error("故障 %s：%s %s，%s", number, call.request.method, name, fault(error))
    return refused(call, 500, f"程序出错，已记录（故障编号 {number}）：请重试；仍不行的，把编号报给维护人员")


def away(error: Unavailable) -> Refused:
    """Return the refusal for a database that is away, and log it."""
    _LOG.error("数据库不可用：%s", fault(error.__cause__ or error))
    return Refused(503, error.reason)


def unavailable(error: Exception) -> Response:
    """Return the answer where not even a page can be made (no database), and log the place under its number."""
    number = secrets.token_hex(4)
    _LOG.error("故障 %s：%s", number, fault(error))
    told = f"系统暂时不可用（故障编号 {number}）：请稍后重试；仍不行的，把编号报给维护人员"
    return PlainTextResponse(told, 500)
