"""Nothing that an OFD can hold beside its pages keeps a masked value."""

import zipfile
from io import BytesIO

import pytest

from pipeline.formats.ofd import rewriting as ofd_rewriting
from pipeline.formats.pictures import wordless
from tests.formats.test_ofd_rewriting import NAME, NUMBER, assert_gone, masked, member, reading, rewritten
from tests.making import zipped
from tests.making.ofd import HEADER, SPACE, glyphs, jpeg, layer, packed, page, png, resources, text_object

VALUES = {NAME: "顾某某", NUMBER: "138****1234"}
SECRET = f"{NAME}{NUMBER}"
FIRST = page(text_object(2001, f"申请人{NAME}，电话{NUMBER}"), text_object(2002, "一、基本情况", base=60))
_S = "{http://www.ofdspec.org/2016}"


def names(data: bytes) -> list[str]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return archive.namelist()


def test_every_field_of_the_information() -> None:
    fields = "".join(
        f"<ofd:{f}>{NAME}</ofd:{f}>"
        for f in ("Title", "Author", "Subject", "Abstract", "DocUsage", "Cover", "Creator", "CreatorVersion", "Other")
    )
    fields += (
        f"<ofd:DocID>{NUMBER}</ofd:DocID><ofd:CreationDate>{NAME}</ofd:CreationDate><ofd:ModDate>{NUMBER}</ofd:ModDate>"
    )
    fields += f"<ofd:Keywords><ofd:Keyword>救助</ofd:Keyword><ofd:Keyword>{NAME}</ofd:Keyword></ofd:Keywords>"
    fields += f'<ofd:CustomDatas><ofd:CustomData Name="{NAME}的">{NUMBER}</ofd:CustomData>'
    fields += f'<ofd:CustomData Name="密级" Note="{NAME}">机密</ofd:CustomData>'
    fields += f'<ofd:CustomData Name="密级二">先{NAME}</ofd:CustomData><ofd:CustomData Name="密级二">后</ofd:CustomData></ofd:CustomDatas>'
    out = rewritten_whole(packed(FIRST, information=fields))
    assert_gone(out, NAME, NUMBER)
    kept = [(c.get("Name"), c.text) for c in member(out, "OFD.xml").iter(f"{_S}CustomData")]
    assert ("密级", "机密") in kept and ("密级二", "后") in kept
    assert [k.text for k in member(out, "OFD.xml").iter(f"{_S}Keyword")] == ["救助", "顾某某"]


def rewritten_whole(data: bytes) -> bytes:
    return rewritten(data, masked(reading(data), VALUES)).data


def test_a_property_that_is_masked_whole_is_not_written() -> None:
    data = packed(FIRST, information=f"<ofd:Author>{NAME}</ofd:Author>")
    out = rewritten(data, masked(reading(data), {f"author: {NAME}": ""})).data
    assert not list(member(out, "OFD.xml").iter(f"{_S}Author"))


def test_attachments_signatures_versions_and_extensions_go_and_are_told() -> None:
    attachments = (
        f'{HEADER}<ofd:Attachments {SPACE}><ofd:Attachment ID="1" Name="{SECRET}.zip"><ofd:FileLoc>a.zip</ofd:FileLoc>'
        f'</ofd:Attachment><ofd:Attachment ID="2" Name="乙"><ofd:FileLoc>b.txt</ofd:FileLoc></ofd:Attachment></ofd:Attachments>'
    )
    data = packed(
        FIRST,
        body="<ofd:Versions><ofd:Version ID='1' Index='0' Current='false' BaseLoc='Doc_0/V/V1.xml'/></ofd:Versions>"
        "<ofd:Signatures>Doc_0/Signs/Signatures.xml</ofd:Signatures>",
        information="<ofd:Cover>Doc_0/cover.png</ofd:Cover>",
        document="<ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments><ofd:Extensions>Extensions.xml</ofd:Extensions>",
        parts={
            "Doc_0/Attachs/Attachments.xml": attachments,
            "Doc_0/Attachs/a.zip": zipped({"名单.txt": SECRET}),
            "Doc_0/Attachs/b.txt": SECRET.encode("utf-16-le"),
            "Doc_0/V/V1.xml": f"{HEADER}<ofd:DocVersion {SPACE}><ofd:DocRoot>../Old.xml</ofd:DocRoot></ofd:DocVersion>",
            "Doc_0/Old.xml": f"{HEADER}<ofd:Document {SPACE}>{SECRET}</ofd:Document>",
            "Doc_0/Signs/Signatures.xml": f'{HEADER}<ofd:Signatures {SPACE}><ofd:Signature ID="1" BaseLoc="S.xml"/></ofd:Signatures>',
            "Doc_0/Signs/S.xml": f"{HEADER}<ofd:Signature {SPACE}><ofd:SignedInfo>{SECRET}</ofd:SignedInfo></ofd:Signature>",
            "Doc_0/Signs/SignedValue.dat": SECRET.encode("gb18030"),
            "Doc_0/Signs/Seal.esl": SECRET.encode(),
            "Doc_0/Extensions.xml": f"{HEADER}<ofd:Extensions {SPACE}><ofd:Property>{SECRET}</ofd:Property></ofd:Extensions>",
            "Doc_0/cover.png": png(Title=SECRET),
            f"{SECRET}.bin": SECRET.encode(),
        },
    )
    done = rewritten(data, masked(reading(data), VALUES))
    assert_gone(done.data, NAME, NUMBER)
    assert sorted(names(done.data)) == [
        "Doc_0/Document.xml",
        "Doc_0/Pages/Page_1/Content.xml",
        "Doc_0/Res_1.xml",
        "OFD.xml",
    ]
    told = "".join(done.notes)
    assert all(word in told for word in ("电子签章", "失效", "历史版本", "扩展数据", "封面缩略图", "附件 2 个"))
    assert reading(done.data).text.startswith("申请人顾某某")


