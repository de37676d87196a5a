"""A rewritten Word file: the same look, the replacement in its place, a sound package, and nothing left behind."""

import io
import struct
import zipfile
from random import Random

import docx as python_docx
import pytest

from pipeline.doc import Doc, Mention, Span, UnwritableFile
from pipeline.formats import read
from pipeline.formats.docx.rewriting import parts, rewrite, second_reading
from pipeline.formats.pictures import wordless
from pipeline.formats.rewriting import Rewritten
from pipeline.train.invent import mobile
from tests.making import cell, deleted, docx_of, inserted, numbering, paragraph, run, table, text_box, zipped
from tests.making.docx_parts import (
    Part,
    chart,
    control,
    custom,
    drawn,
    field,
    graphic,
    picture,
    png,
    story,
    word_file,
)

LIMIT = 10**7
NAME = "郁青禾"
NUMBER = mobile(Random(7))
STARS = f"{NUMBER[:3]}****{NUMBER[7:]}"


def reading(data: bytes) -> Doc:
    return read(data, "样件.docx", max_bytes=2 * LIMIT, max_unpacked_bytes=10 * LIMIT)


def mention(doc: Doc, value: str, replacement: str, *, number: int = 0, action: str = "mask") -> Mention:
    at = -1
    for _ in range(number + 1):
        at = doc.text.index(value, at + 1)
    return Mention(Span(at, at + len(value), "personal", "x"), None, action, replacement)  # type: ignore[arg-type]


def masked(data: bytes, *values: tuple[str, str]) -> Rewritten:
    """Return the file with the first occurrence of each value replaced."""
    doc = reading(data)
    found = sorted((mention(doc, v, r) for v, r in values), key=lambda m: m.span.start)
    return rewrite(data, doc.having(mentions=tuple(found)), max_unpacked_bytes=10 * LIMIT, pictures=False)


def body(out: Rewritten) -> str:
    doc = reading(out.data)
    return doc.text[: doc.body_end]


def member(data: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(data)).read(name).decode()


# Where the replacement stands.


def test_the_replacement_has_the_look_of_the_first_character() -> None:
    out = masked(docx_of(paragraph(run("甲郁", "<w:b/>"), run("青", "<w:i/>"), run("禾乙"))), (NAME, "郁某"))
    runs = python_docx.Document(io.BytesIO(out.data)).paragraphs[0].runs
    assert [(r.text, r.bold, r.italic) for r in runs] == [("甲郁某", True, None), ("", None, True), ("乙", None, None)]


def test_spaces_at_the_ends_of_what_is_left_are_kept() -> None:
    data = docx_of("<w:p><w:r><w:t>联系人：</w:t></w:r><w:r><w:t>郁青禾, 电话</w:t></w:r></w:p>")
    out = masked(data, ("郁青禾,", ""))
    assert body(out) == "联系人： 电话\n"
    assert '<w:t xml:space="preserve"> 电话</w:t>' in member(out.data, "word/document.xml")


