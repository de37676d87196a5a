"""Reads tables of separated values (RFC 4180, also with semicolons and tabs): the text as it stands, cell by cell."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from pipeline.doc import Doc, Piece, Range, UnreadableFile
from pipeline.fold import clean
from pipeline.formats.text import decoded
from pipeline.formats.text import read as read_text

_DELIMITERS = ",;\t"
_PLAIN = {delimiter: re.compile(f"[^{delimiter}\n]*") for delimiter in _DELIMITERS}
_QUOTED = re.compile('"[^"]*+(?:""[^"]*+)*+"')
_WORD = re.compile(r"[^。！？；，、：:!?\n]{1,30}\Z")
_SENTENCE = tuple("。！？；：，、.!?:")
_LOOKED_AT = 200
"""Rows that tell whether a text is a table; all of a table are like them."""
_SAMPLE = 200_000
"""Characters in which these rows end."""
_TITLES = 3
_LONGEST, _LONG_ON_AVERAGE = 400, 24
"""Characters of a cell, and of all cells on average."""
_MOST_SENTENCES = 0.2
"""Share of rows that may end as sentences do."""

Row = list[Range]
"""The cells of one record, without their quotation marks."""


def read(data: bytes, source: str) -> Doc:
    """Return the document of a table of separated values: the decoded text, each cell a piece of part `table`.

    What stands between the cells (quotation marks, delimiters, line ends) belongs to none.

    Raises:
        UnreadableFile: as text; or no table.
    """
    doc = read_text(data, source)
    delimiter = delimiter_of(doc.text)
    if delimiter is None:
        raise UnreadableFile(source, "不是表格：请核对是否选错了文件")
    return doc.having(pieces=tuple(_pieces(doc.text, delimiter)))


def is_table(data: bytes, source: str) -> bool:
    """Return whether data is a text that is a table from its first line to its last.

    Raises:
        UnreadableFile: no text.
    """
    if not any(delimiter.encode() in data for delimiter in _DELIMITERS):
        return False
    return delimiter_of(clean(decoded(data, source))) is not None


def delimiter_of(text: str) -> str | None:
    """Return what separates the cells of a text, or None where it is no table.

    A table: below at most three lines of title, rows of one number of short cells, the first of words; no prose.
    """
    for delimiter in sorted(_DELIMITERS, key=lambda d: -text.count(d, 0, _SAMPLE)):
        if delimiter in text and _is_table(text, delimiter):
            return delimiter
    return None


def _is_table(text: str, delimiter: str) -> bool:
    cut = len(text) > _SAMPLE
    read_rows = ([text[a:b].strip() for a, b in row] for row in rows(text[:_SAMPLE], delimiter))
    some = list(islice((row for row in read_rows if any(row) or len(row) > 1), _LOOKED_AT))
    some = some[:-1] if cut else some
    titles = next((i for i, row in enumerate(some) if len(row) > 1), len(some))
    table = some[titles:]
    width = len(table[0]) if table else 0
    if titles > _TITLES or width < 2 or len(table) < (2 if width > 2 else 3):
        return False
    return all(len(row) == width for row in table) and _are_cells(table)


def _are_cells(table: Sequence[Sequence[str]]) -> bool:
    cells = [cell for row in table for cell in row]
    if max(map(len, cells)) > _LONGEST or sum(map(len, cells)) > _LONG_ON_AVERAGE * len(cells):
        return False
    if sum(row[-1].endswith(_SENTENCE) for row in table) > _MOST_SENTENCES * len(table):
        return False
    first = next((row for row in table if sum(map(bool, row)) > 1), table[0])
    return all(_WORD.match("".join(cell.split())) for cell in first if cell)


def rows(text: str, delimiter: str) -> Iterator[Row]:
    """Yield each record's cells; a line end inside quotation marks ends none, a mark that never closes is a letter."""
    at, last, row = 0, text.rfind('"'), Row()
    while at <= len(text):
        quoted = _QUOTED.match(text, at) if at < last and text[at] == '"' else None
        plain = _PLAIN[delimiter].match(text, quoted.end() if quoted else at)
        end = plain.end() if plain else at
        whole = quoted is not None and not text[quoted.end() : end].strip(" \r")
        row.append((at + 1, quoted.end() - 1) if quoted and whole else (at, end))
        if end >= len(text) or text[end] == "\n":
            yield row
            row = Row()
        at = end + 1


def _pieces(text: str, delimiter: str) -> Iterator[Piece]:
    at = 0
    for number, row in enumerate(rows(text, delimiter)):
        for column, (start, stop) in enumerate(row):
            end = start + len(text[start:stop].rstrip(" "))  # a return before the line end has become a space
            if at < start:
                yield Piece(at, start, "table")
            if start < end:
                yield Piece(start, end, "table", True, 0, number, column)
            at = max(at, end)
    if at < len(text):
        yield Piece(at, len(text), "table")