def test_annotations_keep_their_appearance_masked() -> None:
    appearance = f'<ofd:Appearance Boundary="0 0 99 9">{text_object(3001, glyphs(0, 1, 2, 3), NAME)}</ofd:Appearance>'
    annotation = (
        f'{HEADER}<ofd:PageAnnot {SPACE}><ofd:Annot ID="3000" Type="Watermark" Creator="{NAME}" Subtype="{NAME}" '
        f'LastModDate="2024-01-02" Note="{NUMBER}"><ofd:Remark>请{NAME}核对<ofd:x>{NUMBER}</ofd:x></ofd:Remark><ofd:Parameters>'
        f'<ofd:Parameter Name="{NAME}">{NUMBER}</ofd:Parameter></ofd:Parameters>{appearance}</ofd:Annot>'
        f"<!-- {NAME} --></ofd:PageAnnot>"
    )
    data = packed(
        FIRST,
        document="<ofd:Annotations>Annotations.xml</ofd:Annotations>",
        parts={
            "Doc_0/Annotations.xml": f'{HEADER}<ofd:Annotations {SPACE}><ofd:Page PageID="1"><ofd:FileLoc>Annots/A.xml</ofd:FileLoc>'
            "</ofd:Page></ofd:Annotations>",
            "Doc_0/Annots/A.xml": annotation,
        },
    )
    out = rewritten_whole(data)
    assert_gone(out, NAME, NUMBER)
    root = member(out, "Doc_0/Annots/Annot_1.xml")
    assert [r.text for r in root.iter(f"{_S}Remark")] == ["请顾某某核对"]
    assert "".join(c.text for c in root.iter(f"{_S}TextCode")) == "顾某某"
    assert list(root.itertext(f"{_S}Glyphs")) == ["1"]


def test_custom_tags_keep_their_references_only() -> None:
    tag = (
        f'<t:公文 xmlns:t="urn:t" note="{NAME}"><t:份号>000001</t:份号><t:签发人 ref="{NUMBER}">{NAME}<t:x/>又{NAME}</t:签发人>'
        f'<t:电话>{NUMBER}</t:电话><t:密级>秘密</t:密级><t:标题><ofd:ObjectRef {SPACE} PageRef="1">2001</ofd:ObjectRef></t:标题></t:公文>'
    )
    listed = (
        f'{HEADER}<ofd:CustomTags {SPACE}><ofd:CustomTag TypeID="{SECRET}" NameSpace="urn:t"><ofd:SchemaLoc>s.xsd</ofd:SchemaLoc>'
        "<ofd:FileLoc>Tag.xml</ofd:FileLoc></ofd:CustomTag></ofd:CustomTags>"
    )
    data = packed(
        FIRST,
        document="<ofd:CustomTags>Tags/CustomTags.xml</ofd:CustomTags>",
        parts={"Doc_0/Tags/CustomTags.xml": listed, "Doc_0/Tags/Tag.xml": tag, "Doc_0/Tags/s.xsd": f"<x>{SECRET}</x>"},
    )
    out = rewritten_whole(data)
    assert_gone(out, NAME, NUMBER)
    texts = [t for t in member(out, "Doc_0/Tags/Tag_1.xml").itertext()]
    assert texts == ["顾某某", "又顾某某", "秘密", "2001"]