@pytest.mark.parametrize(
    ("block", "value", "expected"),
    [
        (table([["甲", NUMBER[:4], NUMBER[4:], "乙"]]), f"{NUMBER[:4]}\t{NUMBER[4:]}", f"甲\t{STARS}\t\t乙\n"),
        (table([["甲", cell(NUMBER[:4], NUMBER[4:])]]), f"{NUMBER[:4]} {NUMBER[4:]}", f"甲\t{STARS}\n"),
        (table([["甲", NUMBER[:4]], [NUMBER[4:], "乙"]]), f"{NUMBER[:4]}\n{NUMBER[4:]}", f"甲\t{STARS}\n\t乙\n"),
        (table([["甲", cell("郁", table([["青禾", "乙"]]))]]), "郁 青禾", "甲\t郁某 乙\n"),
        ("".join((paragraph("郁青"), paragraph("禾乙"))), "郁青\n禾", "郁某\n乙\n"),
        (paragraph("<w:r><w:t>郁</w:t><w:tab/><w:t>青禾</w:t></w:r>"), "郁\t青禾", "郁某\t\n"),
        (paragraph("<w:r><w:t>郁青</w:t><w:br/><w:t>禾乙</w:t></w:r>"), "郁青\n禾", "郁某\n乙\n"),
        (paragraph("<w:r><w:t>郁</w:t><w:noBreakHyphen/><w:t>青禾</w:t></w:r>"), "郁-青禾", "郁某\n"),
        (paragraph('<w:r><w:sym w:font="Wingdings" w:char="F0AB"/><w:t>青禾</w:t></w:r>'), "★青禾", "郁某\n"),
        (paragraph("<w:r><w:t>甲</w:t><w:noBreakHyphen/></w:r>"), "-", "甲郁某\n"),
        (paragraph("<w:r><w:t>郁青</w:t><w:softHyphen/><w:t>禾</w:t></w:r>"), NAME, "郁某\n"),
        (
            table([["甲", cell(paragraph(text_box(paragraph(run("郁"), run("青禾"))), "乙"))]]),
            "郁 青禾",
            "甲\t郁某 乙\n",
        ),
    ],
)
def test_a_mention_that_crosses_what_stands_between_leaves_the_layout(block: str, value: str, expected: str) -> None:
    replacement = STARS if value[0] in "1" else "郁某"
    assert body(masked(docx_of(block), (value, replacement))) == expected


def test_a_mention_that_begins_with_a_list_number_leaves_the_number() -> None:
    lists = numbering([("decimal", "%1.")])
    data = docx_of(paragraph(run("郁青禾"), numbered=(1, 0)), parts={"numbering": lists})
    assert body(masked(data, ("1. 郁青禾", "郁某"))) == "1. 郁某\n"


def test_what_only_the_program_writes_cannot_be_masked() -> None:
    lists = numbering([("decimal", "%1.")])
    data = docx_of(paragraph(run("甲"), numbered=(1, 0)), parts={"numbering": lists})
    with pytest.raises(UnwritableFile, match="自动编号") as caught:
        masked(data, ("1. ", "×"))
    assert "1." not in str(caught.value)


def test_the_same_value_is_masked_in_one_cell_and_kept_in_another() -> None:
    data = docx_of(table([["经办人", "申请人"], [NAME, NAME], [NAME, "甲"]]))
    doc = reading(data)
    some = (
        mention(doc, NAME, "", action="keep"),
        mention(doc, NAME, "郁某某", number=1),
        mention(doc, NAME, "", number=2, action="keep"),
    )
    out = rewrite(data, doc.having(mentions=some), max_unpacked_bytes=LIMIT, pictures=False)
    assert body(out) == f"经办人\t申请人\n{NAME}\t郁某某\n{NAME}\t甲\n"


def test_a_mention_over_all_properties_empties_them() -> None:
    data = docx_of("正文", properties={"dc:creator": NAME, "dc:title": "题名"}, custom={"经办": NAME})
    doc = reading(data)
    all_of_it = Mention(Span(doc.body_end, len(doc.text) - 1, "personal", "carried"), None, "mask", "")
    out = rewrite(data, doc.having(mentions=(all_of_it,)), max_unpacked_bytes=LIMIT, pictures=False)
    assert reading(out.data).text == "正文\n"
    assert not any(word in text for _, text in parts(out.data) for word in (NAME, "题名", "经办"))


# What stands twice, and what stood there before.


def test_both_forms_of_a_text_box_are_rewritten() -> None:
    out = masked(docx_of(paragraph(text_box(NAME, described="框"), "正文")), (NAME, "郁某某"))
    assert member(out.data, "word/document.xml").count("郁某某") == 2
    assert "mc:Fallback" in member(out.data, "word/document.xml")
    assert out.notes == ()


def test_what_was_deleted_beside_a_masked_text_goes_with_it() -> None:
    data = docx_of(
        paragraph("申请人", deleted("郁青"), "<w:proofErr/>", inserted(NAME, "甲"), run("，"), deleted("远处的旧话"))
    )
    out = masked(data, (NAME, "郁某某"))
    assert not any("郁青" in text for _, text in parts(out.data))
    assert "远处的旧话" in reading(out.data).text
    assert out.notes == ("遮盖处旁边的修订删除文字 1 处已清空",)


