"""Tables of separated values: known by their shape, the text untouched, each cell in its place."""

import csv
import io
import time
from pathlib import Path
from random import Random

import pytest

from pipeline import flow
from pipeline.doc import Doc
from pipeline.formats import read
from pipeline.formats.csv import rows
from pipeline.formats.sniff import sniffed
from pipeline.train import invent

RNG = Random(20261124)
ROOT = Path(__file__).parents[2]
LIST = "姓名,身份证号,联系电话\r\n张小满,{},{}\r\n欧阳春来,{},{}\r\n"


def kind(text: str | bytes) -> str:
    return sniffed(text if isinstance(text, bytes) else text.encode(), "样件", max_unpacked_bytes=10**7)


def reading(data: bytes) -> Doc:
    doc = read(data, "样件.csv", max_bytes=10**8, max_unpacked_bytes=10**7)
    starts, ends = [p.start for p in doc.pieces], [p.end for p in doc.pieces]
    assert starts == [0, *ends[:-1]] and ends[-1] == len(doc.text) == doc.body_end
    return doc


def cells(doc: Doc) -> dict[tuple[int | None, int | None], str]:
    return {(p.row, p.column): doc.text[p.start : p.end] for p in doc.pieces if p.row is not None}


@pytest.mark.parametrize(
    "text",
    [
        "姓名,电话,住址\n甲,1,白鹭镇\n",
        "姓名;电话;住址\n甲;1;白鹭镇\n乙;2;云溪县\n",
        "姓名\t电话\n甲\t1\n乙\t2\n",
        "临浦区低保名单\n姓名,电话\n甲,1\n乙,2\n",
        "临浦区低保名单,,\n,,\n姓名,电话,金额\n甲,1,2\n",
        '"姓名","住址","电话"\n"甲","白鹭镇,三组","1"\n"乙","云溪县\n五组","2"\n',
        "甲,2024-06-03,100\n乙,2024-06-04,200\n丙,2024-06-05,300\n",
        "name,phone,city\na,1,x\nb,2,y\n",
    ],
)
def test_a_table_is_known_by_its_shape(text: str) -> None:
    assert kind(text) == "csv"
    assert kind(text.replace("\n", "\r\n").encode("gb18030")) == "csv"
    assert kind(text.encode("utf-16")) == "csv"


@pytest.mark.parametrize(
    "text",
    [
        "江州市人民政府通知\n各县：\n现印发给你们，请认真贯彻执行。\n",
        "参加人员：张某、李某、王某\n列席人员：赵某、钱某、孙某\n请假人员：周某、吴某、郑某\n",
        "张某，李某，王某\n赵某，钱某，孙某\n周某，吴某，郑某\n",
        "第一条 为了规范管理,根据有关规定,制定本办法。\n第二条 本办法适用于本市,其他地区参照执行,另有规定的除外。\n第三条 市政府负责组织,各县负责实施,部门予以配合。\n",
        "Dear all, please note the following.\nRegards, the office of the city.\nThanks, and see you soon again.\n",
        "标题\n正文第一段。\n姓名\t电话\n甲\t1\n乙\t2\n特此公示。\n",
        "姓名,电话\n",
        "甲,乙\n丙\n丁,戊,己\n",
        "一,二,三\n四,五\n六,七,八\n",
        "江州市,2024年\n",
        ",,,\n",
        "联系人：张某，电话：1\n",
    ],
)
def test_prose_and_lists_of_names_are_no_table(text: str) -> None:
    assert kind(text) == "text"


def test_no_text_of_the_samples_and_the_corpus_is_a_table() -> None:
    files = [*(ROOT / "data/samples").glob("*.txt"), *(ROOT / "data/corpus/dev").glob("*.txt")]
    assert len(files) > 100
    assert not [f.name for f in files if kind(f.read_bytes()) == "csv"]


def test_the_text_is_the_decoded_file_and_only_cells_have_places() -> None:
    text = '姓名,"住址"\r\n甲,"白鹭镇,""东""\r\n三组"\r\n乙,\r\n'
    doc = reading(text.encode("gb18030"))
    assert doc.text == text.replace("\r\n", " \n")
    assert cells(doc) == {
        (0, 0): "姓名", (0, 1): "住址", (1, 0): "甲", (1, 1): '白鹭镇,""东"" \n三组', (2, 0): "乙",
    }  # fmt: skip


def test_cells_are_those_of_the_csv_module() -> None:
    alphabet = ['"', ",", "\n", "甲", "1", " "]
    for _ in range(3000):
        text = "".join(RNG.choice(alphabet) for _ in range(RNG.randint(1, 14)))
        try:
            wanted = [r for r in csv.reader(io.StringIO(text, newline=""), strict=True) if r]
        except csv.Error:
            continue
        quoted = [[(text[a:b], text[a - 1 : a] == '"') for a, b in r] for r in rows(text, ",")]
        found = [[c.replace('""', '"') if q else c for c, q in r] for r in quoted if r != [("", False)]]
        assert found == wanted


def test_a_table_is_detected_by_its_headers_end_to_end() -> None:
    people = [
        ("张小满", invent.citizen_number(RNG), invent.mobile(RNG)),
        ("欧阳春来", invent.citizen_number(RNG), invent.mobile(RNG)),
    ]
    made = flow.build(flow.settings(), until="detect")
    plain = LIST.format(*people[0][1:], *people[1][1:])
    quoted = "\r\n".join(",".join(f'"{c}"' for c in line.split(",")) for line in plain.split("\r\n") if line)
    for text in (plain, quoted, plain.replace(",", "\t"), plain.replace(",", ";")):
        assert kind(text) == "csv"
        doc = made.run(reading(text.encode("gb18030")))
        found = {doc.text[m.span.start : m.span.end] for m in doc.mentions or () if m.action != "keep"}
        assert found == {value for person in people for value in person}


def test_hostile_texts_take_linear_time() -> None:
    start = time.process_time()
    for text in (
        '"' * 3_000_000,
        ',"' * 1_000_000,
        '"a,""' * 500_000,
        "," * 3_000_000,
        "a,b\n" * 500_000,
        '",\n' * 500_000,
        "a\tb\n" + "\n" * 3_000_000,
    ):
        kind(text)
    reading(b"a,b,c\n" * 100_000 + b'x,"y,z' + b',"w' * 100_000)
    assert time.process_time() - start < 15


def test_a_short_list_of_people_in_the_encoding_of_offices_is_read() -> None:
    rows = "姓名,身份证号码,联系电话,备注\r\n郁立冬,{0},{1},无\r\n葛砚秋,{0},{1},来电\r\n"
    text = rows.format(invent.citizen_number(Random(1)), invent.mobile(Random(1)))
    assert read(text.encode("gb18030"), "名单.csv", max_bytes=10**6, max_unpacked_bytes=10**6).text == text.replace(
        "\r\n", " \n"
    )


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_last_cell_of_a_row_ends_before_the_line(end: str) -> None:
    doc = read(
        end.join(("姓名,住址", "甲乙,白鹭镇三组", "丙丁,白鹭镇四组")).encode(),
        "名单.csv",
        max_bytes=10**6,
        max_unpacked_bytes=10**6,
    )
    assert [doc.text[p.start : p.end] for p in doc.pieces if p.column == 1] == ["住址", "白鹭镇三组", "白鹭镇四组"]
