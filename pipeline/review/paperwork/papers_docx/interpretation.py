"""The interpretation of a policy, as it is attached and signed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pipeline.review.paperwork.papers_docx.page import Page
from pipeline.review.paperwork.papers_docx.sheet import written_day
from pipeline.terms import chinese

_NUMERALS = "一二三四五六七八九十"


def interpretation_docx(
    body: Mapping[str, Any],
    *,
    department: str,
    source_title: str,
    doc_number: str = "",
    interpreter: str = "",
    day: date | None = None,
    script: str = "hans",
) -> bytes:
    """Return the interpretation as DOCX; body: title and sections as in the record, or as a person edited them."""
    page = Page(script=script, title=str(body.get("title") or ""))
    said = page.say
    page.title(str(body.get("title") or ""))
    told = [s for s in body.get("sections") or () if any(c["text"].strip() for c in s["claims"])]
    for number, section in enumerate(told):
        numeral = f"{_NUMERALS[number]}、" if number < len(_NUMERALS) else ""
        page.heading(numeral + said(chinese(section["element"], "draft")))
        for claim in section["claims"]:
            for line in filter(None, map(str.strip, claim["text"].split("\n"))):
                page.line(line)
    page.line("")
    page.line(said("解读文件：") + source_title + (f"（{doc_number}）" if doc_number else ""))
    page.line(said("解读单位：") + department + (said("　　第一解读人：") + interpreter if interpreter else ""))
    if day:
        page.line(said(written_day(day)), align="right", indent=False, right=4.0)
    return page.content()
