"""What people said of the version before, where the same suggestion stands again in a new one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.fold import fold
from pipeline.record import Record
from pipeline.store import Session, judgements, submissions
from pipeline.store.settled import Word, standing
from pipeline.store.tables import Submission
from pipeline.store.targets import parsed

_IN_THE_TEXT = ("mention", "part", "element")


@dataclass(frozen=True, slots=True)
class Earlier:
    """People's last words on an earlier version, by what they are about; version 0: there are none."""

    version: int = 0
    words: Mapping[str, Word] = field(default_factory=dict)

    def of(self, target: str, text: str) -> Word | None:
        """Return what was last said of a suggestion; text: of the version that it stands in."""
        return self.words.get(subject(target, text)) if self.words else None


def subject(target: str, text: str) -> str:
    """Return what a target is about, the same in every version: what stands in the text goes by its words."""
    found = parsed(target.partition(":")[0]) if target.startswith("topic:") else parsed(target)
    if found.kind not in _IN_THE_TEXT or found.place is None:
        return "topic" if found.kind == "topic" else target
    return f"{found.kind}:{found.name}:{''.join(fold(text[slice(*found.place)]).split())}"


def earlier(session: Session, submission: Submission) -> Earlier:
    """Return people's words on the last version before the current one of which anything was said."""
    for number in range(submission.version - 1, 0, -1):
        words = judgements.of(session, submission, number)
        record = submissions.analysis(session, submission, number) if words else None
        if record is not None:
            return Earlier(number, _by_subject(record, words))
    return Earlier()


def _by_subject(record: Record, words: Sequence[Word]) -> dict[str, Word]:
    last = sorted((s.last for s in standing(words).values()), key=lambda w: w.id)
    return {subject(word.target, record["text"]): word for word in last}
