"""Takes files one by one through detection, rewriting and checking, and writes each with its report."""

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePath
from typing import TypeVar

import typer
from jinja2 import Environment, PackageLoader, select_autoescape

from pipeline import flow
from pipeline.detect import Detector
from pipeline.detect.residual import residual
from pipeline.doc import Doc, UnreadableFile, UnwritableFile
from pipeline.flow import Failure, Flow, guarded
from pipeline.formats.sniff import sniffed
from pipeline.redact import redacted
from pipeline.redact.cases import Cases
from pipeline.redact.clearing import cleared
from pipeline.redact.naming import free, masked_path, reports
from pipeline.redact.report import Report, report
from pipeline.redact.spreading import spread
from pipeline.terms import chinese

Done = TypeVar("Done")

_SECRET = "有国家秘密标志，不遮盖、不输出：请按保密规定处置，并报告保密工作机构"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user asked for; case_folder: None for the user's own."""

    output: Path
    profile: str
    case: str
    case_folder: Path | None
    pictures: bool
    clear: bool
    registers: tuple[Path, ...]
    params: Path | None


@dataclass(frozen=True, slots=True)
class Redacting:
    """A run into one folder."""

    wish: Wish
    flow: Flow
    cases: Cases

    @property
    def case_file(self) -> Path:
        return self.cases.path(self.wish.case)

    def each(self, sources: Sequence[tuple[Path, Path]]) -> Iterator[Report | Failure]:
        """Yield what became of each file; sources: its path, and its path below the output folder.

        Raises:
            CaseError: the case cannot be used. OSError: nothing more can be written.
        """
        detector = self._of_case(sources) if self.wish.case else self._detector()
        originals = {path.resolve() for path, _ in sources}
        taken = set[PurePath]()
        for path, below in sources:
            result = _guarded(path, partial(self._one, path, below, detector, taken, originals))
            if isinstance(result, Report):
                taken |= {PurePath(result.output), *reports(PurePath(result.output))}
            yield result

    def _detector(self) -> Detector:
        found = self.flow.stages[-1]
        if not isinstance(found, Detector):
            raise TypeError("the flow does not end with detect")
        return found

    def _of_case(self, sources: Sequence[tuple[Path, Path]]) -> Detector:
        """Return a detector that knows the names of all files and earlier runs; what it knows is kept at once."""
        detector, before = self._detector(), self.cases.read(self.wish.case)
        docs = (_guarded(path, partial(self._analyzed, path, detector)) for path, _ in sources)
        known = detector.case((d for d in docs if isinstance(d, Doc)), before)
        self.cases.write(self.wish.case, known, before=before)
        return detector.within(known)

    def _analyzed(self, path: Path, detector: Detector) -> Doc:
        doc = replace(self.flow, stages=(*self.flow.stages[:-1], detector)).run(self.flow.read(path))
        if doc.stopped:
            raise UnwritableFile(doc.source, _SECRET)
        return doc

    def _one(self, path: Path, below: Path, detector: Detector, taken: Set[PurePath], originals: Set[Path]) -> Report:
        doc, data = self._analyzed(path, detector), _again(path)
        if hashlib.sha256(data).hexdigest() != doc.id:
            raise UnreadableFile(doc.source, "读取期间文件有改动：请重新运行")
        doc = spread(cleared(doc) if self.wish.clear else doc)
        out = redacted(data, doc, **self.flow.reading, pictures=self.wish.pictures)
        kind = sniffed(out.data, doc.source, max_unpacked_bytes=self.flow.reading["max_unpacked_bytes"])
        name = free(masked_path(below, doc, detector, kind), taken)
        if originals & {(self.wish.output / n).resolve() for n in (name, *reports(name))}:
            raise UnwritableFile(doc.source, "结果会覆盖原件：请另选输出文件夹")
        told = report(
            doc, output=name, written=out, profile=self.wish.profile, risks=residual(doc), case=self.wish.case
        )
        self._write(name, out.data, told)
        return told

    def _write(self, name: PurePath, data: bytes, told: Report) -> None:
        """Write the file and its report, each whole or not at all, the report first: no file goes without one."""
        target = self.wish.output / name
        target.parent.mkdir(parents=True, exist_ok=True)
        machine = json.dumps(told.to_json(), ensure_ascii=False, indent=1) + "\n"
        for beside, content in zip(reports(name), (machine, _page(told)), strict=True):
            _put(self.wish.output / beside, content.encode())
        _put(target, data)


def ready(wish: Wish) -> Redacting:
    """Return a run with its rules read and its models ready.

    Raises:
        ValueError, OSError, RuntimeError: settings, rules or models that cannot be used.
    """
    settings = flow.settings(wish.params)
    settings["detect"] = {**settings.get("detect", {}), "profile": wish.profile}
    made = flow.build(settings, until="detect", own_registers=wish.registers)
    cases = Cases(wish.case_folder or Path(typer.get_app_dir("gongkai")) / "cases")
    if wish.case:
        cases.path(wish.case)
    return Redacting(wish, made, cases)


def placed(sources: Sequence[Path], given: Sequence[Path]) -> list[tuple[Path, Path]]:
    """Return each file with its path below the output folder: as it stands below the folder that was given."""
    folders = [path for path in given if path.is_dir()]
    out = []
    for source in sources:
        above = next((f for f in folders if source.is_relative_to(f)), source.parent)
        out.append((source, source.relative_to(above)))
    return out


def _guarded(path: Path, work: Callable[[], Done]) -> Done | Failure:
    try:
        return guarded(flow.named(path), work, passing=(OSError, UnwritableFile))
    except UnwritableFile as error:
        return Failure(flow.named(path), error.reason)


def _again(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile(flow.named(path), "读取期间文件不见了或不能再读：请重新运行") from error


def _put(path: Path, content: bytes) -> None:
    # Named by the process: of two runs into one folder none writes into what the other has begun.
    beside = path.with_name(f".{os.getpid()}-{path.name}.new")
    try:
        beside.write_bytes(content)
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def _page(told: Report) -> str:
    environment = Environment(loader=PackageLoader("pipeline.cli"), autoescape=select_autoescape(default=True))
    environment.filters["chinese"] = chinese
    return environment.get_template("redacted.html").render(report=told)
