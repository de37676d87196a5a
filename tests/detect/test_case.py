"""Persons of a case of several files: one surrogate each, found everywhere, numbered on."""

from pipeline.detect import Case
from pipeline.record import deidentified
from tests.build import doc_of
from tests.detect.invented import detector

FIRST = "申请人：张小满，女。第三人：张大有。"
SECOND = "证人：张立本。经查，张小满于当日到场。"


def rendered(texts: list[str], known: Case | None = None) -> tuple[list[str], Case]:
    plain = detector()
    docs = [doc_of(text) for text in texts]
    case = plain.case([plain(doc) for doc in docs], known)
    done = [plain.within(case)(doc) for doc in docs]
    return [deidentified(doc.text, doc.mentions or ()) for doc in done], case


def test_a_person_has_one_surrogate_in_all_files_of_a_case() -> None:
    (first, second), case = rendered([FIRST, SECOND])
    assert case.surrogates == {"张小满": "张某1", "张大有": "张某2", "张立本": "张某3"}
    assert "张某1" in first and "张某1" in second and "张某3" in second


def test_numbering_goes_on_after_the_names_of_a_saved_case() -> None:
    (shown,), case = rendered([SECOND], Case({"张大有": "张某2", "张小满": "张某1"}))
    assert case.surrogates["张立本"] == "张某3" and "张某1" in shown


def test_one_who_was_alone_in_a_saved_case_keeps_the_surrogate() -> None:
    _, case = rendered([SECOND], Case({"张小满": "张某某"}))
    assert case.surrogates == {"张小满": "张某某", "张立本": "张某2"}


def test_a_name_of_the_case_is_found_where_nothing_tells_of_it() -> None:
    known = Case({"欧阳澄": "欧阳某"})
    doc = detector().within(known)(doc_of("附表所列欧阳澄一户已入住。"))
    assert [(m.action, m.replacement) for m in doc.mentions or ()] == [("mask", "欧阳某")]


def test_a_name_inside_the_name_of_a_body_is_left() -> None:
    doc = detector().within(Case({"张小满": "张某某"}))(doc_of("江州张小满粮油有限公司的许可证已换发。"))
    assert [m for m in doc.mentions or () if m.action != "keep"] == []


def test_a_case_shows_no_name() -> None:
    assert "张" not in repr(Case({"张小满": "张某1"}, frozenset({"张大有"})))
