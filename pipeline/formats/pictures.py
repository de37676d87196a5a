"""Takes out of a picture what it says in words beside its points: EXIF, XMP, comments; nothing is encoded again."""

import gzip
import re
import struct
import zlib
from collections.abc import Iterable

from pipeline.formats.forms import variants

_PNG = b"\x89PNG\r\n\x1a\n"
# What says how to draw: critical chunks, transparency, colour, background, size of a point, animation.
_PNG_KEPT = frozenset(b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP bKGD pHYs sBIT hIST acTL fcTL fdAT".split())
# And of JPEG by marker: JFIF, colour profile, Adobe's colour transform.
_JPEG_KEPT = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
_JFIF_BYTES = 14
"""Of a segment of JFIF before its thumbnail, its length not counted (JFIF 1.02)."""
_JPEG_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_GIF = (b"GIF87a", b"GIF89a")
_WEBP_WORDS = frozenset((b"EXIF", b"XMP "))
_TIFF = {b"II*\0": "<", b"MM\0*": ">"}
_TIFF_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 13: 4}
# Names, descriptions, XMP, IPTC, Photoshop, EXIF, GPS, and what Windows adds.
_TIFF_WORDS = frozenset((269, 270, 271, 272, 285, 305, 306, 315, 316, 700, 33432, 33723, 34377, 34665, 34853, 37724))
_TIFF_WORDS |= frozenset(range(40091, 40096))
_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gbk")
_DRAWINGS = (b"\1\0\0\0", b"\xd7\xcd\xc6\x9a", b"\1\0\x09\0")
"""How EMF and WMF begin."""
_LARGEST = 100 << 20
"""Bytes of a packed drawing once unpacked."""


def wordless(picture: bytes, values: Iterable[str]) -> bytes:
    """Return a picture without its words; in a drawing of strokes and letters, values (masked ones) are covered.

    A picture that is broken ends where it breaks; one of a kind not known here has its values covered too.
    """
    if picture.startswith(_PNG):
        return _png(picture)
    if picture.startswith(b"\xff\xd8"):
        return _jpeg(picture)
    if picture.startswith(_GIF):
        return _gif(picture)
    if picture.startswith(b"RIFF") and picture[8:12] == b"WEBP":
        return _webp(picture)
    if picture[:4] in _TIFF:
        picture = _tiff(picture, _TIFF[picture[:4]])
    if picture.startswith(b"\x1f\x8b"):
        return _packed(picture, values)
    return _covered(picture, values)


def _png(picture: bytes) -> bytes:
    out, at = [_PNG], len(_PNG)
    while at + 12 <= len(picture):
        length, kind = struct.unpack(">I4s", picture[at : at + 8])
        if kind in _PNG_KEPT:
            out.append(picture[at : at + 12 + length])
        at += 12 + length
        if kind == b"IEND":
            break
    return b"".join(out)


def _jpeg(picture: bytes) -> bytes:
    """Return a JPEG without comments, application segments that hold words, and whatever follows its end."""
    out, at = [picture[:2]], 2
    while (found := _JPEG_MARKER.search(picture, at)) is not None:
        # What stands before a marker are points of the scan that began last.
        out.append(picture[at : found.start()])
        at, marker = found.start(), picture[found.start() + 1]
        if marker == 0xD9:
            break
        end = at + 2 + int.from_bytes(picture[at + 2 : at + 4], "big")
        if marker == 0xE0 and picture.startswith(_JPEG_KEPT[marker], at + 4):
            out.append(_without_thumbnail(picture[at:end]))
        elif marker < 0xE0 or picture.startswith(_JPEG_KEPT.get(marker, b"\xff"), at + 4):
            out.append(picture[at:end])
        at = max(end, at + 2)
    return b"".join(out) + b"\xff\xd9"


def _without_thumbnail(segment: bytes) -> bytes:
    if len(segment) <= 4 + _JFIF_BYTES:
        return segment
    return segment[:2] + (2 + _JFIF_BYTES).to_bytes(2, "big") + segment[4 : 2 + _JFIF_BYTES] + b"\0\0"


