"""Signing: in turn, for what was shown, with one's own password; and void when that changes."""

from datetime import date

import pytest

from pipeline.review.releasing import dossier
from pipeline.store import chain, papers, submissions
from tests.review import dossiers
from tests.review.dossiers import approving, shown_hash, sign, sign_all, state
from tests.review.workbench import PASSWORD, USERS, Bench


def shown_to_nobody(bench: Bench, receipt: str) -> str:
    """Return the hash of what a signature would answer for now."""
    with bench.office.database.reading() as session:
        return dossier.basis(dossier.of(session, dossiers.of(session, receipt))).whole()


def change_interpretation(bench: Bench, receipt: str) -> None:
    with bench.office.database.writing() as session:
        found = dossiers.of(session, receipt)
        body = dossiers.INTERPRETATION | {"title": "另一个标题"}
        papers.save_interpretation(session, found, body, dossiers.CHECKS, dossiers.user(session, "drafter"), bench.office.now())


def test_each_signs_in_turn_and_the_last_leads_to_the_release_review(any_bench: Bench) -> None:
    receipt = approving(any_bench)
    # 参考 1.1 S07, S14: the drafting department's head first, secrecy review before anything is published
    assert sign_all(any_bench, receipt)[:2] == ["drafting", "secrecy"]
    assert state(any_bench, receipt) == ("release_review", None)
    with any_bench.office.database.reading() as session:
        entries, total = chain.entries(session, receipt, action="sign")
        assert total == len(entries) and {e.actor for e in entries} >= {"signer", "secrecy"}
        assert chain.verify(session).broken_at is None


def test_a_normative_document_is_signed_by_the_justice_department(bench: Bench) -> None:
    receipt = approving(bench, sheet={"normative": True})
    assert "justice" in sign_all(bench, receipt)  # 参考 1.1 S09


def test_what_is_not_for_the_public_is_filed(bench: Bench) -> None:
    receipt = dossiers.uploaded(bench)
    value = {"label": "withheld", "delivery": "none", "article": "第十六条第二款", "reason_code": 6, "reason": "内部事务"}
    dossiers.judged(bench, receipt, "attribute", "edit", value, "内部事务信息")
    dossiers.passed(bench, receipt)
    assert "归档" in bench.log_in("signer").get(f"/documents/{receipt}/sign").text
    sign_all(bench, receipt)
    assert state(bench, receipt)[0] == "filed"


def test_the_page_shows_what_a_signature_answers_for(bench: Bench) -> None:
    receipt = dossiers.uploaded(bench)
    start = dossiers.POLICY.index("每户每年补助600元")
    value = {"kind": "income", "action": "mask", "replacement": "某户"}
    dossiers.judged(bench, receipt, f"mention:{start}-{start + 4}", "add", value, "补标")
    dossiers.judged(bench, receipt, "gate:law", "edit", {"passed": True, "note": "引用准确"})
    dossiers.passed(bench, receipt)
    page = bench.log_in("signer").get(f"/documents/{receipt}/sign").text
    assert "李文博" not in page, "the outgoing text is the masked one"
    for part in ("李某某", "每户每年可领取六百元", "起草单位主要负责人审签", "法律关", "引用准确", "周砚秋", "条例", "公文公开发布意见单"):
        assert part in page, part


def test_a_wrong_password_signs_nothing_and_locks_the_account_in_the_end(bench: Bench) -> None:
    receipt = approving(bench)
    client = bench.log_in("signer")
    fields = {"signed": shown_hash(client.get(f"/documents/{receipt}/sign").text)}
    for _ in range(bench.office.settings.lock_after):
        answer = client.post(f"/documents/{receipt}/sign", data=fields | {"password": "Guessed-2026-1"})
        assert answer.status_code == 422 and "Guessed" not in answer.text
    assert client.post(f"/documents/{receipt}/sign", data=fields | {"password": PASSWORD}).status_code == 403
    assert state(bench, receipt) == ("approving", "drafting")


def test_a_document_that_changed_since_it_was_shown_is_not_signed(bench: Bench) -> None:
    receipt = approving(bench)
    client = bench.log_in("signer")
    shown = shown_hash(client.get(f"/documents/{receipt}/sign").text)
    change_interpretation(bench, receipt)
    answer = client.post(f"/documents/{receipt}/sign", data={"signed": shown, "password": PASSWORD})
    assert answer.status_code == 409 and "重新看过" in answer.text
    assert state(bench, receipt) == ("approving", "drafting")


def test_signatures_are_void_when_what_they_rest_on_changes(bench: Bench) -> None:
    receipt = approving(bench)
    sign(bench, "signer", receipt)
    assert state(bench, receipt) == ("approving", "secrecy")
    change_interpretation(bench, receipt)
    client = bench.log_in("secrecy")
    assert "签字已失效" in client.get(f"/documents/{receipt}/sign").text
    client.post(f"/documents/{receipt}/sign", data={"signed": shown_to_nobody(bench, receipt), "password": PASSWORD})
    assert state(bench, receipt) == ("approving", "drafting"), "it goes round again"
    assert sign(bench, "signer", receipt).status_code == 303
    assert state(bench, receipt) == ("approving", "secrecy")


def test_a_refusal_needs_a_reason_and_leads_back_to_source_review(bench: Bench) -> None:
    receipt = approving(bench)
    client = bench.log_in("signer")
    assert client.post(f"/documents/{receipt}/refuse", data={"reason": ""}).status_code == 409
    assert client.post(f"/documents/{receipt}/refuse", data={"reason": "标准没有依据"}).status_code == 303
    assert state(bench, receipt) == ("source_review", None)
    with bench.office.database.reading() as session:
        assert submissions.events(session, dossiers.of(session, receipt))[-1].reason == "标准没有依据"


def test_nobody_signs_out_of_turn(bench: Bench) -> None:
    receipt = approving(bench)
    for login in ("secrecy", "justice", "leader"):
        fields = {"signed": shown_to_nobody(bench, receipt), "password": PASSWORD}
        answer = bench.log_in(login).post(f"/documents/{receipt}/sign", data=fields)
        assert answer.status_code == 404, "not even to be seen before its turn"


def test_another_drafting_department_does_not_sign(bench: Bench) -> None:
    receipt = approving(bench)
    with bench.office.database.writing() as session:
        dossiers.of(session, receipt).department_id = dossiers.user(session, "drafter2").department_id
    client = bench.log_in("signer")
    assert receipt not in client.get("/signing").text
    assert client.get(f"/documents/{receipt}/sign").status_code == 404


@pytest.mark.parametrize("login", ["drafter", "reviewer", "administrator"])
def test_only_signers_and_the_auditor_open_the_signing(bench: Bench, login: str) -> None:
    assert USERS[login][1] not in ("signer", "auditor")
    assert bench.log_in(login).get("/signing").status_code == 403


def test_the_queue_shows_what_awaits_me_the_oldest_deadline_first(bench: Bench) -> None:
    first, second = approving(bench), approving(bench, dossiers.POLICY.replace("600元", "700元"))
    with bench.office.database.writing() as session:
        dossiers.of(session, first).due_on = date(2026, 12, 20)
        dossiers.of(session, second).due_on = date(2026, 12, 1)
    page = bench.log_in("signer").get("/signing").text
    assert page.index(second) < page.index(first)
    assert first not in bench.log_in("secrecy").get("/signing").text
    assert first in bench.log_in("auditor").get("/signing").text
