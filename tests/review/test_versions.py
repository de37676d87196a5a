"""What changed between versions, the way so far, and a new version."""

import pytest

from pipeline.review.drafting.comparing import compared, personal
from tests.review.desk import NOTICE, SECRET, facts_of, handed_in, sent_back
from tests.review.workbench import Bench


def shown(before: list[str], after: list[str]) -> list[str]:
    """Return each line as kind and text, what went in brackets and what came in braces."""
    marks = {"": "{}", "del": "[{}]", "ins": "<{}>"}
    return [
        f"{line.kind}:" + ("".join(marks[r.mark].format(r.text) for r in line.runs) or str(line.left_out))
        for line in compared(before, after)
    ]


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        ([], [], []),
        ([], ["甲。"], ["ins:<甲。>"]),
        (["甲。"], [], ["del:[甲。]"]),
        (["每月600元。"], ["每月700元。"], ["changed:每月[600]<700>元。"]),
        (["风和日丽。"], ["本办法自公布之日起施行。"], ["del:[风和日丽。]", "ins:<本办法自公布之日起施行。>"]),
        (["一", "二", "三", "四", "五"], ["一", "二", "三", "四", "五", "六"], ["gap:4", "same:五", "ins:<六>"]),
        (["一", "旧", "二", "三", "四", "新"], ["一", "二", "三", "四"], ["same:一", "del:[旧]", "same:二", "same:三", "same:四", "del:[新]"]),
    ],
)  # fmt: skip
def test_sentences_that_went_came_and_stayed(before: list[str], after: list[str], wanted: list[str]) -> None:
    assert shown(before, after) == wanted


def test_two_thousand_equal_lines_are_compared_at_once() -> None:
    many = ["元"] * 3000
    assert shown(many, [*many, "合计。"])[-1] == "ins:<合计。>"


def test_kinds_whose_number_changed_are_counted() -> None:
    def record(*spans: tuple[str, str]) -> dict:
        return {"personal": [{"kind": kind, "action": action} for kind, action in spans]}

    before = record(("person_name", "mask"), ("person_name", "keep"), ("mobile", "mask"))
    assert personal(before, record(("person_name", "mask"), ("person_name", "mask"))) == [
        ("mobile", 1, 0),
        ("person_name", 1, 2),
    ]


def again(client, receipt: str, text: str, note: str = "按意见修改", name: str = "新稿.txt"):
    return client.post(f"/documents/{receipt}/resubmit", files=[("file", (name, text.encode()))], data={"note": note})


def test_a_returned_document_gets_a_new_version_and_the_two_are_compared(bench: Bench) -> None:
    client = bench.log_in("drafter")
    receipt = handed_in(bench, client)
    sent_back(bench, receipt, ("T11",), "第三条请核对")
    assert again(client, receipt, NOTICE.replace("600元", "650元")).status_code == 303
    bench.analyse()
    page = client.get(f"/documents/{receipt}/versions").text
    assert "每人每月<del>600</del><ins>650</ins>元" in page
    assert "按意见修改" in page and "第三条请核对" in page and "T11" in page
    assert client.get(f"/documents/{receipt}/status.json").json()["version"] == 2


def test_both_files_stay_as_they_came(bench: Bench) -> None:
    client = bench.log_in("drafter")
    receipt = handed_in(bench, client)
    again(client, receipt, NOTICE + "\n附注")
    first, second = (client.get(f"/documents/{receipt}/versions/{n}/file") for n in (1, 2))
    assert (first.content, second.content) == (NOTICE.encode(), (NOTICE + "\n附注").encode())
    assert first.headers["content-type"] == "application/octet-stream"
    assert client.get(f"/documents/{receipt}/versions/3/file").status_code == 404


def test_a_version_whose_text_is_the_same_says_so(bench: Bench) -> None:
    client = bench.log_in("drafter")
    receipt = handed_in(bench, client)
    again(client, receipt, NOTICE + "\n\n\n")
    bench.analyse()
    assert "逐句相同，没有改动" in client.get(f"/documents/{receipt}/versions").text


def test_a_new_version_with_a_secrecy_mark_is_refused_and_leaves_no_trace(bench: Bench) -> None:
    client = bench.log_in("drafter")
    receipt = handed_in(bench, client)
    answer = again(client, receipt, SECRET, name="绝不留名.txt")
    assert "转入涉密环境" in client.get(answer.headers["location"]).text
    assert client.get(f"/documents/{receipt}/status.json").json()["version"] == 1
    assert facts_of(bench, receipt, "refused") == [{"cause": "secrecy_mark"}]


def test_the_same_file_is_no_new_version(bench: Bench) -> None:
    client = bench.log_in("drafter")
    receipt = handed_in(bench, client)
    again(client, receipt, NOTICE)
    assert client.get(f"/documents/{receipt}/status.json").json()["version"] == 1


def test_while_a_new_version_is_analysed_nothing_goes_on(bench: Bench) -> None:
    client = bench.log_in("drafter")
    receipt = handed_in(bench, client)
    again(client, receipt, NOTICE + "\n附注")
    assert client.post(f"/documents/{receipt}/submit", data={"submit_reason": "急件先行送审"}).status_code == 409


def test_changes_of_the_form_stand_between_the_versions(bench: Bench) -> None:
    client = bench.log_in("drafter")
    receipt = handed_in(bench, client)
    client.post(f"/documents/{receipt}/form", data={"audience": "困难群众"})
    again(client, receipt, NOTICE + "\n附注")
    bench.analyse()
    client.post(f"/documents/{receipt}/form", data={"audience": "全体市民"})
    page = client.get(f"/documents/{receipt}/versions").text
    assert "困难群众" in page and "全体市民" in page
