"""The number of a document (发文字号) in its head: 江政发〔2023〕4号, 第12号, 2023年第5号."""

import re

from pipeline.doc import Range
from pipeline.segment.view import View
from pipeline.segment.vocabulary import Vocabulary

_YEAR = r"(?:19|20)[0-9]{2}"
NUMBER = re.compile(
    r"(?P<region>[\u4e00-\u9fff]{1,6}（[\u4e00-\u9fff]{1,3}）(?=[\u4e00-\u9fff]{1,8}[〔（【]))?"
    r"(?P<code>[A-Za-z\u4e00-\u9fff]{0,16})"
    rf"(?:[〔（【]{_YEAR}[〕）】](?:第)?[0-9]{{1,5}}号|(?<=[\u4e00-\u9fff]){_YEAR}〔[0-9]{{1,4}}〕号)"
)
ORDER = rf"(?:(?:{_YEAR}年)?第[0-9〇一二三四五六七八九十百]{{1,6}}[号期])"
_ORDER_AFTER_WORD = re.compile(rf"(?:令|公告|通告|纪要)（?({ORDER})）?")
_CITED = re.compile(r"^(?:文件|文|精神|要求|规定|批复|通知|，|。|；|、|）|》|的|和|及)")
# What stands before a code on the same line: the mark, a label, the title, a mark of secrecy or urgency.
_BEFORE_CODE = re.compile(
    r"^.*(?:(?:文件|字号|文号|[：》）】〕★☆年月日号页]|[特加平]急|[秘机绝]密"
    r"|(?:决定|意见|通知|告知|认定|建议|责令)书|通知|公告|公示|通告|通报|意见|批复|决定|命令|纪要|报告|请示|答复|复函"
    r"|的函|议案|办法|方案|规定|细则|规划|预案|要点)(?=.{2})|(?:文件|纪要|决定书)$)"
)
_BODY_BEFORE_CODE = re.compile(
    r"^.{2,}(?:人民政府|办公室|办公厅|委员会|管委会|中心|[支大总]队|法院|检察院|办事处|公司|[局厅院])(?=.{2})"
    r"|^.{3,}部(?=.{2})"
)
_CODE_PIECE = 2
_CODE_ABOVE = 8


def own_numbers(zone: str, view: View, words: Vocabulary) -> list[Range]:
    """Return where the head may hold the document's own number; numbers cited in a sentence or a title are none."""
    found = []
    for match in NUMBER.finditer(zone):
        start, end = code_start(zone, match, view), match.end()
        before = zone[view.line_at(start)[0] : start]
        cited = _CITED.match(zone[end : end + 2]) and end not in view.starts
        titled = "关于" in before and not words.genre_end.search(before)
        in_title = (titled or "关于" in zone[start:end]) and end not in view.starts
        if not re.search(r"[。|｜]|如下：", before) and not before.endswith("（") and not cited and not in_title:
            found.append((start, end))
    for match in _ORDER_AFTER_WORD.finditer(zone):
        before = zone[view.line_at(match.start())[0] : match.start()]
        if not re.search(r"[。，（《]", before):
            found.append((match.start(1) - (zone[match.start(1) - 1] == "（"), match.end()))
    return found


def code_start(zone: str, match: re.Match[str], view: View) -> int:
    """Return where the code of a number starts, its issuer's mark or the title before it cut off."""
    start, end = match.span("code")
    line = view.line_at(end)[0]
    if match["region"]:
        return max(match.start(), line)
    if line > start:
        above = view.previous_line(line)
        # A code broken over two lines leaves a short piece above; else what stands above is another line.
        broken = end - line < _CODE_PIECE and start <= above and 0 < line - above <= _CODE_ABOVE
        start = above if broken and not _BEFORE_CODE.match(zone[above:line] + "xx") else line
    for pattern in (_BEFORE_CODE, _BODY_BEFORE_CODE):
        if cut := pattern.match(zone[start:end]):
            start += cut.end()
    gaps = view.gaps(start, end)
    # One space before a code parts it from what stands before it; many are spaces between all characters.
    return gaps[0] if len(gaps) == 1 and end - gaps[0] >= _CODE_PIECE and view.gap(gaps[0]) > 1 else start
