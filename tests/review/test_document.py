"""The page of one document: who sees it, what it shows, and that no document harms it."""

import html as entities
import re

import pytest

from pipeline.highlights import Note, inert, runs
from pipeline.review.reviewing.marking import lines, notes
from pipeline.store.settled import settled
from tests.review.reviewing import TEXT, mention, queued, record, spans, stored
from tests.review.workbench import *  # noqa: F403
from tests.review.workbench import Bench

SIGN = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'`{{7*7}}&lt;"


def paper(page: str) -> str:
    """Return the text that the page holds as the document's, line by line."""
    found = re.findall(r'<div class="line[^"]*" id="L[0-9]+"[^>]*>(.*?)</div>', page, re.S)
    return "\n".join(entities.unescape(re.sub(r"<[^>]*>", "", line)) for line in found)


@pytest.mark.parametrize(
    "text",
    [TEXT, "", "一行", "\n\n", "末行\n", "𠮷\n𡈽𠮷\n", "\t制表\n  空格  ", SIGN, "a" * 5000, "短行\n\n" * 1500 + "末"],
)
def test_the_page_holds_the_text_character_for_character(bench: Bench, text: str) -> None:
    receipt = queued(bench, record(text, []))
    assert paper(bench.log_in("reviewer").get(f"/documents/{receipt}").text) == text


def test_highlights_cut_the_text_and_lose_nothing() -> None:
    made = record()
    cut = lines(made, notes(made, settled(made, ()), {}))
    assert "\n".join("".join(run.text for run in line.runs) for line in cut) == TEXT
    masked = [run for line in cut for run in line.runs if "m-personal" in " ".join(run.families)]
    assert [run.text for run in masked] == ["程怀瑾", "13900001234", "程怀瑾"]
    assert all(TEXT[run.start : run.start + len(run.text)] == run.text for run in masked)


def test_runs_carry_all_that_covers_them() -> None:
    found = runs("甲乙丙丁", 4, [Note(0, 3, "a", "一", "x", "A"), Note(1, 2, "b", "二", "", "B")])
    assert [(r.text, r.families, r.targets, r.anchors) for r in found] == [
        ("甲", ["a"], ["A"], ["x"]),
        ("乙", ["a", "b"], ["A", "B"], []),
        ("丙", ["a"], ["A"], []),
        ("丁", [], [], []),
    ]


def test_controls_of_direction_are_seen_and_have_no_effect() -> None:
    text = "公开\u202e密\u2066秘\u200f"
    assert inert(text) == "公开▯密▯秘▯"
    assert len(inert(text)) == len(text)


@pytest.mark.parametrize("text", [SIGN, f"标题\n{SIGN}", f"标题\n\u202e{SIGN}\u2069"])
def test_a_hostile_document_is_shown_inert(bench: Bench, text: str) -> None:
    start = text.index("<")
    evil = mention(start, start + 8, replacement="<b onclick=alert(3)>'\"")
    made = record(text, [evil], draft={"title": SIGN, "sections": [], "checks": [], "lacking": []})
    page = bench.log_in("reviewer").get(f"/documents/{queued(bench, made)}").text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "<b onclick" not in page
    assert "49" not in paper(page)
    assert not re.search(r"<[^>]*\son[a-z]+=", re.sub(r'"[^"]*"|\'[^\']*\'', '""', page)), (
        "an attribute that runs script"
    )


@pytest.mark.parametrize("login,status", [("drafter", 200), ("drafter2", 404), ("reviewer", 200), ("auditor", 200), ("signer", 200), ("justice", 404), ("administrator", 403)])  # fmt: skip
def test_who_sees_a_document(bench: Bench, login: str, status: int) -> None:
    receipt = queued(bench)
    assert bench.log_in(login).get(f"/documents/{receipt}").status_code == status


def test_an_unknown_document_is_not_found(bench: Bench) -> None:
    assert bench.log_in("reviewer").get("/documents/GK-20260101-9999").status_code == 404


