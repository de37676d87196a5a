"""Tasks: who leads, who else answers, and by when."""

import pytest

from pipeline.segment import Segmenter
from tests.build import doc_of

HEAD = "江州市政务公开工作方案\n一、主要任务\n"
FOOT = "\n江州市人民政府办公室\n2020年3月2日\n"

# paragraph, leading bodies, other bodies, due
TASKS = {
    "lead and responsible": (
        "（一）编制目录。全面梳理公开事项。（牵头单位：编办、司法局，责任单位：各镇人民政府、街道办事处，政府各部门、单位）",
        ["编办", "司法局"], ["各镇人民政府、街道办事处", "政府各部门、单位"], None,
    ),
    "half-width marks": ("1.清理文件。(牵头单位:司法局,配合单位:各乡镇)", ["司法局"], ["各乡镇"], None),
    "responsible only": ("1.清理文件。（责任单位：市司法局、市财政局）", ["市司法局", "市财政局"], [], None),
    "due by a day": ("（一）上线平台，2020年10月20日前完成。（牵头单位：市大数据局）", ["市大数据局"], [], "2020-10-20"),
    "due by the end of a month": ("（一）9月底前建成平台。（责任单位：市大数据局）", ["市大数据局"], [], "2020-09-30"),
    "a limit in the bracket": (
        "（一）建成平台。（责任单位：市大数据局；完成时限：2021年底前）", ["市大数据局"], [], "2021-12-31",
    ),
    "leads and assist": ("（一）建成平台。（市大数据局牵头，市财政局、各区政府配合）", ["市大数据局"], ["市财政局", "各区政府"], None),
    "on lines of their own": (
        "（一）建成平台。\n牵头单位：市大数据局\n责任单位：各县区人民政府\n完成时限：2020年12月30日",
        ["市大数据局"], ["各县区人民政府"], "2020-12-30",
    ),
    "two brackets": ("（一）抓好落实。（牵头单位：市民政局）（配合单位：市财政局）", ["市民政局"], ["市财政局"], None),
    "places without a noun": ("（一）抓好落实。（责任单位：各市、州人民政府）", ["各市、州人民政府"], [], None),
}


@pytest.mark.parametrize("case", TASKS)
def test_a_task(segmenter: Segmenter, case: str) -> None:
    paragraph, lead, others, due = TASKS[case]
    doc = segmenter(doc_of(HEAD + paragraph + FOOT))
    assert doc.tasks is not None and len(doc.tasks) == 1
    task = doc.tasks[0]
    assert [doc.folded[a:b] for a, b in task.lead] == lead
    assert [doc.folded[a:b] for a, b in task.others] == others
    assert task.due == due
    assert "单位" not in doc.folded[slice(*task.text)]


def test_no_task_without_a_body(segmenter: Segmenter) -> None:
    assert segmenter(doc_of("各单位要牵头抓好责任落实。")).tasks == ()


def test_brackets_that_only_speak_of_a_lead_are_no_task(segmenter: Segmenter) -> None:
    assert segmenter(doc_of(HEAD + "（一）抓好落实（牵头：另行明确）。" + FOOT)).tasks == ()
