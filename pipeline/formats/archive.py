"""Opens a ZIP container that can be trusted with memory: refused when encrypted, damaged or too large once unpacked."""

import io
import zipfile
import zlib

from lxml import etree

from pipeline.doc import UnreadableFile

_MOST_MEMBERS = 50_000
# What zipfile raises for a broken member; RuntimeError and NotImplementedError are one.
_DAMAGES = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, KeyError, ValueError)


def opened(data: bytes, source: str, *, max_unpacked_bytes: int) -> zipfile.ZipFile:
    """Return the archive; nothing of it has been unpacked.

    Raises:
        UnreadableFile: truncated or damaged, encrypted, or larger than max_unpacked_bytes once unpacked.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise UnreadableFile(source, "truncated or damaged: its ZIP container is broken, get it again") from error
    if any(m.flag_bits & 0x1 for m in members):
        raise UnreadableFile(source, "encrypted ZIP container: save it without a password first")
    # zipfile reads no member beyond its declared size, so their sum is a bound.
    unpacked = sum(m.file_size for m in members)
    if unpacked > max_unpacked_bytes or len(members) > _MOST_MEMBERS:
        raise UnreadableFile(
            source,
            f"it would unpack to {unpacked:,} bytes in {len(members):,} parts, more than the limit of "
            f"{max_unpacked_bytes:,}: check the file, or raise read.max_unpacked_bytes",
        )
    return archive


def unpacked(archive: zipfile.ZipFile, name: str, source: str) -> bytes:
    """Return one member's bytes.

    Raises:
        UnreadableFile: the member is damaged (its checksum fails) or packed in a way that is not read.
    """
    try:
        return archive.read(name)
    except _DAMAGES as error:
        raise UnreadableFile(source, f"damaged: its part {name} cannot be unpacked; get the file again") from error


def parsed(xml: bytes, name: str, source: str) -> etree._Element:
    """Return the root of an XML part; entities are not expanded, nothing is fetched, 256 levels at most.

    Raises:
        UnreadableFile: not well-formed, or it declares a document type (no office file does; XML bombs do).
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        reason = f"damaged: its part {name} is no XML, or nested far too deep; open it and save it again"
        raise UnreadableFile(source, reason) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableFile(source, f"refused: its part {name} declares a document type; no office program does")
    return root
