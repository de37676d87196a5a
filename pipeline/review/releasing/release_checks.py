"""What a release review looks at beside the text: time, validity, and how the document goes out."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from pipeline.review.paperwork.form import fields
from pipeline.review.releasing.dossier import Dossier
from pipeline.terms import Registers


@dataclass(frozen=True, slots=True)
class Line:
    """One finding, in Chinese; tone: good, warn, bad or empty."""

    name: str
    text: str
    tone: str = ""


def lines(dossier: Dossier, today: date, registers: Registers) -> list[Line]:
    """Return what time and validity say of releasing a document today."""
    times = [_issued(dossier), _due(dossier, today), *_validity(dossier, today)]
    return [*times, *_deferred(dossier), *_cited(dossier), _channels(dossier, registers)]


def _issued(dossier: Dossier) -> Line:
    day = dossier.submission.issue_date
    return Line("成文日期", day.isoformat(), "good") if day else Line("成文日期", "没有识别到，请核对原文", "warn")


def _due(dossier: Dossier, today: date) -> Line:
    day = dossier.submission.due_on
    if day is None:
        return Line("公开时限", "没有计算", "warn")
    if day < today:
        return Line("公开时限", f"{day.isoformat()}，已超期 {(today - day).days} 天", "bad")
    return Line("公开时限", f"{day.isoformat()}，还有 {(day - today).days} 天", "good")


def _validity(dossier: Dossier, today: date) -> list[Line]:
    """Return whether the document is in force today; what it does not say gives nothing."""
    found = dossier.record.get("validity") or {}
    start, until = _day(found.get("from")), _day(found.get("until"))
    out = []
    if found.get("state") == "repealed":
        out.append(Line("有效性", "已废止：发布前请核对", "bad"))
    if start:
        later = "，尚未施行：发布时应写明" if start > today else ""
        out.append(Line("施行日期", start.isoformat() + later, "warn" if later else "good"))
    if until:
        ended = "，已失效：不应再发布" if until < today else ""
        out.append(Line("有效期至", until.isoformat() + ended, "bad" if ended else "good"))
    return out


def _deferred(dossier: Dossier) -> list[Line]:
    """Return that the form asks to wait."""
    if not dossier.sheet.get("deferral"):
        return []
    day = dossier.sheet.get("deferral_review") or "未填"
    return [Line("暂缓公开", f"意见单写明暂缓，复核日期 {day}", "bad")]


def _cited(dossier: Dossier) -> list[Line]:
    """Return whether the drafter has checked what the document cites."""
    if not dossier.sheet.get("citations"):
        return []
    if dossier.sheet.get("citations_checked"):
        return [Line("引用核对", "起草单位已核对", "good")]
    return [Line("引用核对", "没有核对：引用的文件可能已失效", "warn")]


def _channels(dossier: Dossier, registers: Registers) -> Line:
    """Return where the form says that the document goes out."""
    field = next((f for f in fields(registers) if f.id == "channels"), None)
    said: Any = dossier.sheet.get("channels")
    text = field.written(said) if field and said else ""
    return Line("公开渠道", text or "意见单没有写明", "good" if text else "warn")


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None
