"""Finds persons' names: by tables and labels, by the words beside them, by the tagger."""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from pipeline.detect import gate
from pipeline.detect.cells import names_in_cells
from pipeline.detect.cues import Cue, Cues, Reach
from pipeline.detect.found import Cell, Found, Named, settled_names
from pipeline.detect.judge import NEVER_LAST, SURE, Judge, Reading
from pipeline.detect.lexicon import Lexicon
from pipeline.detect.spread import Spread
from pipeline.detect.tables import Headers
from pipeline.detect.tagger import Tagger
from pipeline.detect.view import HAN, View
from pipeline.doc import Range

_NUMBER_LABEL = re.compile(
    r"[（(，,、：: ]{0,3}(?:的?"
    r"(?:公民身份|居民身份|身份证|身份|手机|联系电话|联系方式|电话|护照|银行账|账|证件|移动电话|银行卡|卡)"
    r"(?:号码|号|件号码|件号)?(?:为|是)?[:： ]{0,2})?[（(]?\Z"
)
_NUMBERED = ("id_number", "mobile", "bank_card", "passport", "travel_permit", "social_security")
_ADDRESSED = re.compile(
    r"(?:^|(?<=\n))[ \t]{0,8}(?P<it>[^\n:： ]{2,6}?|[^\n:： ] {1,2}[^\n:： ])"
    r"(?=(?:先生|女士|同志|代表|委员|同学)?[:：][ \t]*(?:\n|\Z))"
)
_ENTRY = re.compile(
    r"(?:^|(?<=[：:；;。）])|(?<=[：:；;。）\n]\n))[ \t]*"
    r"(?:[0-9]{1,3}[.、．]|[（(][0-9一二三四五六七八九十]{1,3}[)）])? ?"
    rf"(?P<it>[{HAN}]{{2,4}}|[{HAN}] {{1,2}}[{HAN}])(?=[，,（(：:]| ?[（(])"
)
_CELL_EDGE = re.compile(r"(?: {0,3}[\t|｜] {0,3})?\Z")
_CELL_MARKS = frozenset("\t|｜ 0123456789")
_HEADED = re.compile(rf"(?<=[一二三四五六七八九十]、)(?P<it>[{HAN}]{{2,4}})(?=[ \t]*\n)")
_VALUE = re.compile(rf"(?<=[：:])(?P<it>[{HAN}]{{2,4}}|[{HAN}] {{1,2}}[{HAN}])(?=\n|\Z| {{2}}|[；。])")
_POSTED = re.compile(
    rf"(?:^|(?<=[：:；;。\n]))[ \t]*(?P<it>[{HAN}]{{2,4}})(?=(?:同志)?(?:的[^，。；\n]{{2,40}}职务(?![{HAN}])"
    "|(?:为|任|兼任|不再担任)[^，。；\n]{3,40}(?:[长师员记]|主任|书记|职务)(?:[（(][^）)\n]{1,12}[）)])?[；;。\n]))"
)
_ENTRIES = (_ADDRESSED, _ENTRY, _HEADED, _VALUE, _POSTED)
_SEGMENT = re.compile("[；;。\n]")
_PLACE_SIGNS = frozenset("乡镇村县区市局组籍社屯寨")
_MONUMENT = frozenset("祠井第墓庙亭塔宅坊楼府路街巷村镇")
_ADDRESSEE_WEIGHT = 0.62
_OWNER_WEIGHT = 0.4
_SEEN = 0.55
"""Least score of the tagger for what only its family name tells."""


