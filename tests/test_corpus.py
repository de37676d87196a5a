"""The labelled documents keep to the guidelines, and the held-out ones are the frozen ones."""

import hashlib
from pathlib import Path

import pytest

from pipeline.train.corpus import CorpusError, read_corpus, read_labelled

CORPUS = Path(__file__).parents[1] / "data" / "corpus"
FIELDS = """author template label delivery article reason_code strength theme form inner regime normative policy level era script layout
declared title doc_number addressee signature issue_date why""".split()


BUILT_ON = ("dev", "personal_dev", "class_train")
HELD_OUT = ("test", "personal_test", "class_test")


@pytest.mark.parametrize("split", [*BUILT_ON, *HELD_OUT])
def test_every_labelled_document_has_its_fields(split: str) -> None:
    rows = list(read_corpus(CORPUS / split))
    assert len(rows) >= 60
    assert [r["file"] for r in rows if any(f not in r for f in FIELDS)] == []
    assert [r["file"] for r in rows if r["label"] not in {"proactive", "on_request", "withheld"}] == []
    assert [
        r["file"] for r in rows if r["label"] == "withheld" and r["regime"] == "regulation" and not r["reason_code"]
    ] == []


@pytest.mark.parametrize("field", ["author", "template"])
def test_nothing_held_out_shares_its_author_or_template_with_what_is_built_on(field: str) -> None:
    built, held = ({r[field] for split in splits for r in read_corpus(CORPUS / split)} for splits in (BUILT_ON, HELD_OUT))
    assert not built & held


def test_the_held_out_documents_are_the_frozen_ones() -> None:
    listed = (line.split() for line in (CORPUS / "test.sha256").read_text(encoding="utf-8").splitlines())
    frozen = {name: digest for digest, name in listed}
    files = [f for split in HELD_OUT for f in (CORPUS / split).glob("*.txt")]
    now = {f"{f.parent.name}/{f.name}": hashlib.sha256(f.read_bytes()).hexdigest() for f in files}
    assert now == frozen


def labelled(folder: Path, body: str) -> Path:
    file = folder / "x-001.txt"
    file.write_text(f'+++\nlabel = "proactive"\n+++\n{body}', encoding="utf-8")
    return file


def test_marks_become_spans(tmp_path: Path) -> None:
    row = read_labelled(labelled(tmp_path, "联系人⟦person_name|keep|contact|陈立行⟧，手机⟦mobile|mask||@mobile:1⟧。"))
    assert row["text"][3:6] == "陈立行"
    assert row["kept"] == [[3, 6, "person_name"]] and row["roles"] == {"3-6": "contact"}
    ((start, end, kind),) = row["spans"]
    assert kind == "mobile" and row["text"][start:end].isdigit() and end - start == 11


def test_a_tag_gives_the_same_number_in_every_form(tmp_path: Path) -> None:
    first, second = read_labelled(labelled(tmp_path, "@mobile:1 @mobile:1:dashed"))["text"].split()
    assert second.replace("-", "") == first


def test_a_broken_mark_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="x-001.txt"):
        read_labelled(labelled(tmp_path, "联系人⟦person_name|陈立行⟧"))
