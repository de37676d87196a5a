"""What goes out, and what the second gate finds in it."""

import random
from typing import Any

import pytest

from pipeline import flow
from pipeline.flow import Flow
from pipeline.review.releasing.outgoing import CUT, interpretation, outgoing, title
from pipeline.review.releasing.rescreening import going, rescreen
from pipeline.train import invent

TEXT = "江州市民政局关于慰问的通知\n各区民政局：\n走访困难居民李文博，电话请勿公开。\n附：内部估算另行掌握。\n江州市民政局\n2026年3月2日\n— 1 —"


def at(part: str) -> tuple[int, int]:
    start = TEXT.index(part)
    return start, start + len(part)


def mention(part: str, action: str = "mask", replacement: str = "李某某") -> dict[str, Any]:
    start, end = at(part)
    return {"start": start, "end": end, "kind": "person_name", "role": "private", "action": action, "replacement": replacement}


def record(*personal: dict[str, Any], parts: list[dict[str, Any]] | None = None, **more: Any) -> dict[str, Any]:
    elements = [("title", at("江州市民政局关于慰问的通知")), ("page_number", at("— 1 —"))]
    return {
        "text": TEXT,
        "body_end": len(TEXT),
        "elements": [{"label": label, "start": a, "end": b} for label, (a, b) in elements],
        "personal": list(personal),
        "attribute": {"label": "proactive", "delivery": "redacted", "parts": parts or []},
        **more,
    }


@pytest.fixture(scope="module")
def full() -> Flow:
    return flow.build(flow.settings(), until="detect")


def test_a_masked_name_goes_out_as_its_replacement_and_page_numbers_do_not():
    sent = outgoing(record(mention("李文博")))
    assert "困难居民李某某，" in sent.text and "李文博" not in sent.text
    assert "— 1 —" not in sent.text


def test_a_part_for_nobody_is_cut_with_whatever_is_masked_in_it():
    start, end = at("走访困难居民李文博，电话请勿公开。")
    part = {"start": start, "end": end, "label": "withheld", "delivery": "none"}
    sent = outgoing(record(mention("李文博"), parts=[part]))
    assert CUT in sent.text and "李某某" not in sent.text and "电话请勿公开" not in sent.text


def test_a_mask_that_reaches_over_the_end_of_a_part_hides_its_rest_too():
    start, _ = at("走访困难居民")
    part = {"start": start, "end": at("李文博")[0] + 1, "label": "withheld", "delivery": "none"}
    sent = outgoing(record(mention("李文博"), parts=[part]))
    assert "文博" not in sent.text


def test_what_a_file_carries_beside_its_body_does_not_go_out():
    sent = outgoing(record() | {"body_end": at("附：内部估算")[0]})
    assert "内部估算" not in sent.text


def test_each_place_of_what_goes_out_leads_back_to_its_source():
    sent = outgoing(record(mention("李文博")))
    place = sent.text.index("电话请勿公开")
    assert sent.source(place, place + 4) == at("电话请勿")
    name = sent.text.index("李某某")
    assert sent.source(name, name + 3) is None and sent.replaced(name, name + 3)


def test_a_title_goes_out_masked_and_on_one_line():
    text = "关于表彰\n见义勇为居民李文博的通知\n正文。"
    start = text.index("李文博")
    masked = mention("李文博") | {"start": start, "end": start + 3}
    elements = [{"label": "title", "start": 0, "end": text.index("\n正文")}]
    assert title(record(masked) | {"text": text, "elements": elements}) == "关于表彰见义勇为居民李某某的通知"


def test_a_title_below_other_lines_is_found():
    assert title(record()) == "江州市民政局关于慰问的通知"
    shifted = "江民〔2026〕3号\n" + TEXT
    head = [{"label": "title", "start": 11, "end": 11 + 13}]
    assert title(record() | {"text": shifted, "elements": head}) == shifted[11:24]
    assert title(record() | {"elements": []}) == ""


def test_an_interpretation_is_its_title_and_its_claims():
    body = {"title": "政策解读", "sections": [{"element": "goal", "claims": [{"text": "减轻负担。", "evidence": []}]}]}
    assert interpretation(body) == "政策解读\n减轻负担。"
    assert interpretation(None) == ""


