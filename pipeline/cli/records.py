"""Prints records as JSON lines."""

import json
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import IO, Any

from pipeline.doc import Doc
from pipeline.record import to_record


class Records:
    """Writes one record a line."""

    def __init__(self, stream: AbstractContextManager[IO[str]]) -> None:
        self._stream = stream

    def __enter__(self) -> "Records":
        self._open = self._stream.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._stream.__exit__(*error)

    def add(self, doc: Doc) -> None:
        """Write the record of a document."""
        self._open.write(json.dumps(to_record(doc), ensure_ascii=False) + "\n")
        self._open.flush()


def writer(output: Path | None) -> Records:
    """Return a writer to a file, or to standard output (UTF-8 whatever the terminal's code page)."""
    if output is not None:
        output.parent.mkdir(parents=True, exist_ok=True)
        return Records(output.open("w", encoding="utf-8"))
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    return Records(nullcontext(sys.stdout))
