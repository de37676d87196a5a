"""The original without what does not go out: what was done to it, and the file."""

from collections import Counter
from pathlib import PurePath
from typing import Any

from starlette.responses import Response

from pipeline.detect.residual import residual
from pipeline.doc import Doc, UnreadableFile, UnwritableFile
from pipeline.formats.rewriting import Rewritten
from pipeline.review.call import Call, Refused, Route
from pipeline.review.drafting.uploading import noted
from pipeline.review.releasing import dossier, handing_out, outgoing
from pipeline.review.releasing.dossier import Dossier
from pipeline.store import submissions

_CHANGED = "原件与分析时的文字不一致（可能换过版本的读取程序）：请重新提交后再生成"
_OTHER = "application/octet-stream"
_PASTED = ".txt"


def show(call: Call) -> Response:
    """Show what writing the original does to it, or why it cannot be written."""
    found = dossier.of(call.session, dossier.found(call, call.session))
    shown: dict[str, Any] = {
        "submission": found.submission, "title": outgoing.title(found.record), "ending": _ending(found),
    }  # fmt: skip
    try:
        doc, written = _written(call, found)
    except (UnreadableFile, UnwritableFile) as error:
        return call.page("release/masked.html", 422, failure=error.reason, **shown)
    kinds = Counter(m.span.label for m in doc.mentions or () if m.action != "keep")
    shown |= {"kinds": sorted(kinds.items()), "notes": written.notes, "risks": residual(doc)}
    return call.page("release/masked.html", failure="", **shown)


def file(call: Call) -> Response:
    """Give the file."""
    found = dossier.of(call.session, dossier.found(call, call.session))
    try:
        _, written = _written(call, found)
    except (UnreadableFile, UnwritableFile) as error:
        raise Refused(422, error.reason) from error
    end = _ending(found)
    noted(call, found.submission.receipt, "exported", what=f"original{end}", size=len(written.data))
    return handing_out.download(written.data, _OTHER, outgoing.title(found.record) or found.submission.receipt, end)


def _written(call: Call, found: Dossier) -> tuple[Doc, Rewritten]:
    version = submissions.version(call.session, found.submission)
    content = submissions.content(call.session, version)
    try:
        return call.office.reader.masked(
            content, found.submission.receipt, lambda doc: outgoing.hidden(found.record, doc)
        )
    except ValueError as error:
        raise UnwritableFile(found.submission.receipt, _CHANGED) from error


def _ending(found: Dossier) -> str:
    return PurePath(found.submission.file_name).suffix.lower() or _PASTED


ROUTES = (
    Route("GET", "/documents/{receipt}/masked", show, "submission.export", "masked_original"),
    Route("GET", "/documents/{receipt}/masked.file", file, "submission.export", "masked_file", writes=True),
)
