"""What a line of a document's head is, by its look alone."""

import re
from dataclasses import dataclass

from pipeline.segment.dates import DATE
from pipeline.segment.doc_numbers import NUMBER, ORDER
from pipeline.segment.titles import ABOUT
from pipeline.segment.vocabulary import Vocabulary

_COPY_LINES = 5
_TOOL_CHARACTERS = 60
_ORDER_LINE = re.compile(rf"^（?({ORDER})）?$")
_SIGNER = re.compile(r"^签发(?:人)?：(.{2,40})$")
# A label and a short value: 类别：A, 编号：…, 办理结果：A.
_FIELD = re.compile(r"^(?P<name>[\u4e00-\u9fff]{2,8})：(?P<value>[^。；]{1,60})$")
BRACKETED_FIELD = re.compile(r"（[\u4e00-\u9fff]{2,8}：[^（）]{1,30}）")
_BUTTONS = re.compile(r"^(?:[【〔][^】〕]{1,20}[】〕]){2,}$")
_NUMBER_NAME = re.compile(r"(?:编号|文书编号|案号|字号|文号|文件编号|登记编号)")
_OFFICE = (
    "省长|市长|县长|区长|镇长|乡长|主席|主任|院长|检察长|局长|书记|厅长|州长|盟长|旗长|总理|部长|署长|行长|会长|委员长"
)
_SPEAKER = re.compile(rf"^(?!.*(?:关于|的|在))[\u4e00-\u9fff]{{0,30}}(?:{_OFFICE})[\u4e00-\u9fff·]{{2,6}}$")
_SUBTITLE = re.compile(
    rf"^(?:[—―-]{{1,2}}[^。]{{0,10}}?(?P<date>{DATE})?[^。]{{2,80}}"
    rf"|（?(?P<day>{DATE})在[^。，]{{4,60}}(?:会议|大会)上[^。，]{{0,20}}）?)$"
)
_MEETING = re.compile(r"^[^。，：]{2,40}(?:会议|大会)上$")
_TIME_STAMP = re.compile(
    r"^(?:(?:发[表布]|更新)?时间：)?20[0-9]{2}[-/年.][0-9]{1,2}[-/月.][0-9]{1,2}日?"
    r"(?:[0-9]{1,2}[：时][0-9]{2}分?(?:：[0-9]{2})?)?$"
)
_SECRECY = re.compile(r"^(?:[0-9]{6})?(?:绝密|机密|秘密)(?:[★☆*＊].{0,14})?$")
_URGENCY = re.compile(r"^(?:特急|加急|特提|平急|急件)$")
_RULE = re.compile(r"^(?:[-─—_=＿*★☆━﹣－]{3,}|[★☆]{1,2})$")
_CRUMB = re.compile(
    r"[>＞»›→]|^[|｜]|[^|｜]{2,8}[|｜][^|｜]{2,8}[|｜]"
    r"|[-_—|－](?:[^-_—|－]{0,20}(?:门户网站|政府网|官网|网站|信息网|政务网))$"
)
_PASSING = "(?:通过|公布|发布|修订|修正|批准|施行|印发|制定)"
_PASSED = re.compile(
    rf"^(?:（[^（）]{{0,60}}?({DATE})[^（）]{{0,120}}{_PASSING}[^（）]{{0,160}}）|({DATE})[^。，]{{2,60}}{_PASSING})$"
)
_DATE_LINE = re.compile(rf"^（?({DATE})）?$")
_ISSUER_DATE = re.compile(rf"^([\u4e00-\u9fff]{{4,40}})({DATE})$")


@dataclass(frozen=True, slots=True)
class Shape:
    """What a line is; start to end: the part of it that the label means; family: of a field of the page's table.

    label: an element, or furniture (of a web page), meta (a field of its table), field (another label and its value),
    rule, date, bracket_date (of passing, under the title), issuer_date (a body and a date), speaker, other.
    """

    label: str
    start: int
    end: int
    family: str = ""


def shape(text: str, order: int, words: Vocabulary) -> Shape:
    """Return what the line is that stands at `order` in the document, from 0."""
    whole = Shape("other", 0, len(text))
    if (meta := words.meta.match(text)) and text[meta.end() : meta.end() + 1] in ("：", ""):
        return Shape("meta", min(len(text), meta.end() + 1), len(text), words.families[meta["field"]])
    if "。" in text:
        return _mark(text, order) or _speech(text) or whole
    if words.crumb.match(text):
        return Shape("furniture", 0, len(text))
    if known := _mark(text, order) or _speech(text):
        return known
    if words.tool.match(text.lstrip("【〔")) and len(text) < _TOOL_CHARACTERS and not ABOUT.search(text):
        return Shape("furniture", 0, len(text))
    if known := _field(text):
        return known
    if _CRUMB.search(text) or words.footer.match(text):
        return Shape("furniture", 0, len(text))
    if (issued := _ISSUER_DATE.match(text)) and words.body_end.search(issued[1]):
        return Shape("issuer_date", issued.start(2), len(text))
    return whole


def _mark(text: str, order: int) -> Shape | None:
    """Return the shape of an element that stands on a line of its own."""
    if order < _COPY_LINES and re.fullmatch(r"[0-9]{6}", text):
        return Shape("copy_number", 0, len(text))
    for label, pattern in (("secrecy_mark", _SECRECY), ("urgency", _URGENCY), ("rule", _RULE)):
        if pattern.match(text):
            return Shape(label, 0, len(text))
    dated = (("bracket_date", _PASSED), ("date", _DATE_LINE))
    for label, pattern in (("signer", _SIGNER), ("doc_number", _ORDER_LINE), *dated):
        if found := pattern.match(text):
            return Shape(label, *found.span(found.lastindex or 0))
    if NUMBER.fullmatch(text):
        return Shape("doc_number", 0, len(text))
    if found := re.fullmatch(rf"（({NUMBER.pattern})）", text):
        return Shape("doc_number", *found.span(1))
    return None


def _speech(text: str) -> Shape | None:
    """Return the shape of a line under the title of a report, or of the time at which a page was made."""
    if _TIME_STAMP.match(text):
        return Shape("furniture", 0, len(text))
    if found := _SUBTITLE.match(text):
        dated = "date" if found["date"] else "day" if found["day"] else ""
        return Shape("bracket_date", *found.span(dated)) if dated else Shape("rule", 0, len(text))
    if _MEETING.match(text):
        return Shape("rule", 0, len(text))
    return Shape("speaker", 0, len(text)) if _SPEAKER.match(text) else None


def _field(text: str) -> Shape | None:
    if _NUMBER_NAME.fullmatch(text.removesuffix("：")) and text.endswith("："):
        return Shape("rule", 0, len(text))
    if BRACKETED_FIELD.fullmatch(text):
        return Shape("rule", 0, len(text))
    if _BUTTONS.match(text):
        return Shape("furniture", 0, len(text))
    found = _FIELD.match(text)
    if not found:
        return None
    if _NUMBER_NAME.fullmatch(found["name"]) and NUMBER.fullmatch(found["value"]):
        return Shape("doc_number", *found.span("value"))
    return Shape("field", *found.span("value"))
