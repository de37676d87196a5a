"""PDF pages as they are meant to be read: shadows once, each direction for itself, a cell of several lines as one."""

from itertools import pairwise
from random import Random

import pypdfium2
import pytest
from pikepdf import Array, Dictionary

from pipeline.formats.layout import Run, page_text
from pipeline.train import invent
from tests.formats.test_pdf_rewriting import hidden, left, reading, rewritten
from tests.making.pdf import Maker, placed

NUMBER = invent.citizen_number(Random(31))
MOBILE = invent.mobile(Random(31))
STARS = "*" * len(NUMBER)
SHORT = f"{MOBILE[:3]}****{MOBILE[-4:]}"
NOTE = "江州市各乡镇人民政府应当按照本办法及时办理，不得推诿，并于每月末公示。"


def said(data: bytes) -> str:
    doc = reading(data)
    return doc.text[: doc.body_end]


def shown(text: str, x: float, y: float, *, down: bool = False, aside: tuple[float, float] = (0, 0)) -> str:
    """Return operators that show a text glyph by glyph, each twice where `aside` says how far apart; size 16."""
    out = ""
    for letter in text:
        for dx, dy in {aside, (0.0, 0.0)}:
            out += placed(letter, x + dx, y + dy)
        y, x = (y - 16, x) if down else (y, x + (8.9 if letter.isascii() else 16))
    return out


@pytest.mark.parametrize("aside", [(1.6, -1.6), (-2, 1), (2, 0.5), (0.4, 0.4)])
def test_a_shadow_is_read_once_and_goes_with_its_letter(aside: tuple[float, float]) -> None:
    data = Maker(shown(f"身份证号{NUMBER}。", 50, 700, aside=aside)).bytes
    assert said(data) == f"身份证号{NUMBER}。\n"
    made = rewritten(data, {NUMBER: STARS})
    assert left(made.data, NUMBER) == 0 and not hidden(made.data, NUMBER)
    assert left(made.data, "".join(c * 2 for c in NUMBER)) == 0
    assert said(made.data) == f"身份证号{STARS}。\n"


def test_the_shadow_of_a_whole_line_is_read_once() -> None:
    line = f"电话{MOBILE}。"
    data = Maker(shown(line, 51.6, 698.4) + shown(line, 50, 700)).bytes
    assert said(data) == line + "\n"
    made = rewritten(data, {MOBILE: SHORT})
    assert left(made.data, MOBILE) == 0 and said(made.data) == f"电话{SHORT}。\n"


def test_a_tight_line_keeps_letters_that_follow_their_like() -> None:
    data = Maker("BT /L 16 Tf 50 700 Td [" + "".join(f"({c}) 280 " for c in "1001122333") + "] TJ ET").bytes
    assert said(data) == "1001122333\n"


def test_a_page_written_from_top_to_bottom_is_read_so() -> None:
    columns = ["申请人欧阳雨桐，男，汉族，", f"身份证号{NUMBER}", "住江州市云溪县。"]
    data = Maker("".join(shown(column, 500 - 40 * n, 780, down=True) for n, column in enumerate(columns))).bytes
    assert said(data) == "\n".join(columns) + "\n"
    made = rewritten(data, {NUMBER: STARS})
    assert left(made.data, NUMBER) == 0 and not hidden(made.data, NUMBER)
    assert "申请人欧阳雨桐，男，汉族，" in said(made.data)


def test_lines_of_another_direction_come_after_the_page() -> None:
    aside = f"q 0 1 -1 0 560 100 cm {placed(f'手机{MOBILE}', 0, 0)} Q\n"
    data = Maker(aside + placed(NOTE, 30, 700, size=12) + placed(NOTE, 30, 680, size=12)).bytes
    assert said(data) == f"{NOTE}\n{NOTE}\n手机{MOBILE}\n"
    made = rewritten(data, {MOBILE: SHORT})
    assert left(made.data, MOBILE) == 0 and said(made.data) == f"{NOTE}\n{NOTE}\n手机{SHORT}\n"


def test_a_line_set_downwards_on_a_page_of_lines_comes_after_it() -> None:
    data = Maker(shown(f"电话{MOBILE}", 550, 600, down=True) + placed(NOTE, 30, 700, size=12)).bytes
    assert said(data) == f"{NOTE}\n电话{MOBILE}\n"


def test_figures_below_one_another_are_rows() -> None:
    column = "".join(placed(str(n), 50, 700 - 24 * n) for n in range(1, 9))
    data = Maker(column + "".join(placed("户", 150, 700 - 24 * n) for n in range(1, 9))).bytes
    assert said(data) == "".join(f"{n}\t户\n" for n in range(1, 9))


# Tables: x of the lines 50, 100, 160 and 260, rows of a height of 60.

EDGES = (50, 100, 160, 260)


