"""What a draft says of the whole policy: who leads which tasks."""

import re
from collections.abc import Sequence

from pipeline.doc import Doc, Range, Task, unwrap
from pipeline.draft.compose import Statement
from pipeline.draft.passages import balanced
from pipeline.draft.readings import MASK, bare_heading

# Two tasks have run together: whose the bodies at the end are cannot be told of its beginning.
_BRACKET = re.compile(r"[（(](?:责任|牵头|配合|主办)")
_LONG_TITLE, _MOST_TASKS, _MOST_BODIES, _MOST_LEADERS = 26, 5, 4, 3


def duties(doc: Doc, view: str) -> tuple[Statement, ...]:
    """Return who leads which tasks, the busiest first: tasks with a title, bodies that lead two or more."""
    led: dict[tuple[str, str], list[tuple[str, tuple[Range, ...]]]] = {}
    for task in doc.tasks or ():
        title, bodies, role = _title(task, view), [unwrap(view[a:b]) for a, b in task.lead], _role(task, view)
        clear = all(balanced(n) and MASK not in n for n in (title, *bodies))
        clear = clear and not _BRACKET.search(view[task.text[0] : task.text[1]])
        if title and role and clear and 0 < len(bodies) <= _MOST_BODIES:
            evidence = ((task.text[0], task.text[1]), *task.lead)
            led.setdefault(("、".join(bodies), role), []).append((title, evidence))
    busiest = sorted((pair for pair in led.items() if len(pair[1]) > 1), key=lambda pair: -len(pair[1]))[:_MOST_LEADERS]
    return tuple(_statement(who, role, tasks) for (who, role), tasks in busiest)


def _statement(who: str, role: str, tasks: Sequence[tuple[str, tuple[Range, ...]]]) -> Statement:
    named = tasks[:_MOST_TASKS]
    more = "等" if len(tasks) > len(named) else ""
    said = f"由{who}{role}的工作有：{'；'.join(title for title, _ in named)}{more}。"
    return Statement("responsibilities", said, said, tuple(r for _, evidence in named for r in evidence))


def _title(task: Task, view: str) -> str:
    """Return the title that a task starts with: a short first sentence."""
    start = task.text[0]
    head, stop, _ = view[start : min(task.text[1], start + 2 * _LONG_TITLE)].partition("。")
    title = bare_heading(unwrap(head))
    return title if stop and 4 <= len(title) <= _LONG_TITLE and not re.search("[，；：]", title) else ""


def _role(task: Task, view: str) -> str:
    """Return what the source says that the first bodies do; "" where it cannot be told."""
    if not task.lead:
        return ""
    around = view[task.text[1] : task.lead[0][0]] + view[task.lead[-1][1] : task.lead[-1][1] + 5]
    if "牵头" in around:
        return "牵头"
    return "负责" if "责任" in around or "负责" in around else ""