def test_outlines_bookmarks_and_actions() -> None:
    target = '<ofd:Actions><ofd:Action Event="CLICK"><ofd:Goto><ofd:{}/></ofd:Goto></ofd:Action></ofd:Actions>'
    jump = target.format('Dest Type="XYZ" PageID="1" Top="9"')
    away = f'<ofd:Actions><ofd:Action Event="CLICK"><ofd:URI URI="mailto:{SECRET}" Base="{NAME}"/></ofd:Action></ofd:Actions>'
    outlines = (
        f'<ofd:Outlines><ofd:OutlineElem Title="一、基本情况">{jump}</ofd:OutlineElem><ofd:OutlineElem Title="{NAME}的材料">{jump}'
        f'<ofd:OutlineElem Title="别处才有的标题">{target.format(f"Bookmark Name={chr(34)}{NAME}{chr(34)}")}</ofd:OutlineElem>'
        "</ofd:OutlineElem></ofd:Outlines>"
    )
    marks = (
        f'<ofd:Bookmarks><ofd:Bookmark Name="{NAME}"><ofd:Dest Type="Fit" PageID="1"/></ofd:Bookmark></ofd:Bookmarks>'
    )
    data = packed(
        page(layer(text_object(2001, NAME + NUMBER), text_object(2002, "一、基本情况", base=60)), after=away),
        document=outlines + marks + away,
    )
    done = rewritten(data, masked(reading(data), VALUES))
    assert_gone(done.data, NAME, NUMBER)
    root = member(done.data, "Doc_0/Document.xml")
    assert [e.get("Title") for e in root.iter(f"{_S}OutlineElem")] == [
        "一、基本情况",
        "（标题已移除）",
        "（标题已移除）",
    ]
    assert len({e.get("Name") for e in root.iter(f"{_S}Bookmark")}) == 1
    assert len(list(root.iter(f"{_S}Goto"))) == 3
    assert any("动作 2 处" in note for note in done.notes) and any("标题 3 处" in note for note in done.notes)


def test_pictures_are_warned_of_and_lose_their_notes() -> None:
    media = (
        f'<ofd:MultiMedias><ofd:MultiMedia ID="8" Type="Image" Format="PNG" Note="{NAME}"><ofd:MediaFile>{SECRET}.png</ofd:MediaFile>'
        '</ofd:MultiMedia><ofd:MultiMedia ID="9" Type="Image"><ofd:MediaFile>b.jpg</ofd:MediaFile></ofd:MultiMedia>'
        '<ofd:MultiMedia ID="7" Type="Image"><ofd:MediaFile>thumb.png</ofd:MediaFile></ofd:MultiMedia>'
        '<ofd:MultiMedia ID="6" Type="Audio"><ofd:MediaFile>a.mp3</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias>'
    )
    images = "".join(
        f'<ofd:ImageObject ID="{2010 + r}" Boundary="0 0 9 9" ResourceID="{r}" Substitution="7" Name="{NAME}"/>'
        for r in (8, 9)
    )
    data = packed(
        page(layer(text_object(2001, NAME + NUMBER), images)),
        public=resources(media),
        parts={
            f"Doc_0/Res/{SECRET}.png": png(Author=SECRET),
            "Doc_0/Res/b.jpg": jpeg(SECRET),
            "Doc_0/Res/thumb.png": png(Author=SECRET),
            "Doc_0/Res/a.mp3": SECRET.encode(),
        },
    )
    done = rewritten(data, masked(reading(data), VALUES))
    assert_gone(done.data, NAME, NUMBER)
    assert sorted(n for n in names(done.data) if "/Res/" in n) == ["Doc_0/Res/Media_1.png", "Doc_0/Res/Media_2.jpg"]
    assert "内嵌图片 2 幅：其中文字未检查" in done.notes


def test_a_picture_without_its_words_is_still_a_picture() -> None:
    assert wordless(png(Author=SECRET), ()) == png()
    bare = wordless(jpeg(SECRET), ())
    assert bare.startswith(b"\xff\xd8\xff\xe0\0\x10JFIF") and bare.endswith(b"\x12\x34\xff\xd9")
    assert NAME.encode() not in bare


