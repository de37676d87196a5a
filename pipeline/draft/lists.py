"""A list said in one or two sentences: all of its items, or the first ones and how many more there are."""

import re

from pipeline.draft.passages import Passage

_HAN = "零一二三四五六七八九十"
_SHORT_ITEM, _LONG_LEAD, _MOST = 16, 220, 10
_LISTED = re.compile(r"(?:如下|为|是|包括|有|以下|下列)[^，。；：]{0,8}[：:]$")


def listed(passage: Passage, most: int) -> tuple[str, str]:
    """Return a list as it is said, and the words of the source that it was made of; ("", "") where it cannot be said.

    most: characters of its items. A list that is too long to say whole says how many more items stand in the source: no
    condition is lost unseen.
    """
    lead, items = passage.text.rstrip("：:"), passage.items
    kept = _kept(items, most)
    if not kept or len(lead) > _LONG_LEAD or any(i.endswith(("：", ":")) or "。" in i for i in items):
        return "", ""
    more = len(items) - len(kept)
    used = passage.text + "；".join(kept)
    if all(len(i) <= _SHORT_ITEM and not re.search(r"[，；：]", i) for i in kept):
        body = "、".join(kept)
    elif len(kept) <= _MOST and not kept[0].startswith("一是"):
        body = "；".join(f"{_HAN[n]}是{item}" for n, item in enumerate(kept, 1)) if len(kept) > 1 else kept[0]
    else:
        body = "；".join(kept)
    rest = f"；其余{_count(more)}项见原文" if more else ""
    return f"{lead}：{body}{rest}。", used


def _kept(items: tuple[str, ...], most: int) -> tuple[str, ...]:
    """Return the items that fit: all of them, or the first ones, two at least."""
    total = 0
    for number, item in enumerate(items):
        total += len(item)
        if total > most and number:
            return items[:number] if number > 1 else ()
    return items


def _count(number: int) -> str:
    return _HAN[number] if number <= _MOST else "各"