def grid(rows: int, *, thin: bool = False) -> str:
    """Return the lines of a table from y 700 down; thin: as filled rectangles, one for each side of a cell."""
    down = 700 - 60 * rows
    if thin:
        level = [f"{a} {700 - 60 * n} {b - a} .5 re" for n in range(rows + 1) for a, b in pairwise(EDGES)]
        return "\n".join([*level, *(f"{x} {700 - 60 * n - 60} .5 60 re" for n in range(rows) for x in EDGES), "f\n"])
    level = [f"50 {700 - 60 * n} m 260 {700 - 60 * n} l S" for n in range(rows + 1)]
    return "\n".join([*level, *(f"{x} 700 m {x} {down} l S" for x in EDGES), ""])


def row(number: int, *cells: str) -> str:
    """Return a row of texts of size 10; a line end parts the lines of a cell, which stand in its middle."""
    out = ""
    for x, text in zip(EDGES[:3], cells, strict=True):
        lines = text.split("\n")
        top = 700 - 60 * number - 30 + 6 * len(lines) - 9
        out += "".join(placed(line, x + 4, top - 12 * n, size=10) for n, line in enumerate(lines))
    return out


TABLE = row(0, "姓名", "电话", "住址") + row(
    1, "欧阳雨\n桐", f"{MOBILE[:8]}\n{MOBILE[8:]}", "江州市云溪县白鹭镇\n柳湾村三组"
)
READ = f"姓名\t电话\t住址\n欧阳雨桐\t{MOBILE}\t江州市云溪县白鹭镇柳湾村三组\n"


@pytest.mark.parametrize("thin", [False, True])
def test_a_cell_of_several_lines_is_read_as_one(thin: bool) -> None:
    table = TABLE + row(2, "1", MOBILE[:8] + "\n" + MOBILE[8:], "江州市")
    data = Maker(grid(3, thin=thin) + table).bytes
    assert f"\n1\t{MOBILE}\t江州市\n" in said(data)
    made = rewritten(data, {MOBILE: SHORT})
    assert left(made.data, MOBILE) == 0 and not hidden(made.data, MOBILE)
    assert f"\n1\t{SHORT}\t江州市\n" in said(made.data)


@pytest.mark.parametrize("turns", range(4))
def test_a_table_on_a_turned_page_is_read_alike(turns: int) -> None:
    turn = ("1 0 0 1 0 0", "0 1 -1 0 842 0", "-1 0 0 -1 842 842", "0 -1 1 0 0 842")[turns]
    maker = Maker(f"q {turn} cm {grid(2)}{TABLE} Q")
    maker.pdf.pages[0].obj["/MediaBox"] = Array([0, 0, 842, 842])
    assert said(maker.bytes) == READ
    maker.pdf.pages[0].obj["/Rotate"] = 90 * turns
    assert said(maker.bytes) == READ


def test_a_table_in_a_form_is_read_alike() -> None:
    maker = Maker()
    form = maker.form(grid(2) + TABLE, Matrix=Array([0.9, 0, 0, 0.9, 20, 20]))
    maker.page("/F Do", XObject=Dictionary(F=form))
    assert said(maker.bytes) == READ


def test_numbers_below_one_another_in_a_cell_stay_apart() -> None:
    one, other = MOBILE, invent.mobile(Random(32))
    data = Maker(grid(1) + row(0, "张三", f"{one}\n{other}", "江州市")).bytes
    assert said(data) == f"张三\t{one} {other}\t江州市\n"


def test_cells_that_almost_touch_are_parted_by_their_line() -> None:
    data = Maker(grid(1) + placed("欧阳雨桐子", 50.5, 665, size=9.8) + placed(MOBILE, 101, 665, size=10)).bytes
    assert said(data) == f"欧阳雨桐子\t{MOBILE}\n"


def test_a_number_wider_than_its_cell_stays_whole() -> None:
    data = Maker(grid(1) + placed(NUMBER, 101, 665, size=10)).bytes
    assert said(data) == NUMBER + "\n"


def test_short_lines_of_a_cell_are_parted_by_a_space() -> None:
    data = Maker(grid(1) + row(0, "1", "甲", "张三\n李四")).bytes
    assert said(data) == "1\t甲\t张三 李四\n"


def test_rows_that_no_line_parts_stay_rows() -> None:
    data = Maker(grid(1) + row(0, "1\n2", "甲\n乙", "张三\n李四")).bytes
    assert said(data) == "1\t甲\t张三\n2\t乙\t李四\n"


def test_a_frame_around_a_page_is_no_cell() -> None:
    data = Maker("20 20 550 800 re S\n" + placed("第一行，句子", 50, 700) + placed("到此为止。", 50, 670)).bytes
    assert said(data) == "第一行，句子\n到此为止。\n"


def test_a_drawing_of_many_lines_is_no_table() -> None:
    lines = "".join(
        f"{10 + n * 0.5} 10 m {10 + n * 0.5} 800 l S {10} {10 + n} m 500 {10 + n} l S\n" for n in range(900)
    )
    data = Maker(lines + placed("第一行，句子", 50, 700) + placed("到此为止。", 50, 670)).bytes
    assert said(data) == "第一行，句子\n到此为止。\n"


