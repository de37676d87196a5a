"""The title that a text without one tells in its opening or closing words (现将…公告如下, …收悉, 制定本办法)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.classify.cues import Cue, any_within, cues
from pipeline.terms import Registers

_SUBJECT = "([^。；\n：]{0,80}?)"
_ENDS = {
    "公布": "公告", "发布": "公告", "函复": "复函", "函告": "函", "函达": "函", "函商": "函", "致函": "函",
    "反馈": "复函",
}  # fmt: skip
_FORMS = "命令|公告|通告|通知|通报|公示|公布|发布|批复|函复|答复|反馈|报告|请示|函告|决定|意见|说明"
_NOW = re.compile(
    f"[现兹][就将对把]?{_SUBJECT}(?:作出|做出|提出|予以)?(?:如下)?({_FORMS})(?:给?你[们局县市单位]{{1,2}})?如下"
)
_OPINES = re.compile("现[就对]([^。；\n：]{2,80}?)提出(?:以下|如下)?(?:实施|指导|若干)?(意见|措施)")
_DECIDES = re.compile("决定[^。；\n]{0,40}(?:废止|修改|取消|停止|表彰|授予|表扬|撤销)[^。；\n]{0,30}")
_ISSUED = re.compile(
    "现(?:将|把)?([^。；\n《》]{0,12}《[^》\n]{2,80}》[^。；\n]{0,24}?)(印发|转发|公布|发布|下发)(?!如下)"
)
_APPROVED = re.compile(
    "(《[^》\n]{2,80}》)[^。；\n]{0,60}(?:已经|已|业经|经)[^。；\n]{0,60}?(?:现|请)(?:予)?(印发|转发|公布|发布)"
)
_SHOWN = re.compile("现予?(?:以)?(公示|公布|公告|通告|通报)(?=[，。,]|$)")
_SUBMITTED = re.compile(
    "(?:你|贵)[^。；\n《]{1,12}(?:报送|报来|提交|申请|呈报)[^。；\n《]{0,12}《([^》\n]{2,80})》[^。；\n]{0,60}收悉"
)
_RECEIVED = re.compile("《(关于[^》\n]{2,80}?)的?(请示|报告|函|来函|建议|提案|申请)》[^。；\n]{0,60}收悉")
_PROPOSED = re.compile("[您你]们?(?:在[^。；\n]{2,40})?提出的[^。\n]{0,80}?(?:建议|提案)")
_RULES = "办法|规定|条例|细则|规则|规范|标准|制度|方案|预案|意见|法|规程|规划|指南|章程"
_MADE = re.compile(f"^[^。；\n]{{0,160}}?(?:制[定订]|特(?:作|做)?(?:以下的?)?规定)本?({_RULES})?")
_APPOINTED = re.compile(
    "^(?:[^。；\n]{2,40}决定[，,：:]?)?(?:任命|免去|聘任)[^。；，\n]{2,20}(?:为|职务|的)|^(?:任命|免去|任|免)[：:]$"
    "|^[^。；，、\n任免]{2,10}(?:同志)?任[^。；，\n]{3,30}(?:长|主任|书记|督学|工程师|调研员|巡视员|秘书)"
)
_PURPOSE = re.compile("为(?:了|进一步|切实|更好地?)?([^。；\n]{4,60}?)(?=[，,]|根据|依据|$)")
_CLOSED = re.compile(
    "^(?:以上[^。]{0,8}|特此|专此)(公告|通告|通知|通报|公示|批复|函复|答复|报告|请示|函告|函达|函商|致函|说明)"
)
_ANSWERS = {"建议": "建议的答复", "提案": "提案的答复", "函": "复函", "来函": "复函"}
_HEAD, _TAIL = 8, 12
_LONGEST = 400
_SHORT = 6  # a subject such as 有关情况 says nothing: what stands before it does
_STOP = tuple("。；！？：")


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """A row of the register openings: the title that a text tells; place: head or tail, where a cue stands."""

    id: str
    place: str
    title: str
    cues: tuple[str, ...]
    source: str


class Openings:
    """Tells the title of a text that has none, by fixed formulas and the register openings."""

    def __init__(self, registers: Registers) -> None:
        rows = registers.rows("openings", OpeningRow)
        self._rows: tuple[tuple[OpeningRow, tuple[Cue, ...]], ...] = tuple((row, cues(row.cues)) for row in rows)

    def told(self, prose: Sequence[str]) -> tuple[str, int] | None:
        """Return a title made of what opening or closing sentences say, and the number of the sentence.

        Only the first eight and the last twelve sentences are read, 400 characters of each; None if they say nothing.
        """
        last = range(len(prose) - 1, max(-1, len(prose) - 1 - _TAIL), -1)
        for place in last:
            if title := self._row("tail", prose[place][:_LONGEST]):
                return title, place
        head = _joined(prose[:_HEAD])
        for number, (place, sentence) in enumerate(head):
            title = self._row("head", sentence) or _said(sentence, head[number - 1][1] if number else "", place)
            if title:
                return title, place
        for place in last:
            if found := _CLOSED.search(prose[place][:_LONGEST]):
                purpose = _purpose([sentence for _, sentence in head])
                return f"关于{purpose}的{_ENDS.get(found[1], found[1])}", place
        return None

    def _row(self, place: str, sentence: str) -> str:
        return next((row.title for row, named in self._rows if row.place == place and any_within(named, sentence)), "")


def _joined(prose: Sequence[str]) -> list[tuple[int, str]]:
    """Return sentences with their numbers, those that a line end has cut joined to the next."""
    out: list[tuple[int, str]] = []
    for number, sentence in enumerate(prose):
        if out and not out[-1][1].endswith(_STOP) and len(out[-1][1]) < _LONGEST:
            out[-1] = (out[-1][0], (out[-1][1] + sentence)[:_LONGEST])
        else:
            out.append((number, sentence[:_LONGEST]))
    return out


def _said(sentence: str, before: str, number: int) -> str:
    """Return the title that an opening sentence tells, or ""; before: the sentence before it."""
    if found := _RECEIVED.search(sentence):
        return f"{found[1]}的{_ANSWERS.get(found[2], '批复')}"
    if found := _SUBMITTED.search(sentence):
        return f"关于{found[1]}的批复"
    if found := _PROPOSED.search(sentence):
        return f"关于{found[0]}的答复"
    if found := _ISSUED.search(sentence) or _APPROVED.search(sentence):
        issued, word = sorted((found[1], found[2]), key=lambda part: part in {"印发", "转发", "公布", "发布", "下发"})
        return f"关于{word}{issued}的{'公告' if word in {'公布', '发布'} else '通知'}"
    if found := _OPINES.search(sentence):
        return f"关于{found[1]}的{found[2]}"
    if found := _NOW.search(sentence):
        subject = found[1] if len(found[1]) > _SHORT else before[-60:].strip("。；：") + found[1]
        return f"关于{subject or _purpose([sentence])}的{_ENDS.get(found[2], found[2])}"
    if found := _SHOWN.search(sentence):
        subject = sentence[max(0, found.start() - 60) : found.start()].strip("，。,")
        return f"关于{subject}的{_ENDS.get(found[1], found[1])}"
    if number < _TAIL and (found := _MADE.search(sentence)):
        return f"{_purpose([sentence])}{found[1] or '规定'}"
    if _APPOINTED.search(sentence):
        return "关于职务任免的通知"
    found = _DECIDES.search(sentence)
    return f"关于{found[0].removeprefix('决定')}的决定" if found else ""


def _purpose(sentences: Sequence[str]) -> str:
    """Return what the first sentence with 为 says that the document is for, or ""."""
    return next((found[1] for s in sentences if (found := _PURPOSE.search(s))), "")
