"""PDF: every place beside the pages that can hold a text is edited or emptied, and what is gone is said."""

import io
from random import Random
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream, String

from pipeline.formats.pdf import rewriting as pdf_rewriting
from pipeline.formats.rewriting import Rewritten
from pipeline.train import invent
from tests.formats.test_pdf_rewriting import hidden, left, reading, rewritten, times
from tests.making.pdf import Maker, font_with_procedures, placed, with_earlier_version

MOBILE = invent.mobile(Random(11))
SHORT = f"{MOBILE[:3]}****{MOBILE[-4:]}"
OTHER = invent.mobile(Random(12))


def made_of(maker: Maker) -> Rewritten:
    """Return the file rewritten, with the number of its first page masked wherever it was read."""
    return rewritten(maker.bytes, {MOBILE: SHORT})


def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def page(extra: str = "") -> Maker:
    return Maker(placed(f"call {MOBILE}", 50, 700) + extra, placed("second page", 50, 700))


def look(maker: Maker, text: str) -> Dictionary:
    form = maker.form(f"/Tx BMC BT /L 12 Tf 2 8 Td ({text}) Tj ET EMC", BBox=Array([0, 0, 200, 20]))
    return Dictionary(N=form)


BOX = (50, 500, 250, 520)


def annotations(maker: Maker) -> list[dict[str, Any]]:
    """Return annotations that hold the number in each of their texts."""
    number = String(MOBILE)
    script = Dictionary(S=Name.JavaScript, JS=number)
    return [
        dict(
            Subtype=Name.FreeText,
            Contents=String(f"call {MOBILE}"),
            T=number,
            Subj=number,
            NM=number,
            DA=String("/Helv 12 Tf 0 g"),
            RC=String(f"<body><p>{MOBILE}</p></body>"),
            AP=look(maker, f"call {MOBILE}"),
        ),
        dict(Subtype=Name.Text, Contents=String("fine"), AP=look(maker, MOBILE)),
        dict(Subtype=Name.Stamp, Contents=String(MOBILE), AP=look(maker, MOBILE)),
        dict(Subtype=Name.Popup, Contents=number),
        dict(Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String(f"tel:{MOBILE}"))),
        dict(Subtype=Name.Link, A=script),
        dict(Subtype=Name.Link, A=Dictionary(S=Name.GoTo, D=number)),
        dict(
            Subtype=Name.Widget,
            FT=Name.Tx,
            T=String(f"tel{MOBILE}"),
            TU=number,
            V=String(f"my {MOBILE}"),
            DV=number,
            DA=String(f"({MOBILE}) Tj"),
            MK=Dictionary(CA=number),
            AA=Dictionary(K=script),
            AP=look(maker, f"my {MOBILE}"),
        ),
        dict(
            Subtype=Name.FileAttachment,
            FS=Dictionary(F=number, EF=Dictionary(F=maker.pdf.make_stream(MOBILE.encode()))),
        ),
    ]


def test_annotations_are_edited_or_emptied() -> None:
    maker = page()
    maker.annotate(0, *(a | {"Rect": BOX} for a in annotations(maker)))
    maker.pdf.Root["/AcroForm"] = Dictionary(Fields=Array([maker.pdf.pages[0].obj["/Annots"][7]]))
    made = made_of(maker)
    assert left(made.data, MOBILE) == 0 and not hidden(made.data, MOBILE)
    text = reading(made.data).text
    assert times(f"call{SHORT}", text) == 2 and times(f"my{SHORT}", text) == 1 and "fine" in text
    assert "附件、音视频等批注 1 条：已删除" in made.notes


def test_an_edited_box_is_drawn_with_its_new_text() -> None:
    maker = page()
    maker.annotate(0, annotations(maker)[0] | {"Rect": BOX})
    with opened(made_of(maker).data) as pdf:
        drawn = pdf.pages[0].obj["/Annots"][0]["/AP"]["/N"].read_bytes()
    assert b"****" in drawn


