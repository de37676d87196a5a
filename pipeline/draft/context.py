"""What a sentence leans on: what it can only be read after, or under, and what leads nowhere."""

import re

_MOST_SENTENCES = 2

# What only says something together with the sentence before it: it is joined to it, or not used.
_LEANS = re.compile(
    r"(?:但(?!书)|不过|其中|除外|除此|否则|该|其(?!他|它|余的)|此(?![外复件致前])|(?:在|据|与|由)此(?!前(?:的|有关|相关)?(?:政策|规定|文件|办法|标准))|这|具体(?:由|按|办法|标准|内容)|上述|前述|以上(?!规定)|对此|因此|为此|由此|不足部分"
    r"|同时(?!符合|满足|具备|享受|具有)|并(?!网|购|轨)|另|或者|且|（|[^，。]{2,40}除外。$)"
)
# What goes on with the case of the sentence before it; at the start of a paragraph it can stand alone.
_GOES_ON = re.compile(
    r"(?:逾期|经审[核查]|经(?:查|核|调查)(?:证)?实|符合(?:条件|要求|规定)的|不符合|属于|属实|通过|有异议|无异议|公示(?:期满|无)|情况(?:属实|特殊)|情节"
    r"|构成犯罪|期满|期限届满|确需|特殊情况|(?:决定|准予|不予)?(?:批准|许可|受理|登记|核准)的，)"
)
# The same at the start of a paragraph: it can only be read after the one before.
_OF_A_CASE = re.compile(
    r"逾期|符合(?:条件|要求|规定)的|不符合(?:条件|要求|规定)|属实|通过的|有异议|无异议|公示(?:期满|无)|情况属实|经(?:查|核|调查)(?:证)?实|期满|期限届满"
    r"|接到报告|(?:决定|准予|不予)?(?:批准|许可|受理|登记|核准)的，"
)
# Every branch of what is searched for starts with a character of its own: so re skips to where one stands.
_POINTS_BACK = re.compile(
    r"前[款项条述]|上[款项述]|前[一两三][款项条]|上[一两三][款项条]|该[款项条]|本[款项](?!目)|本条第"
    r"|以上[0-9两二三四五六七八九十]+[种项类个]|这[0-9两二三四五六七八九十]+[种项类个]"
)
# What speaks of something told before, though no word of it points back.
_TOLD_BEFORE = re.compile(
    r"收到(?:建议|意见|反馈|投诉|举报|报告|通报)(?:之日|后|的)|接到(?:建议|意见|反馈|投诉|举报|报告|通报)(?:之日|后|的)"
)
# Only together with a heading does one know who or what this is about.
_WHOSE = re.compile(
    r"涉及[^，。；]{2,60}的，(?!由)|(?:领导小组|委员会)?办公室(?:设在|主任|负责|承担|由|成员)"
    r"|(?:领导小组|专班|评审委员会|专家组)(?:由|下设|负责|成员|组长)|(?:未经|不经)[^，。；的]{2,16}，(?:一律)?(?:不得|禁止|严禁)"
    r"|(?:要|应当?|须|必须|将|不得|也|还|均|都)(?!急|害|素|到|对|邀)|可(?:以)?(?:申请|按|由|在|向|采取|委托|凭)"
    r"|一律(?:以|按|由|不)|一[旦经]发现，?(?:一律|应|要|将|立即)|(?:负责|承担|协助|履行|行使)[^，。；]{2,60}[，；。]|(?:主要)?(?:职能|职责|任务)(?:是|为|包括|：)"
    r"|(?:本人|本单位|双方|前者|后者|两者|二者|对方|当地|原则上)[^，。]|第[一二三四五六七八九十]{1,3}(?:款|项|类)"
)
# 按以下要求实施。 leads to nothing.
_TO_NOTHING = re.compile(
    r"如下[表图]?[：:。]$|下列(?!用语)(?![^。]{0,200}：)|见下[表图文]"
    r"|以下(?<![元人岁级米吨亩年月日天次倍个%户位千万及层上]以下)(?!简称|统称|合称|称|的|罚|（|，|。|、)(?![^。]{0,200}：)"
)
# Residue of a page, or a last item that names no more than what its list is.
_NO_CLAIM = re.compile(r"&[a-z]{2,5}；?|其他(?:工作|事项|任务)。$")
TITLES_ONLY = re.compile(
    r"(?:《[^《》]{1,80}》(?:（[^（）]{0,40}）)?(?:等|[、和及与])?)+(?:法律|法规|规定|文件|、)*。$"
)
"""A sentence of titles: it can only be read under its heading."""
# What may follow as a third sentence: it says how far the second reaches.
_STILL_LIMITS = re.compile(r"(?:但|其中|除外|除此|否则)")
_FRAGMENT = re.compile(
    r"(?:完成|办理|承办)[^，。]{0,20}交办|(?:牵头|责任|配合|主办|协办)(?:单位|部门)：|[0-9]{1,2}月[0-9]{1,2}日起(?:施行|实施|执行)|违反规定的，依法处理。$|[（，。、；：）》”’！？的了等且或]|和(?![解谐平])|与(?![^，。]{2,40}[的立订])|及(?!时|早)"
)


def leans(text: str, *, marked: bool, fresh: bool) -> bool:
    """Return whether a sentence only says something together with the one before it.

    marked: it has a marker of its own; fresh: it starts a paragraph.
    """
    if _POINTS_BACK.search(text):
        return True
    if marked:
        return False
    return bool(_LEANS.match(text) or (not fresh and (_GOES_ON.match(text) or _TOLD_BEFORE.search(text))))


def stands(text: str, *, alone: bool, headed: bool) -> bool:
    """Return whether a text says who and what it is about.

    alone: it is one sentence, none before it is joined to it; headed: a heading stands above it.
    """
    if _FRAGMENT.match(text) or _POINTS_BACK.search(text) or _NO_CLAIM.search(text):
        return False
    if alone and (_LEANS.match(text) or _OF_A_CASE.match(text) or _TOLD_BEFORE.search(text)):
        return False
    return headed or not whose(text)


def whose(text: str) -> bool:
    """Return whether only a heading can tell who or what a text is about."""
    return bool(_WHOSE.match(text))


def leads_nowhere(text: str, heading: str) -> bool:
    """Return whether a text announces what does not follow in it, or is made of titles and has no heading for them."""
    return bool(_TO_NOTHING.search(text) or (TITLES_ONLY.match(text) and not heading.endswith("依据")))


def too_many(text: str, *, listed: bool) -> bool:
    """Return whether a text is more than two sentences, and those after them do not limit them; a list may be long."""
    each = [s for s in text.split("。") if s and not s.startswith("（")]
    if listed or len(each) <= _MOST_SENTENCES:
        return False
    return not all(_STILL_LIMITS.match(s) for s in each[_MOST_SENTENCES - 1 :])
