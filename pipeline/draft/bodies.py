"""The bracket at the end of a task that names who is responsible, said in words."""

import re

_ROLE = "(?:牵头|责任|配合|主办|协办|参加|参与|负责|主责|完成|实施)"
_ROLES = re.compile(rf"（(?P<roles>{_ROLE}(?:单位|部门|机关)?：[^（）]{{2,200}})）(?=。?$)")
_ONE_ROLE = re.compile(
    rf"(?P<role>{_ROLE})(?:单位|部门|机关)?：(?P<who>[^；：]+?)(?=[；，,。]?{_ROLE}(?:单位|部门|机关)?：|[；。]|$)"
)
_LEADS = re.compile(
    r"（(?P<lead>[^（），。]{2,60})牵头"
    r"(?:，(?P<others>[^（）。]{2,120}?)(?P<how>参与|参加|配合|按职责分工负责|负责))?）(?=。?$)"
)
_DUTY = re.compile(
    r"（(?P<who>[^（），。]{2,120}?)(?P<how>(?:等)?按(?:照)?职责分工负责|负责)"
    r"(?:，(?P<others>[^（），。]{2,80})(?P<too>配合|参与|参加))?"
    r"(?:，(?P<due>[^（），。]{2,20}完成))?）(?=。?$)"
)
_LIST = re.compile(
    r"（(?P<who>[^（）。；：]{2,160}?)(?P<how>(?:等)?按(?:照)?(?:各自)?职责(?:分工)?(?:抓好)?(?:负责|落实)|负责)）(?=。?$)"
)
_NAMES = re.compile(
    r"（[^（）。；：]{2,120}?(?:委|局|办|厅|处|部|署|府|区|县|市|关|会|院|集团|中心|公司|海关|单位|部门|银行|联|队|站|所|社|行)）(?=。?$)"
)
_LEFT = re.compile(
    r"（[^（）]*(?:责任|牵头|配合|负责|主办|协办|指导)[^（）]*）(?=。?$)|（[^（）]*[委局办厅处部]、[^（）]*）(?=。?$)"
)
_VERBS = {"责任": "负责", "主责": "负责"}


def with_bodies(text: str) -> str:
    """Return a sentence whose last bracket names who is responsible, that said in words: 由甲局牵头，由乙局配合.

    Names without what they do are left out; "" where what the bracket says cannot be told.
    """
    if not text.rstrip("。").endswith("）"):
        return text
    if found := _ROLES.search(text):
        parts = [(m["role"], m["who"].strip("，、。 ")) for m in _ONE_ROLE.finditer(found["roles"])]
        said = "，".join(f"由{who}{_VERBS.get(role, role)}" for role, who in parts if who)
    elif found := _LEADS.search(text):
        said = f"由{found['lead']}牵头" + (f"，{found['others']}{found['how']}" if found["others"] else "")
    elif found := _DUTY.search(text):
        said = f"由{found['who']}{found['how']}" + (f"，{found['others']}{found['too']}" if found["others"] else "")
        said += f"，{found['due']}" if found["due"] else ""
    elif found := _LIST.search(text):
        said = f"由{found['who']}{found['how']}"
    elif found := _NAMES.search(text):
        return text[: found.start()].rstrip("。；") + "。"
    else:
        return "" if _LEFT.search(text) else text
    rest = text[: found.start()].rstrip("。；")
    return f"{rest}。这项工作{said}。" if rest and said else text