def _gif(picture: bytes) -> bytes:
    """Return a GIF without comments and foreign extensions."""
    at = 13 + (3 << ((picture[10] & 7) + 1) if len(picture) > 10 and picture[10] & 0x80 else 0)
    out = [picture[:at]]
    while at < len(picture):
        if picture[at] == 0x21 and at + 2 < len(picture):
            end = _blocks_end(picture, at + 2)
            animation = picture[at + 1] == 0xFF and picture[at + 3 : at + 14] == b"NETSCAPE2.0"
            if picture[at + 1] in (0xF9, 0x01) or animation:
                out.append(picture[at:end])
        elif picture[at] == 0x2C and at + 9 < len(picture):
            table = 3 << ((picture[at + 9] & 7) + 1) if picture[at + 9] & 0x80 else 0
            end = _blocks_end(picture, at + 11 + table)
            out.append(picture[at:end])
        else:
            break
        at = end
    return b"".join(out) + b";"


def _blocks_end(picture: bytes, at: int) -> int:
    while at < len(picture) and picture[at]:
        at += picture[at] + 1
    return at + 1


def _webp(picture: bytes) -> bytes:
    out, at = [], 12
    while at + 8 <= len(picture):
        size = int.from_bytes(picture[at + 4 : at + 8], "little")
        end = at + 8 + size + (size & 1)
        if picture[at : at + 4] not in _WEBP_WORDS:
            out.append(picture[at:end])
        at = end
    kept = b"WEBP" + b"".join(out)
    return b"RIFF" + len(kept).to_bytes(4, "little") + kept


def _tiff(picture: bytes, order: str) -> bytes:
    """Return a TIFF with the values of its words' tags zero; directories that come round again are read once."""
    out, seen = bytearray(picture), set[int]()
    (at,) = struct.unpack(f"{order}I", picture[4:8]) if len(picture) >= 8 else (0,)
    while at and at not in seen and at + 2 <= len(out):
        seen.add(at)
        (count,) = struct.unpack_from(f"{order}H", picture, at)
        for entry in range(at + 2, min(at + 2 + 12 * count, len(out) - 11), 12):
            _blank_entry(out, entry, order)
        after = at + 2 + 12 * count
        (at,) = struct.unpack_from(f"{order}I", picture, after) if after + 4 <= len(out) else (0,)
    return bytes(out)


def _blank_entry(out: bytearray, entry: int, order: str) -> None:
    tag, kind, count, where = struct.unpack_from(f"{order}HHII", out, entry)
    if tag not in _TIFF_WORDS:
        return
    size = min(_TIFF_SIZES.get(kind, 1) * count, len(out))
    start = entry + 8 if size <= 4 else where
    end = min(start + size, len(out))
    if start < end:
        out[start:end] = bytes(end - start)


def _packed(picture: bytes, values: Iterable[str]) -> bytes:
    """Return a packed drawing (EMZ, WMZ) with its values covered; nothing of one that cannot be unpacked."""
    unpacking = zlib.decompressobj(31)
    try:
        drawing = unpacking.decompress(picture, _LARGEST)
    except zlib.error:
        return b""
    return b"" if unpacking.unconsumed_tail else gzip.compress(_covered(drawing, values), mtime=0)


def _covered(picture: bytes, values: Iterable[str]) -> bytes:
    """Return the bytes with every value in them zero, in each encoding in which letters are drawn."""
    # Four bytes of points are those of a short name by chance, four bytes of a drawing hardly.
    drawing = picture.startswith(_DRAWINGS)
    least, sought = 4 if drawing else 6, set(values)
    if drawing:
        sought |= set(variants(sought, [picture.decode(encoding, "ignore") for encoding in _ENCODINGS]))
    for value in sought:
        for encoding in _ENCODINGS:
            written = value.encode(encoding, "ignore")
            if len(written) >= least and written in picture:
                picture = picture.replace(written, bytes(len(written)))
    return picture
