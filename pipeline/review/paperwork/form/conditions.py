"""The small vocabulary in which the registers say when a row holds."""

from collections.abc import Collection, Iterable

from pipeline.terms import RegisterError

Facts = frozenset[str]

ALWAYS = "always"
_CHOICES = {
    "attribute": ("proactive", "on_request", "withheld", "undecided"),
    "delivery": ("full", "redacted", "targeted", "none"),
    "level": ("government", "office", "department", "township", "other"),
    "regime": ("regulation", "party", "enterprise", "village", "court", "other"),
    "consulted": ("agreed", "objected", "unneeded"),
}
_PLAIN = (
    ALWAYS,
    "policy",  # 政策性文件
    "normative",  # 行政规范性文件
    "decision",  # 重大行政决策
    "enterprise",  # 涉企政策
    "interpreted",  # 需解读
    "masked",  # 有应遮盖或概括的个人信息
    "personal",  # 意见单上写明含个人信息
    "third_party",  # 涉商业秘密或第三方合法权益
    "others",  # 涉及其他机关
    "approval",  # 需批准发布
    "deferred",  # 暂缓公开
    "joint",  # 联合发文
    "drafted_for",  # 代拟：报请上级机关名义发文
    "cites",  # 引用法律、法规、文件
    "secret_hint",  # 疑似涉密
)
VOCABULARY = frozenset(_PLAIN) | {f"{name}={value}" for name, values in _CHOICES.items() for value in values}


def holds(when: Iterable[str], facts: Collection[str]) -> bool:
    """Return whether one of the alternatives holds; none is given: never.

    when: alternatives; each is words parted by a space that must all be facts, one with a leading ! must not be.
    """
    return any(all(_true(word, facts) for word in each.split()) for each in when)


def checked(when: Iterable[str], where: str) -> None:
    """Check that conditions use the vocabulary.

    Raises:
        RegisterError: a word that it lacks.
    """
    words = {word.removeprefix("!") for each in when for word in each.split()}
    if unknown := sorted(words - VOCABULARY):
        raise RegisterError(f"{where}: unknown condition {', '.join(unknown)}; known: {', '.join(sorted(VOCABULARY))}")


def _true(word: str, facts: Collection[str]) -> bool:
    return word[1:] not in facts if word.startswith("!") else word in facts
