"""OFD is written again with what is masked gone from every part, and the rest of each page where it was."""

import re
import zipfile
from io import BytesIO
from random import Random

import pytest
from lxml import etree

from pipeline.doc import Action, Doc, Mention, Span, UnreadableFile, UnwritableFile
from pipeline.formats import read
from pipeline.formats.ofd import rewriting as ofd_rewriting
from pipeline.formats.rewriting import Rewritten
from pipeline.train import invent
from tests.making import ofd_of
from tests.making.ofd import EMBEDDED, code, glyphs, layer, packed, page, resources, text_object

NAME, OTHER = "顾小满", "陈立行"
NUMBER = invent.mobile(Random(1))
MASKED = f"{NUMBER[:3]}****{NUMBER[7:]}"
_SPACE = "{http://www.ofdspec.org/2016}"


def reading(data: bytes) -> Doc:
    return read(data, "样件", max_bytes=10**8, max_unpacked_bytes=10**8)


def masked(doc: Doc, values: dict[str, str], *, keep: int = 0) -> Doc:
    """Return the document with every place of these values masked, but for the first `keep` of each."""
    found = []
    for value, replacement in values.items():
        for number, match in enumerate(re.finditer(re.escape(value), doc.text)):
            action: Action = "keep" if number < keep else "mask"
            span = Span(match.start(), match.end(), "personal", "person_name")
            found.append(Mention(span, None, action, value if action == "keep" else replacement))
    return doc.having(mentions=tuple(sorted(found, key=lambda m: m.span.start)))


def rewritten(data: bytes, doc: Doc) -> Rewritten:
    return ofd_rewriting.rewrite(data, doc, max_unpacked_bytes=10**8, pictures=False)


def written(data: bytes, values: dict[str, str], *, keep: int = 0) -> bytes:
    return rewritten(data, masked(reading(data), values, keep=keep)).data


def assert_gone(data: bytes, *values: str) -> None:
    for name, text in ofd_rewriting.parts(data):
        assert not [v for v in values if v in text], f"a masked value stands in part {name}"
    second = ofd_rewriting.second_reading(data) or ""
    assert not [v for v in values if v in second]


def body(data: bytes) -> str:
    doc = reading(data)
    return doc.text[: doc.body_end]


