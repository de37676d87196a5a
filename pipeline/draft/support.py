"""What a statement must share with its source: figures, titles, bodies, negations, limits."""

import re
from collections import Counter

_HAN = "零〇一二两三四五六七八九十百千万亿"
_MEASURE = (
    "个工作日|个月|个百分点|工作日|万吨|公里|平方米|亩|小时|万元|亿元|美元|元|年|月|日|天|周|%|‰|％|号|条|倍|岁|户|人|家|项|"
    "批|次|份|类|种|吨|千克|公斤|米|度|级|届|个"
)
# 一个, 一项, 三种: words rather than figures.
_WORDY = frozenset("个项种类次级度人家条份")
_FIGURE = re.compile(rf"(?P<digits>[0-9]+(?:[.,][0-9]+)*)(?:[万亿千百]+)?(?P<unit>{_MEASURE})?")
_HAN_FIGURE = re.compile(rf"(?<![第0-9.{_HAN}])(?P<value>[{_HAN}]{{1,12}})(?P<unit>{_MEASURE})")
_DIGITS = re.compile(r"[0-9.]+|[零〇一二两三四五六七八九十百千万亿]{2,}")
_SHARE = re.compile(rf"[{_HAN}]{{1,6}}分之[{_HAN}]{{1,6}}(?:点[{_HAN}]{{1,6}})?")
_TITLE = re.compile(r"《([^《》]{2,120})》")
_BODY = re.compile(
    r"[\u4e00-\u9fff]{2}(?:人民政府|委员会|办公室|办公厅|管委会|法院|检察院|部门|机关|机构|局|厅|署|处(?![罚理分置于所])|中心|公司|银行|海关|协会)"
)
# Words that a rewrite sets before a name: 由市财政局 names 市财政局.
_BEFORE_NAME = re.compile(r"[由，。、：；的和与对向在及或按要是但为从以者非（）]+|这个|下列|以下|依据|借助|经过|挑选")
_NEGATION = re.compile(r"[不未无没勿]|禁止|严禁|严格禁止|非(?![常洲典遗])|免(?!费|税|疫|检)|除外|例外")
# Words that set how far a statement reaches; a rewrite may neither lose nor add one.
_LIMITS = (
    "原则上", "以上", "以下", "以内", "以外", "最高", "最低", "至少", "至多", "超过", "低于", "少于", "高于", "多于",
    "不满", "除外", "仅", "只", "全部", "部分", "可以", "同时", "试行", "暂行", "一般", "优先", "每", "累计", "一次性",
    "每年", "经批准", "依法",
)  # fmt: skip


def figures(text: str) -> Counter[str]:
    """Return the figures of a folded text with their units, list markers and words such as 一个 left out."""
    out: Counter[str] = Counter()
    for found in _FIGURE.finditer(text):
        if found["unit"] or len(found["digits"]) > 2:
            out[found[0]] += 1
    for found in _HAN_FIGURE.finditer(text):
        if len(found["value"]) > 1 or found["unit"] not in _WORDY:
            out[found[0]] += 1
    for found in _SHARE.finditer(text):
        out[found[0]] += 1
    return out


def titles(text: str) -> frozenset[str]:
    """Return the titles in 《》."""
    return frozenset(_TITLE.findall(text)) if "《" in text else frozenset()


def bodies(text: str) -> frozenset[str]:
    """Return the ends of the names of offices and firms: the word that tells the kind and two characters before it."""
    return frozenset(found for part in _BEFORE_NAME.split(text) for found in _BODY.findall(part))


def negations(text: str) -> int:
    """Return how often a text denies or excepts."""
    return len(_NEGATION.findall(text))


def limits(text: str) -> dict[str, int]:
    """Return the words of a text that set how far it reaches, counted."""
    return {word: text.count(word) for word in _LIMITS if word in text}


def alike(said: str, source: str) -> bool:
    """Return whether a sentence in plain words has the digits and negations of the sentence as it was."""
    return _DIGITS.findall(said) == _DIGITS.findall(source) and negations(said) == negations(source)


def keeps(said: str, plain: str) -> bool:
    """Return whether a rewrite says no more and no less than the passage it was made of, in the same plain words.

    It must hold the same figures, titles, negations and limits, and name no body that the passage does not.
    """
    return (
        set(figures(said)) == set(figures(plain))
        and titles(said) == titles(plain)
        and negations(said) == negations(plain)
        and limits(said) == limits(plain)
        and all(body in plain for body in bodies(said))
    )
