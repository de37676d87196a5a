"""A mark of state secrecy stops a document, however it is written; prose about secrets does not.

Expected values: 保密法 articles 14, 20, 24; GB/T 9704-2012 7.2.2; reference 2.5 and 7.5.
"""

import time
from itertools import product
from pathlib import Path

import pytest

from pipeline.doc import Doc, Piece, Secrecy
from pipeline.fold import fold
from pipeline.screen import Screener
from pipeline.screen.expiry import expiry, issued, number
from pipeline.terms import RegisterError, registers
from tests.build import doc_of

REST = """江州市人民政府文件
江政发〔2020〕3号

江州市人民政府关于开展某项工作的通知

各县（区）人民政府：
现将有关事项通知如下。请认真贯彻执行。
江州市人民政府
2020年7月1日
"""

RUN_ON = REST.replace("\n", "")

# (how the mark stands before REST, the mark as the rule writes it)
AT_HEAD = [
    ("机密★20年\n", "机密★20年"),
    ("绝密★30年\n", "绝密★30年"),
    ("秘密★1年\n", "秘密★1年"),
    ("000012\n机密★20年\n特急\n", "机密★20年"),
    ("000012　机密★20年　特急\n", "机密★20年"),
    ("机密★20年　　　　　　　　　000123\n", "机密★20年"),
    ("№ 000123 秘密★5年\n", "秘密★5年"),
    ("第000012号 机密★10年\n", "机密★10年"),
    ("机密☆10年\n", "机密★10年"),
    ("秘密*5年\n", "秘密★5年"),
    ("秘密＊6个月\n", "秘密★6个月"),
    ("机密 ★ 20年\n", "机密★20年"),
    ("机 密 ★ 2 0 年\n", "机密★20年"),
    ("机　密★２０年\n", "机密★20年"),
    ("絕密★長期\n", "绝密★长期"),
    ("機密★２０年\n", "机密★20年"),
    ("祕密★3年\n", "秘密★3年"),
    ("機 密 ★ 五 年\n", "机密★五年"),
    ("机密★二十年 加急\n", "机密★二十年"),
    ("000123 机密★五年\n", "机密★五年"),
    ("秘密★6月\n", "秘密★6月"),
    ("秘密★30日\n", "秘密★30日"),
    ("机密级★10年\n", "机密★10年"),
    ("机密★（10年）\n", "机密★10年"),
    ("机密★会议开始前\n", "机密★会议开始前"),
    ("秘密★公布前\n", "秘密★公布前"),
    ("绝密★启用前\n", "绝密★启用前"),
    ("机密★任务完成后\n", "机密★任务完成后"),
    ("秘密★2030年12月31日\n", "秘密★2030年12月31日"),
    ("秘密★至2030年12月\n", "秘密★至2030年12月"),
    ("机密★\n20年\n", "机密★20年"),
    ("机密★\n", "机密"),
    ("★机密★\n", "机密"),
    ("机密\n", "机密"),
    ("秘密\n", "秘密"),
    ("绝密\n\n", "绝密"),
    ("秘　　密\n", "秘密"),
    ("秘密 特急\n", "秘密"),
    ("特急　机密\n", "机密"),
    ("机密/特急\n", "机密"),
    ("机密级\n", "机密"),
    ("机密文件\n", "机密"),
    ("机密文件 不得外传\n", "机密"),
    ("内部资料　注意保存　秘密\n", "秘密"),
    ("【机密】\n", "机密"),
    ("（秘密）\n", "秘密"),
    ("[绝密]\n", "绝密"),
    ("密级：机密\n", "机密"),
    ("密 级：秘 密\n", "秘密"),
    ("密级：秘密★5年 缓急：特急\n", "秘密★5年"),
    ("密级\t机密\t缓急\t特急\n", "机密"),
    ("【密级】机密\n", "机密"),
    ("份号：000123　密级：机密　保密期限：10年\n", "机密"),
    ("□绝密 ☑机密 □秘密 □非密\n", "机密"),
    ("密级：□绝密□机密■秘密\n", "秘密"),
    ("绝密□ 机密□ 秘密√\n", "秘密"),
    ("机密·20年\n", "机密★20年"),
    ("机密?20年\n", "机密★20年"),
    ("机密\ufffd20年\n", "机密★20年"),
    ("秘密-5年\n", "秘密★5年"),
    ("秘密 1年\n", "秘密★1年"),
    ("秘密一年\n", "秘密★一年"),
    ("机密（10年）\n", "机密★10年"),
    ("机\n密\n★\n2\n0\n年\n", "机密★20年"),
    ("秘\n密\n", "秘密"),
    ("密件\n", "密件"),
    ("密码电报\n", "密码电报"),
    ("机要\n", "机要"),
    ("绝密级文件　第12号\n", "绝密"),
    ("极机密\n", "极机密"),
    ("机密（CONFIDENTIAL）\n", "机密"),
    ("秘密★半年\n", "秘密★半年"),
    ("机密★二〇年\n", "机密★二〇年"),
    ("机密★2035-12-31\n", "机密★2035-12-31"),
    ("【密级：秘密】\n", "秘密"),
    ("密级　　秘密　　紧急程度　　加急\n", "秘密"),
    ("机密　共印50份\n", "机密"),
    ("涉密文件　严禁外传\n", "涉密文件"),
    ("江州市人民政府办公室内部文件　机密\n", "机密"),
]