class People:
    """Finds names with the help of the tagger."""

    def __init__(self, lexicon: Lexicon, cues: Cues, headers: Headers, tagger: Tagger, judge: Judge) -> None:
        self._lexicon, self._cues, self._headers, self._tagger = lexicon, cues, headers, tagger
        self._compound = re.compile("|".join(sorted(lexicon.strong_compound)))
        self._judge, self._spread = judge, Spread(lexicon, cues, judge)

    def __call__(
        self, view: View, cells: Sequence[Cell], numbers: Sequence[Found], known: Collection[str] = ()
    ) -> list[Named]:
        """Return the names of a document in order of place, without overlaps, as ranges of the view.

        cells index the view, numbers the folded text; known: names from elsewhere, folded and without spaces, that are
        found wherever they stand.
        """
        found = list(names_in_cells(view.text, cells, self._headers, self._lexicon, self._cues))
        reading = Reading(view.text, gate.tokens(view.text))
        spread = self._spread
        found = spread.whole(reading, [*found, *self._in_prose(reading, view, numbers)])
        found = settled_names(spread.stretched(reading, found))
        found = settled_names([*found, *spread.listed(reading, found), *spread.doing(reading, found)])
        found = settled_names([*found, *spread.again(reading, found, self._tagger, known)])
        found = spread.shared(reading, settled_names([*found, *spread.listed(reading, found)]))
        talk = not self._tagger.is_official(reading.text)
        return [self._courteous(reading, name, kin=talk) for name in found]

    def _courteous(self, reading: Reading, name: Named, *, kin: bool) -> Named:
        """Return the name; of a family name, alone or with a title, only that: it stays, for a mask says as much."""
        family = self._lexicon.styled(reading.text[name.start : name.end], kin=kin)
        if not family and name.end - name.start > 1:
            return name
        return Named(name.start, name.start + (family or 1), name.score, "surname", "listed", 1.0)

    def _in_prose(self, reading: Reading, view: View, numbers: Sequence[Found]) -> list[Named]:
        text = reading.text
        dotted = self._cues.dotted(text, reading.words)
        reading.dotted_from, reading.dotted_to = {r.start: r for r in dotted}, {r.end: r for r in dotted}
        starts = [c for c in self._cues.before(text) if self._may_begin(reading, c)]
        ends = [c for c in self._cues.after(text) if self._cues.to_end(text, c.start, plain=True)]
        held = sorted((view.forth(n.start, n.end) for n in numbers if n.label in _NUMBERED), key=lambda r: r[0])
        beside = self._beside_numbers(text, held)
        celled = [n for at, _ in held if (n := self._in_next_cell(text, at))]
        entries = [m for p in _ENTRIES for m in p.finditer(text) if self._may_enter(m, bool(held))]
        self._look(
            reading,
            [
                *(c.end for c in starts),
                *(m.start() for m in self._compound.finditer(text)),
                *(m.start("it") for m in entries),
            ],
            [*(c.start for c in ends), *beside],
        )
        owned = [a for a, _ in held]
        found = [self._begun(reading, c) for c in starts]
        found += [self._ended(reading, c.start, c.role, c.weight) for c in ends]
        found += [self._ended(reading, at, "private", _OWNER_WEIGHT) for at in beside]
        found += [self._entered(reading, m, owned) for m in entries]
        found += [self._of_compound(reading, m.start()) for m in self._compound.finditer(text)]
        found += [self._judge.modelled(reading, tagged) for tagged in reading.read.values()]
        names = [n for n in found if n and not self._judge.is_part(text, n.start, n.end)]
        return [*names, *celled, *(Named(r.start, r.end, 0.9, "dotted") for r in dotted)]

    def _may_begin(self, reading: Reading, cue: Cue) -> bool:
        if cue.end in reading.dotted_from:
            return True
        options = self._cues.from_start(reading.text, cue.end, plain=True)
        return any(self._judge.is_possible(reading, r) or cue.role == "official" and r.quality for r in options)

    def _may_enter(self, match: re.Match[str], has_numbers: bool) -> bool:
        name = match["it"].replace(" ", "")
        if not self._lexicon.is_name(name, plain=has_numbers) or name[-1] in _PLACE_SIGNS | NEVER_LAST:
            return False
        return self._lexicon.family(name) < len(name) and not self._headers(name)

    def _look(self, reading: Reading, starts: Iterable[int], ends: Iterable[int]) -> None:
        """Let the tagger read where a name can stand, and note what it reads as names."""
        places = [*starts, *(max(0, at - 4) for at in ends), *gate.places(reading.text, reading.words, self._lexicon)]
        reading.look(self._tagger, places)

    def _beside_numbers(self, text: str, held: Sequence[Range]) -> list[int]:
        """Return the places where a name may end, before a person's number."""
        out = []
        for at, _ in held:
            label = _NUMBER_LABEL.search(text, max(0, at - 16), at)
            if label and self._cues.to_end(text, label.start(), plain=True):
                out.append(label.start())
        return out

    def _in_next_cell(self, text: str, at: int) -> Named | None:
        """Return the name that fills the table cell before a person's number, whatever word it also is."""
        edge = _CELL_EDGE.search(text, max(0, at - 8), at)
        if edge is None or edge.start() == 0:
            return None
        reach = next((r for r in self._cues.to_end(text, edge.start(), plain=True) if r.quality == 2), None)
        if (
            reach is None
            or text[reach.start - 1 : reach.start] not in _CELL_MARKS
            or text[reach.end - 1] in _PLACE_SIGNS
        ):
            return None
        return Named(reach.start, reach.end, 0.85, "cell", "private", _OWNER_WEIGHT)

    def _begun(self, reading: Reading, cue: Cue) -> Named | None:
        """Return the name that a cue leads to: as the model read it, else as far as the words after it allow."""
        if dotted := reading.dotted_from.get(cue.end):
            return Named(dotted.start, dotted.end, SURE, "dotted", cue.role, cue.weight)
        options = self._cues.from_start(reading.text, cue.end, plain=True)
        best = self._judge.best(reading, options, reading.read_from.get(cue.end), crowd=cue.crowd)
        return replace(best, role=cue.role, weight=cue.weight) if best else None

    def _ended(self, reading: Reading, at: int, role: str, weight: float) -> Named | None:
        """Return the name that ends at `at`."""
        if dotted := reading.dotted_to.get(at):
            return Named(dotted.start, dotted.end, SURE, "dotted", role, weight)
        options = self._cues.to_end(reading.text, at, plain=True)
        best = self._judge.best(reading, options, reading.read_to.get(at))
        return replace(best, role=role, weight=weight) if best else None

    def _of_compound(self, reading: Reading, at: int) -> Named | None:
        """Return the name that begins with a family name of two characters that begins nothing else."""
        text = reading.text
        reaches = (r for r in self._cues.from_start(text, at, plain=True) if r.end - at > len("欧阳"))
        options = [r for r in reaches if text[r.end - 1] not in _MONUMENT and "某" not in text[at : r.end]]
        modelled = reading.read_from.get(at)
        if best := self._judge.best(reading, options, modelled if modelled and modelled[1] - at > 2 else None):
            return best
        seen = (o for o in options if reading.score(o.start, o.end) >= _SEEN)
        whole = next((o for o in seen if o.end in reading.words.index or o.quality == 2), None)
        return Named(whole.start, whole.end, 0.7, "compound") if whole else None

    def _entered(self, reading: Reading, match: re.Match[str], owned: Sequence[int]) -> Named | None:
        """Return the name that an entry of a list, or a letter, begins with."""
        text, (start, end) = reading.text, match.span("it")
        posted = match.re is _POSTED and reading.score(start, end) >= _SEEN
        if (start, end) not in reading.read and not posted and not self._is_entry(reading, start, end, owned):
            return None
        if match.re is _ADDRESSED:
            return Named(start, end, 0.8, "addressee", "private", _ADDRESSEE_WEIGHT)
        return Named(start, end, 0.8, "entry") if text[start:end] else None

    def _is_entry(self, reading: Reading, start: int, end: int, owned: Sequence[int]) -> bool:
        """Return whether an entry that the model does not read as a name is a person's: number, sex or a firm name."""
        text = reading.text
        stop = _SEGMENT.search(text, end)
        place = bisect_left(owned, end)
        if place < len(owned) and owned[place] < (stop.start() if stop else len(text)):
            return True
        if self._cues.is_person_after(text, end):
            return True
        name = self._judge.name(reading, start, end)
        firm = self._lexicon.is_firm(name) and not gate.is_word(name)
        return (
            firm
            and text[end : end + 1] in ("（", "(", "\n", "")
            and self._judge.is_possible(reading, Reach(start, end, 2))
        )
