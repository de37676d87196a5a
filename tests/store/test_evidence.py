"""The evidence pack: all of one document, nothing of others, and every changed byte found without a database."""

import io
import json
import random
import zipfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete

from pipeline.store import Database, Session, archive, chain, evidence, judgements, papers, settings, submissions
from pipeline.store.archive import UnusableArchive
from pipeline.store.chain import Head
from pipeline.store.tables import Analysis, Submission
from tests.store import town
from tests.store.making import made, target
from tests.store.town import NOW

CONTENT = b"PK\x03\x04 not really a document, but bytes that must come back"


def reviewed(session: Session) -> Submission:
    """Return a document with everything that one can have, between documents of others."""
    place = town.settle(session)
    other = town.document(session, place.drafter, b"other")
    submission = town.document(session, place.drafter, CONTENT, title="江州市民政局关于发放补助的通知")
    submissions.save_analysis(session, submissions.version(session, submission), made(), purpose="first", now=NOW)
    note(session, other, "uploaded", sha256=sha256(b"other").hexdigest())
    note(session, submission, "received", version=1, sha256=sha256(CONTENT).hexdigest())
    note(session, submission, "analysed", version=1, purpose="first", record=chain.hash_of(made()))
    judgements.append(
        session,
        submission,
        target=target("顾小满"),
        verdict="accept",
        value={},
        reason="",
        user=place.reviewer,
        now=NOW,
    )
    note(session, submission, "judge", target=target("顾小满"), verdict="accept", value=chain.hash_of({}))
    papers.save_sheet(session, submission, {"title": "通知"}, place.drafter, NOW)
    note(session, submission, "form_saved", version=1, form=chain.hash_of({"title": "通知"}))
    papers.save_interpretation(session, submission, {"title": "解读", "sections": []}, [], place.drafter, NOW)
    papers.add_consultation(session, submission, body="江州市财政局", user=place.drafter, now=NOW)
    papers.attach(session, submission, "plan", "方案 (终稿).DOCX", b"plan", place.drafter, NOW)
    note(session, submission, "attached", kind="plan", sha256=sha256(b"plan").hexdigest())
    note(session, other, "judged", verdict="accept")
    return submission


def note(session: Session, submission: Submission, action: str, **facts: object) -> None:
    chain.append(session, actor="li", action=action, subject=submission.receipt, facts=facts, now=NOW)


