"""Elements of GB/T 9704-2012: what stands in the text is found, whatever was done to its layout."""

import re
import unicodedata
from dataclasses import replace

import pytest

from pipeline.doc import Doc
from pipeline.segment import Segmenter
from tests.build import doc_of
from tests.segment.papers import BREAKS, PAPERS, traditional


def bare(text: str) -> str:
    """Return text without white space and widths: what the same element means."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).translate(str.maketrans("〔〕", "[]"))


def values(doc: Doc, label: str) -> list[str]:
    return [bare(doc.text[e.start : e.end]) for e in doc.labelled(label)]


@pytest.mark.parametrize("name", PAPERS)
@pytest.mark.parametrize("broken", BREAKS)
def test_elements_are_exact_whatever_the_layout(segmenter: Segmenter, name: str, broken: str) -> None:
    text, wanted = PAPERS[name]
    doc = segmenter(doc_of(BREAKS[broken](text)))
    pages = re.compile(r"—\d+—")
    found = {label: [pages.sub("", v) for v in values(doc, label)] for label in wanted}
    assert found == {label: [bare(value)] for label, value in wanted.items()}


@pytest.mark.parametrize("name", PAPERS)
def test_traditional_script_keeps_its_characters(segmenter: Segmenter, name: str) -> None:
    text, wanted = PAPERS[name]
    doc = segmenter(doc_of(traditional(text)))
    assert {label: values(doc, label) for label in wanted} == {k: [bare(traditional(v))] for k, v in wanted.items()}


def test_the_parts_around_the_signature(segmenter: Segmenter) -> None:
    doc = segmenter(doc_of(PAPERS["notice"][0]))
    assert values(doc, "issuer_mark") == ["江州市人民政府办公室文件"]
    assert values(doc, "attachment_note") == [bare("附件：1.站点普查表2.联络员名单")]
    assert values(doc, "note") == [bare("（此件公开发布）")]
    assert values(doc, "cc") == [bare("抄送：市委各部门，市人大常委会办公室，市政协办公室。")]
    assert values(doc, "printer") == [bare("江州市人民政府办公室2023年6月9日印发")]
    assert len(values(doc, "article")) == 3
    (body,) = values(doc, "body")
    assert body.startswith("《江州市公共自行车") and body.endswith("接受群众监督。")
    (attachment,) = values(doc, "attachment")
    assert attachment.startswith("江州市公共自行车管理办法") and attachment.endswith("有效期2年。")


MARKS = """000012
机密★10年
特急

江州市应急管理局文件

江应急〔2024〕3号　　　　　　签发人：顾小满

江州市应急管理局关于申请防汛物资储备资金的请示

江州市人民政府：
　　为做好今年防汛工作，特申请物资储备资金50万元。妥否，请批示。

