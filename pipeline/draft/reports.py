"""Reports of work: only what they plan is a measure, and what they tell of the past is not."""

import re
from collections.abc import Sequence

from pipeline.draft.passages import Passage

_REPORT = re.compile(r"工作报告|工作总结|情况的?报告")
_PLAN = re.compile(
    r"(?:今年|明年|来年|新的一年|20[0-9]{2}年|今后|下一步|下一年度)[^。，]{0,16}"
    r"(?:重点工作|主要工作|工作任务|工作安排|工作打算|工作部署|工作重点|目标任务|重点任务|主要任务|重点抓好|重点做好|工作建议)"
)
_PAST = re.compile(r"回顾|成绩|过去|总结|完成情况|以来")


def planned_from(passages: Sequence[Passage], title: str) -> int:
    """Return the place from which a report tells what is planned: 0 for any other policy, its end where it does not."""
    if not _REPORT.search(title):
        return 0
    for passage in passages:
        if any(_PLAN.search(t) and not _PAST.search(t) for t in (passage.path, passage.text)):
            return passage.place
    return max((p.place for p in passages), default=0) + 1