def test_nothing_is_left_of_what_was_masked(full: Flow):
    settled = record(mention("李文博"))
    assert rescreen(full, settled, going(settled, None)).left == ()


def test_a_masked_name_that_the_interpretation_names_is_left(full: Flow):
    settled = record(mention("李文博"))
    body = {"title": "政策解读", "sections": [{"element": "goal", "claims": [{"text": "这次走访了李文博家。", "evidence": []}]}]}
    found = going(settled, body)
    (left,) = rescreen(full, settled, found).left
    assert (left.place, left.kind, left.masked) == ("interpretation", "person_name", True)
    assert found.texts[left.place][left.start : left.end] == "李文博"


def test_a_masked_name_in_traditional_script_is_left(full: Flow):
    settled = record(mention("李文博"))
    text = TEXT.replace("李文博", "张国强")
    settled = settled | {"text": text}
    body = {"title": "解讀", "sections": [{"element": "goal", "claims": [{"text": "走訪張國強一家。", "evidence": []}]}]}
    assert [left.masked for left in rescreen(full, settled, going(settled, body)).left] == [True]


def test_a_mobile_that_the_title_of_the_sheet_brings_in_is_left(full: Flow):
    number = invent.mobile(random.Random(5))
    settled = record(mention("李文博"))
    (left,) = rescreen(full, settled, going(settled, None, f"关于慰问的通知（联系人手机：{number}）")).left
    assert (left.place, left.kind, left.masked) == ("title", "mobile", False)


def test_a_name_that_the_reviewers_kept_is_answered(full: Flow):
    kept = record(mention("李文博", "keep", "李文博"))
    assert rescreen(full, kept, going(kept, None)).left == ()
    body = {"title": "政策解读", "sections": [{"element": "goal", "claims": [{"text": "走访困难居民李文博。", "evidence": []}]}]}
    assert rescreen(full, kept, going(kept, body)).left == ()


def test_a_name_that_nobody_looked_at_is_left(full: Flow):
    found = rescreen(full, record(), going(record(), None)).left
    assert [(left.place, left.kind) for left in found] == [("text", "person_name")]


def test_a_secrecy_mark_in_the_interpretation_stops(full: Flow):
    settled = record(mention("李文博"))
    body = {"title": "机密★5年", "sections": [{"element": "goal", "claims": [{"text": "减轻负担。", "evidence": []}]}]}
    found = rescreen(full, settled, going(settled, body))
    assert found.stopped == ("interpretation",)


def test_the_digest_changes_with_any_of_the_texts():
    settled = record(mention("李文博"))
    first, other = going(settled, None), going(settled, None, "另一标题")
    assert first.digest() != other.digest()
    assert first.digest() == going(settled, None).digest()


def test_a_value_that_only_a_person_marked_is_found_word_for_word(full: Flow):
    text = TEXT.replace("李文博", "小石头")
    start = text.index("小石头")
    settled = record({"start": start, "end": start + 3, "kind": "person_name", "role": "minor", "action": "mask", "replacement": "某某"}) | {"text": text}
    body = {"title": "政策解读", "sections": [{"element": "goal", "claims": [{"text": "这也是小石头一家的盼望。", "evidence": []}]}]}
    (left,) = rescreen(full, settled, going(settled, body)).left
    assert (left.place, left.masked) == ("interpretation", True)


def test_a_place_that_the_reviewers_kept_is_answered_though_the_value_is_masked_elsewhere(full: Flow):
    text = TEXT.replace("附：", "李文博同志任组长。附：")
    first, second = text.index("李文博"), text.rindex("李文博")
    masked = {"start": first, "end": first + 3, "kind": "person_name", "role": "private", "action": "mask", "replacement": "李某某"}
    kept = masked | {"start": second, "end": second + 3, "role": "official", "action": "keep", "replacement": "李文博"}
    settled = record(masked, kept) | {"text": text}
    assert rescreen(full, settled, going(settled, None)).left == ()


def test_a_masked_title_is_what_goes_out():
    text = "关于表彰李文博同志的通知\n正文。"
    start = text.index("李文博")
    settled = record(mention("李文博") | {"start": start, "end": start + 3}) | {
        "text": text, "body_end": len(text), "elements": [{"label": "title", "start": 0, "end": text.index("\n")}],
    }  # fmt: skip
    assert going(settled, None).texts["title"] == "关于表彰李某某同志的通知"