def test_the_author_of_many_revisions_is_masked_in_all_and_another_stays() -> None:
    made = [inserted("一", NAME), inserted("二", "甲"), deleted("三", NAME)]
    data = docx_of(paragraph(*made), f'<w:p><w:pPr><w:rPr><w:ins w:author="{NAME}"/></w:rPr></w:pPr></w:p>')
    out = masked(data, (NAME, "郁某某"))
    xml = member(out.data, "word/document.xml")
    assert (xml.count('author="郁某某"'), xml.count('author="甲"'), NAME in xml) == (3, 1, False)


# Fields and links that may stay.


@pytest.mark.parametrize(
    "code",
    [
        " PAGE ",
        ' TOC \\o "1-3" \\h \\z \\u ',
        " PAGEREF _Toc123456789 \\h ",
        ' DATE \\@ "yyyy年M月d日" ',
        " SEQ 图 \\* ARABIC ",
        " NUMPAGES   \\* MERGEFORMAT ",
        ' HYPERLINK "https://www.example.gov.cn/art/2026/5/6/art_12_345678.html" ',
        ' HYPERLINK \\l "_Toc123456789" ',
        " EQ \\o\\ac(○,1) ",
        ' STYLEREF "标题 1" ',
    ],
)
def test_a_code_that_says_nothing_of_a_person_stays(code: str) -> None:
    out = masked(docx_of(paragraph(NAME, field(code, "结果"))), (NAME, "郁某某"))
    assert code.strip().replace("&", "&amp;") in member(out.data, "word/document.xml").replace("&quot;", '"')
    assert out.notes == ()


def test_another_code_goes_and_leaves_what_it_shows() -> None:
    out = masked(docx_of(paragraph(NAME, field(" MERGEFIELD 姓名 ", "显示"), "后")), (NAME, "郁某某"))
    assert body(out) == "郁某某显示后\n"
    assert "fldChar" not in member(out.data, "word/document.xml")
    assert out.notes == ("域 1 处已转为普通文字（域代码中可能含个人信息）",)


def test_a_field_without_an_end_loses_no_text() -> None:
    data = docx_of(paragraph('<w:r><w:fldChar w:fldCharType="begin"/></w:r>', "甲"), paragraph("乙", NAME))
    assert body(masked(data, (NAME, "郁某某"))) == "甲\n乙郁某某\n"


def test_a_bookmark_gets_a_neutral_name_and_its_references_follow() -> None:
    mark = f'<w:bookmarkStart w:id="0" w:name="{NAME}的表"/><w:bookmarkEnd w:id="0"/>'
    out = masked(docx_of(paragraph(mark, NAME, field(f" REF {NAME}的表 \\h "))), (NAME, "郁某某"))
    xml = member(out.data, "word/document.xml")
    assert 'w:name="bookmark1"' in xml and " REF bookmark1 \\h " in xml


# The package.