# Whole texts, most without a line break.
ELSEWHERE = [
    ("机密★20年江州市人民政府文件江政发〔2020〕3号江州市人民政府关于开展工作的通知", "机密★20年"),
    ("000012机密★20年特急江州市人民政府文件江政发〔2020〕3号", "机密★20年"),
    ("机密特急江州市人民政府文件江政发〔2020〕3号关于开展工作的通知各县：现将", "机密"),
    ("机密江州市人民政府文件江政发〔2020〕3号关于开展工作的通知各县：现将", "机密"),
    ("江州市人民政府文件 机密 江政发〔2020〕3号 关于开展工作的通知 各县：", "机密"),
    ("江政发〔2020〕3号　　　　　　机密\n" + REST, "机密"),
    ("江州市财政局关于预算执行情况的报告（机密）\n各位委员：\n" + REST, "机密"),
    (REST + "附件2\n机密★5年\n目标名单\n", "机密★5年"),
    (REST + "附件1\n秘密\n\n目标名单\n", "秘密"),
    (REST + "附件1　秘密　目标名单\n", "秘密"),
    (REST + "正文很长。\n" * 60 + "机密★10年\n", "机密★10年"),
    (REST + "正文很长。\n" * 60 + "秘密\n另一份材料的题目\n", "秘密"),
    (REST + "事项\t机密★10年\t知悉范围\n", "机密★10年"),
    (REST + "一、机密★10年\n", "机密★10年"),
    (REST + "（此件机密，阅后收回）\n", "机密"),
    (REST + "本文件为秘密级文件。\n", "秘密"),
    (REST + "密级：机密\n", "机密"),
    ("江州澜海科技有限公司\n机密★5年\n" + REST, "机密★5年"),
    ("江州澜海科技有限公司 机密\n云溪县分公司\n" + REST, "机密"),
    ("机密\n云溪县人民政府文件\n" + REST, "机密"),
    ("机密　会议纪要\n" + REST, "机密"),
    ("机密江州市公安局情况通报第12期2020年7月1日", "机密"),
    ("密级：\n秘密\n" + REST, "秘密"),
]

PROSE = [
    "",
    "　\n\t\n",
    "各单位要保守国家秘密，加强商业秘密保护，不得泄露工作秘密和个人隐私。",
    "江州市保密局\n关于加强机密文件管理的通知\n各单位：\n请加强管理。",
    "关于加强 机密 文件管理的通知\n各单位：",
    "关 于 机 密 文 件 管 理 的 通 知\n各单位：",
    "机密文件管理办法\n第一条　为了规范机密文件管理，制定本办法。",
    "秘密载体销毁管理规定\n第一条　为了规范秘密载体销毁，制定本规定。",
    "国家秘密的密级分为绝密、机密、秘密三级。",
    "第十四条　国家秘密的密级分为：绝密、机密、秘密。",
    "绝密级国家秘密是最重要的国家秘密，机密级国家秘密是重要的国家秘密。",
    "（一）秘密级\n是指泄露会使国家安全和利益遭受损害的事项。",
    "1.机密级\n2.秘密级\n",
    "国家秘密的保密期限，绝密级不超过三十年，机密级不超过二十年，秘密级不超过十年。",
    "密级：非密\n" + REST,
    "密级：无　缓急：特急\n" + REST,
    "密级：绝密/机密/秘密/非密\n" + REST,
    "密级：□绝密 □机密 □秘密 ☑非密\n" + REST,
    "绝密□ 机密□ 秘密□ 非密√\n" + REST,
    "内部资料　注意保存\n" + REST,
    "内部文件　不得外传\n" + REST,
    "涉及国家\n秘密\n的文件不得上网。",
    "除涉及商业\n秘密\n、个人隐私外，应当公开。",
    "手机密码不得外泄，司机密切配合，计算机密集使用，杜绝密切接触。",
    "相机密封保存，时机密切相关，有机密度板。",
    "工作秘密管理办法\n第一条",
    "商业秘密\n江州市市场监督管理局",
    "商业秘密★3年\n江州澜海科技有限公司",
    "秘密等级：\n机密程度：一般\n" + REST,
    "密级（必填）：非涉密/秘密/机密/绝密\n" + REST,
    "是否涉及：□国家秘密 □商业秘密 □个人隐私\n" + REST,
    "通知\n主题词：保密 秘密 管理\n",
    "信息安全的机密性、完整性、可用性。",
    "机密文件管理办公室关于开展检查的通知",
    "不得泄露秘密。保守秘密 一年内不得从事同业竞争。",
    "新密政〔2020〕3号\n新密市人民政府关于印发办法的通知",
    "市委机要局：\n请做好机要通信和机要交通工作。",
    "涉密人员脱密期管理按照有关规定执行。",
    "除依法需要保密的外，一律公开。",
    "投票采用秘密投票方式，公民享有通信秘密。",
    "國家秘密的密級分為絕密、機密、秘密三級。",
    "秘密调查了三个月，终于查清。",
]