def test_annotations_that_say_nothing_masked_stay_as_they_are() -> None:
    maker = page()
    kept = [
        dict(Subtype=Name.FreeText, Contents=String("office hours"), AP=look(maker, "office hours")),
        dict(Subtype=Name.Widget, FT=Name.Tx, T=String("city"), V=String("Jiangzhou"), AP=look(maker, "Jiangzhou")),
        dict(Subtype=Name.Widget, FT=Name.Btn, T=String("agree"), AS=Name.Yes, AP=look(maker, "4")),
        dict(Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String("https://www.jiangzhou.example/policy?id=3"))),
        dict(Subtype=Name.Link, Dest=Array([maker.pdf.pages[1].obj, Name.Fit])),
    ]
    boxes = maker.annotate(0, *(a | {"Rect": BOX} for a in kept))
    maker.pdf.Root["/AcroForm"] = Dictionary(Fields=Array(boxes[1:3]))
    made = made_of(maker)
    with opened(made.data) as pdf:
        some = pdf.pages[0].obj["/Annots"]
        looks = [a["/AP"]["/N"].read_bytes() for a in some if "/AP" in a]
        assert [b"Tj" in x for x in looks] == [True, True, True]
        assert str(some[1]["/V"]) == "Jiangzhou" and str(some[1]["/T"]) == "city"
        assert str(some[3]["/A"]["/URI"]).endswith("id=3")
        assert some[4]["/Dest"][0].objgen == pdf.pages[1].obj.objgen
    assert made.notes == ()


@pytest.mark.parametrize(
    "address",
    [
        f"https://a.example/?tel={OTHER}",
        "mailto:z@example.com",
        "https://a.example/%E5%BC%A0",
        "https://a.example/%D5%C5",
        "file:///a",
    ],
)
def test_a_link_that_may_tell_of_a_person_goes(address: str) -> None:
    maker = page()
    maker.annotate(0, dict(Subtype=Name.Link, Rect=BOX, A=Dictionary(S=Name.URI, URI=String(address))))
    made = made_of(maker)
    assert not hidden(made.data, address)
    assert "链接 1 处：可能含个人信息，已删除" in made.notes


def test_values_that_stand_above_their_boxes_go_with_a_note() -> None:
    maker = page()
    parent = maker.pdf.make_indirect(Dictionary(FT=Name.Tx, T=String("par"), V=String(OTHER)))
    (box,) = maker.annotate(1, dict(Subtype=Name.Widget, Parent=parent, Rect=BOX, AP=look(maker, OTHER)))
    parent["/Kids"] = Array([box])
    maker.pdf.Root["/AcroForm"] = Dictionary(Fields=Array([parent]), XFA=maker.pdf.make_stream(OTHER.encode()))
    made = made_of(maker)
    assert not hidden(made.data, OTHER)
    assert {"批注或表单中未能核对的内容 1 处：已清空", "XFA 动态表单：已删除"} <= set(made.notes)


def test_a_signature_becomes_void_and_that_is_said() -> None:
    maker = page()
    value = Dictionary(Type=Name.Sig, Name=String(OTHER), Reason=String(OTHER), Contents=String(OTHER))
    field = dict(Subtype=Name.Widget, FT=Name.Sig, T=String("s"), V=value, Rect=BOX, AP=look(maker, OTHER))
    maker.pdf.Root["/AcroForm"] = Dictionary(Fields=Array(maker.annotate(0, field)), SigFlags=3)
    made = made_of(maker)
    assert not hidden(made.data, OTHER)
    assert "数字签名：已失效并删除" in made.notes


