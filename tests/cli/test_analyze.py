"""`gongkai analyze` as its user calls it: real files, a real process."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

NOTICE = """江州市人民政府关于印发《江州市老年人助餐补贴办法》的通知
江政规〔2023〕4号
各县（区）人民政府，市政府各部门：
现将《江州市老年人助餐补贴办法》印发给你们，请认真贯彻执行。
（此件公开发布）
江州市人民政府
2023年4月18日
江州市老年人助餐补贴办法
第一条　为了规范老年人助餐补贴发放，根据《社会救助暂行办法》，结合本市实际，制定本办法。
第二条　本办法适用于具有本市户籍的六十周岁以上老年人。
第三条　老年人在助餐点用餐的，每人每餐补贴3元，每月不超过90元。
第四条　本人向居住地社区居民委员会提出申请，社区居民委员会应当在5个工作日内审核。
第五条　骗取补贴的，由市民政局追回。
第六条　本办法自2023年6月1日起施行，有效期5年。原《江州市老年人助餐办法》同时废止。
第七条　本办法由市民政局负责解释。
"""
STOPPED = "机密★10年\n江州市人民政府文件\n江政〔2023〕1号\n关于演习安排的通知\n内容甲乙丙丁。\n"


def gongkai(*words: "str | Path", cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from pipeline.cli import main; main()", *map(str, words)]
    environment = os.environ | {"PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", cwd=cwd, env=environment, check=False
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("documents")
    (made / "办法.txt").write_text(NOTICE, encoding="utf-8")
    (made / "下级").mkdir()
    (made / "下级" / "旧件.txt").write_bytes(NOTICE.encode("gb18030"))
    (made / "演习.txt").write_text(STOPPED, encoding="utf-8")
    (made / "空.txt").write_bytes(b"")
    (made / ".DS_Store").write_bytes(b"\0")
    return made


@pytest.fixture(scope="module")
def records(folder: Path) -> "tuple[subprocess.CompletedProcess[str], dict[str, dict[str, object]]]":
    done = gongkai("analyze", folder, "--format", "jsonl")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return done, {Path(r["source"]).name: r for r in rows}


Records = tuple[subprocess.CompletedProcess[str], dict[str, dict[str, object]]]


def test_one_bad_file_never_stops_the_rest(records: Records) -> None:
    done, rows = records
    assert set(rows) == {"办法.txt", "旧件.txt", "演习.txt"}
    assert done.returncode == 1
    assert "空.txt" in done.stderr


def test_no_stage_of_a_policy_is_empty(records: Records) -> None:
    row = records[1]["办法.txt"]
    empty = [k for k in ("elements", "sentences", "attribute", "topics", "kind", "draft", "validity") if not row[k]]
    assert empty == []
    assert row["attribute"]["label"] == "proactive"  # type: ignore[index]
    assert row["attribute"]["declared"] == "proactive"  # type: ignore[index]


def test_a_file_in_another_encoding_gives_the_same_text(records: Records) -> None:
    assert records[1]["旧件.txt"]["text"] == records[1]["办法.txt"]["text"]


def test_a_stopped_document_leaves_no_text_anywhere(folder: Path, tmp_path: Path, records: Records) -> None:
    assert set(records[1]["演习.txt"]) == {"id", "source", "secrecy", "fingerprint"}
    html = gongkai("analyze", folder / "演习.txt", "--format", "html", "--output", tmp_path / "pages")
    report = gongkai("analyze", folder / "演习.txt")
    written = "".join(f.read_text(encoding="utf-8") for f in (tmp_path / "pages").iterdir())
    for shown in (json.dumps(records[1]["演习.txt"]), html.stdout, html.stderr, report.stdout, report.stderr, written):
        assert "甲乙丙丁" not in shown and "演习安排" not in shown
    assert "涉密" in report.stdout


def test_several_processes_give_the_same_lines(folder: Path, records: Records) -> None:
    done = gongkai("analyze", folder, "--format", "jsonl", "--jobs", "2")
    assert done.stdout == records[0].stdout


def test_a_report_says_attribute_ground_and_draft(folder: Path) -> None:
    shown = gongkai("analyze", folder / "办法.txt").stdout
    for words in ("主动公开", "条例", "解读草稿", "缺项"):
        assert words in shown


def test_pages_hold_reasons_and_nothing_from_outside(folder: Path, tmp_path: Path) -> None:
    done = gongkai("analyze", folder / "办法.txt", "--format", "html", "--output", tmp_path)
    assert done.returncode == 0, done.stderr
    page = next(f for f in tmp_path.iterdir() if f.name != "index.html").read_text(encoding="utf-8")
    assert "aria-description" in page and "依据：" in page
    assert "http://" not in page and "https://" not in page and "<script" not in page


def test_a_hostile_document_makes_no_markup(tmp_path: Path) -> None:
    (tmp_path / "坏.txt").write_text(NOTICE.replace("助餐点", "<script>alert(1)</script>"), encoding="utf-8")
    gongkai("analyze", tmp_path / "坏.txt", "--format", "html", "--output", tmp_path / "out")
    assert "<script" not in "".join(f.read_text(encoding="utf-8") for f in (tmp_path / "out").iterdir())


@pytest.mark.parametrize("stage", ["screen", "segment", "classify", "detect"])
def test_until_a_stage_leaves_the_later_ones_null(folder: Path, stage: str) -> None:
    row = json.loads(gongkai("analyze", folder / "办法.txt", "--format", "jsonl", "--until", stage).stdout)
    made = {
        "screen": [],
        "segment": ["elements"],
        "classify": ["elements", "attribute"],
        "detect": ["attribute", "personal"],
    }
    assert [k for k in made[stage] if row[k] is None] == []
    assert row["draft"] is None


def test_without_names_no_name_is_looked_for(tmp_path: Path) -> None:
    (tmp_path / "名单.txt").write_text("申请人：顾小满，手机：15412345678。\n", encoding="utf-8")
    kinds = []
    for switch in ("--names", "--no-names"):
        row = json.loads(gongkai("analyze", tmp_path / "名单.txt", "--format", "jsonl", switch).stdout)
        kinds.append({p["kind"] for p in row["personal"]})
    assert kinds == [{"person_name", "mobile"}, {"mobile"}]


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    done = gongkai("analyze", tmp_path / "没有.txt")
    assert done.returncode == 1 and "没有.txt" in done.stderr


def test_a_wrong_register_is_named_before_any_document(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "terms.toml").write_text('[[row]]\nid = "a"\nwrong = 1\n', encoding="utf-8")
    (tmp_path / "slogans.toml").write_text('[[row]]\nid = "a"\nwrong = 1\n', encoding="utf-8")
    done = gongkai("analyze", folder, "--registers", tmp_path)
    assert done.returncode == 2 and "slogans.toml row 1" in done.stderr and done.stdout == ""


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['gongkai', '--help']\n"
        "from pipeline.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(sorted({'numpy', 'onnxruntime', 'lxml', 'docx', 'opencc'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    assert "analyze" in done.stdout