# Not proven to be this document's own: it goes on, but a person looks.
HINTS = [
    ("根据《江州市重点目标防护规划》（机密）精神，制定本方案。", "机密"),
    ("请对照绝密级文件第3号的要求逐项落实。", "绝密"),
    ("关于转发会议纪要（密件）的通知的有关要求，", "密件"),
    ("涉密附件另发。", "涉密"),
    ("附件2为密件，另发。", "密件"),
    ("请通过机要渠道报送。", "机要"),
    ("江政密〔2020〕3号\n关于", "密"),
    ("见上级密电。", "密电"),
    ("在首页左上角标注“机密★20年”。", "机密★20年"),
    ("国家秘密标志如机密★10年、秘密★5年等。", "机密★10年"),
]


@pytest.fixture(scope="module")
def screener() -> Screener:
    return Screener(registers(), head_lines=8)


@pytest.mark.parametrize(("mark", "written"), AT_HEAD)
def test_a_mark_at_the_head_stops(screener: Screener, mark: str, written: str) -> None:
    stopped = screener(doc_of(mark + REST))
    assert stopped.secrecy.stopped
    assert stopped.secrecy.mark == written


@pytest.mark.parametrize(("text", "written"), ELSEWHERE)
def test_a_mark_elsewhere_stops(screener: Screener, text: str, written: str) -> None:
    secrecy = screener(doc_of(text)).secrecy
    assert secrecy.stopped
    assert secrecy.mark == written


@pytest.mark.parametrize("text", PROSE)
def test_prose_does_not_stop(screener: Screener, text: str) -> None:
    assert screener(doc_of(text)).secrecy == Secrecy()


@pytest.mark.parametrize(("text", "mark"), HINTS)
def test_a_hint_is_for_a_person(screener: Screener, text: str, mark: str) -> None:
    assert screener(doc_of(text)).secrecy == Secrecy(stopped=False, mark=mark)


def test_no_way_of_writing_is_missed(screener: Screener) -> None:
    """Levels, stars, terms, spaces, what stands beside, scripts and places, each with each."""
    spaced = (str, " ".join, "　".join, lambda s: s.replace("★", "　★　"), lambda s: s[0] + "　" + s[1:])
    beside = ("{}", "000123 {}", "{}　　000123", "特急　{}", "密级：{}", "【{}】")
    places = ("{}\n" + REST, "江州市人民政府\n\n{}\n" + REST, "　　　{} " + RUN_ON, REST + "附件1\n{}\n名单\n")
    terms = ("★20年", "☆长期", "*六个月", "★2030年12月31日", "＊公布前", "20年", "")
    missed = []
    for level, term, space, around, place in product(("绝密", "機密", "祕密"), terms, spaced, beside, places):
        text = place.format(around.format(space(level + term)))
        if not screener(doc_of(text)).stopped:
            missed.append(text[:40])
    assert missed == []


@pytest.mark.parametrize("width", [10, 14, 18, 22, 26, 28, 30, 34, 40])
def test_prose_broken_at_any_width_does_not_stop(screener: Screener, width: int) -> None:
    for text in (t for t in PROSE if REST not in t and "主题词" not in t):
        wrapped = "\n".join(text[at : at + width] for at in range(0, len(text), width))
        assert not screener(doc_of(wrapped)).stopped, wrapped


@pytest.mark.parametrize("part", ["header", "footer", "text_box", "comment", "property", "hidden", "footnote"])
@pytest.mark.parametrize("carried", ["机密★5年", "000012 机密", "密级: 机密", "秘　密"])
def test_a_mark_in_a_carried_part_stops(screener: Screener, part: str, carried: str) -> None:
    text = REST + carried
    pieces = (Piece(0, len(REST), "body"), Piece(len(REST), len(text), part, visible=False))
    doc = Doc("0" * 64, "样件.docx", text, fold(text), len(REST), pieces)
    assert screener(doc).stopped


