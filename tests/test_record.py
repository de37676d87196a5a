"""The record holds what the contract says, and gives the document back."""

import json

from pipeline.doc import (
    Attribute,
    Check,
    Claim,
    Draft,
    Ground,
    Kind,
    Mention,
    Portion,
    Secrecy,
    Section,
    Span,
    Task,
    Topic,
    Validity,
)
from pipeline.record import deidentified, from_record, masked, to_record
from tests.build import doc_of

TEXT = "关于发放补贴的通知\n申请人顾小满，每月补贴一百元。由江州市民政局负责。"


def mention(text: str, value: str, action: str = "mask", replacement: str = "顾某某") -> Mention:
    at = text.index(value)
    return Mention(Span(at, at + len(value), "personal", "person_name", 0.9, "names"), "private", action, replacement)  # type: ignore[arg-type]


def full() -> "tuple[object, ...]":
    mentions = (mention(TEXT, "顾小满"),)
    ground = Ground("art20-11", "条例第二十条第十一项", None, "proactive", ((10, 27),), "补贴")
    weights = {"proactive": 0.8, "on_request": 0.1, "withheld": 0.1}
    return (
        doc_of(TEXT).having(
            elements=(Span(0, 9, "element", "title", by="record"),),
            sentences=((0, 9), (10, 27), (27, len(TEXT))),
            tasks=(Task((27, 36), ((28, 34),), (), "2024-01-01"),),
            validity=Validity("in_force", "2024-01-01", None, ((1, 2),)),
            kind=Kind("notice", None, False, True),
            regime="regulation",
            attribute=Attribute(
                "proactive",
                "redacted",
                weights,
                ("proactive",),
                False,
                None,
                (ground,),
                (Portion(3, 5, "withheld", "none"),),
            ),
            topics=(Topic("state_council", "民政、扶贫、救灾", 0.7, "扶贫"),),
            mentions=mentions,
            masked=masked(TEXT, mentions),
            draft=Draft(
                "《通知》政策解读",
                (Section("standards", (Claim("每月一百元。", ((10, 27),)),)),),
                (Check("copy_ratio", True, 0.2, 0.3),),
                ("goal",),
            ),
            missing=("T01",),
            fingerprint="f",
        ),
    )


def test_a_full_document_comes_back_the_same() -> None:
    (doc,) = full()
    assert from_record(json.loads(json.dumps(to_record(doc)))) == doc  # type: ignore[arg-type]


def test_the_fields_of_the_contract_are_there() -> None:
    record = to_record(doc_of(TEXT))
    wanted = """id source text kind regime elements sentences secrecy attribute topics personal deidentified draft tasks
    validity missing fingerprint""".split()
    assert set(wanted) <= set(record)
    assert record["kind"] is None and record["personal"] is None


def test_a_stopped_document_gives_four_fields_and_no_text() -> None:
    doc = doc_of("").having(secrecy=Secrecy(True, "机密★10年", "2031-01-01"), fingerprint="f")
    record = to_record(doc)
    assert set(record) == {"id", "source", "secrecy", "fingerprint"}
    assert from_record(record) == doc


def test_masked_keeps_the_length_and_what_stays() -> None:
    mentions = (mention(TEXT, "顾小满"), mention(TEXT, "江州市", "keep"))
    assert masked(TEXT, mentions) == TEXT.replace("顾小满", "×××")
    assert deidentified(TEXT, mentions) == TEXT.replace("顾小满", "顾某某")