def test_properties_and_bookmarks_are_edited() -> None:
    maker = page()
    info = maker.pdf.docinfo
    info["/Title"], info["/Author"], info["/Custom"], info["/Producer"] = f"关于{MOBILE}", "江州市", OTHER, OTHER
    with maker.pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata["dc:description"] = OTHER
    item = maker.pdf.make_indirect(Dictionary(Title=String(f"一、{MOBILE}"), Dest=String("there")))
    below = maker.pdf.make_indirect(Dictionary(Title=String("（一）附则"), Parent=item, A=Dictionary(S=Name.URI)))
    item["/First"] = item["/Last"] = below
    maker.pdf.Root["/Outlines"] = maker.pdf.make_indirect(Dictionary(First=item, Last=item, Count=1))
    place = Array([maker.pdf.pages[1].obj, Name.Fit])
    maker.pdf.Root["/Names"] = Dictionary(Dests=Dictionary(Names=Array([String("there"), place])))
    made = made_of(maker)
    assert not hidden(made.data, MOBILE) and not hidden(made.data, OTHER)
    text = reading(made.data).text
    assert f"Title: 关于{SHORT}" in text and "Author: 江州市" in text
    assert f"一、{SHORT}" in text and "（一）附则" in text
    with opened(made.data) as pdf:
        assert pdf.Root["/Outlines"]["/First"]["/Dest"][0].objgen == pdf.pages[1].obj.objgen


def test_what_the_whole_document_carries_goes() -> None:
    maker = page()
    root, number = maker.pdf.Root, String(MOBILE)
    script = Dictionary(S=Name.JavaScript, JS=number)
    root["/OpenAction"] = script
    root["/Names"] = Dictionary(
        JavaScript=Dictionary(Names=Array([number, script])), Dests=Dictionary(Names=Array([number, Array([])]))
    )
    root["/PageLabels"] = Dictionary(Nums=Array([0, Dictionary(S=Name.D, P=number)]))
    root["/Threads"] = Array([maker.pdf.make_indirect(Dictionary(I=Dictionary(Title=number)))])
    root["/PieceInfo"] = Dictionary(Application=Dictionary(Private=number))
    root["/SpiderInfo"] = Dictionary(C=Array([Dictionary(S=number)]))
    maker.pdf.attachments["a.txt"] = pikepdf.AttachedFileSpec(maker.pdf, MOBILE.encode(), filename=f"{MOBILE}.txt")
    first = maker.pdf.pages[0].obj
    first["/Thumb"] = maker.pdf.make_stream(MOBILE.encode())
    first["/PieceInfo"] = Dictionary(Application=Dictionary(Private=number))
    made = made_of(maker)
    assert left(made.data, MOBILE) == 0 and not hidden(made.data, MOBILE)
    assert {"附件 1 个：已删除", "脚本和自动动作：已删除"} <= set(made.notes)


def test_words_for_screen_readers_go() -> None:
    maker = page("/P1 /Words BDC EMC /Span /Words BDC (x) Tj EMC")
    number = String(MOBILE)
    maker.pdf.pages[0].obj["/Resources"]["/Properties"] = Dictionary(Words=Dictionary(ActualText=number, Alt=number))
    element = maker.pdf.make_indirect(
        Dictionary(Type=Name.StructElem, S=Name.P, Alt=number, ActualText=number, E=number, T=number, ID=number)
    )
    element["/A"] = Dictionary(O=Name.Table, Summary=number)
    tree = Dictionary(Type=Name.StructTreeRoot, K=Array([element]), IDTree=Dictionary(Names=Array([number, element])))
    maker.pdf.Root["/StructTreeRoot"] = maker.pdf.make_indirect(tree)
    made = made_of(maker)
    assert not hidden(made.data, MOBILE)
    assert "供读屏软件使用的替代文字：已删除" in made.notes


