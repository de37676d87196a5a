"""ZIP archives of which every byte is determined by what they hold, and the careful reading of those that come."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping

from pipeline.store.errors import StoreError

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(?:[./][A-Za-z0-9_-]+)*")
_LONGEST_NAME = 120
_DAY = 0x21  # 1980-01-01, the first day that a ZIP can hold
_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_MOST_MEMBERS, _MOST_BYTES = 20_000, 2**32 - 2**20  # what a ZIP holds without its 64-bit extension


class UnusableArchive(StoreError):
    """A ZIP that is not one of ours; reason: what is wrong with it."""


def written(members: Mapping[str, bytes]) -> bytes:
    """Return a ZIP of the members in their order, stored as they are: the same members give the same bytes.

    Raises:
        UnusableArchive: too many or too large.
    """
    if len(members) > _MOST_MEMBERS or sum(map(len, members.values())) > _MOST_BYTES:
        raise UnusableArchive("内容过大，无法装入一个压缩包")
    out, central = io.BytesIO(), io.BytesIO()
    for name, content in members.items():
        at, label = out.tell(), name.encode("ascii")
        common = struct.pack("<HHHHIII", 0, 0, 0, _DAY, zlib.crc32(content), len(content), len(content))
        out.write(_LOCAL + struct.pack("<H", 20) + common + struct.pack("<HH", len(label), 0) + label + content)
        central.write(_CENTRAL + struct.pack("<HH", 20, 20) + common)
        central.write(struct.pack("<HHHHHII", len(label), 0, 0, 0, 0, 0, at) + label)
    directory, at = central.getvalue(), out.tell()
    count = len(members)
    end = _END + struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), at, 0)
    return out.getvalue() + directory + end


def members(content: bytes) -> dict[str, bytes]:
    """Return what is in a ZIP, in order; nothing is unpacked that is larger than the ZIP itself.

    Raises:
        UnusableArchive: no ZIP, compressed or encrypted members, odd or repeated names, or a member that is damaged.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check(archive.infolist(), len(content))
            return {one.filename: _read(archive, one) for one in archive.infolist()}
    except (zipfile.BadZipFile, struct.error, ValueError, LookupError, EOFError, OSError, RuntimeError) as error:
        raise UnusableArchive("不是可用的证据包：ZIP 结构损坏或不完整，请重新取得原件") from error


def _check(found: list[zipfile.ZipInfo], size: int) -> None:
    names = [one.filename for one in found]
    if len(found) > _MOST_MEMBERS or sum(one.file_size for one in found) > size:
        raise UnusableArchive("不是可用的证据包：所称内容比文件本身还大")
    if len(set(names)) != len(names):
        raise UnusableArchive("不是可用的证据包：有重名的成员")
    if not all(_NAME.fullmatch(name) and len(name) <= _LONGEST_NAME for name in names):
        raise UnusableArchive("不是可用的证据包：有成员的名称不合规定")
    if any(one.compress_type != zipfile.ZIP_STORED or one.flag_bits & 1 for one in found):
        raise UnusableArchive("不是可用的证据包：有压缩或加密的成员（证据包一律原样存放）")


def _read(archive: zipfile.ZipFile, one: zipfile.ZipInfo) -> bytes:
    try:
        return archive.read(one)
    except (zipfile.BadZipFile, EOFError, RuntimeError) as error:
        raise UnusableArchive(f"{one.filename}：内容被改动或损坏") from error
