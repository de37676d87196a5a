"""The office's papers as DOCX, laid out as GB/T 9704-2012 lays out official documents."""

from pipeline.review.paperwork.papers_docx.interpretation import interpretation_docx
from pipeline.review.paperwork.papers_docx.letters import Letter, letter_docx, return_notice_docx
from pipeline.review.paperwork.papers_docx.sheet import Finding, Signature, sheet_docx

__all__ = [
    "Finding",
    "Letter",
    "Signature",
    "interpretation_docx",
    "letter_docx",
    "return_notice_docx",
    "sheet_docx",
]
