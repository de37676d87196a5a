"""Columns by header, in whatever way the table was written down."""

import pytest

from pipeline.detect.tables import Headers, cells_of
from pipeline.doc import Piece
from pipeline.terms import registers
from tests.build import doc_of
from tests.detect.invented import found, masked_names, number

HEADERS = Headers(registers())
ID = number("citizen_number")


@pytest.mark.parametrize(
    "table",
    [
        "序号\t户主姓名\t所在村\n1\t和平\t李家村\n2\t王　伟\t周湾村\n",
        "| 序号 | 户主姓名 | 所在村 |\n|---|---|---|\n| 1 | 和平 | 李家村 |\n| 2 | 王　伟 | 周湾村 |\n",
        "序号    户主姓名    所在村\n1    和平    李家村\n2    王 伟    周湾村\n",
        "序号 户主姓名 所在村\n1 和平 李家村\n2 王 伟 周湾村\n",
        "序号\n户主姓名\n所在村\n1\n和平\n李家村\n2\n王　伟\n周湾村\n",
    ],
)
def test_a_column_of_names_is_read_by_its_header(table: str) -> None:
    assert [n.replace("　", "").replace(" ", "") for n in masked_names(f"低保对象公示\n\n{table}\n特此公示。")] == [
        "和平",
        "王伟",
    ]


def test_what_stands_for_no_name_is_none() -> None:
    assert masked_names("序号\t姓名\t残疾等级\n1\t张某某\t二级\n2\t无\t\n3\t合计\t\n") == []


def test_cells_come_from_the_file_where_it_tells() -> None:
    doc = doc_of("姓名 电话\n张三 1\n")
    pieces = [Piece(0, 2, "table", True, 0, 0, 0), Piece(3, 5, "table", True, 0, 0, 1)]
    pieces += [Piece(6, 8, "table", True, 0, 1, 0), Piece(9, 10, "table", True, 0, 1, 1)]
    cells = cells_of(doc.having(pieces=tuple(pieces)), HEADERS)
    assert [(c.start, c.end, c.header) for c in cells] == [(6, 8, "姓名"), (9, 10, "电话")]


def test_a_header_says_what_a_bare_number_is() -> None:
    assert found("姓名\t银行账号\n张某某\t123456789012\n") == [("bank_card", "123456789012")]
    assert found("姓名\t合同编号\n张某某\t123456789012\n") == []


def test_a_column_of_illness_and_of_kin_is_hidden() -> None:
    text = f"姓名\t身份证号\t致困原因\n张小满\t{ID}\t尿毒症透析\n李大有\t{ID}\t因灾\n"
    kinds = [k for k, _ in found(text)]
    assert kinds.count("health") == 1 and kinds.count("id_number") == 2


def test_a_sentence_is_no_header() -> None:
    assert cells_of(doc_of("姓名、电话等信息应当真实。\n张三 李四\n"), HEADERS) == []
