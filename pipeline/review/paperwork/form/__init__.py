"""The 公文公开发布意见单: its fields as a register, filled in from a record, and what it still lacks."""

from pipeline.review.paperwork.form.conditions import Facts
from pipeline.review.paperwork.form.deadline import Deadline, deadline
from pipeline.review.paperwork.form.facts import facts
from pipeline.review.paperwork.form.missing import Lack, missing
from pipeline.review.paperwork.form.parse import parse
from pipeline.review.paperwork.form.prefill import prefill
from pipeline.review.paperwork.form.rows import Field, fields, groups
from pipeline.review.paperwork.form.source import Filled

__all__ = [
    "Deadline",
    "Facts",
    "Field",
    "Filled",
    "Lack",
    "deadline",
    "facts",
    "fields",
    "groups",
    "missing",
    "parse",
    "prefill",
]
