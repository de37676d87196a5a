"""Letters of the office: the 征询函 with its receipt slip, and the 退文通知."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.review.paperwork.form import Lack
from pipeline.review.paperwork.papers_docx.grid import Grid
from pipeline.review.paperwork.papers_docx.page import Page
from pipeline.review.paperwork.papers_docx.sheet import written_day
from pipeline.terms import chinese

_BASIS = "《中华人民共和国政府信息公开条例》第十一条"


@dataclass(frozen=True, slots=True)
class Letter:
    """What a 征询函 says. passages: of the document that concern the body, masked; reply_by: None for no day."""

    to: str
    sender: str
    title: str
    doc_number: str
    passages: tuple[str, ...]
    question: str
    reply_by: date | None
    day: date
    contact: str = ""
    phone: str = ""
    number: str = ""


def letter_docx(letter: Letter, *, script: str = "hans") -> bytes:
    """Return the letter and, on a page of its own, the slip on which the body answers."""
    page = Page(script=script, title=letter.title)
    said = page.say
    named = _named(letter.title)
    page.title(said("关于征询") + named + said("公开意见的函"))
    if letter.number:
        page.line(letter.number, align="centre", indent=False)
    page.line(letter.to + "：", indent=False)
    numbered = f"（{letter.doc_number}）" if letter.doc_number else ""
    page.line(said("我单位拟公开") + named + numbered + said("，其中涉及贵单位的内容如下："))
    for number, passage in enumerate(letter.passages, 1):
        page.line(f"{number}. {passage}")
    page.line(said(f"根据{_BASIS}，现征询贵单位意见：上述内容是否准确，能否公开，有无需要删减、修改之处。"))
    if letter.question:
        page.line(letter.question)
    until = f"于{written_day(letter.reply_by)}前" if letter.reply_by else ""
    page.line(said(f"请{until}填写回执，加盖公章后反馈。"))
    page.line(said("附件：回执"))
    _signed(page, letter.sender, letter.day)
    if letter.contact or letter.phone:
        people = said("联系人：") + letter.contact + ("，" + said("电话：") + letter.phone if letter.phone else "")
        page.line(f"（{people}）")
    _slip(page, letter)
    return page.content()


def _slip(page: Page, letter: Letter) -> None:
    page.turn()
    said = page.say
    page.line(said("附件"), indent=False)
    page.title(said("征询公开意见回执"))
    grid = Grid(page, (36.0, 42.0, 36.0, 42.0))
    grid.wide(said("征询文件"), _named(letter.title) + letter.doc_number)
    grid.pair((said("来函单位"), letter.sender), (said("回复单位"), letter.to))
    grid.wide(said("回复意见"), said("□内容准确，同意公开\n□修改或者删减后同意公开\n□不同意公开"), height=30.0)
    grid.wide(said("修改、删减的内容，或者不同意公开的理由和法律依据"), "", height=50.0)
    grid.pair((said("经办人"), ""), (said("联系电话"), ""))
    grid.signed(said("单位负责人"), "", said("签名（盖章）：　　　　　　　　年　　月　　日"), height=40.0)


def return_notice_docx(
    *,
    to: str,
    sender: str,
    title: str,
    receipt: str,
    codes: Sequence[str],
    lacks: Sequence[Lack],
    reason: str,
    day: date,
    script: str = "hans",
) -> bytes:
    """Return the notice that a document is sent back: every code with what is lacking and how to mend it.

    codes: those that the reviewer chose; lacks: what the form lists, of which those with these codes are printed.
    """
    page = Page(script=script, title=title)
    said = page.say
    page.title(said("退文通知"))
    page.line(to + "：", indent=False)
    page.line(said("你单位报送的") + _named(title) + said(f"（受理编号：{receipt}），经审查存在下列问题，现予退回："))
    grid = Grid(page, (16.0, 22.0, 46.0, 72.0))
    grid.heads(said("序号"), said("退文码"), said("问题"), said("补正要求"))
    for number, code in enumerate(dict.fromkeys(codes), 1):
        mend = [lack.text for lack in lacks if lack.code == code] or ["按审核意见补正"]
        grid.cells(str(number), code, said(chinese(code, "return_code")), said("\n".join(mend)))
    page.line("", pitch=10.0)
    if reason:
        page.line(said("审核意见：") + reason)
    page.line(said("请逐项补正后，在系统中重新提交。"))
    _signed(page, sender, day)
    return page.content()


def _signed(page: Page, sender: str, day: date) -> None:
    page.line("")
    page.line(sender, align="right", indent=False, right=2.0)
    page.line(page.say(written_day(day)), align="right", indent=False, right=4.0)


def _named(title: str) -> str:
    """Return a document's title as it is cited; a title within stands in single brackets (GB/T 15834-2011)."""
    return "《" + title.replace("《", "〈").replace("》", "〉") + "》"
