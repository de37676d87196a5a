"""Reads the body of a request whole in memory, within limits, and never onto a disk."""

import json
import re
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from pipeline.review.call import Refused, Upload
from pipeline.review.settings import Settings

Fields = Mapping[str, tuple[str, ...]]
_UNKEPT = re.compile("[\x00\ud800-\udfff]")
"""What PostgreSQL or UTF-8 cannot hold; `fold.clean` makes a space of it in a document too."""
_UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
_LONGEST_NAME = 200
_DAMAGED = "提交的内容不完整或格式不对：请重新提交"
_SMALL = 65536
"""Bytes that a visitor without account may send."""
_AT_ONCE = 8 * 2**20
"""Bytes of a body without files: it is taken apart at once, while all others wait."""


@dataclass(frozen=True, slots=True)
class Form:
    """What a body holds: each field's values in order, and the files."""

    fields: Fields = field(default_factory=dict)
    files: tuple[Upload, ...] = ()


class Bodies:
    """Reads bodies; `held` counts the bytes of all that are in memory at this moment."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.held = 0

    @contextmanager
    def holding(self) -> Iterator["_Held"]:
        """Give the account of one request's bytes; they count until the request is answered."""
        held = _Held(self)
        try:
            yield held
        finally:
            self.held -= held.count

    async def read(self, request: Request, held: "_Held", *, known: bool) -> Form:
        """Return the form of a request; known: somebody is logged in.

        Raises:
            Refused: too large, too many parts, damaged, or of a kind that no form has.
        """
        kind, options = parse_options_header(request.headers.get("content-type"))
        most = self._settings.max_request_bytes if known else _SMALL
        if kind != b"multipart/form-data":
            most = min(most, _AT_ONCE)
        chunks = self._within(request, held, most)
        if kind == b"multipart/form-data":
            return await _multipart(chunks, options.get(b"boundary", b""), self._settings)
        if kind not in (b"application/x-www-form-urlencoded", b"application/json", b""):
            raise Refused(415, "不支持这种提交格式")
        content = b"".join([chunk async for chunk in chunks])
        return Form(self._from_json(content) if kind == b"application/json" else self._from_urlencoded(content))

    async def _within(self, request: Request, held: "_Held", most: int) -> AsyncIterator[bytes]:
        declared = request.headers.get("content-length", "0")
        if declared.isascii() and declared.isdigit() and int(declared) > most:
            raise _too_large("提交的内容", most)
        async for chunk in request.stream():
            held.add(len(chunk))
            if held.count > most:
                raise _too_large("提交的内容", most)
            if self.held > self._settings.max_held_bytes:
                raise Refused(503, "同时上传的文件过多：请稍后再试")
            yield chunk

    def _from_urlencoded(self, content: bytes) -> Fields:
        try:
            pairs = parse_qsl(content.decode("ascii"), keep_blank_values=True, max_num_fields=self._settings.max_fields)
        except (UnicodeDecodeError, ValueError) as error:
            raise Refused(400, _DAMAGED) from error
        return _grouped(pairs)

    def _from_json(self, content: bytes) -> Fields:
        """Return the fields of a JSON object: a list gives several values, anything but a text is spelled in JSON."""
        try:
            found = json.loads(content)
        except (ValueError, RecursionError) as error:
            raise Refused(400, _DAMAGED) from error
        if not isinstance(found, dict):
            raise Refused(400, _DAMAGED)
        pairs = [(name, v) for name, value in found.items() for v in (value if isinstance(value, list) else [value])]
        if len(pairs) > self._settings.max_fields:
            raise Refused(413, "提交的栏目过多：请分批提交")
        return _grouped([(name, v if isinstance(v, str) else json.dumps(v)) for name, v in pairs])


@dataclass(slots=True)
class _Held:
    bodies: Bodies
    count: int = 0

    def add(self, count: int) -> None:
        self.count += count
        self.bodies.held += count


@dataclass(slots=True)
class _Part:
    name: str
    file: str | None
    content: bytearray = field(default_factory=bytearray)