def test_members_keep_their_order_and_tell_no_time() -> None:
    data = docx_of(NAME, header="页眉")
    out = masked(data, (NAME, "郁某某"))
    before, after = zipfile.ZipFile(io.BytesIO(data)), zipfile.ZipFile(io.BytesIO(out.data))
    assert after.namelist() == before.namelist()
    assert {m.date_time for m in after.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert out.data == masked(data, (NAME, "郁某某")).data


def test_what_no_relationship_reaches_is_left_out() -> None:
    buffer = io.BytesIO(docx_of(NAME))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.comment = NUMBER.encode()
        archive.writestr("word/old.xml", f"<old>{NUMBER}</old>")
        archive.writestr("word/media/left.png", png())
    out = masked(buffer.getvalue(), (NAME, "郁某某"))
    assert not {"word/old.xml", "word/media/left.png"} & set(zipfile.ZipFile(io.BytesIO(out.data)).namelist())
    assert not any(NUMBER in text for _, text in parts(out.data))


def test_comments_and_instructions_in_the_markup_are_gone() -> None:
    block = f"<w:p><!--{NUMBER}--><?note {NUMBER}?><w:r><w:t>{NAME}</w:t></w:r></w:p>"
    out = masked(docx_of(block), (NAME, "郁某某"))
    assert body(out) == "郁某某\n" and not any(NUMBER in text for _, text in parts(out.data))


def test_types_and_relationships_name_only_what_is_there() -> None:
    extra = [
        Part(
            "word/vbaProject.bin",
            b"x",
            "http://schemas.microsoft.com/office/2006/relationships/vbaProject",
            "application/vnd.ms-office.vbaProject",
        )
    ]
    macro = "application/vnd.ms-word.document.macroEnabled.main+xml"
    out = masked(word_file([NAME], [*extra, story("header", paragraph("页眉"))], main_type=macro), (NAME, "郁某某"))
    types = member(out.data, "[Content_Types].xml")
    assert second_reading(out.data).split() == ["郁某某", "页眉"]
    assert "vba" not in types and "macro" not in types and "/word/header1.xml" in types
    assert "vba" not in member(out.data, "word/_rels/document.xml.rels")
    assert python_docx.Document(io.BytesIO(out.data)).paragraphs[0].text == "郁某某"
    assert out.notes == ("宏已删除，文件改为不含宏的文档（.docx）",)


def test_the_strict_form_stays_strict() -> None:
    strict = "http://purl.oclc.org/ooxml"
    files = {
        name: text.replace("http://schemas.openxmlformats.org/wordprocessingml/2006/", f"{strict}/wordprocessingml/")
        .replace("http://schemas.openxmlformats.org/officeDocument/2006/", f"{strict}/officeDocument/")
        .replace("http://schemas.openxmlformats.org/drawingml/2006/", f"{strict}/drawingml/")
        for name, text in (
            (n, member(docx_of(NAME, header=NAME), n))
            for n in zipfile.ZipFile(io.BytesIO(docx_of(NAME, header=NAME))).namelist()
        )
    }
    data = zipped(files)
    doc = reading(data)
    both = tuple(mention(doc, NAME, "郁某某", number=n) for n in (0, 1))
    out = rewrite(data, doc.having(mentions=both), max_unpacked_bytes=LIMIT, pictures=False)
    assert reading(out.data).text == doc.text.replace(NAME, "郁某某")
    assert f"{strict}/wordprocessingml/main" in member(out.data, "word/document.xml")
    assert "schemas.openxmlformats.org/officeDocument" not in "".join(text for _, text in parts(out.data))
    assert second_reading(out.data).split() == ["郁某某", "郁某某"]


def test_a_bare_body_becomes_a_whole_package() -> None:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    data = zipped({"word/document.xml": f"<w:document {space}><w:body>{paragraph(NAME)}</w:body></w:document>"})
    out = masked(data, (NAME, "郁某某"))
    assert python_docx.Document(io.BytesIO(out.data)).paragraphs[0].text == "郁某某"


def test_a_file_of_python_docx_opens_again() -> None:
    made = python_docx.Document()
    made.add_heading("公示", 1)
    noted = made.add_paragraph(f"申请人：{NAME}，电话")
    noted.add_run(NUMBER).bold = True
    made.add_comment(noted.runs, text=f"请核{NUMBER}", author=NAME, initials="郁")
    made.add_picture(io.BytesIO(png((b"tEXt", b"Author\0" + NAME.encode()))))
    made.sections[0].header.paragraphs[0].text = f"送{NAME}"
    made.core_properties.author = NAME
    buffer = io.BytesIO()
    made.save(buffer)
    doc = reading(buffer.getvalue())
    found = [mention(doc, NAME, "郁某某", number=n) for n in range(doc.text.count(NAME))]
    found += [mention(doc, NUMBER, STARS, number=n) for n in range(doc.text.count(NUMBER))]
    some = tuple(sorted(found, key=lambda m: m.span.start))
    out = rewrite(buffer.getvalue(), doc.having(mentions=some), max_unpacked_bytes=LIMIT, pictures=False)
    again = python_docx.Document(io.BytesIO(out.data))
    assert again.paragraphs[1].text == f"申请人：郁某某，电话{STARS}" and again.paragraphs[1].runs[1].bold
    comment = next(iter(again.comments))
    assert (comment.author, comment.text, comment.initials) == ("郁某某", f"请核{STARS}", None)
    assert again.sections[0].header.paragraphs[0].text == "送郁某某" and again.core_properties.author == "郁某某"
    assert not any(v in text for _, text in parts(out.data) for v in (NAME, NUMBER))
    assert out.notes == ("内嵌图片 1 幅：其中文字未检查",)


def test_a_point_of_a_chart_that_is_masked_leaves_no_broken_number() -> None:
    points = f'<c:pt idx="0"><c:v>{NUMBER}</c:v></c:pt><c:pt idx="1"><c:v>12</c:v></c:pt>'
    xml = f'<c:chart><c:plotArea><c:numRef><c:f>Sheet1!$A$1:$A$2</c:f><c:numCache><c:formatCode>0"元"</c:formatCode>{points}</c:numCache></c:numRef></c:plotArea></c:chart>'
    data = word_file([paragraph(drawn(graphic("chart", '<c:chart r:id="rchart"/>')))], chart(xml))
    out = masked(data, (NUMBER, STARS))
    made = member(out.data, "word/charts/chart1.xml")
    assert "<c:v>12</c:v>" in made and 'idx="0"' not in made and "General" in made and "Sheet1!$A$1:$A$2" in made


def test_a_date_among_the_properties_that_is_masked_goes() -> None:
    data = word_file(["甲"], [custom("生日", "<vt:filetime>1988-05-01T00:00:00Z</vt:filetime>")])
    assert "生日" not in member(masked(data, ("1988-05-01T00:00:00Z", "1988年")).data, "docProps/custom.xml")


def test_a_control_works_on_without_its_names() -> None:
    properties = '<w:alias w:val="甲"/><w:tag w:val="乙"/><w:id w:val="7"/><w:date w:fullDate="1988-05-01T00:00:00Z"><w:dateFormat w:val="yyyy年"/></w:date>'
    out = masked(docx_of(control(properties, paragraph(NAME))), (NAME, "郁某某"))
    assert '<w:sdtPr><w:id w:val="7"/><w:date><w:dateFormat w:val="yyyy年"/></w:date></w:sdtPr>' in member(
        out.data, "word/document.xml"
    )


def test_an_embedded_object_goes_and_its_picture_stays_with_a_warning() -> None:
    shape = '<v:shape id="_x0000_i1025"><v:imagedata r:id="rpicture"/></v:shape>'
    block = paragraph(f'<w:r><w:object>{shape}<o:OLEObject r:id="ro"/></w:object></w:r>', NAME)
    out = masked(
        word_file([block], [Part("word/embeddings/o.bin", b"1", "oleObject", key="ro"), picture(png())]),
        (NAME, "郁某某"),
    )
    assert "OLEObject" not in member(out.data, "word/document.xml") and "v:imagedata" in member(
        out.data, "word/document.xml"
    )
    assert out.notes == ("内嵌图片 1 幅：其中文字未检查", "嵌入的文件或对象 1 个已删除（其图片仍在，未检查）")


# Pictures.


def jpeg(*segments: tuple[int, bytes]) -> bytes:
    def segment(marker: int, content: bytes) -> bytes:
        return bytes((0xFF, marker)) + struct.pack(">H", len(content) + 2) + content

    return b"\xff\xd8" + b"".join(segment(*s) for s in segments) + b"\xff\xd9"


def test_a_picture_loses_its_words_and_no_point() -> None:
    words = NUMBER.encode()
    assert wordless(png((b"tEXt", words), (b"eXIf", words), (b"iTXt", words)) + words, ()) == png()
    jfif, scan = (0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0"), (0xDA, b"\1\1\0\0\x3f\0" + b"\x12\xff\x00\x34\xff\xd0\x56")
    table_of_it = (0xDB, bytes(65))
    given = (
        jpeg(jfif, (0xE1, b"Exif\0\0" + words), (0xED, words), (0xE2, words), table_of_it, scan, (0xFE, words), scan)
        + words
    )
    assert wordless(given, ()) == jpeg(jfif, table_of_it, scan, scan)
    head, frame = b"GIF89a\1\0\1\0\x80\0\0" + bytes(6), b"\x2c" + bytes(8) + b"\0\2\2\x44\1\0"
    loop = b"\x21\xff\x0bNETSCAPE2.0\3\1\0\0\0"
    comment = b"\x21\xfe" + bytes((len(words),)) + words + b"\0"
    assert wordless(head + loop + comment + frame + b";" + words, ()) == head + loop + frame + b";"


def test_the_words_of_a_tiff_are_zero() -> None:
    words = NUMBER.encode() + b"\0"
    entries = struct.pack("<HHII", 256, 3, 1, 1) + struct.pack("<HHII", 315, 2, len(words), 38)
    given = b"II*\0" + struct.pack("<IH", 8, 2) + entries + struct.pack("<I", 8) + words
    assert wordless(given, ()) == given.replace(words, bytes(len(words)))


@pytest.mark.parametrize(
    "start", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"II*\0", b"RIFF\0\0\0\0WEBP", b"\x1f\x8b", b"\1\0\0\0"]
)
def test_a_broken_picture_ends_somewhere(start: bytes) -> None:
    for seed in range(40):
        wordless(start + Random(seed).randbytes(300), (NAME,))
    assert len(wordless(start + b"\xff" * 1_000_000, (NAME,))) <= 1_000_100


# Hostile input.


def test_another_file_than_the_one_that_was_checked_is_refused() -> None:
    doc = reading(docx_of("甲"))
    with pytest.raises(UnwritableFile, match="不同"):
        rewrite(docx_of("乙"), doc, max_unpacked_bytes=LIMIT, pictures=False)


def test_a_part_that_cannot_be_read_is_refused() -> None:
    data = word_file([NAME], [Part("word/theme1.xml", f"<a>{NUMBER}", "theme")])
    with pytest.raises(UnwritableFile, match="已损坏") as caught:
        masked(data, (NAME, "郁某某"))
    assert NUMBER not in str(caught.value)


def test_a_body_whose_elements_are_named_after_a_person_is_refused() -> None:
    with pytest.raises(UnwritableFile, match="内部结构的名称") as caught:
        masked(docx_of(NAME, f"<{NAME}/>"), (NAME, "郁某某"))
    assert NAME not in str(caught.value)


@pytest.mark.parametrize(
    "block",
    [
        paragraph(run("长" * 3_000_000)),
        paragraph(*('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' for _ in range(20_000))),
        paragraph(*(field(" X " * 50) for _ in range(5_000))),
        paragraph(field(" " * 1_000_000 + "\\*" * 100_000)),
        "".join(f'<w:bookmarkStart w:id="{i}" w:name="b{i}"/>' for i in range(30_000)),
        paragraph(*(run("字") for _ in range(60_000))),
    ],
    ids=["one character", "fields", "codes", "one code", "bookmarks", "runs"],
)
def test_a_large_file_is_rewritten_in_good_time(block: str) -> None:
    out = masked(docx_of(NAME, block), (NAME, "郁某某"))
    assert body(out).startswith("郁某某\n")


def test_a_drawing_has_its_letters_covered_in_every_form() -> None:
    form = f"{NUMBER[:3]} {NUMBER[3:7]} {NUMBER[7:]}"
    drawing = b"\1\0\0\0" + form.encode("utf-16-le") + "甲乙".encode("utf-16-le")
    assert wordless(drawing, [NUMBER]) == b"\1\0\0\0" + bytes(2 * len(form)) + "甲乙".encode("utf-16-le")