@pytest.mark.parametrize(
    "element",
    [
        f'<ofd:TextObject ID="2009" Boundary="0 0 9 9" Name="{SECRET}" Font="1001" Size="5"><ofd:TextCode X="0" Y="0">甲</ofd:TextCode></ofd:TextObject>',
        f'<ofd:PathObject ID="2009" Boundary="0 0 9 9" 注="{SECRET}"><ofd:AbbreviatedData>M 0 0<x>{SECRET}</x>{SECRET}</ofd:AbbreviatedData></ofd:PathObject>',
        f'<ofd:PathObject ID="2009" Boundary="0 0 9 9"><ofd:AbbreviatedData>M 0 0 {NUMBER[:3]} {NUMBER[3:]}</ofd:AbbreviatedData></ofd:PathObject>',
        f'<ofd:PathObject ID="2009" Boundary="0 0 9 9" DashPattern="{NUMBER}"/>',
        f'<x:any xmlns:x="urn:x" a="{SECRET}">{SECRET}</x:any>',
        f'<ofd:PageBlock ID="2009">{SECRET}</ofd:PageBlock>{SECRET}',
        f"<!-- {SECRET} --><?note {SECRET}?>",
        f"<ofd:TextObject ID='2009' Boundary='0 0 9 9' Font='1001' Size='5'><ofd:TextCode X='0' Y='5'>甲<x>{SECRET}</x>{SECRET}</ofd:TextCode></ofd:TextObject>",
    ],
)
def test_strange_elements_attributes_comments_and_tails(element: str) -> None:
    assert_gone(rewritten_whole(packed(page(layer(text_object(2001, NAME + NUMBER), element)))), NAME, NUMBER)


def test_fonts_stay_under_a_plain_name() -> None:
    font = f'<ofd:Font ID="1002" FontName="{SECRET}"><ofd:FontFile>{SECRET}.ttf</ofd:FontFile></ofd:Font>'
    data = packed(FIRST, public=resources(font), parts={f"Doc_0/Res/{SECRET}.ttf": b"\0\1\0\0font"})
    out = rewritten_whole(data)
    assert_gone(out, NAME, NUMBER)
    with zipfile.ZipFile(BytesIO(out)) as archive:
        assert archive.read("Doc_0/Res/Font_1.ttf") == b"\0\1\0\0font"


def test_a_second_document_loses_the_information_that_is_not_read() -> None:
    second = (
        f"<ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID><ofd:Author>{NAME}</ofd:Author></ofd:DocInfo>"
        "<ofd:DocRoot>Doc_1/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    )
    data = packed(FIRST)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        files = {n: archive.read(n).decode() for n in archive.namelist()}
    files |= {n.replace("Doc_0", "Doc_1"): t for n, t in files.items() if n.startswith("Doc_0")}
    files["OFD.xml"] = files["OFD.xml"].replace("</ofd:OFD>", second)
    out = rewritten_whole(zipped(files))
    assert_gone(out, NAME, NUMBER)
    assert reading(out).text.count("顾某某") == 2 and "Doc_1/Document.xml" in names(out)


def test_the_archive_itself_says_nothing() -> None:
    data = packed(FIRST)
    buffer = BytesIO(data)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.comment = SECRET.encode()
    out = rewritten_whole(buffer.getvalue())
    assert NAME.encode() not in out
    with zipfile.ZipFile(BytesIO(out)) as archive:
        assert not archive.comment and {i.date_time[0] for i in archive.infolist()} == {1980}


def test_the_second_reading_sees_what_the_reader_does_not() -> None:
    data = packed(FIRST, document=f'<ofd:Bookmarks><ofd:Bookmark Name="书签{NAME}"/></ofd:Bookmarks>')
    assert f"书签{NAME}" in (ofd_rewriting.second_reading(data) or "")
    split = packed(page(*(text_object(2001 + i, c, left=30 + 9 * i) for i, c in enumerate(NAME))))
    assert NAME in (ofd_rewriting.second_reading(split) or "")


def test_a_number_between_objects_goes_although_nobody_has_masked_it() -> None:
    stray = f"<ofd:PageBlock ID='2009'>{NUMBER}</ofd:PageBlock>"
    data = packed(page(layer(text_object(2001, "甲乙"), stray)))
    assert_gone(rewritten(data, reading(data).having(mentions=())).data, NUMBER)
