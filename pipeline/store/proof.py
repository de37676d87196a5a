"""The proof in an evidence pack: hashes of all it holds, tied to the audit chain; checked without a database."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import func, select

from pipeline.store import Session, archive, attested, chain
from pipeline.store.chain import Head
from pipeline.store.tables import Entry

FORMAT = "gongkai-evidence-1"
MANIFEST = "manifest.json"
CHAIN = "chain.jsonl"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a pack is: of which document, when it was made (ISO, UTC), and where the chain stood then."""

    format: str
    receipt: str
    at: str
    entries: int
    digest: str
    with_file: bool

    def written(self, held: Mapping[str, bytes]) -> bytes:
        """Return the manifest of a pack that holds this."""
        files = [{"name": n, "bytes": len(c), "sha256": hashlib.sha256(c).hexdigest()} for n, c in held.items()]
        return json.dumps(asdict(self) | {"files": files}, ensure_ascii=False, indent=1).encode()


@dataclass(frozen=True, slots=True)
class PackReport:
    """What checking a pack found; faults: in Chinese, each names the file that is wrong; none: it is as it was made.

    entries, digest: the head of the chain that the pack ends at; own: how many entries of its document it shows.
    unchecked: why the head kept elsewhere says nothing of this pack, in Chinese; "" where compared or not given.
    """

    receipt: str
    at: str
    files: int
    own: int
    entries: int
    digest: str
    faults: tuple[str, ...]
    unchecked: str = ""


def contents(held: Mapping[str, bytes]) -> str:
    """Return the SHA-256, hex, of names and hashes of all that a pack holds beside manifest and chain."""
    return chain.hash_of([[name, hashlib.sha256(content).hexdigest()] for name, content in sorted(held.items())])


def skeleton(session: Session, receipt: str) -> bytes:
    """Return the chain from a document's first entry to the last, a line each.

    First line: number of the first entry, digest before it, algorithm. Then of an entry of this document, or one that
    changes the algorithm, [at, actor, action, subject, facts]; of any other the hash of what it says.
    """
    first = session.scalar(select(func.min(Entry.seq)).where(Entry.subject == receipt)) or 1
    lines: list[Any] = []
    algorithm = ""
    for row in chain.rows(session, first):
        algorithm = chain.algorithm_of(row, algorithm)
        if not lines:
            lines.append({"first": row.seq, "before": row.before, "algorithm": algorithm})
        shown = row.subject == receipt or row.action == chain.SWITCH
        lines.append(list(row[1:6]) if shown else chain.content_of(row[:6], algorithm))
    return "".join(chain.canonical(line) + "\n" for line in lines).encode()


def verify_pack(content: bytes, *, head: Head | None = None) -> PackReport:
    """Return what checking a pack finds; head: kept elsewhere, which the pack's chain must agree with.

    Without such a head a pack proves only that it agrees with itself.

    Raises:
        UnusableArchive: not a pack.
    """
    held = archive.members(content)
    manifest, listed = _manifest(held)
    faults = list(_changed(held, listed))
    # Files that are not as the manifest lists them are named; the chain speaks of those that are.
    own, unchecked, more = _chain_faults(held, manifest, head) if not faults else (0, "", [])
    faults += more
    if not faults and not _same(content, held, manifest):
        faults.append(f"{MANIFEST} 或 ZIP 结构：有字节被改动")
    told = manifest.receipt, manifest.at, len(listed), own, manifest.entries, manifest.digest
    return PackReport(*told, tuple(faults), unchecked)


def _manifest(held: Mapping[str, bytes]) -> tuple[Manifest, dict[str, str]]:
    try:
        values = json.loads(held[MANIFEST])
        files = {str(f["name"]): str(f["sha256"]) for f in values.pop("files")}
        manifest = Manifest(**values)
        if any(type(getattr(manifest, name)) is not kind for name, kind in Manifest.__annotations__.items()):
            raise ValueError("a field of another type")
    except KeyError as error:
        raise archive.UnusableArchive(f"不是证据包：缺少 {MANIFEST}") from error
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise archive.UnusableArchive(f"{MANIFEST}：内容被改动或损坏") from error
    if manifest.format != FORMAT:
        raise archive.UnusableArchive("不是本程序能核验的证据包：请用出具它的版本核验")
    if CHAIN not in held:
        raise archive.UnusableArchive(f"证据包不完整：缺少 {CHAIN}")
    return manifest, files


