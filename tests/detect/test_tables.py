"""Columns by header, in whatever way the table was written down."""

import time

import pytest

from pipeline.detect.tables import Headers, cells_of
from pipeline.doc import Doc, Piece
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


def test_a_header_of_two_rows_names_the_columns_that_the_upper_groups() -> None:
    rows = ("序号\t户主\t发放情况\t\t备注", "\t姓名\t金额\t一卡通账号\t", "1\t翟水根\t780元\t6\t双目失明")
    lines = [(c.header.strip(), c.row) for c in cells_of(doc_of("\n".join(rows)), HEADERS)]
    assert lines == [("序号", 2), ("姓名", 2), ("金额", 2), ("一卡通账号", 2), ("备注", 2)]


def test_a_merged_header_in_a_file_names_the_columns_by_its_lower_row() -> None:
    grid = {(0, 0): "序号", (0, 1): "补助对象", (0, 3): "备注", (1, 1): "姓名", (1, 2): "身份证号"}
    grid |= {(2, 0): "1", (2, 1): "翟水根", (2, 2): "无", (2, 3): "失明"}
    cells = cells_of(_in_file(grid), HEADERS)
    assert [c.header for c in cells] == ["序号", "姓名", "身份证号", "备注"]


def test_a_later_header_in_the_same_table_renames_its_columns() -> None:
    grid = {(0, 0): "姓名", (0, 1): "联系电话", (1, 0): "翟水根", (1, 1): "1"}
    grid |= {(2, 0): "单位名称", (2, 1): "法定代表人", (3, 0): "临浦面馆", (3, 1): "席安邦"}
    assert [c.header for c in cells_of(_in_file(grid), HEADERS)] == ["姓名", "联系电话", "单位名称", "法定代表人"]


def test_a_cell_in_a_file_ends_before_the_mark_that_ends_it() -> None:
    doc = doc_of("姓名\t备注\n翟水根\t双目失明\n2\t无\n")
    spans = [(0, 3, 0, 0), (3, 6, 0, 1), (6, 10, 1, 0), (10, 15, 1, 1)]
    pieces = tuple(Piece(a, b, "table", True, 0, row, column) for a, b, row, column in spans)
    cells = cells_of(doc.having(pieces=pieces), HEADERS)
    assert [doc.text[c.start : c.end] for c in cells][:2] == ["翟水根", "双目失明"]


def test_a_form_in_a_file_has_no_header_row() -> None:
    doc = _in_file(
        {(0, 0): "姓名", (0, 1): "翟水根", (0, 2): "年龄", (0, 3): "61", (1, 0): "住址", (1, 1): "临浦区柳荫里"}
    )
    assert {(c.header, doc.text[c.start : c.end]) for c in cells_of(doc, HEADERS)} >= {
        ("姓名", "翟水根"),
        ("年龄", "61"),
    }


@pytest.mark.parametrize(
    "line", ["家庭收入，存款，工资如下。\n一，二，三\n", "银行存款5元，家庭收入6元，欠款\n一，二，三\n"]
)
def test_commas_in_a_sentence_draw_no_table(line: str) -> None:
    assert cells_of(doc_of(line), HEADERS) == []


def test_a_sheet_of_many_rows_takes_linear_time() -> None:
    rows = 20_000
    grid = {(0, 0): "序号", (0, 1): "姓名"} | {(r, c): ("1", "翟水根")[c] for r in range(1, rows) for c in (0, 1)}
    doc = _in_file(grid)
    begin = time.process_time()
    assert len(cells_of(doc, HEADERS)) == 2 * (rows - 1)
    assert time.process_time() - begin < 2


def _in_file(grid: dict[tuple[int, int], str]) -> Doc:
    """Return a document with one table whose places the file tells: text by row and column."""
    text, pieces, last = "", [], 0
    for (row, column), value in sorted(grid.items()):
        text += ("\n" if row != last else "\t") if text else ""
        pieces.append(Piece(len(text), len(text) + len(value), "table", True, 0, row, column))
        text, last = text + value, row
    return doc_of(text).having(pieces=tuple(pieces))


def test_names_and_headers_set_wide_are_one_cell_each() -> None:
    rows = ["编号   姓   名   作物   金额（元）", "001   麻  广  进   大豆   20.0", "002   王   喜   玉米   9.0"]
    cells = cells_of(doc_of("\n".join(rows)), HEADERS)
    assert [c.header for c in cells[:4]] == ["编号", "姓   名", "作物", "金额（元）"] and len(cells) == 8