def test_a_mark_at_the_top_of_a_later_page_stops(screener: Screener) -> None:
    first = REST + "正文。\n" * 40
    text = first + "机密　000012\n第二份材料\n"
    pieces = (Piece(0, len(first), "page"), Piece(len(first), len(text), "page"))
    assert screener(Doc("0" * 64, "样件.pdf", text, fold(text), len(text), pieces)).stopped


@pytest.mark.parametrize("name", ["（机密）预算报告.docx", "【秘密】名单.txt", "机密_预算.pdf", "预算（绝密★长期）.md"])
def test_a_mark_in_the_name_of_the_file_stops(screener: Screener, name: str) -> None:
    assert screener(doc_of(REST, f"收文/{name}")).stopped
    assert not screener(doc_of(REST, "机密文件管理办法.txt")).stopped


def test_a_register_that_does_not_fit_is_an_error(tmp_path: Path) -> None:
    row = '[[row]]\nid = "own-1"\nkind = "{}"\nwords = {}\npattern = "{}"\nsource = "测试"\n'
    for values in (("unheard", '["甲"]', ""), ("level", '["甲"]', ""), ("hint", "[]", "(")):
        (tmp_path / "secrecy.toml").write_text(row.format(*values), encoding="utf-8")
        with pytest.raises(RegisterError, match="own-1"):
            Screener(registers([tmp_path]))


def test_an_office_adds_its_own_words(tmp_path: Path) -> None:
    row = '[[row]]\nid = "own-1"\nkind = "alone"\nwords = ["核心密件"]\nsource = "测试"\n'
    (tmp_path / "secrecy.toml").write_text(row, encoding="utf-8")
    assert Screener(registers([tmp_path]))(doc_of("核心密件\n" + REST)).stopped


def test_a_stopped_document_holds_no_text(screener: Screener) -> None:
    doc = doc_of("机密★20年\n" + REST).having(fingerprint="f" * 64)
    stopped = screener(doc)
    assert (stopped.id, stopped.source, stopped.fingerprint) == (doc.id, doc.source, "f" * 64)
    assert stopped == Doc(doc.id, doc.source, "", "", 0, secrecy=stopped.secrecy, fingerprint="f" * 64)


def test_nothing_but_the_mark_is_kept(screener: Screener) -> None:
    secrecy = screener(doc_of("机密★江州市重点目标名单会议之前另行通知各单位 000012\n" + REST)).secrecy
    assert secrecy.mark == "机密"


def test_the_highest_of_several_marks_is_named(screener: Screener) -> None:
    assert screener(doc_of("秘密★1年\n" + REST + "附件1\n绝密★30年\n")).secrecy.mark == "绝密★30年"


@pytest.mark.parametrize(
    ("mark", "expires"),
    [
        ("机密★20年", "2040-07-01"),
        ("秘密★1年", "2021-07-01"),
        ("秘密★六个月", "2021-01-01"),
        ("秘密★30日", "2020-07-31"),
        ("秘密★半年", "2021-01-01"),
        ("秘密★2030.1.31", "2030-01-31"),
        ("机密★自发文之日起一段时间", None),
        ("机密★十二年", "2032-07-01"),
        ("秘密★2030年12月31日", "2030-12-31"),
        ("秘密★至2030年2月", "2030-02-28"),
        ("机密★会议开始前", None),
        ("绝密★长期", None),
        ("绝密", "2050-07-01"),
        ("机密", "2040-07-01"),
        ("秘密", "2030-07-01"),
    ],
)
def test_an_expired_mark_stops_and_says_when(screener: Screener, mark: str, expires: str | None) -> None:
    secrecy = screener(doc_of(f"{mark}\n{REST}")).secrecy
    assert secrecy.stopped
    assert secrecy.expires == expires


def test_a_date_in_chinese_numerals_counts() -> None:
    assert issued("正文\n　　　　二〇〇八年五月十二日\n") == (2008, 5, 12)
    assert issued("到2030年12月31日完成。") is None
    assert expiry("3年", 10, (2020, 2, 29)) == "2023-02-28"
    assert expiry("3年", 10, None) is None
    assert [number(n) for n in ("十", "二十八", "一百二十", "二〇二〇", "15")] == [10, 28, 120, 2020, 15]


@pytest.mark.parametrize("unit", ["机密", "机 ", "密\n", "附件\n", "密级", "秘密\n", "□机密", "（机密）", "机密★"])
def test_hostile_text_takes_no_quadratic_time(screener: Screener, unit: str) -> None:
    text = unit * 100_000 + "密"
    began = time.process_time()
    screener(doc_of(text))
    assert time.process_time() - began < 5
