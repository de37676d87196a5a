"""The addressee (主送机关): what stands before the first colon after the title."""

import re

from pipeline.segment.titles import ABOUT, opens_body
from pipeline.segment.view import View
from pipeline.segment.vocabulary import Vocabulary

_CHARACTERS = 800
_OWN_LINE = 20
_FILLER = "填[表报写]|制表|编制|报送|登记|申报|建设|施工|主管|承办|主办"
_NEVER = re.compile(
    r"(?:如下|如次|以下|下列|如下文|通知|通告|公告|公示|意见|要求|内容|决定|事项|情况|您好|你好|办法|说明|规定|依据|目标|任务"
    r"|时间|地点|主持|主持人|记录|记录人|出席|列席|请假|参加|议题|当事人|申请人|被申请人|联系人|电话|地址|名称|编号|单位名称"
    rf"|法定代表人|案由|(?:{_FILLER})(?:单位|部门|机关)|姓名|性别|住所|附件|抄送|第三人|委托代理人|代理人|负责人"
    r"|问|答|因|为|即)$|^会议"
)
_START = re.compile(r"^(?:各|全|本|你|尊敬|致|有关|相关|在|驻|市|省|县|区|州|局|厅|委)")
_END = re.compile(
    r"(?:代表|委员|同志|先生|女士|同学|学生|市民|群众|家长|业主|用户|居民|村民|朋友|们|被征收人|经营者|单位|部门|机构|企业"
    r"|组织|团体|个人|主席|主任|市长|省长|县长|区长|书记|经理|律师|户主|人员|院校|高校|电站|运营商|商户|党支部|支部|科室"
    r"|股室|处室|直属|所属|各科|成员|等)$"
)
_NUMERAL = re.compile(r"[0-9一二三四五六七八九十]{1,3}[、.]")


def addressee_end(view: View, words: Vocabulary, start: int) -> int:
    """Return the place of the colon after the addressee that starts at `start`, or 0 where none does."""
    zone = view.text[start : start + _CHARACTERS]
    stop = re.search(r"[。；！？]", zone)
    colon = zone.find("：", 0, stop.start() if stop else None)
    return start + colon if colon > 0 and _is_addressee(view, words, zone[:colon], start + colon + 1) else 0


def starts_long_addressee(view: View, words: Vocabulary, start: int, line: str) -> bool:
    """Return whether an addressee of several lines starts with the line at `start`."""
    zone = view.text[start : start + _CHARACTERS]
    colon = zone.find("：")
    name = zone[: max(colon, 0)]
    if colon <= len(line) or re.search(r"[。；！？]", name) or ABOUT.search(name):
        return False
    listed = line[0] == "各" or line[-1] in "，、" or "，" in line
    return listed and not words.genre_end.search(line) and _is_addressee(view, words, name, start + colon + 1)


def _is_addressee(view: View, words: Vocabulary, name: str, after: int) -> bool:
    if _NEVER.search(name) or opens_body(name) or _NUMERAL.match(name) or words.meta.fullmatch(name):
        return False
    if words.body_end.search(name) or _END.search(name) or _START.match(name):
        return True
    return len(name) <= _OWN_LINE and (after in view.starts or after >= len(view.text))
