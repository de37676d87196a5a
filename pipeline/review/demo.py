"""The demonstration: departments, a user of each role, and sample documents on each desk."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

from pipeline.review import passwords, worker
from pipeline.review.acting import Actor
from pipeline.review.call import Upload
from pipeline.review.drafting import desk_form
from pipeline.review.drafting.complete import record_of
from pipeline.review.office import Office
from pipeline.review.own import seen
from pipeline.review.releasing import dossier
from pipeline.review.reviewing import completeness, readings
from pipeline.store import Session, chain, people, queue, settings, submissions
from pipeline.store.queue import Filters
from pipeline.terms import chinese

Person = tuple[str, str, str, str, str]
"""Login, password, name, role and department, the last two in Chinese."""

_MADE = "demo"
_DEPARTMENTS = (
    ("江州市人力资源和社会保障局", "drafting"),
    ("江州市教育局", "drafting"),
    ("江州市政务公开办公室", "openness"),
    ("江州市司法局", "justice"),
    ("江州市保密工作办公室", "secrecy"),
    ("江州市人民政府负责人", "leadership"),
)
_USERS = (
    ("drafter", "林知夏", "drafter", 0),
    ("drafter2", "许望舒", "drafter", 1),
    ("reviewer", "周砚秋", "reviewer", 2),
    ("signer", "陆怀远", "signer", 0),
    ("signer2", "温以宁", "signer", 1),
    ("openness", "方景明", "signer", 2),
    ("justice", "韩叙白", "signer", 3),
    ("secrecy", "顾南舟", "signer", 4),
    ("leader", "秦云起", "signer", 5),
    ("administrator", "苏闻道", "administrator", None),
    ("auditor", "白审言", "auditor", 2),
)
_WAYS = (
    "approving",
    "drafting",
    "released",
    "source_review",
    "returned",
    "signed",
    "drafting",
    "source_review",
    "source_review",
    "signed",
    "source_review",
    "released",
    "deferred",
)
"""How far each document goes, in turn."""
_SECOND = (4, 6)
"""Places of the documents that the second department hands in."""
_REASON = "演示数据：附件尚未备齐，先送审熟悉流程"
_RETURNED = "解读方案和解读材料未随文报送，请补充后重新送审"
_DEFERRED = "所涉事项尚在核查，现在公开不利于处置"
_MOST = 1000


def allowed(office: Office) -> bool:
    """Return whether a demonstration may be made: there is nobody yet, or only its own people."""
    with office.database.reading() as session:
        return not people.count_users(session) or settings.get(session, _MADE) is not None


def make(office: Office, sources: Sequence[Path]) -> list[Person]:
    """Return the people with their passwords; those of an earlier start get new passwords and nothing else is done."""
    with office.database.reading() as session:
        there = settings.get(session, _MADE) is not None
    given = {login: passwords.made() for login, *_ in _USERS}
    hashes = {login: passwords.hashed(password) for login, password in given.items()}
    with office.database.writing() as session:
        _renew(session, office, hashes) if there else _people(session, office, hashes)
    if not there:
        cast = Cast(office, given)
        receipts = cast.hand_in(sources)
        for receipt, way in zip(receipts, cycle(_WAYS), strict=False):
            cast.bring(receipt, way)
    return [
        (login, given[login], name, chinese(role, "role"), "" if place is None else _DEPARTMENTS[place][0])
        for login, name, role, place in _USERS
    ]


def _people(session: Session, office: Office, hashes: Mapping[str, str]) -> None:
    departments = [people.add_department(session, name, kind) for name, kind in _DEPARTMENTS]
    for login, name, role, place in _USERS:
        department_id = None if place is None else departments[place].id
        people.add_user(
            session,
            login=login,
            name=name,
            role=role,
            department_id=department_id,
            password_hash=hashes[login],
            now=office.now(),
        )
        _note(session, office, "user_added", login, role=role, department=department_id)
    settings.put(session, _MADE, "1")


def _renew(session: Session, office: Office, hashes: Mapping[str, str]) -> None:
    for login, password_hash in hashes.items():
        account = people.by_login(session, login)
        if account is not None:
            account.password = password_hash
            people.close_logins(session, account)
            people.note_success(session, account)
            _note(session, office, "password_reset", login)


def _note(session: Session, office: Office, action: str, login: str, **facts: Any) -> None:
    chain.append(session, actor="demo", action=action, subject=f"user:{login}", facts=facts, now=office.now())


class Cast:
    """The demonstration's people at work; given: the password of each, which a signature wants."""

    def __init__(self, office: Office, given: Mapping[str, str]) -> None:
        self._office = office
        self._given = given

    def hand_in(self, sources: Sequence[Path]) -> list[str]:
        """Return the receipts of the documents that were taken in and analysed, in order."""
        for place, path in enumerate(sources):
            upload = Upload(path.name, path.read_bytes())
            self._actor("drafter2" if place in _SECOND else "drafter").does("upload", files=(upload,))
        flow = self._office.order.build()
        while worker.step(self._office, flow):
            pass
        auditor = self._actor("auditor").user
        with self._office.database.reading() as session:
            rows, _ = queue.page(session, auditor, Filters(), "newest", page=1, size=_MOST)
        return sorted(row.receipt for row in rows)

    def bring(self, receipt: str, way: str) -> None:
        """Bring a document as far on its way as people can: the first step that is refused is the last."""
        all(step(receipt) for step in self._steps()[way])

    def _steps(self) -> dict[str, tuple[Callable[[str], bool], ...]]:
        passed = (self._submit, self._judge)
        return {
            "drafting": (),
            "source_review": (self._submit,),
            "returned": (self._submit, self._return),
            "deferred": (self._submit, self._defer),
            "approving": passed,
            "signed": (*passed, self._sign),
            "released": (*passed, self._sign, self._release),
        }

    def _actor(self, login: str) -> Actor:
        with self._office.database.reading() as session:
            user = people.by_login(session, login)
        if user is None:
            raise RuntimeError("the demonstration's people are gone")
        return Actor(self._office, user)

    def _drafter(self, receipt: str) -> Actor:
        first = self._actor("drafter")
        with self._office.database.reading() as session:
            return first if submissions.find(session, first.user, receipt) else self._actor("drafter2")

    def _submit(self, receipt: str) -> bool:
        """Save the form as the machine fills it in, and send the document to the review."""
        drafter = self._drafter(receipt)
        with drafter.looking(receipt) as call:
            found = seen(call)
            filled = desk_form.suggested(call, found, record_of(call, found))
        fields = {name: _spelled(one.value) for name, one in filled.items()}
        saved = drafter.does("save_form", receipt, fields)
        return saved and drafter.does("submit", receipt, {"submit_reason": _REASON})

    def _judge(self, receipt: str) -> bool:
        """Accept every suggestion, and pass the document on."""
        reviewer = self._actor("reviewer")
        with reviewer.looking(receipt) as call:
            read = readings.reading(call, seen(call))
        targets = [point.target for point in completeness.open_points(read)] if read else []
        return reviewer.does("judge", receipt, {"target": targets, "verdict": "accept"}) and reviewer.does(
            "pass", receipt
        )

    def _return(self, receipt: str) -> bool:
        return self._actor("reviewer").does("return", receipt, {"code": "T05", "reason": _RETURNED})

    def _defer(self, receipt: str) -> bool:
        day = self._office.today() + timedelta(days=30)
        fields = {"reason": _DEFERRED, "review_on": day.isoformat()}
        return self._actor("reviewer").does("defer", receipt, fields)

    def _sign(self, receipt: str) -> bool:
        """Let everybody sign whose turn it is; return whether nobody is left to."""
        signers = [self._actor(login) for login, _, role, _ in _USERS if role == "signer"]
        while any(self._signs(signer, receipt) for signer in signers):
            pass
        auditor = self._actor("auditor")
        with auditor.looking(receipt) as call:
            return seen(call).state != "approving"

    def _signs(self, signer: Actor, receipt: str) -> bool:
        with signer.looking(receipt) as call:
            rows = queue.to_sign(call.session, signer.user, size=_MOST)
            mine = [s for s in rows if s.receipt == receipt]
            if not mine:
                return False
            signed = dossier.basis(dossier.of(call.session, mine[0])).whole()
        return signer.does("sign", receipt, {"signed": signed, "password": self._given[signer.user.login]})

    def _release(self, receipt: str) -> bool:
        reviewer = self._actor("reviewer")
        with reviewer.looking(receipt) as call:
            signed = dossier.basis(dossier.of(call.session, seen(call))).whole()
        return reviewer.does("release", receipt, {"signed": signed, "lacking": _REASON})


def _spelled(value: Any) -> str | list[str]:
    """Return a value of the form as a browser sends it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return [str(v) for v in value] if isinstance(value, list | tuple) else str(value)
