"""The title of an interpretation: 《X》政策解读, X what is issued."""

import re

_ISSUED = re.compile(r"(?:印发|公布|发布|颁布|转发|修改|修订)(?P<inner>《.{2,120}》)")
_ISSUED_BARE = re.compile(r"(?:印发|公布|发布)(?P<inner>[^《》]{4,80}?)的(?:通知|公告|通告|决定)$")


def interpretation_title(title: str) -> str:
    """Return the title for a policy's title in simplified script; without a name where it has none or holds a mask."""
    if not title or "×" in title:
        return "政策解读"
    found = _ISSUED.search(title) or _ISSUED_BARE.search(title)
    name = found["inner"] if found else title
    if name.startswith("《") and name.endswith("》"):
        # 印发《甲》《乙》的通知 has two: both stay as they are.
        return f"{name}政策解读"
    return f"《{name.replace('《', '〈').replace('》', '〉')}》政策解读"
