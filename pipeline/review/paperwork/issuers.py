"""Who issues a document, and at which level: its signature, else its issuer mark, else its title."""

import re
from typing import Any

from pipeline.fold import fold
from pipeline.record import Record

_END = re.compile(
    r"(?:人民政府|政府|国务院|办公厅|办公室|办事处|委员会|管委会|法院|检察院|局|厅|部|署|委|办|会|院|队|中心|公司|站|所|社|馆|校|组|团)$"
)
_MARK_TAIL = re.compile(r"文件$")
_TITLE = re.compile(r"^(.{2,60}?)(?=关于|印发|转发|批转)")
_TOWNSHIP = re.compile(r"(?:镇|乡|苏木)人民政府(?:办公室)?$|(?:镇|乡)(?:党政)?办公室$|街道办事处$")
_OFFICE = re.compile(r"(?:人民政府|政府|国务院)办公[厅室]$")
_GOVERNMENT = re.compile(r"(?:人民政府|国务院)$")
_DEPARTMENT = re.compile(r"(?:局|厅|部|署|委|委员会|办公[厅室]|办|管委会|中心|支队|总队|大队|院|处|所|站)$")
_NOT_OURS = re.compile(r"^中共|党委|党组|纪委|监委|人大|人民代表大会|政协|法院|检察院|公司|村民委员会|居民委员会")


def issuers(record: Record) -> tuple[str, ...]:
    """Return the names of the issuing bodies in their order, in the document's own script."""
    for label in ("signature", "issuer_mark"):
        if names := [n for e in _labelled(record, label) for n in _split(_slice(record, e))]:
            return tuple(dict.fromkeys(names))
    title = "".join(_slice(record, e) for e in _labelled(record, "title"))
    found = _TITLE.match(re.sub(r"\s", "", title)) if title else None
    return (found[1],) if found else ()


def level(name: str) -> str:
    """Return the level of a body by its name: government, office, department, township or other."""
    plain = fold(name)
    if not plain or _NOT_OURS.search(plain):
        return "other"
    for found, pattern in (("township", _TOWNSHIP), ("office", _OFFICE), ("government", _GOVERNMENT)):
        if pattern.search(plain):
            return found
    return "department" if _DEPARTMENT.search(plain) else "other"


def _split(written: str) -> list[str]:
    """Return the bodies of a signature or mark; a name that a line end or spaces part is one name."""
    names, held = [], ""
    for part in re.split(r"[\s、，]+", written.strip()):
        held += part
        plain = _MARK_TAIL.sub("", held)
        if _END.search(fold(plain)):
            names.append(plain)
            held = ""
    return names


def _labelled(record: Record, label: str) -> list[dict[str, Any]]:
    return [e for e in record.get("elements") or () if e["label"] == label]


def _slice(record: Record, element: dict[str, Any]) -> str:
    return str(record["text"][element["start"] : element["end"]])
