"""The reading of a text and the way back from it."""

from pipeline.detect.view import view_of, without
from tests.build import doc_of

WRAPPED = (
    "　　云溪县信访局收到来信一件，反映青塘村道路损坏，雨\n天出行不便的问题，现将有关情况函告如下，请贵镇核实办\n"
    "理，并于三十日内书面答复来信人，同时将办理结果报送我\n局备案，办理中如遇到其他疑难问题，请及时与我局联系电\n"
    "话沟通，以便会商解决，请予支持配合，此函。\n"
)


def test_hard_wraps_are_read_through() -> None:
    view = view_of(doc_of(WRAPPED))
    assert "道路损坏，雨天出行" in view.text and view.text.count("\n") == 1


def test_a_list_of_short_lines_keeps_its_lines() -> None:
    text = "名单：\n张三\n李四\n王五\n"
    assert view_of(doc_of(text)).text == text


def test_a_list_of_persons_keeps_its_lines() -> None:
    text = "二、模范个人\n马玉兰（女，回族）　江州市第二人民医院主任医师\n柴永康（汉族）　江州市公安局临浦分局副支队长\n田野（土家族）　云溪县司法局石桥司法所调解员\n"
    assert view_of(doc_of(text)).text == text.replace("　", " ")


def test_a_text_spaced_between_all_characters_is_read_without() -> None:
    doc = doc_of("申 请 人 王 小 满 提 出 申 请 。")
    view = view_of(doc)
    at = view.text.index("王小满")
    assert doc.text[slice(*view.back(at, at + 3))] == "王 小 满"


def test_every_place_of_a_view_leads_back() -> None:
    text = "甲乙\n丙 丁\n戊"
    view = without(text, [(2, 3), (4, 5)])
    assert view.text == "甲乙丙丁\n戊"
    assert [text[slice(*view.back(i, i + 1))] for i in range(len(view.text))] == list(view.text)
    assert view.forth(3, 4) == (2, 3) and view.forth(5, 6) == (3, 4)