class _Parts:
    """Takes the parts of a multipart body from the parser's calls."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._header: dict[bytes, bytes] = {}
        self._header_name, self._header_value = b"", b""
        self.parts: list[_Part] = []
        self.ended = False

    def callbacks(self) -> dict[str, Any]:
        """Return what the parser calls."""
        return {
            "on_part_begin": self._header.clear,
            "on_header_field": self._on_header_field,
            "on_header_value": self._on_header_value,
            "on_header_end": self._on_header_end,
            "on_headers_finished": self._on_headers_finished,
            "on_part_data": self._on_part_data,
            "on_end": self._on_end,
        }

    def _on_header_field(self, content: bytes, start: int, end: int) -> None:
        self._header_name += content[start:end]

    def _on_header_value(self, content: bytes, start: int, end: int) -> None:
        self._header_value += content[start:end]

    def _on_header_end(self) -> None:
        self._header[self._header_name.lower()] = self._header_value
        self._header_name, self._header_value = b"", b""

    def _on_headers_finished(self) -> None:
        _, options = parse_options_header(self._header.get(b"content-disposition"))
        file = options.get(b"filename")
        self.parts.append(_Part(_decoded(options.get(b"name", b"")), None if file is None else _decoded(file)))
        files = sum(part.file is not None for part in self.parts)
        if files > self._settings.max_files:
            raise Refused(413, f"一次最多上传 {self._settings.max_files} 个文件：请分批上传")
        if len(self.parts) - files > self._settings.max_fields:
            raise Refused(413, "提交的栏目过多：请分批提交")

    def _on_part_data(self, content: bytes, start: int, end: int) -> None:
        part = self.parts[-1]
        part.content += content[start:end]
        most = self._settings.max_field_bytes if part.file is None else self._settings.max_file_bytes
        if len(part.content) > most:
            raise _too_large("一栏文字" if part.file is None else "单个文件", most)

    def _on_end(self) -> None:
        self.ended = True

    def form(self) -> Form:
        """Return the parts that came; an empty file field of a browser is no file."""
        if not self.ended:
            raise Refused(400, _DAMAGED)
        pairs = [(part.name, _decoded(part.content)) for part in self.parts if part.file is None]
        named = [(part.file, part.content) for part in self.parts if part.file or (part.file == "" and part.content)]
        return Form(_grouped(pairs), tuple(Upload(cleaned(name or ""), bytes(content)) for name, content in named))


async def _multipart(chunks: AsyncIterator[bytes], boundary: bytes, settings: Settings) -> Form:
    parts = _Parts(settings)
    try:
        parser = MultipartParser(boundary, parts.callbacks())  # type: ignore[arg-type]
        async for chunk in chunks:
            parser.write(chunk)
        parser.finalize()
    except FormParserError as error:
        raise Refused(400, _DAMAGED) from error
    return parts.form()


def cleaned(name: str) -> str:
    """Return the name of a file without folders and without what could forge a line; "未命名" where nothing is left."""
    bare = _UNSHOWN.sub("", re.split(r"[/\\]", name)[-1]).strip().lstrip(".")
    stem, dot, kind = bare.rpartition(".")
    if dot and len(bare) > _LONGEST_NAME and len(kind) < _LONGEST_NAME // 2:
        bare = f"{stem[: _LONGEST_NAME - len(kind) - 1]}.{kind}"
    return bare[:_LONGEST_NAME] or "未命名"


def _grouped(pairs: Iterable[tuple[str, str]]) -> Fields:
    grouped: defaultdict[str, list[str]] = defaultdict(list)
    for name, value in pairs:
        grouped[name].append(_UNKEPT.sub(" ", value))
    return {name: tuple(values) for name, values in grouped.items()}


def _decoded(content: bytes | bytearray) -> str:
    return content.decode("utf-8", "replace")


def _too_large(what: str, most: int) -> Refused:
    size = f"{most / 2**20:.0f} MB" if most >= 2**20 else f"{most / 2**10:.0f} KB"
    return Refused(413, f"{what}过大（上限 {size}）：请减小或分批后重新提交")
