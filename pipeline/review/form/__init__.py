"""The 公文公开发布意见单: its fields as a register, filled in from a record, and what it still lacks."""

from pipeline.review.form.conditions import Facts
from pipeline.review.form.deadline import Deadline, deadline
from pipeline.review.form.facts import facts
from pipeline.review.form.missing import Lack, missing
from pipeline.review.form.parse import parse
from pipeline.review.form.prefill import prefill
from pipeline.review.form.rows import Field, fields, groups
from pipeline.review.form.source import Filled

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
