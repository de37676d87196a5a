"""Masking customs (reference 5.6) and the masked views."""

from pathlib import Path

import pytest

from pipeline.detect import Detector
from pipeline.detect.lexicon import Lexicon
from pipeline.detect.mask import Masker
from pipeline.doc import Attribute, Mention, Span
from pipeline.fold import fold
from pipeline.record import deidentified
from pipeline.terms import Registers, registers
from tests.build import doc_of
from tests.detect.invented import detector, number

ID, MOBILE, BANK = number("citizen_number"), number("mobile"), number("bank_card")


def rendered(text: str) -> str:
    doc = detector()(doc_of(text))
    return deidentified(doc.text, doc.mentions or ())


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("申请人：顾小满，女。", "申请人：顾某某，女。"),
        ("申请人：欧阳澄，女。", "申请人：欧阳某，女。"),
        ("申請人：張小滿，女。", "申請人：張某某，女。"),
        ("申请人：张小满；第三人：张大有。", "申请人：张某1；第三人：张某2。"),
        (f"申请人身份证号{ID}。", f"申请人身份证号{'*' * 18}。"),
        (f"手机{MOBILE}。", f"手机{MOBILE[:3]}****{MOBILE[-4:]}。"),
        (f"手机+86 {MOBILE}。", f"手机+86 {MOBILE[:3]}****{MOBILE[-4:]}。"),
        (f"账号{BANK}。", f"账号{'*' * (len(BANK) - 4)}{BANK[-4:]}。"),
        ("家住云溪县青塘镇李家村三组12号。", "家住云溪县青塘镇李家村××。"),
        ("申请人：顾小满，出生日期：1969年4月12日。", "申请人：顾某某，出生日期：1969年。"),
    ],
)
def test_a_mention_is_replaced_by_custom(text: str, wanted: str) -> None:
    assert rendered(text) == wanted


OPERATORS = """
[[row]]
id = "other"
profile = "p"
kind = ""
operator = "keep"
source = "a test"
"""


def masker(tmp_path: Path, kind: str, operator: str, more: str = "") -> Masker:
    """Return a masker with one row of its own."""
    row = f'[[row]]\nid = "own"\nprofile = "p"\nkind = "{kind}"\noperator = "{operator}"\nsource = "a test"\n{more}\n'
    (tmp_path / "masking.toml").write_text(OPERATORS + row, encoding="utf-8")
    return Masker(Registers((tmp_path,)), Lexicon(registers()), profile="p")


@pytest.mark.parametrize(
    ("kind", "operator", "more", "value", "wanted", "action"),
    [
        ("health", "drop", "", "尿毒症", "", "mask"),
        ("plate", "none", "", "江A12345", "江A12345", "keep"),
        ("income", "band", 'word = "×"', "月收入1850元", "月收入1000余元", "generalise"),
        ("income", "band", 'word = "×"', "3.8万元", "3余万元", "generalise"),
        ("income", "band", 'word = "×"', "低保", "×", "generalise"),
        ("birth_date", "year", 'word = "×"', "56岁", "50余岁", "generalise"),
        ("birth_date", "year", 'word = "×"', "五十三歲", "五十余歲", "generalise"),
        ("birth_date", "year", 'word = "×"', "4岁", "不满10岁", "generalise"),
        ("birth_date", "year", 'word = "×"', "1969年4月12日", "1969年", "generalise"),
        (
            "home_address",
            "address",
            'word = "×"\nlevel = "group"',
            "云溪县李家村三组12号",
            "云溪县李家村三组×",
            "generalise",
        ),
        ("home_address", "address", 'word = "×"', "云溪县李家村三组12号", "云溪县李家村×", "generalise"),
        ("home_address", "address", 'word = "×"', "云溪县李家村", "云溪县李家村", "generalise"),
        ("mobile", "keep", "head = 3\ntail = 4", "12345", "*****", "mask"),
    ],
)
def test_an_operator_writes_what_its_row_says(
    tmp_path: Path, kind: str, operator: str, more: str, value: str, wanted: str, action: str
) -> None:
    own = masker(tmp_path, kind, operator, more)
    assert (own.write(value, fold(value), kind), own.action(kind)) == (wanted, action)


def test_names_already_known_keep_their_surrogates_and_numbering_goes_on(tmp_path: Path) -> None:
    own = masker(tmp_path, "person_name", "name")
    known = {"张小满": "张某2", "王大有": "王某某"}
    written = own.surrogates(["张立本", "王开来", "李文"], known)
    shown = {name: name[:size] + rest for name, (size, rest) in written.items()}
    assert shown == {"张小满": "张某2", "王大有": "王某某", "张立本": "张某3", "王开来": "王某2", "李文": "李某"}


def test_a_number_that_is_masked_once_is_masked_where_it_stands_bare() -> None:
    account = "123456789012"
    assert rendered(f"申请人账号{account}。\n附表：{account}／已核对").count(account) == 0


def test_one_person_has_one_surrogate() -> None:
    text = rendered("申请人：张小满。第三人：张大有。张小满称，张大有占地。")
    assert text.count("张某1") == 2 and text.count("张某2") == 2


def test_the_masked_view_has_the_length_of_the_text_and_hides_what_is_masked() -> None:
    doc = detector()(doc_of(f"申请人：張小滿，手機{MOBILE}；聯繫人：李文舉。"))
    assert doc.masked == f"申请人：張××，手機{'×' * 11}；聯繫人：李文舉。"
    assert len(doc.masked or "") == len(doc.text)


def test_what_is_kept_is_not_replaced() -> None:
    kept = Mention(Span(0, 2, "personal", "person_name"), "official", "keep", "张三")
    hidden = Mention(Span(3, 5, "personal", "person_name"), "private", "mask", "李某")
    assert deidentified("张三、李四来", [hidden, kept]) == "张三、李某来"
    assert deidentified("", []) == ""


def test_a_document_to_be_masked_is_returned_and_goes_out_redacted() -> None:
    attribute = Attribute("proactive", "full", {}, ("proactive",), False, None, ())
    doc = detector()(doc_of(f"手机{MOBILE}").having(attribute=attribute, missing=("T02",)))
    assert doc.missing == ("T02", "T11") and doc.attribute and doc.attribute.delivery == "redacted"


def test_a_document_with_nothing_to_hide_goes_out_as_it_is() -> None:
    attribute = Attribute("proactive", "full", {}, ("proactive",), False, None, ())
    doc = detector()(doc_of("江州市人民政府关于印发《江州市养老服务办法》的通知").having(attribute=attribute))
    assert doc.missing is None and doc.attribute == attribute and doc.mentions == ()


def test_mentions_do_not_overlap_and_stand_in_order() -> None:
    doc = detector()(doc_of(f"申请人：张小满（身份证{ID}，手机{MOBILE}），张小满住云溪县李家村三组12号。"))
    spans = [m.span for m in doc.mentions or ()]
    assert len(spans) >= 5 and all(a.end <= b.start for a, b in zip(spans, spans[1:], strict=False))


def test_unknown_settings_are_errors() -> None:
    with pytest.raises(ValueError, match="gate or off"):
        Detector(registers(), names="all")
    with pytest.raises(ValueError, match="no masking profile"):
        Detector(registers(), profile="none")
