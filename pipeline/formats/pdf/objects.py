"""Reads the objects of a PDF without trusting them: numbers, names, and streams no larger than allowed."""

import re
import warnings
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from pipeline.doc import UnwritableFile

_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_LARGEST = 1e9
_FLATE = ("/FlateDecode", "/Fl")


class Budget:
    """How many bytes may still be unpacked; a file that unpacks to more is refused."""

    def __init__(self, source: str, limit: int) -> None:
        self.source, self._left, self._limit = source, limit, limit

    def spend(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise UnwritableFile(
                self.source,
                f"PDF 解压后过大（超过 {self._limit:,} 字节）：请拆分，确需处理的调高 read.max_unpacked_bytes",
            )

    def unpacked(self, stream: Stream) -> bytes:
        """Return the bytes of a stream, decoded as far as its filters are known."""
        self._measure(stream)
        try:
            content = stream.read_bytes()
        except pikepdf.PdfError:
            # A filter of pictures, or a damaged stream: what can be told of it is what is written.
            return stream.read_raw_bytes()
        return content

    def _measure(self, stream: Stream) -> None:
        """Spend what a chain of Flate filters unpacks to, step by step, before it is unpacked in memory."""
        packed = stream.read_raw_bytes()
        self.spend(len(packed))
        for name in filters(stream):
            if name not in _FLATE:
                return
            packed = self._inflated(packed)

    def _inflated(self, packed: bytes) -> bytes:
        engine, out = zlib.decompressobj(), []
        try:
            while packed and not engine.eof:
                out.append(engine.decompress(packed, 1 << 20))
                self.spend(len(out[-1]))
                packed = engine.unconsumed_tail
        except zlib.error:
            return b"".join(out)
        return b"".join(out)


def filters(stream: Stream) -> list[str]:
    """Return the names of a stream's filters in the order of decoding."""
    given = stream.get("/Filter")
    return [name_of(f) for f in (given if isinstance(given, Array) else [given]) if isinstance(f, Name)]


def sections(source: bytes, *kinds: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield kind and inside of each section of a CMap (`begincidrange ... endcidrange`)."""
    begins = re.compile(rb"\bbegin(" + b"|".join(kinds) + rb")\b")
    at = 0
    while begin := begins.search(source, at):
        at = source.find(b"end" + begin[1], begin.end())
        if at < 0:
            return
        yield begin[1], source[begin.end() : at]


def unhexed(digits: bytes) -> bytes:
    """Return the bytes of a hexadecimal string's inside."""
    digits = b"".join(digits.split())
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))


def number(value: Any, default: float = 0.0) -> float:
    """Return a number of a PDF as float, no larger than any page needs; default where it is none."""
    try:
        return max(-_LARGEST, min(_LARGEST, float(value)))
    except (TypeError, ValueError, ArithmeticError):
        return default


def numbers(value: Any, count: int) -> tuple[float, ...] | None:
    """Return an array of exactly `count` numbers, or None where it is none."""
    if not isinstance(value, Array) or len(value) != count:
        return None
    return tuple(number(v) for v in value.as_list())


def instructions(holder: Any, operators: str = "") -> Sequence[Any]:
    """Return the instructions of a page or a stream, as far as they can be read; operators: only these."""
    with warnings.catch_warnings():
        # A stream that breaks off is shown by viewers as far as it goes.
        warnings.simplefilter("ignore")
        return pikepdf.parse_content_stream(holder, operators)


def name_of(value: Any) -> str:
    """Return a name with its slash, as keys of dictionaries have it; bytes that are no UTF-8 (GBK) are escaped."""
    try:
        return str(value)
    except UnicodeDecodeError:
        raw = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), value.unparse())
        return raw.decode("utf-8", "surrogateescape")


def operator_of(given: Any) -> str:
    """Return the operator of an instruction, "" where it is none that could be known: bytes that are no text."""
    try:
        return str(given.operator)
    except UnicodeDecodeError:
        return ""


def entry(holder: Any, key: str) -> Object | None:
    """Return a dictionary's or stream's entry, or None where there is neither."""
    return holder.get(key) if isinstance(holder, Dictionary | Stream) else None


def named(holder: Any, category: str, name: str) -> Object | None:
    """Return what resources call by a name: a font, an XObject."""
    return entry(entry(holder, category), name)


def copied(holder: Any) -> Dictionary:
    """Return a new dictionary with the same entries, empty where there is none."""
    return Dictionary({k: v for k, v in holder.items()} if isinstance(holder, Dictionary) else {})


def key_of(value: Object) -> tuple[int, int] | None:
    """Return the number and generation of an indirect object, None of a direct one."""
    return value.objgen if value.is_indirect else None


def same(one: Object, other: Object) -> bool:
    """Return whether two objects are one, or say the same where they stand for themselves."""
    if one.is_indirect or other.is_indirect:
        return key_of(one) == key_of(other)
    return bool(one == other)


def keep_only(holder: Object, allowed: frozenset[str]) -> None:
    """Delete every entry that is not allowed."""
    for key in [k for k in holder.keys() if k not in allowed]:
        del holder[key]
