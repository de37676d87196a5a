from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from pipeline.review import workflow
from pipeline.review.workflow import transition
from pipeline.store import Conflict, Database, Session, people, submissions
from pipeline.store.tables import Login, Submission
from tests.store.town import NOW, Town, account, document, settle

SUBMIT, WITHDRAW, PASS, SIGN = (
    next(t for t in workflow.TRANSITIONS if t.action == a) for a in ("submit", "withdraw", "pass", "sign")
)


def sees(session: Session, town: Town, submission: Submission) -> set[str]:
    """Return the roles that see a document."""
    rows = select(Submission.id).where(Submission.id == submission.id)
    return {role for role, user in town.users.items() if session.scalar(rows.where(people.seen_by(user)))}


def test_a_login_is_one_whatever_its_case(database: Database) -> None:
    with database.writing() as session:
        account(session, "Zhang.San", "drafter", None)
        found = people.by_login(session, "zhang.SAN")
        assert found is not None and found.login == "zhang.san"
        with pytest.raises(Conflict, match="登录名已被使用"):
            account(session, "ZHANG.SAN", "auditor", None)
        assert people.count_users(session) == 1, "the refused account took the transaction with it"


def test_a_department_has_its_name_for_itself(database: Database) -> None:
    with database.writing() as session:
        people.add_department(session, "教育局")
        with pytest.raises(Conflict, match="同名部门"):
            people.add_department(session, "教育局")
        assert [d.name for d in people.departments(session)] == ["教育局"]


# The brief's table: who sees a document of education's drafter. "other": of another drafting department.
SEEN = {
    ("education", "drafting"): {"drafter", "signer", "auditor"},
    ("education", "withdrawn"): {"drafter", "signer", "auditor"},
    ("education", "source_review"): {"drafter", "signer", "reviewer", "auditor"},
    ("education", "returned"): {"drafter", "signer", "reviewer", "auditor"},
    ("education", "approving"): {"drafter", "signer", "reviewer", "auditor"},
    ("education", "release_review"): {"drafter", "signer", "reviewer", "auditor"},
    ("education", "released"): {"drafter", "signer", "reviewer", "auditor"},
    ("education", "filed"): {"drafter", "signer", "reviewer", "auditor"},
    ("education", "deferred"): {"drafter", "signer", "reviewer", "auditor"},
    ("housing", "drafting"): {"auditor"},
    ("housing", "withdrawn"): {"auditor"},
    ("housing", "source_review"): {"reviewer", "auditor"},
    ("housing", "returned"): {"reviewer", "auditor"},
    ("housing", "approving"): {"reviewer", "auditor"},
    ("housing", "release_review"): {"reviewer", "auditor"},
    ("housing", "released"): {"reviewer", "auditor"},
    ("housing", "filed"): {"reviewer", "auditor"},
    ("housing", "deferred"): {"reviewer", "auditor"},
}


def test_who_sees_what_in_which_state(database: Database) -> None:
    assert {state for _, state in SEEN} == set(workflow.STATES)
    with database.writing() as session:
        town = settle(session)
        drafters = {"education": town.drafter}
        drafters["housing"] = account(session, "other", "drafter", town.departments["housing"])
        seen = {
            (name, state): sees(session, town, document(session, drafters[name], state=state)) for name, state in SEEN
        }
    assert seen == SEEN


def test_a_drafting_department_signs_only_its_own(database: Database) -> None:
    with database.writing() as session:
        town = settle(session)
        other = account(session, "other", "drafter", town.departments["housing"])
        waiting = document(session, other, state="approving", awaiting="drafting")
        assert "signer" not in sees(session, town, waiting)


def test_a_signer_sees_what_waits_for_the_own_kind_and_what_they_signed(database: Database) -> None:
    with database.writing() as session:
        town = settle(session)
        justice = account(session, "justice", "signer", town.departments["justice"])
        colleague = account(session, "justice2", "signer", town.departments["justice"])
        waiting = document(session, town.drafter, state="approving", awaiting="justice")
        elsewhere = document(session, town.drafter, state="approving", awaiting="leadership")
        assert submissions.find(session, justice, elsewhere.receipt) is None
        assert submissions.find(session, justice, waiting.receipt) is waiting
        submissions.move(session, waiting, SIGN, user=justice, step="legality", now=NOW)
        waiting.awaiting = "leadership"
        session.flush()
        assert submissions.find(session, justice, waiting.receipt) is waiting
        assert submissions.find(session, colleague, waiting.receipt) is None