江州市应急管理局
2024年3月5日
（联系人：陈立行，电话：略）
"""


def test_marks_above_the_title(segmenter: Segmenter) -> None:
    doc = segmenter(doc_of(MARKS))
    wanted = {
        "copy_number": "000012",
        "secrecy_mark": "机密★10年",
        "urgency": "特急",
        "issuer_mark": "江州市应急管理局文件",
        "doc_number": "江应急〔2024〕3号",
        "signer": "顾小满",
        "title": "江州市应急管理局关于申请防汛物资储备资金的请示",
        "addressee": "江州市人民政府",
        "signature": "江州市应急管理局",
        "issue_date": "2024年3月5日",
        "note": "（联系人：陈立行，电话：略）",
    }
    assert {label: values(doc, label) for label in wanted} == {k: [bare(v)] for k, v in wanted.items()}


# text, and the first value of title, number, addressee, signature and date ("": none may be found)
FORMS = {
    "order": (
        "江州市人民政府令\n第12号\n《江州市停车场管理规定》已经市政府常务会议通过，现予公布，自2020年5月1日起施行。\n"
        "市长　陈立行\n2020年3月2日\n江州市停车场管理规定\n第一条　为了规范停车秩序，制定本规定。",
        ("江州市人民政府令", "第12号", "", "市长陈立行", "2020年3月2日"),
    ),
    "announcement without number and addressee": (
        "江州市交通运输局关于白鹭大桥封闭施工的公告\n因白鹭大桥维修加固，自2022年3月1日起全封闭施工，过往车辆请绕行。\n"
        "特此公告。\n江州市交通运输局\n2022年2月20日",
        ("江州市交通运输局关于白鹭大桥封闭施工的公告", "", "", "江州市交通运输局", "2022年2月20日"),
    ),
    "decision with its date under the title": (
        "江州市人民代表大会常务委员会关于加强饮用水水源保护的决定\n（2019年3月28日江州市第十五届人民代表大会常务委员会"
        "第十八次会议通过）\n为了加强饮用水水源保护，保障公众健康，作出如下决定：\n一、建立保护区巡查制度。",
        ("江州市人民代表大会常务委员会关于加强饮用水水源保护的决定", "", "", "", "2019年3月28日"),
    ),
    "report to a congress": (
        "政府工作报告\n——2012年2月8日在云溪县第十五届人民代表大会第一次会议上\n云溪县人民政府县长　顾小满\n各位代表：\n"
        "现在，我代表县人民政府向大会报告工作，请予审议。",
        ("政府工作报告", "", "各位代表", "", "2012年2月8日"),
    ),
    "minutes": (
        "江州市人民政府常务会议纪要\n江政纪〔2020〕9号\n江州市人民政府办公室　　2020年6月18日\n江州市人民政府第42次常务会议"
        "纪要\n2020年6月15日，市长主持召开会议。纪要如下：\n一、会议同意该方案。\n分送：市长，副市长。",
        ("江州市人民政府第42次常务会议纪要", "江政纪〔2020〕9号", "", "江州市人民政府办公室", "2020年6月18日"),
    ),
    "minutes dated by the printer": (
        "云溪县人民政府专题会议纪要\n〔2009〕14号\n关于旧城改造有关问题的会议纪要\n会议议定：\n一、同意拆迁方案。\n记录：某某\n"
        "云溪县人民政府办公室　　　二〇〇九年十一月九日印发",
        ("关于旧城改造有关问题的会议纪要", "〔2009〕14号", "", "云溪县人民政府办公室", "二〇〇九年十一月九日"),
    ),
    "decision on a penalty": (
        "临浦区市场监督管理局\n行政处罚决定书\n临市监处罚〔2023〕218号\n当事人：江州澜海科技有限公司\n住所：临浦区向阳路\n"
        "经查，当事人未按规定公示信息，决定警告。\n临浦区市场监督管理局\n2023年9月5日",
        ("临浦区市场监督管理局行政处罚决定书", "临市监处罚〔2023〕218号", "", "临浦区市场监督管理局", "2023年9月5日"),
    ),
    "letter to a person": (
        "云溪县信访局信访事项答复意见书\n云信复〔2022〕5号\n顾小满：\n您反映的路灯损坏问题收悉，现答复如下：已修复。\n"
        "云溪县信访局\n2022年5月6日",
        ("云溪县信访局信访事项答复意见书", "云信复〔2022〕5号", "顾小满", "云溪县信访局", "2022年5月6日"),
    ),
    "signed for another body": (
        "江州市燃气安全工作专班关于开展检查的通报\n江燃治〔2023〕11号\n各区燃气安全工作专班：\n现将检查情况通报如下。\n"
        "江州市燃气安全工作专班\n（市住房和城乡建设局代章）\n2023年10月27日",
        ("江州市燃气安全工作专班关于开展检查的通报", "江燃治〔2023〕11号", "各区燃气安全工作专班",
         "江州市燃气安全工作专班", "2023年10月27日"),
    ),
    "forwarded report signed by another": (
        "江州市人民政府办公室转发市教委关于扩大招生报告的通知\n江政办发〔1996〕32号\n各区人民政府：\n现将市教委的报告转发给你们。\n"
        "扩大招生有利于发展教育，建议今年扩招200人，请批转各地执行。\n市教委\n1996年5月13日",
        ("江州市人民政府办公室转发市教委关于扩大招生报告的通知", "江政办发〔1996〕32号", "各区人民政府", "", ""),
    ),
    "form": (
        "临浦区困难家庭走访登记册\n（2017年春节）\n填表单位：临浦区民政局\n填表日期：2017年1月19日\n走访组于1月16日走访。",
        ("临浦区困难家庭走访登记册", "", "", "临浦区民政局", "2017年1月19日"),
    ),
    "only a table names number and date": (
        "索引号：JZ01\n发文机关：云溪县财政局\n成文日期：2021年4月6日\n标题：关于预算公开的通知\n发文字号：云财〔2021〕8号\n"
        "关于预算公开的通知\n各单位：\n请于月底前公开预算。",
        ("关于预算公开的通知", "云财〔2021〕8号", "各单位", "", "2021年4月6日"),
    ),
    "a table whose cells only spaces part": (
        "索引号　JZ01　主题分类　财政\n发文机关　云溪县财政局　成文日期　2021年4月6日\n标题　关于预算公开的通知\n"
        "发文字号　云财〔2021〕8号　有效性　有效\n关于预算公开的通知\n各单位：\n请公开预算。\n云溪县财政局\n2021年4月6日",
        ("关于预算公开的通知", "云财〔2021〕8号", "各单位", "云溪县财政局", "2021年4月6日"),
    ),
    "joint mark and a star": (
        "中共江州市委办公室\n江州市人民政府办公室\n文件\n江委办发〔2020〕5号\n★\n关于印发《工作方案》的通知\n各县（区）委：\n"
        "现印发给你们。\n中共江州市委办公室\n江州市人民政府办公室\n2020年5月6日",
        ("关于印发《工作方案》的通知", "江委办发〔2020〕5号", "各县（区）委", "中共江州市委办公室江州市人民政府办公室",
         "2020年5月6日"),
    ),
    "a date without its day": (
        "江州市财政局关于2019年决算的说明\n现将决算情况说明如下。收入增长。\n江州市财政局\n二〇二〇年三月",
        ("江州市财政局关于2019年决算的说明", "", "", "江州市财政局", "二〇二〇年三月"),
    ),
    "a number cited in the title": (
        "临浦区文化局关于撤销临文罚字〔2023〕19号处罚决定的决定\n临文撤〔2024〕1号\n经复查，决定撤销原处罚。\n临浦区文化局\n"
        "2024年1月15日",
        ("临浦区文化局关于撤销临文罚字〔2023〕19号处罚决定的决定", "临文撤〔2024〕1号", "", "临浦区文化局", "2024年1月15日"),
    ),
    "an unclosed book mark in the title": (
        "江州市科技局关于转发省科技厅《关于组织申报项目的通知\n各县（区）科技局，各有关单位：\n现将通知转发给你们。\n江州市科技局\n"
        "2021年3月1日",
        ("江州市科技局关于转发省科技厅《关于组织申报项目的通知", "", "各县（区）科技局，各有关单位", "江州市科技局", "2021年3月1日"),
    ),
    "a date in a sentence is none of issue": (
        "关于社区停电的说明\n2023年5月1日上午，东桥街道停电两小时，原因是线路检修。目前已恢复供电。",
        ("关于社区停电的说明", "", "", "", ""),
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_forms_of_documents(segmenter: Segmenter, form: str) -> None:
    text, wanted = FORMS[form]
    doc = segmenter(doc_of(text))
    labels = ("title", "doc_number", "addressee", "signature", "issue_date")
    assert tuple((values(doc, label) or [""])[0] for label in labels) == tuple(bare(w) for w in wanted)


@pytest.mark.parametrize("text", ["", " \n\t\n", "。", "第一条", "《", "2023年5月1日", "关于", "：", "一、", "— 1 —"])
def test_scraps_of_text_are_no_failure(segmenter: Segmenter, text: str) -> None:
    doc = segmenter(doc_of(text))
    assert all(0 <= e.start < e.end <= len(text) for e in doc.elements or ())


def test_what_a_file_also_carries_is_not_read(segmenter: Segmenter) -> None:
    text = "江州市财政局关于预算的通知\n各单位：\n请公开预算。\n江州市财政局\n2021年4月6日\n"
    carried = "批注：江州市审计局\n2021年5月6日\n"
    doc = segmenter(replace(doc_of(text + carried), body_end=len(text)))
    assert values(doc, "signature") == ["江州市财政局"]
    assert all(e.end <= len(text) for e in doc.elements or ())
    assert all(end <= len(text) for _, end in doc.sentences or ())


LEVELS = """江州市教育局关于加强校园安全工作的意见
各县（区）教育局：
为加强校园安全工作，现提出以下意见。
一、总体要求
（一）指导思想。坚持预防为主，压实各方责任，保障师生安全。
（二）主要目标
到2025年，全市中小学安全防护水平明显提升，重大事故零发生。
二、主要任务
1.健全责任体系。学校主要负责人是第一责任人，班主任是直接责任人。
2.完善防护设施
（1）安装一键报警装置；
（2）配备专职保安人员。
本意见自印发之日起施行。
江州市教育局
2023年3月1日
"""


def test_heading_levels_and_run_in_headings(segmenter: Segmenter) -> None:
    doc = segmenter(doc_of(LEVELS))
    assert values(doc, "heading_1") == ["一、总体要求", "二、主要任务"]
    assert values(doc, "heading_2") == [bare("（一）指导思想"), bare("（二）主要目标")]
    assert values(doc, "heading_3") == ["1.健全责任体系", "2.完善防护设施"]
    assert values(doc, "item") == [bare("（1）安装一键报警装置；"), bare("（2）配备专职保安人员。")]


def test_a_false_heading_made_by_a_broken_line(segmenter: Segmenter) -> None:
    text = LEVELS.replace(
        "坚持预防为主，压实各方责任，保障师生安全。",
        "坚持预防为主，压实各方责任。着力解决宣传手段单\n一、针对性不强等问题，力争家长知晓率达到九成，保障师生安全。",
    )
    doc = segmenter(doc_of(text))
    assert values(doc, "heading_1") == ["一、总体要求", "二、主要任务"]
    assert any("手段单一、针对性不强" in p for p in doc.prose or ())


CLAUSES = """江州市公园管理办法
第一章　总则
第一条　为了加强公园管理，制定本办法。
第二条　公园管理应当遵循下列原则：
（一）公益优先；
（二）严格保护。
前款规定适用于专类公园。
第二章　附则
第三条　按照第二条规定执行的，从其规定。本办法自公布之日起施行。
"""


def test_clauses(segmenter: Segmenter) -> None:
    doc = segmenter(doc_of(CLAUSES))
    assert values(doc, "chapter") == ["第一章总则", "第二章附则"]
    assert [v[:3] for v in values(doc, "article")] == ["第一条", "第二条", "第三条"]
    assert values(doc, "item") == [bare("（一）公益优先；"), bare("（二）严格保护。")]
    assert values(doc, "paragraph")[2] == bare("前款规定适用于专类公园。")


def test_a_table_is_one_element_and_its_rows_are_sentences(segmenter: Segmenter) -> None:
    text = "关于补助名单的公示\n现将名单公示如下：\n序号\t单位\t金额\n1\t李家村\t200\n2\t张家村\t300\n公示期七天。"
    doc = segmenter(doc_of(text))
    assert values(doc, "table") == [bare("序号单位金额1李家村2002张家村300")]
    assert [bare(p) for p in doc.prose or ()][2:5] == ["序号单位金额", "1李家村200", "2张家村300"]


def test_annexes_that_are_whole_documents_come_after_the_first(segmenter: Segmenter) -> None:
    inner = "附件2\n云溪县财政局关于预算的通知\n云财〔2021〕8号\n各单位：\n请公开。\n云溪县财政局\n2021年4月6日\n"
    doc = segmenter(doc_of(PAPERS["joint"][0] + "附件1\n汇总表\n" + inner))
    assert {k: values(doc, k)[0] for k in PAPERS["joint"][1]} == {k: bare(v) for k, v in PAPERS["joint"][1].items()}
    assert [v[:3] for v in values(doc, "attachment")] == ["附件1", "附件2"]