def test_cells_without_places_leave_the_text_as_it_is() -> None:
    cell = (0.0, 0.0, 50.0, 40.0)
    runs = [Run("甲", 2, 12, 2, 12, cell=cell), Run("乙", 2, 12, 16, 26, cell=cell), Run("丙", 60, 70, 2, 12)]
    assert page_text(runs, width=200) == "甲\t丙\n乙"


def test_the_lines_of_a_hostile_page_take_no_time() -> None:
    maker = Maker(
        "".join(f"{n % 500} {n % 800} m {n % 500} {n % 700} l S\n" for n in range(60_000)) + placed("文", 9, 9)
    )
    assert said(maker.bytes) == "文\n"


@pytest.mark.parametrize("matrix", ["0.5 0 0 0.5 100 300", "0 1 -1 0 700 20"])
def test_words_of_their_own_in_a_form_stand_where_it_draws_them(matrix: str) -> None:
    spoken = f"/Span <</ActualText <FEFF96E8>>> BDC {placed('雨', 130, 700)} EMC\n"
    content = placed("申请人欧阳", 50, 700) + spoken + placed(f"桐，{MOBILE}", 146, 700)
    maker = Maker()
    maker.page(f"q {matrix} cm /F Do Q", XObject=Dictionary(F=maker.form(content)))
    assert said(maker.bytes) == f"申请人欧阳雨桐，{MOBILE}\n"
    made = rewritten(maker.bytes, {"雨桐": "某某", MOBILE: SHORT})
    assert left(made.data, MOBILE) == left(made.data, "雨桐") == 0
    assert said(made.data) == f"申请人欧阳某某，{SHORT}\n"


def test_two_drawings_of_one_letter_may_differ_in_size() -> None:
    data = Maker(placed("雨", 50, 700, size=11) + placed("桐", 66, 700) + placed("雨", 49.7, 699.6, size=12)).bytes
    assert said(data).replace(" ", "") == "雨桐\n"


# Tables that no line is drawn around.


def column(x: float, y: float, *lines: str) -> str:
    return "".join(placed(line, x, y - 12 * n, size=10) for n, line in enumerate(lines))


def bare(*rows: tuple[tuple[str, ...], ...]) -> bytes:
    """Return a page of rows of cells of lines, written cell by cell, each row in a height of 50."""
    out = ""
    for n, cells in enumerate(rows):
        for x, lines in zip((50, 90, 140, 200), cells, strict=True):
            out += column(x, 700 - 50 * n + 6 * len(lines), *lines)
    return Maker(out).bytes


def test_a_table_without_lines_is_read_row_by_row() -> None:
    address = ("江州市云溪", "县白鹭镇柳", "湾村三组")
    number = (NUMBER[:8], NUMBER[8:16], NUMBER[16:])
    data = bare(*(((str(n),), ("欧阳雨", "桐"), number, address) for n in (1, 2)))
    assert said(data) == "".join(f"{n}\t欧阳雨桐\t{NUMBER}\t江州市云溪县白鹭镇柳湾村三组\n" for n in (1, 2))
    made = rewritten(data, {NUMBER: STARS})
    assert left(made.data, NUMBER) == 0 and not hidden(made.data, NUMBER)
    assert said(made.data) == said(data).replace(NUMBER, STARS)


def test_columns_written_one_after_the_other_stay_rows() -> None:
    some = [invent.mobile(Random(n)) for n in range(3)]
    data = Maker(column(50, 700, "张三", "李四", "王五") + column(150, 700, *some)).bytes
    assert said(data) == "".join(
        f"{name}\t{mobile}\n" for name, mobile in zip(("张三", "李四", "王五"), some, strict=True)
    )


def test_short_lines_beside_others_stay_lines() -> None:
    data = Maker(column(50, 700, "江州市民政局办公室文件", "电话", "传真") + placed("机密", 300, 700, size=10)).bytes
    assert said(data) == "江州市民政局办公室文件\t机密\n电话\n传真\n"


def test_a_mask_of_several_lines_stands_on_all_of_them() -> None:
    data = bare((("1",), ("张三",), (NUMBER[:8], NUMBER[8:16], NUMBER[16:]), ("江州市",)))
    made = rewritten(data, {NUMBER: STARS})
    letters = pypdfium2.PdfDocument(made.data)[0].get_textpage()
    heights = {round(letters.get_charbox(n)[1]) for n, c in enumerate(letters.get_text_range()) if c == "*"}
    assert len(heights) == 3


def test_a_letter_filled_and_drawn_in_outline_gives_its_room_once() -> None:
    twice = "".join(placed(c, 50 + 8.9 * n, 700) * 2 for n, c in enumerate(MOBILE))
    made = rewritten(Maker(twice).bytes, {MOBILE: SHORT})
    assert said(made.data) == SHORT + "\n"
    letters = pypdfium2.PdfDocument(made.data)[0].get_textpage()
    stars = [letters.get_charbox(n) for n, c in enumerate(letters.get_text_range()) if c == "*"]
    assert stars[-1][2] - stars[0][0] > 25
