"""Decisions on finished documents, as labelled data."""

import json

from pipeline.store import chain
from tests.review import dossiers
from tests.review.dossiers import POLICY, uploaded
from tests.review.test_release import release, reviewed
from tests.review.workbench import Bench


def test_only_finished_documents_are_exported_with_what_people_decided(bench: Bench):
    receipt = reviewed(bench)
    assert release(bench.log_in("reviewer"), receipt).status_code == 303
    uploaded(bench, POLICY.replace("600元", "700元"))
    answer = bench.log_in("reviewer").get("/learning.jsonl")
    (row,) = [json.loads(line) for line in answer.text.splitlines()]
    assert row["label"] == "proactive"
    assert [row["text"][a:b] for a, b, kind in row["spans"] if kind == "person_name"] == ["李文博"]
    with bench.office.database.reading() as session:
        (entry,), _ = chain.entries(session, "learning")
    assert json.loads(entry.facts)["rows"] == 1 and entry.actor == "reviewer"


def test_who_may_not_is_refused(bench: Bench):
    dossiers.uploaded(bench)
    for login in ("drafter", "signer", "auditor"):
        assert bench.log_in(login).get("/learning.jsonl").status_code == 403
