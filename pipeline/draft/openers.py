"""The opening sentence of a policy: what it rests on and what it is for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.draft.ritual import Ritual, clauses

SELF = (
    r"本(?:法(?![人律院])|[^，。；、《》]{0,10}(?:办法|细则|规定|条例|规则|规程|通知|意见|通告|公告|方案|规划|计划|措施|政策|预案|指南"
    r"|标准|制度|决定|基准|章程|要点|清单))"
)
"""How a policy names itself."""

# The end of an opener: 制定本办法; 现就…通知如下; 我局制定了《…》.
_MAKES = (
    r"(?P<with>(?:(?:并)?(?:结合|经)[^，。《》]{2,40}，)*)"
    rf"(?:(?:特|现)?(?P<verb>制定|制订|出台|修订|编制){SELF}。"
    r"|(?:特|现)?(?:就|将|对)?[^，。；]{0,80}?(?:如下|以下)[^，。；]{0,8}[：。])$"
)
_PURPOSE_FIRST = re.compile(
    r"^(?:为了?(?!此)(?P<purpose>[^。；]{4,300}?))，"
    rf"(?:现?(?:根据|依据|按照|依照)(?P<basis>[^。；]{{2,400}}?)，)?{_MAKES}"
)
_BASIS_FIRST = re.compile(
    r"^(?:根据|依据|按照|依照)(?P<basis>[^。；]{2,400}?)，"
    rf"(?:为了?(?!此)(?P<purpose>[^。；]{{4,300}}?)，)?{_MAKES}"
)
_MADE = re.compile(r"，[^，。]{0,60}?(?P<verb>制定|起草|编制|制订)了?《")
_TITLE = re.compile(r"《[^《》]{2,80}》")
# A clause that says how, or on what, and not what for.
_MEANS = re.compile(
    r"(?:坚持|围绕|立足|依托|充分发挥|发挥|按照|按|根据|结合|通过|以[^，。]{2,20}为|打好|充实|牢固|牢牢|聚焦|紧扣|紧盯|对标"
    r"|现|特|决定|经)"
)
# What takes room and tells a reader nothing.
_NUMBER = re.compile(r"（[^（）]{0,20}〔[0-9]{4}〕[^（）]{0,12}）")
_LOCAL = re.compile(r"(?:并)?结合[^，]{0,16}实际$")
_LONG_BASIS, _LONG_PURPOSE = 56, 160
_LONGEST = 1200


@dataclass(frozen=True, slots=True)
class Opener:
    """What an opener says; word: 制定 or 发文; basis, purpose: as they are said, "" where it has none.

    whole: the purpose is all that the source names, no ritual left out.
    """

    word: str
    basis: str
    purpose: str
    whole: bool = True


def opener(text: str, ritual: Ritual) -> Opener | None:
    """Return what the opening sentence of a policy says, slogans left out; None where the sentence is none."""
    if len(text) > _LONGEST or not text.startswith(("为", "根据", "依据", "按照", "依照")):
        return None
    found = _PURPOSE_FIRST.match(text) or _BASIS_FIRST.match(text)
    if found:
        basis = _basis(found["basis"] or "", found["with"].strip("，"))
        return _opener("制定" if found["verb"] else "发文", basis, found["purpose"] or "", ritual)
    made = _MADE.search(text) if text.startswith("为") else None
    return _opener("制定", "", text[1 : made.start()].removeprefix("了"), ritual) if made else None


def _opener(word: str, basis: str, purpose: str, ritual: Ritual) -> Opener:
    """Return what an opener says without slogans; a purpose that also names means, or is very long, is not said."""
    said = ritual.purposes(purpose)
    if len(said) > _LONG_PURPOSE or any(_MEANS.match(c) for c in clauses(said)):
        said = ""
    return Opener(word, "" if ritual.count(basis) else basis, said, said == purpose)


def _basis(basis: str, also: str) -> str:
    """Return a basis as it is said: all of it, or where it is long the titles that come first."""
    basis, also = _NUMBER.sub("", basis), "" if _LOCAL.match(also) else also
    if len(basis) > _LONG_BASIS:
        others = len(_TITLE.sub("", basis).strip("、和及与")) > 0
        basis = _first(_TITLE.findall(basis), _LONG_BASIS)
        basis += "等" if basis and others and not basis.endswith("等") else ""
    return f"{basis}，并{also.removeprefix('并')}" if basis and also else basis


def _first(parts: Sequence[str], most: int) -> str:
    """Return the parts that come first, `most` characters or one part, with 等 where some are left out."""
    kept: list[str] = []
    for part in parts:
        if kept and sum(map(len, kept)) + len(part) > most:
            return "".join(kept) + "等"
        kept.append(part)
    return "".join(kept)