def _changed(held: Mapping[str, bytes], listed: Mapping[str, str]) -> Iterator[str]:
    for name, sha256 in listed.items():
        if name not in held:
            yield f"{name}：缺失"
        elif hashlib.sha256(held[name]).hexdigest() != sha256:
            yield f"{name}：内容被改动"
    for name in held:
        if name not in listed and name != MANIFEST:
            yield f"{name}：是后来加入的"


def _chain_faults(held: Mapping[str, bytes], manifest: Manifest, head: Head | None) -> tuple[int, str, list[str]]:
    """Return how many entries of the document are shown, why the head cannot be compared, and what is wrong."""
    try:
        digests, own = _followed(held[CHAIN])
        at, _, _, subject, _ = own[-1]
        facts = [json.loads(entry[4]) for entry in own]
        told = facts[-1]["contents"]
        rest = {n: c for n, c in held.items() if n not in (MANIFEST, CHAIN)}
        faults = list(attested.faults(rest, facts))
    except (ValueError, TypeError, LookupError, ArithmeticError, RecursionError):
        return 0, "", [f"{CHAIN}：内容被改动或损坏"]
    if digests.get(manifest.entries) != manifest.digest or max(digests) != manifest.entries:
        faults.append(f"{CHAIN}：与 {MANIFEST} 所记的链头不符")
    if (subject, at, told) != (manifest.receipt, manifest.at, contents(rest)):
        faults.append(f"{CHAIN}：所记的内容杂凑值与证据包中的文件不符")
    unchecked = "" if head is None else _beyond(head, digests)
    if head is not None and not unchecked and digests[head.entries] != head.digest:
        faults.append(f"{CHAIN}：与另存的链头不符")
    return len(own), unchecked, faults


def _beyond(head: Head, digests: Mapping[int, str]) -> str:
    """Return why a head says nothing of a pack: it is of a time that the pack's chain does not reach."""
    if head.entries > max(digests):
        return "另存的链头晚于证据包，证据包里没有那一条，无从核对：请改用出具证据包以前另存的链头，或重新出具证据包"
    if head.entries < min(digests):
        return "另存的链头早于本件的第一条记录，证据包里没有那一条，无从核对：请改用收文以后、出具以前另存的链头"
    return ""


def _followed(content: bytes) -> tuple[dict[int, str], list[list[str]]]:
    """Return the digest of each entry by its number, that before the first too, and the entries of the document.

    Raises:
        ValueError, TypeError, LookupError, ArithmeticError, RecursionError: not a skeleton.
    """
    start, *lines = (json.loads(line) for line in content.splitlines())
    seq, before, algorithm = int(start["first"]), str(start["before"]), str(start["algorithm"])
    digests = {seq - 1: before}
    own = []
    for line in lines:
        if isinstance(line, list):
            at, actor, action, subject, facts = map(str, line)
            if action == chain.SWITCH:
                algorithm = str(json.loads(facts)["to"])
            else:
                own.append([at, actor, action, subject, facts])
            line = chain.content_of((seq, at, actor, action, subject, facts), _known(algorithm))
        before = digests[seq] = chain.digest(before, str(line), _known(algorithm))
        seq += 1
    return digests, own


def _known(algorithm: str) -> str:
    if algorithm not in chain.ALGORITHMS:
        raise ValueError("no such hash")
    return algorithm


def _same(content: bytes, held: Mapping[str, bytes], manifest: Manifest) -> bool:
    """Return whether the pack is, byte for byte, what its contents make."""
    rest = {n: c for n, c in held.items() if n != MANIFEST}
    return content == archive.written({MANIFEST: manifest.written(rest)} | rest)
