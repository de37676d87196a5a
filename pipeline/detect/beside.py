"""What the list, the label, the body and the sentence around a name say of its owner."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.detect.cues import Cues, RoleWords, any_of
from pipeline.detect.found import Named
from pipeline.detect.view import HAN

Evidence = tuple[str, float]

_LINK = re.compile(
    r"(?:先生|女士|同志|议员|老师)?(?:[（(][^（）()\n]{1,40}[)）])?[ \t]{0,4}"
    r"(?:[、/\t|｜]|[和及与跟]|以及|[ \t]{1,12}|[ \t]{0,4}\n)[ \t]{0,12}|"
)
_LABEL = re.compile(r"(?P<it>[^:：\n。；;\t]{1,30})[:：]\s{0,3}\Z")
_LABEL_REACH = 36
_TAIL = re.compile(
    rf"(?:、[{HAN}×]{{2,4}}?(?=等|、)){{0,3}}(?:[（(][^（）()\n]{{1,40}}[)）])?\s{{0,6}}"
    r"(?:(?:以上|上述)(?:[^。\n]{0,14}?(?=成员|同志|人员))?|等)?"
    r"(?:[0-9]{1,3}|[一二两三四五六七八九十几多数]{0,3})余?(?:人|名|位|户)?的?(?:均|先后|分别|同时)?"
)
_NUMERAL = "0-9一二三四五六七八九十"
# A house, a village group and a means of transport end in the same characters as an office.
_BODY = re.compile(
    f"(?:(?<![住此])处|局|科|股|厅|(?<![承举协督])办|(?<![0-9])室|课|(?<!在)所|(?<![{_NUMERAL}村])组|(?<![{_NUMERAL}])队|(?<![汽火铁车])站|支部|中心"
    "|纪委|监委|党委|政法委|党工委|管委会|委员会|居委会|妇联|工会|商会|协会|残联|团委|法院|检察院|政府|人大|政协"
    "|教育部|宣传部|组织部|统战部|武装部|监理部|我镇|本院|本府)(?P<open>[ \\t]{0,3}[（(]?)\\Z"
)
_PUPIL = re.compile(
    "[（(][^（）()\n]{0,12}(?:小学|中学|初中|高中|[一二三四五六七八九十]中|学校|幼儿园)[，,、 ][^（）()\n]{0,2}指导"
    "|[（(][^（）()\n]{0,12}(?:年级|高[一二三]|初[一二三]|班)[)），,]"
)
_DETAIL = re.compile(
    "[，,（( ][^。；;\n]{0,40}?(?:身份证|公民身份|居民身份|身份号码|住址|户籍|现住|家住"
    "|住[^所建]{2,20}(?:号|室|组|村)|病史|患有|病休|家庭成员)"
    "|[，,（(][^，,。；;\n]{0,12}?(?:(?<!因)病|症|癌|肿瘤|瘫|残疾|骨折)"
)
_STANDS_FOR = re.compile(
    "[（(](?:[^（）()\n]{0,6})?(?:当事人|证明人|证人|申请人|户主|家属|邻居|投诉人|来访人|信访人|患者|学生)[)）]"
)
_ASKED = re.compile(f"[与向找和][{HAN}]{{0,16}}\\Z")
_REACHED = re.compile(
    "(?:同志)?(?:联系|接洽|咨询|登记(?!结婚|离婚|在|于)|查询|领取|办理|报名|索取|反映[，,。]|处)(?!方式|不上|资格)"
)
_OFFICE_PHONE = re.compile("(?:同志)?[，,（( ]{1,2}(?:办公|办事|联系|咨询|监督)?电话[:：为]?[ ]?[（(]?0[0-9]{2,3}")
_SPEAKER = re.compile("[:：](?![ \t]*\n)")
_AWARD = re.compile("[，,（(][^。；;\n]{0,30}(?:获[一二三特]等奖|得票)")
_VOTED = re.compile("[ ，,（(得]{0,2}[0-9]{1,4}(?:票|人次)")
# The office that somebody is of, in brackets after the name: 罗某（财政局）.
_OF_OFFICE = re.compile(
    "[（(](?!住[址在于])[^（）()\n]{1,14}(?:局|厅|(?<![村居])委|办|水文站|管理站|法院|检察院|政府|人大|政协|支队|大队|残联|妇联|工会)[)）]"
)
# Who speaks for an office although he is called its 代理人: 安某（医务科副科长）.
_IN_POST = re.compile(
    "[（(](?![^（）()\n]{0,8}[原前之])[^（）()\n]{0,10}[科处局办部室股][^（）()\n]{0,3}(?:长|主任|干事|科员)[)）]"
)
_OFFICE_NUMBER = re.compile("电话[:：]? ?[（(]?(?:0[0-9]{2,3}[-)） ]?)?[2-8][0-9]{6,7}[，,（( ]{1,2}\\Z")
_ENDS = re.compile("[。；;）)\n]|\\Z")
_APPROVING = re.compile("(?:审批|批示|签批|审核|审查)(?:意见)?[:：][^\n]{0,60}[。 \t]\\Z")
_DATED = re.compile("[ \t]{0,8}(?:[0-9]{4}年)?[0-9]{1,2}月[0-9]{1,2}日(?![前以内起止至之])")
_LINE_START = re.compile("(?:^|\n)[ \t]{0,12}\\Z")
_LIVED = re.compile("[（(](?:约)?(?:1[0-8]|19[0-4])[0-9]{2}(?:年)?[—\\-–－~至]")
_MONUMENT = re.compile(
    "(?:家族)?(?:墓地?|故居|旧居|祠堂?|起义|纪念馆|塑像)(?![前后旁])|为?[（(]?(?:明|清|宋|元|唐|汉|民国)(?:[初末代）)]|[^，。]{0,4}年间)"
    "|[^，。]{0,2}(?:光绪|乾隆|嘉庆|道光|咸丰|同治|康熙|雍正|万历|成化|洪武|永乐|嘉靖)"
)
_LICENSED = re.compile("[，,（( ]{1,2}(?:行政)?(?:执法证|警号|工号|监督证|检查证)")
_STOP = "。！？；;\n"
_SENTENCE_REACH = 80
_BODY_WEIGHT, _PUPIL_WEIGHT, _LIVED_WEIGHT, _DETAIL_WEIGHT, _SPEAKER_WEIGHT = 0.62, 0.9, 0.86, 0.72, 0.42
_SPACED_WEIGHT, _SHARED, _PHONE_WEIGHT = 0.54, 0.9, 0.58
_PUNISHED_WEIGHT, _POST_WEIGHT = 0.97, 0.93
_PENALTY = "(?:警告|记大?过|降级|撤职|开除|处分|诫勉|立案|留置|双规)"
_GIVEN = re.compile(f"(?:给予|给|对)\\Z|(?:受到?|被)(?:[{HAN}]{{0,8}}){_PENALTY}[{HAN}]{{0,4}}的\\Z")
_PUNISHMENT = re.compile(f"(?:同志)?(?:[^，。；\n]{{0,16}}?){_PENALTY}")
_RECEIVED = re.compile(f"(?:同志)?(?:因[^，。；\n]{{2,24}})?，?(?:受到?|被)(?:给予)?(?:[{HAN}]{{0,8}}){_PENALTY}")
_BLAMED = re.compile(
    "(?:同志)?[^，。；\n]{0,14}?(?:履职不力|履职不到位|监管不力|把关不严|失职|失责|失察|渎职|玩忽职守|负[^，。；\n]{0,8}责任)"
    f"[^。；\n]{{0,30}}{_PENALTY}"
)
_SENTENCED = re.compile(f"(?:同志)?[，,](?:建议)?(?:依法)?(?:给予|予以)(?:其)?[{HAN}]{{0,6}}?{_PENALTY}")
_AFTER = (
    (_PUPIL, "minor", _PUPIL_WEIGHT), (_DETAIL, "private", _DETAIL_WEIGHT), (_STANDS_FOR, "private", _DETAIL_WEIGHT),
    (_AWARD, "listed", _BODY_WEIGHT), (_OFFICE_PHONE, "contact", _PHONE_WEIGHT), (_LIVED, "historical", _LIVED_WEIGHT),
    (_MONUMENT, "historical", _LIVED_WEIGHT),
    (_LICENSED, "official", _BODY_WEIGHT), (_IN_POST, "official", _POST_WEIGHT),
    (_OF_OFFICE, "official", _SPACED_WEIGHT), (_VOTED, "listed", _SPACED_WEIGHT),
)  # fmt: skip
"""What follows a name at once, whose it then is, and how sure that makes us."""
_AROUND = (
    (_ASKED, _REACHED, "contact", _DETAIL_WEIGHT), (_OFFICE_NUMBER, _ENDS, "contact", _PHONE_WEIGHT),
    (_APPROVING, _DATED, "official", _PHONE_WEIGHT), (_LINE_START, _SPEAKER, "official", _SPEAKER_WEIGHT),
)  # fmt: skip
"""What leads to a name and what follows it, whose it then is, and how sure that makes us."""
_AROUND_REACH = 72


@dataclass(frozen=True, slots=True)
class _Words:
    pattern: re.Pattern[str]
    rows: dict[str, RoleWords]


class Beside:
    """Reads the rows `label`, `tail`, `near` and `deed` of the register `roles`."""

    def __init__(self, cues: Cues) -> None:
        self._label, self._tail, self._near, self._deed = (
            _words(cues.rows, p) for p in ("label", "tail", "near", "deed")
        )

    def of(self, text: str, name: Named) -> Iterator[Evidence]:
        """Yield what the body before a name and the words in brackets after it say."""
        if body := _BODY.search(text, max(0, name.start - 9), name.start):
            yield "official", _SPACED_WEIGHT if body["open"] else _BODY_WEIGHT
        if _is_punished(text, name):
            yield "disciplined", _PUNISHED_WEIGHT
        for follows, role, weight in _AFTER:
            if follows.match(text, name.end):
                yield role, weight
        if deed := self._deed.pattern.match(text, name.end):
            yield self._deed.rows[deed[0]].role, self._deed.rows[deed[0]].weight
        for leads, follows, role, weight in _AROUND:
            if follows.match(text, name.end) and leads.search(text, max(0, name.start - _AROUND_REACH), name.start):
                yield role, weight

    def shared(self, text: str, names: Sequence[Named], own: Sequence[list[Evidence]]) -> list[list[Evidence]]:
        """Return the evidence of each name with that of the list it stands in: its label, its end, its members.

        own: what is said of each name itself; names: in order of place.
        """
        out = [list(e) for e in own]
        for first, last in _lists(text, names):
            whole = [*self._heading(text, names[first].start), *self._closing(text, names[last - 1].end)]
            said: list[Evidence] = []
            for at in range(first, last):
                if own[at]:
                    said = own[at] if last - first > 1 else said
                else:
                    out[at] += [*whole, *((role, _SHARED * weight) for role, weight in said)]
            if last - first > 1 and not whole:
                self._lead(out, first, last)
        return out

    def _lead(self, out: list[list[Evidence]], first: int, last: int) -> None:
        """Give the names at the front of a list that nothing is said of what is said of the first after them."""
        told = next((at for at in range(first, last) if out[at]), last)
        if told < last:
            for at in range(first, told):
                out[at] = [(role, _SHARED * weight) for role, weight in out[told]]

    def _heading(self, text: str, at: int) -> list[Evidence]:
        match = _LABEL.search(text, max(0, at - _LABEL_REACH), at)
        if not match:
            return []
        words = match["it"].rpartition("  ")[2]
        hits = [h for h in self._label.pattern.finditer(words) if words[h.end() : h.end() + 1] != "会"]
        rows = [self._label.rows[h[0]] for h in hits]
        row = next((r for r in rows if r.role == "minor"), rows[-1] if rows else None)
        return [(row.role, row.weight)] if row else []

    def _closing(self, text: str, at: int) -> list[Evidence]:
        match = _TAIL.match(text, at)
        hit = self._tail.pattern.match(text, match.end()) if match else None
        row = self._tail.rows[hit[0]] if hit else None
        return [(row.role, row.weight)] if row else []

    def sentence(self, text: str, name: Named) -> list[Evidence]:
        """Return what the words of the sentence around a name say."""
        start, end = _sentence(text, name)
        found = {self._near.rows[m[0]] for m in self._near.pattern.finditer(text, start, end)}
        return [(row.role, row.weight) for row in found]


def _is_punished(text: str, name: Named) -> bool:
    """Return whether a name is that of a person whom an office or a party disciplines."""
    given = _GIVEN.search(text, max(0, name.start - 20), name.start)
    if given and (given[0].endswith("的") or _PUNISHMENT.match(text, name.end)):
        return True
    return any(p.match(text, name.end) for p in (_RECEIVED, _BLAMED, _SENTENCED))


def _sentence(text: str, name: Named) -> tuple[int, int]:
    first, last = max(0, name.start - _SENTENCE_REACH), min(len(text), name.end + _SENTENCE_REACH)
    start = max(text.rfind(mark, first, name.start) for mark in _STOP) + 1
    ends = [at for mark in _STOP if (at := text.find(mark, name.end, last)) >= 0]
    return max(start, first), min(ends, default=last)


def _lists(text: str, names: Sequence[Named]) -> Iterator[tuple[int, int]]:
    """Yield the runs of names, as indices, that follow each other in a list; a name alone is a run."""
    first = 0
    for at in range(1, len(names) + 1):
        if at == len(names) or not _LINK.fullmatch(text, names[at - 1].end, names[at].start):
            yield first, at
            first = at


def _words(rows: Sequence[RoleWords], place: str) -> _Words:
    by_word = {w: r for r in rows if r.place == place for w in r.words.split()}
    return _Words(any_of(by_word), by_word)
