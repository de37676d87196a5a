"""Invented documents with known elements, and the ways in which real text breaks them."""

import random
import re
from collections.abc import Callable, Mapping

from opencc import OpenCC

NOTICE = """江州市人民政府办公室文件

江政办规〔2023〕12号

江州市人民政府办公室关于印发
《江州市公共自行车管理办法（试行）》的通知

各县（区）人民政府，市政府各部门、各直属机构：
　　《江州市公共自行车管理办法（试行）》已经市政府第18次常务会议审议通过，现印发给你们，请结合实际，认真贯彻执行。
　　各县（区）要在2023年9月底前完成站点普查，普查结果报市交通运输局，由市交通运输局汇总后统一向社会公布，接受群众监督。

　　附件：1.站点普查表
　　　　　2.联络员名单

江州市人民政府办公室
2023年6月9日

（此件公开发布）

江州市公共自行车管理办法（试行）

　　第一条　为了规范公共自行车管理，方便群众出行，根据有关法律、法规，结合本市实际，制定本办法。
　　第二条　本办法适用于本市行政区域内公共自行车的规划、建设、运营和监督管理活动。
　　第三条　本办法自2023年7月15日起施行，有效期2年。

抄送：市委各部门，市人大常委会办公室，市政协办公室。
江州市人民政府办公室　　　　　　2023年6月9日印发
"""
NOTICE_ELEMENTS = {
    "doc_number": "江政办规〔2023〕12号",
    "title": "江州市人民政府办公室关于印发《江州市公共自行车管理办法（试行）》的通知",
    "addressee": "各县（区）人民政府，市政府各部门、各直属机构",
    "signature": "江州市人民政府办公室",
    "issue_date": "2023年6月9日",
}

REPLY = """云溪县水利局
云水函〔2008〕7号

云溪县水利局关于青塘镇小型水库除险加固项目的复函

青塘镇人民政府：
　　你镇《关于要求安排小型水库除险加固资金的请示》收悉。经研究，现函复如下：
　　一、原则同意将李家坝水库列入今年除险加固计划，县级补助资金由县财政局按照工程进度拨付，不足部分由你镇自筹解决。
　　二、请你镇抓紧组织编制初步设计，于今年10月底前报我局审批，并做好施工期间的安全度汛工作。
　　此复。

云溪县水利局
二〇〇八年八月二十一日
"""
REPLY_ELEMENTS = {
    "doc_number": "云水函〔2008〕7号",
    "title": "云溪县水利局关于青塘镇小型水库除险加固项目的复函",
    "addressee": "青塘镇人民政府",
    "signature": "云溪县水利局",
    "issue_date": "二〇〇八年八月二十一日",
}

JOINT = """江州市民政局 江州市财政局关于做好
2021年困难群众基本生活保障工作的通知
江民发〔2021〕33号
各县（区）民政局、财政局：
为切实做好困难群众基本生活保障工作，现就有关事项通知如下。
一、提高保障标准
从2021年7月起，城乡低保标准每人每月提高30元，特困人员供养标准同步调整，所需资金由市、县两级财政按比例分担。
二、严格资金管理
各地要按月足额发放保障资金，不得挤占、挪用，每季度末向市民政局、市财政局报送资金使用情况。
江州市民政局
江州市财政局
2021年6月30日
（此件主动公开）
"""
JOINT_ELEMENTS = {
    "doc_number": "江民发〔2021〕33号",
    "title": "江州市民政局江州市财政局关于做好2021年困难群众基本生活保障工作的通知",
    "addressee": "各县（区）民政局、财政局",
    "signature": "江州市民政局江州市财政局",
    "issue_date": "2021年6月30日",
}

PAPERS: dict[str, tuple[str, Mapping[str, str]]] = {
    "notice": (NOTICE, NOTICE_ELEMENTS),
    "reply": (REPLY, REPLY_ELEMENTS),
    "joint": (JOINT, JOINT_ELEMENTS),
}


def wrapped(width: int) -> Callable[[str], str]:
    """Return a function that breaks every line at `width` characters."""

    def wrap(text: str) -> str:
        lines = (line.rstrip() for line in text.split("\n"))
        return "\n".join("\n".join(line[i : i + width] for i in range(0, len(line), width)) for line in lines)

    return wrap


def run_together(text: str) -> str:
    """Return the text without any line end."""
    return "".join(line.strip() for line in text.split("\n"))


def spaced(text: str) -> str:
    """Return the text with a space after every Chinese character."""
    return re.sub(r"([\u4e00-\u9fff])", r"\1 ", text)


def paged(text: str) -> str:
    """Return the text with page numbers between lines and inside sentences."""
    chance = random.Random(3)  # noqa: S311
    places = [m.start() for m in re.finditer(r"(?<=[\u4e00-\u9fff]{9})(?=[\u4e00-\u9fff]{4})", text)]
    for number, place in enumerate(sorted(chance.sample(places, 3), reverse=True)):
        text = f"{text[:place]}\n— {3 - number} —\n{text[place:]}"
    return text


def on_a_page(text: str) -> str:
    """Return the text with the navigation, the table and the footer of a web page around it."""
    return (
        "您现在的位置：首页 > 政务公开 > 政策文件\n字号：【大 中 小】　打印本页　分享到：\n"
        "索引号：JZ0102/2023-00031\n主题分类：综合政务\n发布日期：2023年11月2日\n\n"
        + text
        + "\n上一篇：江州市某事项公告\n下一篇：没有了\n主办：江州市人民政府办公室　网站标识码：3600000012\n"
    )


def half_width(text: str) -> str:
    """Return the text with half-width brackets and marks."""
    return text.translate(str.maketrans("（），：；〔〕", "(),:;[]"))


def traditional(text: str) -> str:
    """Return the text in traditional script, character by character."""
    convert = OpenCC("s2t").convert
    return "".join(convert(c) for c in text)


def full_width_digits(text: str) -> str:
    """Return the text with full-width digits."""
    return text.translate({ord("0") + i: chr(0xFF10 + i) for i in range(10)})


BREAKS: dict[str, Callable[[str], str]] = {
    "clean": lambda text: text,
    "run_together": run_together,
    "wrapped_at_20": wrapped(20),
    "wrapped_at_29": wrapped(29),
    "wrapped_at_40": wrapped(40),
    "spaced": spaced,
    "paged": paged,
    "on_a_page": on_a_page,
    "half_width": half_width,
    "full_width_digits": full_width_digits,
    "blank_lines": lambda text: text.replace("\n", "\n\n"),
    "crlf": lambda text: text.replace("\n", "\r\n"),
    "wrapped_and_spaced": lambda text: wrapped(40)(spaced(text)),
    "wrapped_on_a_page": lambda text: wrapped(32)(on_a_page(text)),
}