def test_a_hidden_layer_is_text_of_its_page_and_its_name_a_number() -> None:
    maker = page(f"/OC /Layer BDC {placed(f'layer {MOBILE}', 50, 600)} EMC")
    layer = maker.pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(MOBILE)))
    maker.pdf.Root["/OCProperties"] = Dictionary(
        OCGs=Array([layer]), D=Dictionary(Name=String(MOBILE), Order=Array([String(MOBILE), layer]), OFF=Array([layer]))
    )
    maker.pdf.pages[0].obj["/Resources"]["/Properties"] = Dictionary(Layer=layer)
    made = made_of(maker)
    assert not hidden(made.data, MOBILE) and times(f"layer{SHORT}", reading(made.data).text) == 1
    with opened(made.data) as pdf:
        assert str(pdf.Root["/OCProperties"]["/OCGs"][0]["/Name"]) == "图层1"
        assert len(pdf.Root["/OCProperties"]["/D"]["/OFF"]) == 1


def test_text_in_patterns_procedures_and_undrawn_forms_goes() -> None:
    maker = page("/Pattern cs /P1 scn 300 100 50 50 re f BT /T3 12 Tf 400 600 Td (a) Tj ET")
    pattern = maker.form(placed(MOBILE, 1, 1))
    for key in ("/Type", "/Subtype"):
        del pattern[key]
    pattern.update({"/PatternType": 1, "/PaintType": 1, "/TilingType": 1, "/XStep": 100, "/YStep": 100})
    resources = maker.pdf.pages[0].obj["/Resources"]
    resources["/Pattern"] = Dictionary(P1=pattern)
    maker.fonts["/T3"] = font_with_procedures(maker, MOBILE)
    resources["/XObject"] = Dictionary(Unused=maker.form(placed(MOBILE, 1, 1)))
    resources["/ExtGState"] = Dictionary(
        G=Dictionary(SMask=Dictionary(S=Name.Alpha, G=maker.form(placed(MOBILE, 1, 1))))
    )
    made = made_of(maker)
    assert not hidden(made.data, MOBILE)
    assert any(note.startswith("底纹、图章等外观") for note in made.notes)


def picture(maker: Maker, content: bytes, **entries: Any) -> Stream:
    named = dict(
        Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1, ColorSpace=Name.DeviceRGB, BitsPerComponent=8
    )
    return maker.pdf.make_stream(content, **named, **entries)


def test_pictures_stay_without_their_descriptions_and_are_counted() -> None:
    maker = page("q 9 0 0 9 400 700 cm /A Do /B Do Q")
    comment = MOBILE.encode()
    jpeg = b"\xff\xd8" + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + b"\xff\xda\x00\x02\xff\xd9"
    maker.pdf.pages[0].obj["/Resources"]["/XObject"] = Dictionary(
        A=picture(maker, b"\0\0\0", Metadata=maker.pdf.make_stream(comment)),
        B=picture(maker, jpeg, Filter=Name.DCTDecode),
    )
    made = made_of(maker)
    assert not hidden(made.data, MOBILE)
    assert made.notes == ("内嵌图片 2 幅：其中文字未检查",)


def test_no_earlier_version_and_no_unused_object_stays() -> None:
    data = with_earlier_version(page().bytes, MOBILE)
    made = rewritten(data, {MOBILE: SHORT})
    assert not hidden(made.data, MOBILE)
    assert made.data.count(b"%%EOF") == 1


def test_each_file_has_an_identifier_of_its_own() -> None:
    data = page().bytes
    with opened(data) as before, opened(rewritten(data, {MOBILE: SHORT}).data) as after:
        old = [bytes(part) for part in before.trailer["/ID"]]
        assert all(bytes(part) not in old for part in after.trailer["/ID"])


def test_parts_find_a_value_in_every_encoding() -> None:
    maker = Maker(placed("页", 50, 700))
    maker.pdf.docinfo["/Title"] = "张三丰"
    maker.pdf.Root["/Some"] = maker.pdf.make_stream("李四光".encode("utf-16-le"))
    maker.pdf.Root["/More"] = maker.pdf.make_stream(b"[(138) -20 <31323334>] TJ")
    text = "\n".join(text for _, text in pdf_rewriting.parts(maker.bytes))
    assert all(value in text for value in ("张三丰", "李四光", "1381234"))
