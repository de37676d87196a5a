"""A notice that the next page shows once: it travels in a cookie, so that no address carries it."""

import base64
import json
from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

_COOKIE = "gongkai_notice"
_KINDS = frozenset({"info", "good", "warn", "bad"})
_LONGEST = 3000
"""Bytes of a cookie that every browser keeps."""


def keep(response: Response, kind: str, text: str) -> None:
    """Let the page after a redirect show a notice."""
    packed = base64.urlsafe_b64encode(json.dumps([kind, text]).encode()).decode()
    if len(packed) <= _LONGEST:
        response.set_cookie(_COOKIE, packed, max_age=60, path="/", httponly=True, samesite="strict")


def kept(request: Request) -> Sequence[tuple[str, str]]:
    """Return the notice that a request brings; a cookie that none of ours is gives nothing."""
    try:
        kind, text = json.loads(base64.urlsafe_b64decode(request.cookies.get(_COOKIE, "")))
    except (ValueError, TypeError, RecursionError):
        return ()
    known = isinstance(kind, str) and kind in _KINDS and isinstance(text, str)
    return ((kind, text.encode("utf-8", "replace").decode()),) if known else ()


def shown(request: Request, response: Response) -> None:
    """Take away the notice of a request: it has been shown."""
    if _COOKIE in request.cookies:
        response.delete_cookie(_COOKIE, path="/", httponly=True, samesite="strict")
