"""The order of the stages, and the one place where a document that fails becomes a failure."""

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import yaml

from pipeline import __version__, formats, terms, weights
from pipeline.classify import Classifier
from pipeline.detect import Detector
from pipeline.doc import Doc, Stage, UnreadableFile
from pipeline.draft import Drafter
from pipeline.screen import Screener
from pipeline.segment import Segmenter

STAGES = ("screen", "segment", "classify", "detect", "draft")

Settings = Mapping[str, Mapping[str, Any]]
Done = TypeVar("Done")
_EVERYWHERE = (terms.RegisterError, weights.WeightsError)
_READING = ("max_bytes", "max_unpacked_bytes")


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that could not be analysed: source, and a reason that holds none of its text."""

    source: str
    reason: str


def settings(path: Path | None = None) -> dict[str, Any]:
    """Return the settings of `params.yaml` (the shipped one, or the file given).

    Raises:
        ValueError: no YAML, a block that no stage has, or limits of reading that are missing or no numbers.
        OSError: no such file.
    """
    file = path or terms.shipped("params.yaml")
    try:
        found = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ValueError(f"{file}: not YAML: {error}") from error
    if not isinstance(found, dict):
        raise ValueError(f"{file}: wanted blocks of settings, as the shipped params.yaml has them")
    known = {"read", "seed", "review", *STAGES}
    if unknown := {str(name) for name in found if name not in known and not str(name).startswith("fit_")}:
        wanted = f"known: {', '.join(sorted(known))}, and fit_* for training"
        raise ValueError(f"{file}: unknown block {', '.join(sorted(unknown))}; {wanted}")
    if not all(isinstance(found.get(name) or {}, dict) for name in STAGES):
        raise ValueError(f"{file}: each of {', '.join(STAGES)} must be a block of settings")
    limits = found.get("read")
    if not isinstance(limits, dict) or {k: type(v) for k, v in limits.items()} != dict.fromkeys(_READING, int):
        raise ValueError(f"{file}: read must hold the numbers {' and '.join(_READING)}, and nothing else")
    return found


@dataclass(frozen=True, slots=True)
class Flow:
    """The stages in order, ready to run; fingerprint: of the rules, models and settings, hex."""

    stages: tuple[Stage, ...]
    reading: Mapping[str, Any]
    fingerprint: str

    def read(self, path: Path) -> Doc:
        """Return the document in a file.

        Raises:
            UnreadableFile: what is wrong with it, and what to do.
        """
        return formats.read_path(path, source=named(path), **self.reading)

    def run(self, doc: Doc) -> Doc:
        """Return the document after every stage; a secrecy mark ends the run and leaves nothing but itself."""
        doc = doc.having(fingerprint=self.fingerprint)
        for stage in self.stages:
            doc = stage(doc)
            if doc.stopped:
                break
        return doc

    def analyze(self, path: Path) -> Doc | Failure:
        """Return the analysed document, or why it could not be: one bad file never stops the rest.

        Raises:
            RegisterError, WeightsError: rules or models that no document can be analysed with.
        """
        return guarded(named(path), lambda: self.run(self.read(path)), passing=_EVERYWHERE)


def guarded(source: str, work: Callable[[], Done], *, passing: tuple[type[Exception], ...] = ()) -> Done | Failure:
    """Return what work on one document gives, or why it failed.

    passing: errors that are none of the document's (a full disk), raised on.
    """
    try:
        return work()
    except passing:
        raise
    except UnreadableFile as error:
        return Failure(source, error.reason)
    except Exception as error:
        # Only the place of the fault: the message of an unexpected error may quote the document.
        return Failure(source, f"程序出错（{fault(error)}）：请把这一行报给维护人员")


def named(path: Path) -> str:
    r"""Return a path as records carry it: bytes of its name that are no UTF-8 are spelled \xff."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def fault(error: BaseException) -> str:
    """Return the type of an error and the line of ours that raised it, without its message."""
    where, trace = "", error.__traceback__
    while trace is not None:
        file = Path(trace.tb_frame.f_code.co_filename)
        if "pipeline" in file.parts:
            where = f" at {file.name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return type(error).__name__ + where


def build(
    params: Settings, *, until: str = "draft", own_registers: Sequence[Path] = (), models: Path | None = None
) -> Flow:
    """Return the flow of the stages up to and including `until`, with the rules and models that they need.

    Raises:
        ValueError: no such stage, or a setting that it does not have.
        RegisterError, WeightsError: rules or models that cannot be used.
    """
    if until not in STAGES:
        raise ValueError(f"no stage {until!r}; the stages are {', '.join(STAGES)}")
    registers, models = terms.registers(own_registers), models or terms.shipped("models")
    makers: dict[str, Callable[..., Stage]] = {
        "screen": partial(Screener, registers),
        "segment": partial(Segmenter, registers),
        "classify": partial(Classifier, registers, models),
        "detect": partial(Detector, registers, models=models),
        "draft": partial(Drafter, registers),
    }
    wanted = STAGES[: STAGES.index(until) + 1]
    stages: tuple[Stage, ...] = tuple(_made(name, makers[name], params.get(name) or {}) for name in wanted)
    deciding = {name: block for name, block in params.items() if name != "review"}
    state = f"{__version__} {registers.digest()} {weights.digest(models)} {until} {sorted_params(deciding)}"
    return Flow(stages, params.get("read", {}), hashlib.sha256(state.encode()).hexdigest())


def _made(name: str, maker: Callable[..., Stage], block: Mapping[str, Any]) -> Stage:
    try:
        return maker(**block)
    except TypeError as error:
        raise ValueError(f"settings of {name}: {error}") from error


def sorted_params(params: Settings) -> str:
    """Return the settings in one canonical line, for the fingerprint."""
    return yaml.safe_dump(dict(params), sort_keys=True, default_flow_style=True)