def test_what_waited_for_a_signature_and_was_sent_back_is_no_longer_shown_to_those_who_never_signed(
    database: Database,
) -> None:
    with database.writing() as session:
        town = settle(session)
        justice = account(session, "justice", "signer", town.departments["justice"])
        back = document(session, town.drafter, state="source_review", awaiting="justice")
        assert submissions.find(session, justice, back.receipt) is None


@pytest.mark.parametrize("last", ["sign", "approve", "file", "refuse"])
def test_a_signer_still_sees_what_they_have_signed_whatever_came_of_it(database: Database, last: str) -> None:
    with database.writing() as session:
        town = settle(session)
        head = account(session, "head", "signer", town.departments["head"])
        found = document(session, town.drafter, state="approving", awaiting="leadership")
        move = transition(last)
        submissions.move(session, found, move, user=head, reason="理由" if move.reasoned else "", now=NOW)
        found.awaiting = None
        assert submissions.find(session, head, found.receipt) is found


def test_a_reviewer_still_sees_what_was_withdrawn_after_it_was_submitted(database: Database) -> None:
    with database.writing() as session:
        town = settle(session)
        left = document(session, town.drafter)
        submissions.move(session, left, SUBMIT, user=town.drafter, now=NOW)
        submissions.move(session, left, WITHDRAW, user=town.drafter, reason="重复报送", now=NOW)
        assert "reviewer" in sees(session, town, left)


def test_nobody_without_a_department_sees_a_department(database: Database) -> None:
    with database.writing() as session:
        town = settle(session)
        document(session, town.drafter, state="released")
        for role in ("drafter", "signer", "administrator"):
            lost = account(session, f"lost-{role}", role, None)
            assert not session.scalars(select(Submission).where(people.seen_by(lost))).all()


def test_a_session_ends_by_time_by_logout_and_with_its_account(database: Database) -> None:
    with database.writing() as session:
        user = account(session, "user", "drafter", None)
        for token in ("a" * 64, "b" * 64):
            people.open_login(session, user, token, "csrf", NOW, hours=8)
    late = NOW + timedelta(hours=8)
    with database.writing() as session:
        found = people.login_of(session, "a" * 64, NOW)
        assert found is not None and found[0].csrf == "csrf" and found[1].login == "user"
        assert people.login_of(session, "a" * 64, late) is None
        assert people.login_of(session, "c" * 64, NOW) is None
        people.close_login(session, "a" * 64)
        assert people.login_of(session, "a" * 64, NOW) is None
        session.get_one(type(user), user.id).active = False
        assert people.login_of(session, "b" * 64, NOW) is None


def test_a_new_password_ends_the_other_sessions(database: Database) -> None:
    with database.writing() as session:
        user, other = (account(session, name, "drafter", None) for name in ("user", "other"))
        for owner, token in ((user, "a"), (user, "b"), (other, "c")):
            people.open_login(session, owner, token, "csrf", NOW, hours=8)
        people.close_logins(session, user, but="a")
        assert set(session.scalars(select(Login.token))) == {"a", "c"}
        people.close_logins(session, user)
        assert set(session.scalars(select(Login.token))) == {"c"}


def test_sessions_that_have_ended_do_not_pile_up(database: Database) -> None:
    with database.writing() as session:
        user = account(session, "user", "drafter", None)
        people.open_login(session, user, "old", "csrf", NOW, hours=1)
        people.open_login(session, user, "new", "csrf", NOW + timedelta(hours=2), hours=1)
        assert set(session.scalars(select(Login.token))) == {"new"}


def test_five_wrong_passwords_in_a_row_lock_an_account_for_a_while(database: Database) -> None:
    with database.writing() as session:
        user = account(session, "user", "drafter", None)
        results = [people.note_failure(session, user, NOW, most=5, minutes=15) for _ in range(5)]
        assert results == [False, False, False, False, True]
        assert people.locked(user, NOW + timedelta(minutes=14))
        assert not people.locked(user, NOW + timedelta(minutes=15))


def test_a_right_password_forgets_the_wrong_ones(database: Database) -> None:
    with database.writing() as session:
        user = account(session, "user", "drafter", None)
        for _ in range(4):
            people.note_failure(session, user, NOW, most=5, minutes=15)
        people.note_success(session, user)
        assert not people.note_failure(session, user, NOW, most=5, minutes=15)


def test_wrong_passwords_at_the_same_time_are_all_counted(database: Database) -> None:
    with database.writing() as session:
        user = account(session, "user", "drafter", None)
    together = Barrier(6)

    def guess() -> None:
        together.wait()
        with database.writing() as session:
            people.note_failure(session, user, NOW, most=99, minutes=15)

    threads = [Thread(target=guess) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        assert session.get_one(type(user), user.id).failures == 6