@pytest.mark.parametrize("login", ["drafter", "signer", "auditor"])
def test_who_only_reads_has_no_means_to_judge(bench: Bench, login: str) -> None:
    receipt = queued(bench)
    client = bench.log_in(login)
    page = client.get(f"/documents/{receipt}").text
    assert "data-judging" not in page
    assert "judging.js" not in page
    for way in ("judge", "undo", "lock", "unlock", "pass", "return", "defer", "resume", "rerun", "assign"):
        assert client.post(f"/documents/{receipt}/{way}").status_code == 403


def test_evidence_is_linked_both_ways(bench: Bench) -> None:
    receipt = queued(bench)
    page = bench.log_in("reviewer").get(f"/documents/{receipt}").text
    for start in {int(n) for n in re.findall(r'href="#c([0-9]+)"', page)}:
        assert page.count(f'<i id="c{start}">') == 1
    for start, end in spans(TEXT, "程怀瑾"):
        target = f"mention:{start}-{end}"
        assert re.search(rf'<mark class="[^"]*m-personal[^"]*" data-target="[^"]*{target}', page)
        assert f'data-target="{target}" data-kind="mention"' in page


def test_no_id_stands_twice(bench: Bench) -> None:
    page = bench.log_in("reviewer").get(f"/documents/{queued(bench)}").text
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert sorted(ids) == sorted(set(ids))


def test_what_a_file_carries_stands_apart(bench: Bench) -> None:
    text = "江州市民政局通知\n批注：请核"
    made = record(text, [])
    made["body_end"] = 9
    page = bench.log_in("reviewer").get(f"/documents/{queued(bench, made)}").text
    assert page.index("以下随文件附带") < page.index("批注：请核")
    assert paper(page) == text


def test_a_document_outside_the_regulation_is_shown(bench: Bench) -> None:
    none = {"label": None, "probability": {}, "candidates": [], "needs_review": True, "delivery": "none"}
    made = record()
    made["attribute"] |= none
    assert "不适用条例，须人工认定" in bench.log_in("reviewer").get(f"/documents/{queued(bench, made)}").text


def test_a_document_that_waits_for_the_machine_says_so(bench: Bench) -> None:
    client = bench.log_in("drafter")
    client.post("/drafting/upload", files={"file": ("通知.txt", "江州市民政局通知\n请各街道报送名单。".encode())})
    receipt = client.get("/drafting").text.split("/documents/")[1].split("/")[0].split('"')[0]
    assert stored(bench, receipt).analysis == "queued"
    assert "正在分析" in client.get(f"/documents/{receipt}").text


def test_the_page_is_in_the_readers_script_and_the_text_in_its_own(bench: Bench) -> None:
    client = bench.log_in("reviewer")
    receipt = queued(bench)
    client.post("/display", data={"script": "hant", "back": "/"})
    page = client.get(f"/documents/{receipt}").text
    assert "公開屬性" in page
    assert paper(page) == TEXT


def usual(count: int, length: int) -> str:
    """Return a text of `length` characters with `count` names in it."""
    sentence = "请各街道于本月底前将名单报送程怀瑾，并做好政策宣传和咨询解答工作。"
    text = "江州市民政局通知\n" + "\n".join([sentence] * count)
    return text + "\n" + ("其他事项另行通知，请遵照执行。" * 20 + "\n") * ((length - len(text)) // 301 + 1)


@pytest.mark.parametrize("text,names", [(usual(60, 5000)[:5000], 60), ("长" * 200_000, 0), ("短行文字\n" * 40_000, 0)])
def test_a_long_document_is_shown(bench: Bench, text: str, names: int) -> None:
    made = record(text)
    assert len(made["personal"]) == names
    receipt, client = queued(bench, made), bench.log_in("reviewer")
    assert paper(client.get(f"/documents/{receipt}").text) == text
