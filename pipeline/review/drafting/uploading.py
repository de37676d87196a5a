"""Takes files in: each is read and screened in memory, and only what may be kept reaches the store."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from pipeline.doc import UnreadableFile
from pipeline.review.call import Call, Refused, Upload
from pipeline.store import chain, submissions
from pipeline.store.tables import Submission, Version

_PASTED = "粘贴的文本.txt"
_TEMPORARY = "~$"
_SIDE_FILES = frozenset({"thumbs.db", "desktop.ini", "ds_store"})
"""What a folder holds beside its documents, in lower case and without leading dots."""
_TOLD = {
    "refused": (
        "带有国家秘密标志，已拒收，系统没有保存它的任何内容、名称和摘要。"
        "请立即转入涉密环境处理，报告保密工作机构，不得在本机留存"
    ),
    "unreadable": "没有读出来，不能做涉密筛查，没有保存",
    "empty": "是空文件，没有保存：请核对后重新上传",
}


_TYPED = "填写的内容带有国家秘密标志，已拒收，系统没有保存。请立即转入涉密环境处理，报告保密工作机构，不得在本机留存"


@dataclass(frozen=True, slots=True)
class Screened:
    """A file after reading and screening; problem: refused, unreadable, empty or "" where it may be kept.

    reason: of an unreadable file, in Chinese, without its text.
    """

    name: str
    content: bytes
    sha256: str = ""
    problem: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file: taken, duplicate, refused, unreadable or empty; receipt: of the document, where kept."""

    name: str
    kind: str
    reason: str = ""
    receipt: str = ""


def screened(call: Call, upload: Upload) -> Screened:
    """Return a file read and screened, before any store is touched; of a refused one nothing is held on to."""
    if not upload.content.strip():
        return Screened(upload.name, b"", problem="empty")
    try:
        doc = call.office.reader.read(upload.content, upload.name)
    except UnreadableFile as error:
        return Screened(upload.name, b"", problem="unreadable", reason=error.reason)
    if doc.stopped:
        return Screened(upload.name, b"", problem="refused")
    return Screened(upload.name, upload.content, hashlib.sha256(upload.content).hexdigest())


def told(one: Screened) -> str:
    """Return in Chinese what became of a file that was not kept, and what to do."""
    return _TOLD[one.problem] + (f"（{one.reason}）" if one.reason else "")


def sent_files(call: Call) -> tuple[Upload, ...]:
    """Return the files of a request and its pasted text, without what a folder holds beside documents."""
    text = call.fields.get("text", ("",))[-1]
    pasted = (Upload(_PASTED, text.encode("utf-8", "surrogatepass")),) if text.strip() else ()
    return tuple(f for f in call.files if not _aside(f)) + pasted


def _aside(upload: Upload) -> bool:
    """Return whether this is no document but what systems and word processors leave in a folder."""
    return upload.name.startswith(_TEMPORARY) or upload.name.casefold() in _SIDE_FILES


def taken_in(call: Call, uploads: Iterable[Upload]) -> tuple[Outcome, ...]:
    """Return what became of each file: every one is screened before the first is stored."""
    files = [screened(call, u) for u in uploads]
    outcomes = tuple(_kept(call, one) for one in files)
    # Last: on PostgreSQL the chain's lock is held from here to the end.
    for one, outcome in zip(files, outcomes, strict=True):
        _note(call, one, outcome)
    return outcomes


def _kept(call: Call, one: Screened) -> Outcome:
    if one.problem:
        return Outcome(one.name, one.problem, one.reason)
    if twin := submissions.same_file(call.session, call.who, one.sha256):
        return Outcome(one.name, "duplicate", receipt=twin.receipt)
    made = submissions.create(
        call.session, user=call.who, upload_name=one.name, content=one.content, sha256=one.sha256, now=call.now(),
        day=call.today(),
    )  # fmt: skip
    return Outcome(one.name, "taken", receipt=made.receipt)


def _note(call: Call, one: Screened, outcome: Outcome) -> None:
    if outcome.kind == "refused":
        note_refusal(call)
    elif outcome.kind == "taken":
        noted(call, outcome.receipt, "received", version=1, sha256=one.sha256, size=len(one.content))


def check_words(call: Call, words: Iterable[object]) -> None:
    """Check that nothing typed or pasted into a form carries a secrecy mark; before the session's first use.

    Raises:
        Refused: 422, it does; nothing is kept but that it happened.
    """
    if any(call.office.reader.stops(word) for word in words if isinstance(word, str)):
        with call.office.database.writing() as session:
            note_refusal(replace(call, session=session), "typed")
        raise Refused(422, _TYPED)


def note_refusal(call: Call, subject: str = "upload") -> None:
    """Record that a file with a secrecy mark was refused: neither its name nor anything of its content."""
    noted(call, subject, "refused", cause="secrecy_mark")


def noted(call: Call, receipt: str, action: str, **facts: object) -> None:
    """Append to the audit chain what was done to a document; facts: hashes, labels and counts."""
    chain.append(call.session, actor=call.who.login, action=action, subject=receipt, facts=facts, now=call.now())


def added_version(call: Call, submission: Submission, one: Screened, note: str) -> Version:
    """Return the new version of a document, stored and queued for analysis."""
    made = submissions.add_version(
        call.session, submission, user=call.who, upload_name=one.name, content=one.content, sha256=one.sha256,
        note=note, now=call.now(),
    )  # fmt: skip
    noted(call, submission.receipt, "version_added", version=made.number, sha256=one.sha256, size=len(one.content))
    return made
