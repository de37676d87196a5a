"""Prints records as JSON lines."""

import json
import sys
from pathlib import Path
from typing import IO, Any

from pipeline.doc import Doc
from pipeline.record import to_record


class Records:
    """Writes one record a line, in UTF-8 whatever the terminal's code page; no line is left half written in a file."""

    def __init__(self, stream: IO[bytes], *, owned: bool) -> None:
        self._stream = stream
        self._owned = owned

    def __enter__(self) -> "Records":
        return self

    def __exit__(self, *error: Any) -> None:
        if self._owned:
            self._stream.close()

    def add(self, doc: Doc) -> None:
        """Write the record of a document."""
        line = json.dumps(to_record(doc), ensure_ascii=False).encode() + b"\n"
        done = 0
        try:
            while done < len(line):
                done += self._stream.write(line[done:])
            self._stream.flush()
        except OSError:
            if self._owned and self._stream.seekable():
                self._stream.truncate(self._stream.tell() - done)
            raise


def writer(output: Path | None) -> Records:
    """Return a writer to a file, or to standard output."""
    if output is None:
        return Records(sys.stdout.buffer, owned=False)
    output.parent.mkdir(parents=True, exist_ok=True)
    # Without a buffer a full disk shows at the line that it breaks.
    return Records(output.open("wb", buffering=0), owned=True)