def packed(database: Database, **options: Any) -> bytes:
    with database.writing() as session:
        return evidence.pack(session, reviewed(session), NOW, actor="auditor", **options)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A pack that the tests may change; which database it came from does not matter."""
    database = Database.open(f"sqlite:///{tmp_path_factory.mktemp('evidence') / 'gongkai.db'}")
    database.migrate()
    made_of_it = packed(database)
    database.close()
    return made_of_it


def members(content: bytes) -> dict[str, bytes]:
    """Return what an ordinary ZIP reader finds."""
    with zipfile.ZipFile(io.BytesIO(content)) as found:
        assert found.testzip() is None
        return {name: found.read(name) for name in found.namelist()}


def test_a_pack_verifies_and_ends_the_chain(database: Database) -> None:
    content = packed(database)
    report = evidence.verify_pack(content)
    with database.reading() as session:
        head = chain.head(session)
        (last,) = chain.entries(session, action="evidence")[0]
        assert chain.verify(session).broken_at is None
    assert report.faults == ()
    assert (report.entries, report.digest) == (head.entries, head.digest)
    assert (last.actor, last.subject, report.receipt) == ("auditor", report.receipt, last.subject)
    assert report.own == 6  # received, analysed, judge, form_saved, attached, evidence


def test_a_pack_holds_all_of_the_document(pack: bytes) -> None:
    held = members(pack)
    assert held["versions/1.txt"] == CONTENT
    assert held["attachments/1.docx"] == b"plan"
    (version,) = json.loads(held["versions.json"])
    assert version["sha256"] == sha256(CONTENT).hexdigest() and "content" not in version
    assert json.loads(held["records/1-1-first.json"]) == made()
    assert json.loads(held["judgements.json"])[0]["target"] == target("顾小满")
    assert json.loads(held["sheets.json"])[0]["fields"] == {"title": "通知"}
    assert json.loads(held["interpretations.json"])[0]["body"]["title"] == "解读"
    assert json.loads(held["consultations.json"])[0]["body"] == "江州市财政局"
    assert {p["login"] for p in json.loads(held["people.json"])} == {"drafter", "reviewer"}


def test_a_pack_tells_nothing_of_other_documents_or_of_secrets(pack: bytes) -> None:
    held = members(pack)
    assert b"GK-20261124-0001" not in pack and sha256(b"other").hexdigest().encode() not in pack
    assert not any("password" in name or b'"password"' in content for name, content in held.items())
    hashes = [json.loads(line) for line in held["chain.jsonl"].splitlines()[1:]]
    assert [type(line) for line in hashes] == [*[list] * 5, str, list]


def test_a_pack_may_leave_the_files_out(database: Database) -> None:
    content = packed(database, with_file=False)
    held = members(content)
    assert not [n for n in held if n.startswith(("versions/", "attachments/"))]
    assert sha256(CONTENT).hexdigest().encode() in held["versions.json"]
    assert evidence.verify_pack(content).faults == ()


def test_a_chain_in_sm3_and_one_that_changed_its_hash_are_proved_too(database: Database) -> None:
    with database.writing() as session:
        settings.put(session, chain.SETTING, "sm3")
        submission = reviewed(session)
        settings.put(session, chain.SETTING, "sha256")
        note(session, submission, "judged")
        content = evidence.pack(session, submission, NOW)
    report = evidence.verify_pack(content)
    assert (report.faults, report.own) == ((), 7)


def test_a_head_kept_elsewhere_is_compared(pack: bytes) -> None:
    report = evidence.verify_pack(pack)
    good, other = Head(report.entries, report.digest, "sha256"), Head(report.entries, "0" * 64, "sha256")
    assert evidence.verify_pack(pack, head=good).faults == ()
    assert "另存的链头" in evidence.verify_pack(pack, head=other).faults[0]


def test_a_head_that_the_pack_does_not_reach_is_no_fault_of_the_pack(pack: bytes) -> None:
    later = evidence.verify_pack(pack, head=Head(999, "0" * 64, "sha256"))
    assert later.faults == () and "晚于证据包" in later.unchecked and "重新出具" in later.unchecked
    earlier = evidence.verify_pack(pack, head=Head(0, "0" * 64, "sha256"))
    assert earlier.faults == () and "早于本件的第一条记录" in earlier.unchecked
    start = json.loads(members(pack)["chain.jsonl"].splitlines()[0])
    before = Head(start["first"] - 1, start["before"], "sha256")
    assert evidence.verify_pack(pack, head=before).unchecked == ""
    assert evidence.verify_pack(pack).unchecked == ""


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("UPDATE versions SET content = X'6162' WHERE submission_id = 2", "versions/1.txt"),
        ("UPDATE versions SET sha256 = 'ab' WHERE submission_id = 2", "versions.json：第 1 版"),
        ("UPDATE attachments SET content = X'6162'", "attachments/1.docx"),
        ('UPDATE judgements SET value = \'{"label": "withheld"}\'', "judgements.json：第 1 号"),
        ('UPDATE sheets SET fields = \'{"title": "别的"}\'', "sheets.json：第 1 号"),
        ("record", "records/1-1-first.json"),
    ],
)
def test_what_was_changed_in_the_database_before_the_pack_was_made_is_named(
    tmp_path: Path, change: str, named: str
) -> None:
    database = Database.open(f"sqlite:///{tmp_path / 'gongkai.db'}")
    database.migrate()
    with database.writing() as session:
        submission = reviewed(session)
        if change == "record":
            session.execute(delete(Analysis))
            version = submissions.version(session, submission)
            submissions.save_analysis(session, version, made(text="别的"), purpose="first", now=NOW)
        else:
            session.connection().exec_driver_sql(change)
            session.expire_all()
        report = evidence.verify_pack(evidence.pack(session, submission, NOW))
        assert chain.verify(session).broken_at is None
    database.close()
    assert [f.split("：")[0] for f in report.faults] == [named.split("：")[0]]
    assert named in report.faults[0] and "审计链" in report.faults[0]


def places(content: bytes) -> Iterator[tuple[str, range]]:
    """Yield for each member the bytes of its content."""
    with zipfile.ZipFile(io.BytesIO(content)) as found:
        for one in found.infolist():
            start = one.header_offset + 30 + len(one.filename)
            yield one.filename, range(start, start + one.file_size)


def faults(content: bytes) -> str:
    try:
        return "\n".join(evidence.verify_pack(content).faults)
    except UnusableArchive as error:
        return error.reason


def test_every_changed_byte_is_found_and_what_holds_it_is_named(pack: bytes) -> None:
    chance = random.Random(1)
    inside = {at: name for name, places_ in places(pack) for at in places_}
    frame = [at for at in range(len(pack)) if at not in inside]
    for at in (*frame, *chance.sample(sorted(inside), 400)):
        changed = bytearray(pack)
        changed[at] ^= 1 << chance.randrange(8)
        found = faults(bytes(changed))
        assert found, f"byte {at} ({inside.get(at, 'frame')})"
        if at in inside:
            assert inside[at] in found


def repacked(pack: bytes, change: Callable[[dict[str, bytes]], Any]) -> bytes:
    held = members(pack)
    change(held)
    return archive.written(held)


def forged(held: dict[str, bytes]) -> None:
    """Change a record, and the manifest so that it agrees."""
    name = "records/1-1-first.json"
    held[name] = held[name].replace("顾小满".encode(), "陈小满".encode())
    manifest = json.loads(held["manifest.json"])
    for one in manifest["files"]:
        if one["name"] == name:
            one["sha256"] = sha256(held[name]).hexdigest()
    held["manifest.json"] = json.dumps(manifest, ensure_ascii=False, indent=1).encode()


def moved(held: dict[str, bytes]) -> None:
    first = next(iter(held))
    held[first] = held.pop(first)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda held: held.pop("judgements.json"), "judgements.json：缺失"),
        (lambda held: held.update({"more.json": b"{}"}), "more.json：是后来加入的"),
        (lambda held: held.update({"moves.json": b"[1]"}), "moves.json：内容被改动"),
        (lambda held: held.update({"chain.jsonl": held["chain.jsonl"].replace(b"received", b"judged__")}), "chain.jsonl"),
        (lambda held: held.update({"chain.jsonl": b""}), "chain.jsonl"),
        (lambda held: held.update({"chain.jsonl": b"[" * 100_000}), "chain.jsonl"),
        (lambda held: held.update({"chain.jsonl": b"\xff"}), "chain.jsonl"),
        (lambda held: held.update({"chain.jsonl": b'{"first":1e999,"before":"","algorithm":"sha256"}\n'}), "chain.jsonl"),
        (lambda held: held.update({"chain.jsonl": b'{"first":1,"before":"","algorithm":"md5"}\n["a","b","c","d","e"]\n'}), "chain.jsonl"),
        (lambda held: held.pop("chain.jsonl"), "chain.jsonl"),
        (lambda held: held.pop("manifest.json"), "manifest.json"),
        (lambda held: held.update({"manifest.json": b"[" * 100_000}), "manifest.json"),
        (lambda held: held.update({"manifest.json": b"null"}), "manifest.json"),
        (lambda held: held.update({"manifest.json": b'{"files": [1]}'}), "manifest.json"),
        (lambda held: held.update({"manifest.json": held["manifest.json"].replace(b'"entries": ', b'"entries":  ')}), "manifest.json"),
        (lambda held: held.update({"manifest.json": held["manifest.json"].replace(b"evidence-1", b"evidence-9")}), "版本"),
        (lambda held: held.update({"manifest.json": held["manifest.json"].replace(b'"entries": ', b'"entries": "x", "e": ')}), "manifest.json"),
        (forged, "chain.jsonl"),
        (moved, "ZIP 结构"),
        (dict.clear, "manifest.json"),
    ],
)  # fmt: skip
def test_a_pack_that_was_made_over_is_found(pack: bytes, change: Callable[[dict[str, bytes]], Any], named: str) -> None:
    assert named in faults(repacked(pack, change))


def test_a_pack_with_bytes_before_or_after_is_found(pack: bytes) -> None:
    for changed in (pack + b"\0", b"\0" + pack, pack[:-1], pack[1:], pack + pack, b"", b"PK", pack[:1000]):
        assert faults(changed)


def zipped(*names: str, content: bytes = b"x", method: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made_:
        for name in names:
            made_.writestr(name, content)
    return out.getvalue()


def declared_larger() -> bytes:
    """A member that claims four gigabytes, and of which the header says so in both places."""
    content = zipped("manifest.json", content=b"size")
    at = content.index(b"PK\x01\x02")
    size = b"\xf0\xff\xff\xff"
    changed = content[:18] + size + size + content[26:]
    return changed[: at + 20] + size + size + changed[at + 28 :]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x05\x06" + b"\0" * 18,
        b"not a zip" * 1000,
        zipped("manifest.json", content=b"0" * 50_000_000, method=zipfile.ZIP_DEFLATED),
        zipped("manifest.json", method=zipfile.ZIP_LZMA),
        declared_larger(),
        zipped("../../etc/passwd"),
        zipped("/etc/passwd"),
        zipped("a//b"),
        zipped("a/./b"),
        zipped("C:\\x"),
        zipped("公文.json"),
        zipped("a\0b"),
        zipped("x" * 200),
        zipped("a", "q").replace(b"q", b"a"),
        zipped("manifest.json", "chain.jsonl"),
        zipped(*(f"{n}" for n in range(21_000))),
    ],
    ids=lambda content: f"{len(content)}",
)
def test_hostile_archives_are_refused_and_nothing_is_unpacked(content: bytes) -> None:
    with pytest.raises(UnusableArchive):
        evidence.verify_pack(content)


def test_overlapping_members_do_not_multiply() -> None:
    """Thousands of directory entries for one large member: a bomb without compression."""
    body = b"0" * 1_000_000
    one = zipped("a", content=body)
    at = one.index(b"PK\x01\x02")
    entry = one[at : at + 47]
    directory = b"".join(entry[:46] + bytes([65 + n % 26]) for n in range(26)) if len(entry) == 47 else b""
    end = b"PK\x05\x06" + b"\0" * 4 + (26).to_bytes(2, "little") * 2 + len(directory).to_bytes(4, "little")
    bomb = one[:at] + directory + end + at.to_bytes(4, "little") + b"\0\0"
    with pytest.raises(UnusableArchive, match="更大|比文件本身还大|损坏"):
        evidence.verify_pack(bomb)


def test_the_archive_is_an_ordinary_zip(tmp_path: Path) -> None:
    file = tmp_path / "a.zip"
    file.write_bytes(archive.written({"a.txt": b"one", "b/c.txt": b""}))
    with zipfile.ZipFile(file) as found:
        assert found.namelist() == ["a.txt", "b/c.txt"]
        assert found.read("a.txt") == b"one"
