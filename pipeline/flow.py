"""The order of the stages, and the one place where a document that fails becomes a failure."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

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


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that could not be analysed: source, and a reason that holds none of its text."""

    source: str
    reason: str


def settings(path: Path | None = None) -> dict[str, Any]:
    """Return the settings of `params.yaml` (the shipped one, or the file given).

    Raises:
        ValueError: a block that no stage has.
    """
    read: dict[str, Any] = yaml.safe_load((path or terms.shipped("params.yaml")).read_text(encoding="utf-8"))
    known = {"read", "seed", *STAGES}
    if unknown := {name for name in read if name not in known and not name.startswith("fit_")}:
        wanted = f"known: {', '.join(sorted(known))}, and fit_* for training"
        raise ValueError(f"{path or 'params.yaml'}: unknown block {', '.join(sorted(unknown))}; {wanted}")
    return read


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
        return formats.read_path(path, **self.reading)

    def run(self, doc: Doc) -> Doc:
        """Return the document after every stage; a secrecy mark ends the run and leaves nothing but itself."""
        doc = doc.having(fingerprint=self.fingerprint)
        for stage in self.stages:
            doc = stage(doc)
            if doc.stopped:
                break
        return doc

    def analyze(self, path: Path) -> Doc | Failure:
        """Return the analysed document, or why it could not be: one bad file never stops the rest."""
        try:
            return self.run(self.read(path))
        except UnreadableFile as error:
            return Failure(str(path), error.reason)
        except Exception as error:
            # Only the place of the fault: the message of an unexpected error may quote the document.
            return Failure(str(path), f"unexpected {fault(error)}; please report it with this line")


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
        ValueError: no such stage.
        RegisterError, WeightsError: rules or models that cannot be used.
    """
    if until not in STAGES:
        raise ValueError(f"no stage {until!r}; the stages are {', '.join(STAGES)}")
    registers, models = terms.registers(own_registers), models or terms.shipped("models")
    makers: dict[str, Callable[..., Stage]] = {
        "screen": partial(Screener, registers),
        "segment": partial(Segmenter, registers),
        "classify": partial(Classifier, registers, models),
        "detect": partial(Detector, registers),
        "draft": partial(Drafter, registers),
    }
    wanted = STAGES[: STAGES.index(until) + 1]
    stages: tuple[Stage, ...] = tuple(makers[name](**params.get(name, {})) for name in wanted)
    state = f"{__version__} {registers.digest()} {weights.digest(models)} {until} {sorted_params(params)}"
    return Flow(stages, params.get("read", {}), hashlib.sha256(state.encode()).hexdigest())


def sorted_params(params: Settings) -> str:
    """Return the settings in one canonical line, for the fingerprint."""
    return yaml.safe_dump(dict(params), sort_keys=True, default_flow_style=True)
