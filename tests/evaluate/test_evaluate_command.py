"""`gongkai evaluate FOLDER` is the whole evaluation, `gongkai evaluate personal FOLDER...` that of one part."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli.evaluate import app

_HEAD = (
    '+++\nauthor = "w9"\nlabel = "withheld"\nregime = "regulation"\nstrength = "A"\ntheme = "民政、扶贫、救灾"\n'
    'script = "simplified"\nlayout = "clean"\nform = "letter"\nlevel = "county"\ntitle = ""\n+++\n'
)
_TEXT = "信访答复\n\n申请人⟦person_name|mask|private|顾小满⟧，手机⟦mobile|mask||@mobile:1⟧。\n联系人：⟦person_name|keep|contact|陈立行⟧\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "001-reply.txt").write_text(_HEAD + _TEXT, encoding="utf-8")
    return tmp_path


def test_the_whole_evaluation_needs_no_word(folder: Path) -> None:
    done = CliRunner().invoke(app, [str(folder), "--no-names"])
    assert done.exit_code == 0
    assert all(word in done.output for word in ("elements", "attribute", "topic", "personal", "1 invented documents"))


def test_personal_information_alone(folder: Path) -> None:
    done = CliRunner().invoke(app, ["personal", str(folder), str(folder)], env={"COLUMNS": "200"})
    assert done.exit_code == 0
    assert done.output.count("1 invented documents") == 2 and "attribute" not in done.output
    assert "entity recall, numbers: 1.000 of 2" in done.output and "official names kept" in done.output
    assert "顾小满" not in done.output


def test_documents_of_an_office_are_told_from_invented_ones(tmp_path: Path) -> None:
    row = {"file": "a", "label": "withheld", "text": "甲乙", "spans": [], "kept": [], "roles": {}}
    file = tmp_path / "export.jsonl"
    file.write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["personal", str(file)])
    assert done.exit_code == 0 and "1 documents of an office" in done.output


def test_a_folder_without_documents_says_so(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["personal", str(tmp_path)])
    assert done.exit_code == 1 and "没有标注文件" in done.output
