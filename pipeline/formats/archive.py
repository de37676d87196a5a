"""Opens a ZIP container that can be trusted with memory: refused when encrypted, damaged or too large once unpacked."""

import io
import zipfile
import zlib

from lxml import etree

from pipeline.doc import UnreadableFile

_MOST_MEMBERS = 50_000
_MOST_TAGS = 8_000_000
"""Of all parts together: 300,000 table cells have at most 6 million; each takes more memory than a character."""
_SMALL = 16 << 20
"""Bytes unpacked that hold too few tags to count."""
# What zipfile raises for a broken member; RuntimeError and NotImplementedError are one.
_DAMAGES = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, KeyError, ValueError)


def opened(data: bytes, source: str, *, max_unpacked_bytes: int) -> zipfile.ZipFile:
    """Return the archive; nothing of it has been unpacked.

    Raises:
        UnreadableFile: truncated or damaged, encrypted, too large once unpacked, or made of more
            elements than a document can have.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise UnreadableFile(source, "文件残缺或已损坏（压缩结构不完整）：请重新获取") from error
    if any(m.flag_bits & 0x1 for m in members):
        raise UnreadableFile(source, "文件已加密：请先解除密码再提交")
    # zipfile reads no member beyond its declared size, so their sum is a bound.
    unpacked = sum(m.file_size for m in members)
    if unpacked > max_unpacked_bytes or len(members) > _MOST_MEMBERS:
        raise UnreadableFile(
            source,
            f"解压后过大（{unpacked:,} 字节，{len(members):,} 个部分；上限 {max_unpacked_bytes:,} 字节，"
            f"{_MOST_MEMBERS:,} 个部分）：请核对文件，确需读取的调高 read.max_unpacked_bytes",
        )
    if unpacked > _SMALL and _tags(archive) > _MOST_TAGS:
        raise UnreadableFile(source, "内部结构异常庞大（元素过多）：来源可疑，请核对，确需读取的拆分后另存")
    return archive


def _tags(archive: zipfile.ZipFile) -> int:
    """Return how many XML tags all parts hold at most; a part that cannot be unpacked counts as far as it can be."""
    count = 0
    for member in archive.infolist():
        try:
            with archive.open(member) as stream:
                while count <= _MOST_TAGS and (chunk := stream.read(1 << 20)):
                    count += chunk.count(b"<")
        except _DAMAGES:
            continue
    return count


def unpacked(archive: zipfile.ZipFile, name: str, source: str) -> bytes:
    """Return one member's bytes.

    Raises:
        UnreadableFile: the member is damaged (its checksum fails) or packed in a way that is not read.
    """
    try:
        return archive.read(name)
    except _DAMAGES as error:
        raise UnreadableFile(source, "文件已损坏（有一部分无法解压）：请重新获取") from error


def parsed(xml: bytes, name: str, source: str) -> etree._Element:
    """Return the root of an XML part; entities are not expanded, nothing is fetched, 256 levels at most.

    Raises:
        UnreadableFile: not well-formed, or it declares a document type (no office file does; XML bombs do).
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFile(source, "文件已损坏（内部结构有误或嵌套过深）：请用原软件打开并另存") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableFile(source, "文件内部声明了外部实体，来源可疑：请核对，确需读取的用原软件另存")
    return root
