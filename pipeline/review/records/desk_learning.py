"""What was decided on finished documents, as labelled data."""

import hashlib
import json

from starlette.responses import Response

from pipeline.review.call import Call, Route
from pipeline.review.releasing import handing_out
from pipeline.store import chain, learning


def export(call: Call) -> Response:
    """Give a line of JSON for each finished document: its text, and what people decided."""
    lines = [json.dumps(row, ensure_ascii=False, default=str) for row in learning.labelled(call.session)]
    content = "".join(f"{line}\n" for line in lines).encode("utf-8", "backslashreplace")
    chain.append(
        call.session,
        actor=call.who.login,
        action="exported",
        subject="learning",
        facts={"what": "learning.jsonl", "rows": len(lines), "sha256": hashlib.sha256(content).hexdigest()},
        now=call.now(),
    )
    return handing_out.download(content, "application/x-ndjson", f"gongkai-learning-{call.today()}", ".jsonl")


ROUTES = (Route("GET", "/learning.jsonl", export, "learning.export", "learning", writes=True),)
