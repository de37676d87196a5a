"""`gongkai analyze` on hostile folders and broken surroundings: nothing stops the rest, nothing leaks, nothing is lost."""

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from pipeline import flow
from pipeline.cli.terminal import plain
from pipeline.cli.walk import walk
from pipeline.flow import Failure
from pipeline.train.invent import citizen_number
from pipeline.weights import WeightsError
from tests.cli.test_analyze import NOTICE, STOPPED, gongkai

NUMBER = citizen_number(Random(7))

COMMAND = [sys.executable, "-c", "from pipeline.cli import main; main()", "analyze"]


def made(folder: Path, **texts: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    folder = made(tmp_path / "件", 好=NOTICE)
    names = [
        "-rf",
        "[red]粗[-red].txt",
        "\x1b[31m红\x07.txt",
        "换\n行.txt",
        "反\u202etxt.exe",
        "</style><script>.txt".replace("/", "∕"),
    ]
    for name in names:
        (folder / name).write_text(NOTICE, encoding="utf-8")
    (folder / "\x1b]0;空\x07.txt").write_bytes(b"")
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff\xe5\x8f.txt")).write_text(NOTICE, encoding="utf-8")
    os.mkfifo(folder / "管道.txt")
    return folder


def test_odd_names_break_neither_records_nor_the_terminal(odd: Path) -> None:
    done = gongkai("analyze", odd, "--format", "jsonl", "--until", "segment")
    sources = {Path(json.loads(line)["source"]).name for line in done.stdout.splitlines()}
    assert len(sources) == 8
    assert {"\\xff\\xe5\\x8f.txt", "换\n行.txt"} <= sources
    assert done.stderr.count("\n") == 2 and "\x1b" not in done.stderr and "空文件" in done.stderr


def test_odd_names_make_no_escapes_and_no_markup(odd: Path, tmp_path: Path) -> None:
    report = gongkai("analyze", odd, "--until", "segment")
    assert "\x1b" not in report.stdout and "\u202e" not in report.stdout and "[red]粗" in report.stdout
    html = gongkai("analyze", odd, "--until", "segment", "--format", "html", "--output", tmp_path / "页")
    assert "Traceback" not in html.stderr
    pages = "".join(f.read_text(encoding="utf-8") for f in (tmp_path / "页").iterdir())
    assert len(list((tmp_path / "页").iterdir())) == 9
    assert "<script" not in pages and "\u202e" not in pages and pages.count("</style>") == 9


def test_a_name_on_a_terminal_is_one_line_without_controls() -> None:
    assert plain("甲\n\x1b[2J\u202e\udcff乙.txt") == "甲\ufffd\ufffd[2J\ufffd\ufffd乙.txt"
    assert plain("关于 1号（通知）.docx") == "关于 1号（通知）.docx"


@pytest.fixture
def nobody() -> Iterator[Path]:
    """Give a folder that a user without rights sees; tests run as root, whom no permission stops."""
    if os.geteuid() != 0:
        yield Path(tempfile.mkdtemp())
        return
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    folder.chmod(0o777)
    os.seteuid(65534)
    try:
        yield folder
    finally:
        os.seteuid(0)


def test_a_folder_that_may_not_be_opened_is_told(nobody: Path) -> None:
    made(nobody, 好=NOTICE)
    made(nobody / "锁", 内=NOTICE)
    (nobody / "锁").chmod(0)
    found, failures = walk([nobody, nobody / "锁" / "内.txt"])
    (nobody / "锁").chmod(0o700)
    assert [f.name for f in found] == ["好.txt"]
    assert [(Path(f.source).name, f.reason[:4]) for f in failures] == [("锁", "没有权限"), ("内.txt", "无法访问")]


def test_links_in_a_circle_are_not_followed_and_others_are_told(tmp_path: Path) -> None:
    inside, outside = made(tmp_path / "内", 甲=NOTICE), made(tmp_path / "外", 乙=NOTICE)
    (inside / "圈").symlink_to(inside)
    (inside / "别处").symlink_to(outside)
    (inside / "断.txt").symlink_to(inside / "没有.txt")
    found, failures = walk([inside])
    assert found == [inside / "甲.txt"]
    assert {(Path(f.source).name, f.reason) for f in failures} == {
        ("别处", "是链接，未随它读取：请直接给出它指向的文件夹"),
        ("断.txt", "是链接，但指向的文件不存在：请核对"),
    }


def test_an_original_is_never_overwritten(tmp_path: Path) -> None:
    folder = made(tmp_path, 原件=NOTICE)
    done = gongkai(
        "analyze", folder / "原件.txt", "--format", "jsonl", "--output", folder / "原件.txt", "--until", "screen"
    )
    assert done.returncode == 2 and "--output" in done.stderr
    assert (folder / "原件.txt").read_text(encoding="utf-8") == NOTICE


def test_a_second_run_reads_no_output_and_leaves_no_old_page(tmp_path: Path) -> None:
    folder = made(tmp_path / "件", 甲=NOTICE, 乙=NOTICE)
    pages = folder / "页"
    words = ("analyze", folder, "--until", "screen", "--format", "html", "--output", pages)
    gongkai(*words)
    (pages / "0009-别人的.html").write_text("<html>别人的</html>", encoding="utf-8")
    (folder / "乙.txt").unlink()
    done = gongkai(*words)
    assert (done.returncode, done.stderr) == (0, "")
    assert {p.name for p in pages.iterdir()} == {"0001-甲.html", "0009-别人的.html", "index.html"}


def test_a_terminal_of_ascii_still_gets_chinese(tmp_path: Path) -> None:
    path = made(tmp_path, 甲=NOTICE) / "甲.txt"
    for environment in ({"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}):
        command = [*COMMAND, str(path), "--until", "classify"]
        plain_environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "LC_", "LANG"))}
        done = subprocess.run(command, capture_output=True, env=plain_environment | environment, check=False)
        assert done.returncode == 0, done.stderr
        assert "公开属性" in done.stdout.decode()