def member(data: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return etree.fromstring(archive.read(name))


def drawn(data: bytes, number: int = 1) -> list[tuple[str, str, float, float]]:
    """Return each character of a page with its font and where it begins, in its object's units plus its Boundary."""
    out = []
    for found in member(data, f"Doc_0/Pages/Page_{number}/Content.xml").iter(f"{_SPACE}TextObject"):
        left, top, *_ = map(float, found.get("Boundary").split())
        for element in found.iter(f"{_SPACE}TextCode"):
            x, y = left + float(element.get("X")), top + float(element.get("Y"))
            steps = [float(s) for s in (element.get("DeltaX") or "").split()]
            falls = [float(s) for s in (element.get("DeltaY") or "").split()]
            for i, character in enumerate(element.text):
                out.append((character, found.get("Font"), round(x, 3), round(y, 3)))
                x += steps[i] if i < len(steps) else 0
                y += falls[i] if i < len(falls) else 0
    return out


def test_a_mask_of_the_same_length_moves_nothing() -> None:
    text = f"申请人{NAME}，电话{NUMBER}。"
    data = packed(page(text_object(2001, text)))
    out = written(data, {NAME: "顾某某", NUMBER: MASKED})
    assert body(out) == f"申请人顾某某，电话{MASKED}。\n"
    assert [where[1:] for where in drawn(out)] == [where[1:] for where in drawn(data)]
    assert_gone(out, NAME, NUMBER)


@pytest.mark.parametrize("steps", ["5 5 5 5 5 5 5", "g 7 5", "5 g 5 5.0 5", "g 3 5 g 4 5"])
def test_a_shorter_or_longer_replacement_fills_the_gap_and_what_follows_stays(steps: str) -> None:
    # 住 at 30, the name at 35 to 50, the rest from 50 on.
    data = packed(page(text_object(2001, code(f"住{NAME}家中记录", steps=steps))))
    short, long = (drawn(written(data, {NAME: r})) for r in ("顾某", "顾某某某某"))
    assert [(c, x) for c, _, x, _ in short] == [
        ("住", 30),
        ("顾", 35),
        ("某", 40),  # over 10 mm that two characters leave
        *zip("家中记录", (50, 55, 60, 65), strict=True),
    ]
    assert [(c, x) for c, _, x, _ in long][2:7] == [*zip("某某某某", (40, 42.5, 45, 47.5), strict=True), ("家", 50)]


def test_first_and_last_characters_that_are_shared_keep_their_place() -> None:
    data = packed(page(text_object(2001, f"号码{NUMBER}。")))
    out = written(data, {NUMBER: f"{NUMBER[:3]}*{NUMBER[-2:]}"})
    before, after = drawn(data), drawn(out)
    assert after[:5] == before[:5] and after[-3:] == before[-3:]
    assert [c for c, *_ in after[5:-3]] == ["*"] and after[5][2] == before[5][2]


def test_a_replacement_by_nothing_leaves_the_gap() -> None:
    data = packed(page(text_object(2001, f"住{NAME}家"), text_object(2002, NAME, base=60)))
    out = written(data, {NAME: ""})
    assert [(c, x) for c, _, x, _ in drawn(out)] == [("住", 30), ("家", 50)]


def test_text_that_runs_downwards_keeps_its_column() -> None:
    data = packed(page(text_object(2001, code(f"住{NAME}家", down="6 6 g 2 6"))))
    out = drawn(written(data, {NAME: "顾某"}))
    assert [(c, x, y) for c, _, x, y in out] == [("住", 30, 40), ("顾", 30, 46), ("某", 30, 52), ("家", 30, 64)]


def test_characters_in_objects_of_their_own() -> None:
    singles = [text_object(2001 + i, c, left=30 + 5 * i) for i, c in enumerate(f"{NAME}与{OTHER}")]
    data = packed(page(layer(*singles)))
    out = written(data, {NAME: "顾某", OTHER: "陈某某"})
    assert body(out).replace(" ", "").replace("\t", "") == "顾某与陈某某\n"
    assert_gone(out, NAME, OTHER)


def test_a_number_over_two_lines_and_two_cells() -> None:
    data = packed(
        page(
            text_object(2001, f"号码{NUMBER[:5]}"),
            text_object(2002, f"{NUMBER[5:]}完", base=50),
            text_object(2003, NAME, base=70),
            text_object(2004, "备注", base=70, left=100),
        )
    )
    doc = reading(data)
    assert doc.text == f"号码{NUMBER[:5]}\n{NUMBER[5:]}完\n{NAME}\t备注\n"
    cells = doc.text.index(NAME)
    spans = ((2, 14, MASKED), (cells, cells + 6, "某某某"))
    doc = doc.having(mentions=tuple(Mention(Span(a, b, "personal", "mobile"), None, "mask", r) for a, b, r in spans))
    assert body(rewritten(data, doc).data) == f"号码{NUMBER[:3]}****\n{NUMBER[7:]}完\n某某某\n"


def test_a_value_that_is_kept_in_one_place_stays_there() -> None:
    data = packed(page(text_object(2001, f"科长{NAME}"), text_object(2002, f"受益人{NAME}", base=60)))
    assert body(written(data, {NAME: "顾某某"}, keep=1)) == f"科长{NAME}\n受益人顾某某\n"


def test_what_is_drawn_twice_is_masked_twice() -> None:
    data = packed(page(text_object(2001, NAME), text_object(2002, NAME, left=30.1)))
    out = written(data, {NAME: "顾某某"})
    assert body(out) == "顾某某\n" and [c for c, *_ in drawn(out)] == list("顾某某" * 2)


def test_several_text_codes_without_places_of_their_own() -> None:
    codes = (code(f"申请{NAME}"), code(f"电话{NUMBER}", x=40, y=None), code("完", x=None, y=12))
    data = packed(page(text_object(2001, *codes)))
    out = written(data, {NAME: "顾某某某", NUMBER: MASKED})
    assert {c: (x, y) for c, _, x, y in drawn(out) if c in "电完"} == {"电": (70, 40), "完": (70, 47)}
    assert_gone(out, NAME, NUMBER)


class TestGlyphs:
    """A CGTransform names glyphs of an embedded font: those of masked characters must not be left."""

    def test_the_object_is_split_and_kept_glyphs_are_counted_anew(self) -> None:
        numbers = (11, 12, 13, 14, 15, 16)
        data = packed(
            page(text_object(2001, glyphs(0, *numbers), code(f"住{NAME}家中"), font=1002)),
            public=resources(EMBEDDED),
            parts={"Doc_0/Res/f.ttf": b"\0\1\0\0"},
        )
        out = written(data, {NAME: "顾某某"})
        root = member(out, "Doc_0/Pages/Page_1/Content.xml")
        found = [
            (o.get("Font"), "".join(o.itertext(f"{_SPACE}TextCode")), list(o.itertext(f"{_SPACE}Glyphs")))
            for o in root.iter(f"{_SPACE}TextObject")
        ]
        assert found == [
            ("1002", "住顾", ["11", "12"]),
            ("5002", "某某", []),  # 5001 is the object
            ("1002", "家中", ["15", "16"]),
        ]
        assert [t.get("CodePosition") for t in root.iter(f"{_SPACE}CGTransform")] == ["0", "1", "0", "1"]
        assert [x for _, _, x, _ in drawn(out)] == [30, 35, 40, 45, 50, 55]
        ids = [o.get("ID") for o in root.iter() if o.get("ID")]
        assert len(ids) == len(set(ids))
        fonts = {f.get("ID"): f.get("FontName") for f in member(out, "Doc_0/Res_1.xml").iter(f"{_SPACE}Font")}
        assert fonts["5002"] == "宋体" and "ABCDEF" in fonts["1002"]
        greatest = member(out, "Doc_0/Document.xml").find(f".//{_SPACE}MaxUnitID")
        assert greatest is not None and int(greatest.text) >= max(map(int, [*ids, "5002"]))

    @pytest.mark.parametrize("first", [True, False])
    def test_all_glyphs_before_or_after_several_codes_count_through_the_object(self, first: bool) -> None:
        codes = (code("甲乙"), code(f"{NAME}丁", x=10))
        transforms = (glyphs(0, 11, 12, 13, 14, 15, 16),)
        whole = transforms + codes if first else codes + transforms
        out = written(packed(page(text_object(2001, *whole))), {NAME: "某"})
        kept = list(member(out, "Doc_0/Pages/Page_1/Content.xml").itertext(f"{_SPACE}Glyphs"))
        assert not {"13", "14", "15"} & set(kept)

    def test_a_ligature_that_is_cut_loses_its_glyph(self) -> None:
        out = written(packed(page(text_object(2001, glyphs(0, 77, count=4), code(f"{NAME}家")))), {NAME: "某某"})
        assert not list(member(out, "Doc_0/Pages/Page_1/Content.xml").itertext(f"{_SPACE}Glyphs"))

    def test_an_embedded_font_draws_a_mask_that_it_draws_elsewhere(self) -> None:
        objects = (text_object(2001, NAME, font=1002), text_object(2002, "某人", base=60, font=1002))
        data = packed(page(layer(*objects)), public=resources(EMBEDDED), parts={"Doc_0/Res/f.ttf": b"\0\1"})
        assert {f for _, f, *_ in drawn(written(data, {NAME: "顾某某"}))} == {"1002"}
        assert [f for _, f, *_ in drawn(written(data, {NAME: "顾××"}))][:3] == ["1002", "5002", "5002"]


def test_a_template_of_several_pages_is_changed_once_for_all() -> None:
    template = page(text_object(3001, f"承办人{NAME}"))
    own = '<ofd:Template TemplateID="77" ZOrder="Background"/>'
    data = packed(
        page(text_object(2001, "首页", base=80), before=own),
        page(text_object(2002, "次页", base=80), before=own),
        common='<ofd:TemplatePage ID="77" Name="模板" BaseLoc="Tpls/Tpl_0/Content.xml"/>',
        parts={"Doc_0/Tpls/Tpl_0/Content.xml": template},
    )
    out = written(data, {NAME: "顾某某"})
    assert body(out) == "承办人顾某某\n首页\n承办人顾某某\n次页\n"
    assert_gone(out, NAME)


def test_composite_objects_blocks_and_what_no_page_draws() -> None:
    unit = '<ofd:CompositeGraphicUnit ID="{}" Width="100" Height="20"><ofd:Content>{}</ofd:Content></ofd:CompositeGraphicUnit>'
    units = unit.format(61, f'<ofd:PageBlock ID="5">{text_object(62, f"单元{NAME}")}</ofd:PageBlock>')
    units += unit.format(63, text_object(64, f"闲置{NAME}"))
    composite = '<ofd:CompositeObject ID="2002" Boundary="0 20 100 50" ResourceID="61"/>'
    pattern = (
        '<ofd:PathObject ID="2003" Boundary="0 0 9 9" Fill="true"><ofd:FillColor><ofd:Pattern Width="9" Height="9">'
        f'<ofd:CellContent Thumbnail="7">{text_object(2004, NAME)}</ofd:CellContent></ofd:Pattern></ofd:FillColor>'
        "<ofd:AbbreviatedData>M 0 0 L 9 9 C</ofd:AbbreviatedData></ofd:PathObject>"
    )
    clip = (
        '<ofd:ImageObject ID="2005" Boundary="0 0 9 9" ResourceID="8"><ofd:Clips><ofd:Clip><ofd:Area><ofd:Text '
        f'Font="1001" Size="5"><ofd:TextCode>{NAME}</ofd:TextCode></ofd:Text></ofd:Area></ofd:Clip></ofd:Clips>'
        "</ofd:ImageObject>"
    )
    block = f'<ofd:PageBlock ID="2000">{text_object(2001, f"块中{NAME}")}</ofd:PageBlock>'
    data = packed(
        page(layer(block, composite, pattern, clip)),
        public=resources(f"<ofd:CompositeGraphicUnits>{units}</ofd:CompositeGraphicUnits>"),
    )
    done = rewritten(data, masked(reading(data), {NAME: "顾某某"}))
    assert sorted(body(done.data).split()) == ["单元顾某某", "块中顾某某"]
    assert_gone(done.data, NAME)
    assert "图案等处不作为正文读取的文字 2 处已移除" in done.notes
    paths = [p.text for p in member(done.data, "Doc_0/Pages/Page_1/Content.xml").iter(f"{_SPACE}AbbreviatedData")]
    assert paths == ["M 0 0 L 9 9 C"]


def test_what_is_not_shown_or_lies_beyond_the_page_is_masked_too() -> None:
    data = packed(
        page(
            layer(text_object(2001, f"隐藏层{NAME}"), more='Visible="false"'),
            layer(text_object(2002, f"隐藏{NAME}", base=60, more='Visible="false" Alpha="0"'), number=1502),
            layer(
                text_object(2003, NAME, left=-180, base=80), text_object(2004, NAME, left=-180, base=90), number=1503
            ),
        ),
        page(text_object(2005, NAME, left=-180, base=80), text_object(2006, "次页")),
    )
    assert_gone(written(data, {NAME: "顾某某"}), NAME)


@pytest.mark.parametrize("space", ['xmlns="http://www.ofdspec.org/2016"', 'xmlns="http://www.ofdspec.org"', ""])
def test_other_namespaces_than_the_usual_one(space: str) -> None:
    plain = page(text_object(2001, glyphs(0, 1, 2, 3), code(NAME))).replace("ofd:", "").replace("xmlns:", "")
    plain = re.sub('ofd="[^"]*"', space, plain, count=1)
    out = written(packed(plain), {NAME: "顾某某"})
    assert body(out) == "顾某某\n"
    assert_gone(out, NAME)


@pytest.mark.parametrize("encoding", ["GB2312", "gbk", "GB18030", "UTF-16"])
def test_xml_in_other_encodings(encoding: str) -> None:
    xml = page(text_object(2001, f"住{NAME}")).replace('encoding="UTF-8"', f'encoding="{encoding}"')
    data = packed("", parts={"Doc_0/Pages/Page_1/Content.xml": xml.encode(encoding)})
    out = written(data, {NAME: "顾某某"})
    assert body(out) == "住顾某某\n"
    assert_gone(out, NAME)


def test_control_characters_inside_a_value_do_not_hide_it() -> None:
    data = packed(page(text_object(2001, code("住顾\x85小\t满家", steps="g 6 5"))))
    doc = reading(data)
    assert doc.text == "住顾小 满家\n"
    doc = doc.having(mentions=(Mention(Span(1, 5, "personal", "person_name"), None, "mask", "顾某某"),))
    out = rewritten(data, doc).data
    assert body(out) == "住顾某某家\n"


def test_a_line_of_many_mentions_takes_linear_time() -> None:
    text = (f"{NAME}的家，" * 40_000)[:200_000]
    data = packed(page(text_object(2001, code(text, steps="g 199999 0.001"), size=0.001)))
    out = written(data, {NAME: "顾某"})
    assert_gone(out, NAME)


def test_a_file_made_by_others_in_the_project_is_written_again() -> None:
    data = ofd_of(
        [(f"申请人{NAME}", 30, 40, 5)], properties={"作者": NAME}, note=f"请核对{NAME}", attachment=f"{NAME}.xlsx"
    )
    done = rewritten(data, masked(reading(data), {NAME: "顾某某"}))
    assert reading(done.data).text == "申请人顾某某\n作者: 顾某某\n批注人\n请核对顾某某"
    assert_gone(done.data, NAME)
    assert done.notes == ("附件 1 个已移除",)


class TestRefused:
    def test_units_that_draw_each_other_without_end(self) -> None:
        twice = "".join(f'<ofd:CompositeObject ID="{i}" Boundary="0 0 9 9" ResourceID="{{}}"/>' for i in (1, 2))
        unit = '<ofd:CompositeGraphicUnit ID="{}"><ofd:Content>{}</ofd:Content></ofd:CompositeGraphicUnit>'
        units = unit.format(61, twice.format(62, 62)) + unit.format(62, twice.format(61, 61))
        public = resources(f"<ofd:CompositeGraphicUnits>{units}</ofd:CompositeGraphicUnits>")
        with pytest.raises(UnreadableFile, match="展开过多"):
            reading(packed(page(layer(text_object(2001, NAME), twice.format(61, 61))), public=public))

    def test_another_file_than_the_one_that_was_read(self) -> None:
        doc = masked(reading(packed(page(text_object(2001, NAME)))), {NAME: "顾某某"})
        with pytest.raises(UnwritableFile, match="不一致"):
            rewritten(packed(page(text_object(2001, OTHER))), doc)

    @pytest.mark.filterwarnings("ignore:Duplicate name")
    def test_two_members_of_one_name(self) -> None:
        data = packed(page(text_object(2001, NAME)))
        doc = masked(reading(data), {NAME: "顾某某"})
        buffer = BytesIO(data)
        with zipfile.ZipFile(buffer, "a") as archive:
            archive.writestr("Doc_0/Pages/PAGE_1/Content.xml", page(text_object(2001, OTHER)))
        with pytest.raises(UnwritableFile, match="重名"):
            rewritten(buffer.getvalue(), doc)

    def test_xml_that_only_a_repair_can_read(self) -> None:
        broken = page(text_object(2001, NAME)).replace('xmlns:ofd="http://www.ofdspec.org/2016"', "")
        data = packed(broken)
        doc = masked(reading(data), {NAME: "顾某某"})
        with pytest.raises(UnwritableFile, match="内部结构有误") as raised:
            rewritten(data, doc)
        assert NAME not in str(raised.value)
