"""The wheel works outside the checkout, in an environment of its own."""

import json
import os
import re
import subprocess
import sys
import venv
from pathlib import Path
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).parents[1]


def run(*words: "str | Path", cwd: Path) -> str:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")} | {"PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        list(map(str, words)), capture_output=True, text=True, encoding="utf-8", cwd=cwd, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, ROOT, cwd=folder)
    venv.create(folder / "env", with_pip=True)
    wheel = next(folder.glob("gongkai-*.whl"))
    run(folder / "env" / "bin" / "python", "-m", "pip", "install", "--quiet", wheel, cwd=folder)
    return folder / "env" / "bin" / "gongkai"


def test_the_installed_command_does_the_whole_job(command: Path, tmp_path: Path) -> None:
    (tmp_path / "通告.txt").write_text(
        "江州市公安局关于中心城区限行的通告\n为保障道路畅通，自2024年5月1日起限行。\n联系人：顾小满\n江州市公安局\n2024年4月1日\n",
        encoding="utf-8",
    )
    row = json.loads(run(command, "analyze", "通告.txt", "--format", "jsonl", cwd=tmp_path))
    assert row["attribute"]["label"] == "proactive"
    assert row["topics"] and row["personal"]


def test_the_installed_workbench_serves_its_pages(command: Path, tmp_path: Path) -> None:
    database = tmp_path / "gongkai.db"
    words = [str(command), "serve", "--port", "0", "--database", str(database)]
    with subprocess.Popen(
        words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, encoding="utf-8", cwd=tmp_path
    ) as process:
        try:
            assert process.stdout is not None
            link = process.stdout.readline().split("：")[-1].strip()
            with urlopen(link, timeout=60) as answer:  # noqa: S310
                page = answer.read().decode()
        finally:
            process.terminate()
    style = re.findall('href="(/static/[^"]+css[^"]*)"', page)
    assert "管理员" in page and style
    assert database.stat().st_size > 0


def test_the_wheel_carries_the_samples_and_no_heavy_library(command: Path, tmp_path: Path) -> None:
    code = "from importlib.util import find_spec; from pipeline.terms import shipped; print(len(list(shipped('data/samples').iterdir())), find_spec('torch'), find_spec('sklearn'))"
    assert run(command.parent / "python", "-c", code, cwd=tmp_path).split()[1:] == ["None", "None"]