def test_a_reader_that_stops_early_is_no_error(tmp_path: Path) -> None:
    folder = made(tmp_path, 甲=NOTICE * 40, 乙=NOTICE * 40)
    for form in ("jsonl", "report"):
        with subprocess.Popen(
            [*COMMAND, str(folder), "--format", form, "--until", "segment"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process:
            assert process.stdout is not None and process.stderr is not None
            process.stdout.read(10)
            process.stdout.close()
            assert process.stderr.read() == b""


def small_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))


@pytest.mark.parametrize("form", ["jsonl", "html"])
def test_a_full_disk_is_said_and_leaves_whole_results(tmp_path: Path, form: str) -> None:
    folder = made(tmp_path / "件", **{f"{n:02d}": NOTICE * 3 for n in range(9)}, 满=NOTICE * 30)
    output = tmp_path / ("页" if form == "html" else "果")
    command = [*COMMAND, str(folder), "--until", "segment", "--format", form, "--output", str(output)]
    environment = os.environ | {"PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, capture_output=True, preexec_fn=small_files, env=environment, check=False)
    assert done.returncode == 2
    assert done.stderr.decode().startswith("无法写入结果（")
    if form == "jsonl":
        for line in output.read_text(encoding="utf-8").splitlines():
            json.loads(line)
    else:
        assert all(f.read_text(encoding="utf-8").rstrip().endswith("</html>") for f in output.iterdir())


@pytest.mark.parametrize(("form", "place"), [("jsonl", "/proc/无/果"), ("html", "甲.txt"), ("jsonl", "..")])
def test_an_output_that_cannot_be_is_said(tmp_path: Path, form: str, place: str) -> None:
    folder = made(tmp_path, 甲=NOTICE)
    (folder / "乙.txt").write_text(NOTICE, encoding="utf-8")
    done = gongkai("analyze", folder / "乙.txt", "--until", "screen", "--format", form, "--output", place, cwd=folder)
    assert done.returncode == 2
    assert "无法写入结果" in done.stderr and "Traceback" not in done.stderr


def test_an_unexpected_error_tells_its_place_and_no_text() -> None:
    def broken() -> None:
        raise KeyError(f"身份证号{NUMBER}")

    failure = flow.guarded("甲.txt", broken)
    assert isinstance(failure, Failure)
    assert "KeyError" in failure.reason and NUMBER not in failure.reason
    with pytest.raises(OSError, match="full"):
        flow.guarded("甲.txt", lambda: (_ for _ in ()).throw(OSError("full")), passing=(OSError,))


LIMITS = "read: {max_bytes: 9, max_unpacked_bytes: 9}\n"


@pytest.mark.parametrize(
    "params", ["- 1\n", "read: {max_bytes: 1}\n", "a: [", f"{LIMITS}detect: 3\n", f"{LIMITS}none: {{}}\n"]
)
def test_wrong_settings_are_value_errors(tmp_path: Path, params: str) -> None:
    (tmp_path / "p.yaml").write_text(params, encoding="utf-8")
    with pytest.raises(ValueError, match="p.yaml: "):
        flow.settings(tmp_path / "p.yaml")


def test_a_setting_that_a_stage_lacks_is_said_before_any_document(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text(f"{LIMITS}screen: {{nothing: 1}}\n", encoding="utf-8")
    done = gongkai("analyze", made(tmp_path / "件", 甲=NOTICE), "--params", tmp_path / "p.yaml", "--until", "screen")
    assert done.returncode == 2
    assert done.stderr.startswith("设置或规则表有误：settings of screen") and "Traceback" not in done.stderr


def test_a_broken_model_is_said_once_and_not_for_each_document(tmp_path: Path) -> None:
    path = made(tmp_path / "件", 甲=NOTICE) / "甲.txt"
    with pytest.raises(WeightsError, match="not there"):
        flow.build(flow.settings(), until="classify", models=tmp_path).analyze(path)


def test_the_report_shows_no_private_name_of_a_title(tmp_path: Path) -> None:
    text = f"白鹭镇人民政府关于顾小满信访事项的处理意见\n信访人：顾小满，男，身份证号码：{NUMBER}。\n经查，顾小满反映的问题属实。\n"
    report = gongkai("analyze", made(tmp_path, 决定=text) / "决定.txt")
    assert "顾小满" not in report.stdout and NUMBER not in report.stdout


def started(folder: Path, output: Path, *, until_written: bool = True) -> "subprocess.Popen[bytes]":
    """Return a run in two processes that has begun its work (or, else, only started its workers)."""
    command = [*COMMAND, str(folder), "--jobs", "2", "--format", "jsonl", "--output", str(output), "--until", "segment"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if output.exists() and (output.stat().st_size if until_written else workers(process)):
            break
        time.sleep(0.02)
    return process


def workers(process: "subprocess.Popen[bytes]") -> list[int]:
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return [int(c) for c in children if b"spawn_main" in Path(f"/proc/{c}/cmdline").read_bytes()]


def test_a_killed_worker_costs_no_document(tmp_path: Path) -> None:
    folder = made(tmp_path / "件", **{f"{n:02d}": NOTICE * 100 for n in range(20)})
    process = started(folder, tmp_path / "果.jsonl")
    os.kill(workers(process)[0], signal.SIGKILL)
    _, errors = process.communicate(timeout=120)
    rows = [json.loads(line) for line in (tmp_path / "果.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [Path(r["source"]).stem for r in rows] == [f"{n:02d}" for n in range(20)], errors.decode()
    assert (process.returncode, errors) == (0, b"")


@pytest.mark.parametrize("moment", ["workers start", "workers work"])
def test_a_stopped_run_is_quiet_and_leaves_whole_lines(tmp_path: Path, moment: str) -> None:
    folder = made(tmp_path / "件", **{f"{n:02d}": NOTICE * 100 for n in range(40)})
    process = started(folder, tmp_path / "果.jsonl", until_written=moment == "workers work")
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (130, b"")
    lines = (tmp_path / "果.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) < 40
    assert [Path(json.loads(line)["source"]).stem for line in lines] == [f"{n:02d}" for n in range(len(lines))]


def test_a_stopped_document_leaves_no_text_in_a_text_report(tmp_path: Path) -> None:
    folder = made(tmp_path / "件", 演习=STOPPED)
    gongkai("analyze", folder, "--output", tmp_path / "果.txt")
    written = (tmp_path / "果.txt").read_text(encoding="utf-8")
    assert "涉密" in written or "国家秘密" in written
    assert "甲乙丙丁" not in written and "演习安排" not in written


def test_a_hint_at_a_secret_reaches_the_reader(tmp_path: Path) -> None:
    text = NOTICE.replace(
        "江州市人民政府\n2023年4月18日\n", "根据《江州市演练方案》（机密）精神。本文件涉及秘密★3年的内容摘编。\n", 1
    )
    folder = made(tmp_path / "件", 摘编=text)
    doc = flow.build(flow.settings(), until="screen").analyze(folder / "摘编.txt")
    assert not isinstance(doc, Failure) and not doc.stopped and doc.secrecy.mark
    told = f"文中有“{doc.secrecy.mark}”，未按密级标志停止：请先由保密工作机构核对"
    report = gongkai("analyze", folder, "--until", "screen", "--output", tmp_path / "果.txt")
    assert report.returncode == 0
    assert told in (tmp_path / "果.txt").read_text(encoding="utf-8")
    gongkai("analyze", folder, "--until", "screen", "--format", "html", "--output", tmp_path / "页")
    assert told in (tmp_path / "页" / "0001-摘编.html").read_text(encoding="utf-8")
    assert "密级待核" in (tmp_path / "页" / "index.html").read_text(encoding="utf-8")
