"""`gongkai redact` as its user calls it: real files of every format, read again from outside."""

import io
import json
import stat
import zipfile
from pathlib import Path
from random import Random

import openpyxl
import pikepdf
import pytest
from docx import Document
from pdfminer.high_level import extract_text

from pipeline.detect import Case
from pipeline.redact.cases import CaseError, Cases
from pipeline.train import invent
from tests.cli.test_analyze import STOPPED, gongkai
from tests.making import docx_of, ofd_of, pdf_of, table

RNG = Random(7)
MOBILE, NUMBER = invent.mobile(RNG), invent.citizen_number(RNG)
NAME = "程念秋"
LINES = (
    "白鹭镇人民政府信访事项处理意见书",
    f"信访人：{NAME}，女，身份证号{NUMBER}，",
    f"联系电话{MOBILE}，现住白鹭镇柳湾村三组18号。",
    f"{NAME}反映村道破损问题，经调查属实，已安排修复。",
    "白鹭镇人民政府",
    "2024年5月6日",
)


def docx() -> bytes:
    listed = table([["姓名", "身份证号码", "联系电话"], [NAME, NUMBER, MOBILE]])
    return docx_of(
        *LINES, listed, header=f"经办：{MOBILE}", comments=[(f"{NAME}来电催办", NAME)], custom={"当事人": NAME}
    )


def xlsx() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["临时救助对象名单"], ["姓名", "身份证号码", "联系电话", "救助金额"], [NAME, NUMBER, MOBILE, 1200]):
        sheet.append(row)
    hidden = book.create_sheet("底册")
    hidden.sheet_state = "hidden"
    hidden.append([NAME, MOBILE])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def files() -> dict[str, bytes]:
    placed = [(line, 90, 120 + 30 * i, 16) for i, line in enumerate(LINES)]
    small = [(line, 25, 40 + 9 * i, 5) for i, line in enumerate(LINES)]
    return {
        "意见书.docx": docx(),
        "名单.xlsx": xlsx(),
        "意见书.pdf": pdf_of(placed, note=f"请与{NAME}联系", properties={"Title": f"{NAME}信访件"}),
        "意见书.ofd": ofd_of(small, properties={"当事人": NAME}),
        "意见书.txt": "\n".join(LINES).encode("gb18030"),
        "名单.csv": f"姓名,身份证号码,联系电话\n{NAME},{NUMBER},{MOBILE}\n陆晚舟,{invent.citizen_number(RNG)},{invent.mobile(RNG)}\n".encode(),
    }


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the output folder of one run over one file of each format."""
    folder = tmp_path_factory.mktemp("redact")
    source = folder / "in"
    source.mkdir()
    for name, data in files().items():
        (source / name).write_bytes(data)
    ran = gongkai("redact", source, "--output", folder / "out")
    assert ran.returncode == 0, ran.stderr
    assert not any(value in ran.stdout + ran.stderr for value in (NAME, NUMBER, MOBILE))
    return folder / "out"


def everything(path: Path) -> str:
    """Return all that other programs see in a file, and all its unpacked parts."""
    data = path.read_bytes()
    if path.suffix == ".pdf":
        return extract_text(io.BytesIO(data)) + data.decode("latin-1")
    if not data.startswith(b"PK"):
        return data.decode("gb18030" if path.suffix == ".txt" else "utf-8")
    with zipfile.ZipFile(path) as archive:
        return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


@pytest.mark.parametrize("name", sorted(files()))
def test_nothing_masked_is_left_in_the_file(written: Path, name: str) -> None:
    seen = everything(written / name)
    assert not [v for v in (NAME, NUMBER, MOBILE) if v in seen or v.encode("utf-16-be").hex() in seen.lower()]


def test_the_rest_stays(written: Path) -> None:
    said = [p.text for p in Document(str(written / "意见书.docx")).paragraphs]
    assert said[3] == "程某某反映村道破损问题，经调查属实，已安排修复。"
    assert "经调查属实，已安排修复。" in extract_text(str(written / "意见书.pdf"))
    assert (written / "意见书.txt").read_bytes().decode("gb18030").splitlines()[3] == said[3]
    sheet = openpyxl.load_workbook(written / "名单.xlsx")["Sheet"]
    assert [c.value for c in sheet[2]] == ["姓名", "身份证号码", "联系电话", "救助金额"] and sheet["D3"].value == 1200


def test_the_written_files_are_sound(written: Path) -> None:
    with pikepdf.open(written / "意见书.pdf") as pdf:
        assert pdf.check_pdf_syntax() == [] and "/Size" in pdf.trailer
    for name in ("意见书.docx", "名单.xlsx", "意见书.ofd"):
        with zipfile.ZipFile(written / name) as archive:
            assert archive.testzip() is None


def test_the_report_tells_what_where_and_why_and_no_value(written: Path) -> None:
    for name in files():
        report = json.loads((written / f"{name}.report.json").read_text(encoding="utf-8"))
        page = (written / f"{name}.report.html").read_text(encoding="utf-8")
        assert report["counts"]["mobile"]["mask"] >= 1
        assert all(row["by"] and row["part"] and row["line"] for row in report["rows"])
        assert not any(v in page + json.dumps(report, ensure_ascii=False) for v in (NAME, NUMBER, MOBILE))
    rows = json.loads((written / "意见书.docx.report.json").read_text(encoding="utf-8"))["rows"]
    assert {"comment", "property", "header", "table", "body"} <= {row["part"] for row in rows}


def test_what_fails_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STOPPED, encoding="utf-8")
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7 broken")
    (tmp_path / "c.txt").write_text("\n".join(LINES), encoding="utf-8")
    ran = gongkai("redact", tmp_path, "--output", tmp_path / "out")
    assert ran.returncode == 1
    assert "a.txt：有国家秘密标志" in ran.stderr and "b.pdf：" in ran.stderr and "共 3 件，2 件未能处理" in ran.stderr
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["c.txt", "c.txt.report.html", "c.txt.report.json"]


def test_the_name_of_a_file_is_masked_too(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / f"关于{NAME}信访事项的处理意见.txt").write_text("\n".join(LINES), encoding="utf-8")
    ran = gongkai("redact", folder, "--output", tmp_path / "out")
    assert ran.returncode == 0 and NAME not in ran.stdout
    assert (tmp_path / "out" / "关于程某某信访事项的处理意见.txt").is_file()


def test_one_person_has_one_surrogate_in_a_case_of_several_files_and_runs(tmp_path: Path) -> None:
    folder, cases = tmp_path / "in", tmp_path / "cases"
    folder.mkdir()
    (folder / "a.txt").write_text("\n".join(LINES), encoding="utf-8")
    (folder / "b.txt").write_text("信访人：程立冬，反映村道破损问题。\n程立冬与程念秋系同村。", encoding="utf-8")
    words = ("--case", "白鹭镇2024-3", "--case-folder", cases, "--output", tmp_path / "out")
    ran = gongkai("redact", folder, *words)
    assert ran.returncode == 0 and NAME not in ran.stdout
    first, second = ((tmp_path / "out" / f).read_text(encoding="utf-8") for f in ("a.txt", "b.txt"))
    assert "程某1反映" in first and second == "信访人：程某2，反映村道破损问题。\n程某2与程某1系同村。"
    later = tmp_path / "later"
    later.mkdir()
    (later / "c.txt").write_text("信访人：程小满，反映程立冬占道。", encoding="utf-8")
    assert gongkai("redact", later, *words).returncode == 0
    assert (tmp_path / "out" / "c.txt").read_text(encoding="utf-8") == "信访人：程某3，反映程某2占道。"
    kept = next(cases.iterdir())
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    kept.write_text("{", encoding="utf-8")
    ran = gongkai("redact", later, *words)
    assert ran.returncode == 2 and "案卷对照表" in ran.stderr


def test_clear_empties_what_is_not_seen(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(docx_of("公告", comments=[("内部意见甲", "审核科")], custom={"流转": "内部"}))
    assert gongkai("redact", tmp_path / "a.docx", "--clear", "--output", tmp_path / "out").returncode == 0
    assert not [w for w in ("内部意见甲", "审核科", "内部") if w in everything(tmp_path / "out" / "a.docx")]


def test_an_unknown_profile_or_case_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("公告", encoding="utf-8")
    assert gongkai("redact", tmp_path / "a.txt", "--profile", "x", "--output", tmp_path / "out").returncode == 2
    ran = gongkai("redact", tmp_path / "a.txt", "--case", "../x", "--output", tmp_path / "out")
    assert ran.returncode == 2 and "案卷名" in ran.stderr


def test_a_file_of_macros_becomes_one_without_and_is_called_so(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "名单.xlsm").write_bytes(xlsx())
    (folder / "意见书.docm").write_bytes(docx())
    (folder / "意见书.pdf").write_bytes(docx())
    (folder / f"处理意见.{NAME}{MOBILE}").write_bytes(docx())
    ran = gongkai("redact", folder, "--output", tmp_path / "out")
    assert ran.returncode == 0, ran.stderr
    written = {p.name for p in (tmp_path / "out").iterdir() if ".report." not in p.name}
    assert {"名单.xlsx", "意见书.docx", "意见书-2.docx"} < written and len(written) == 4
    assert not any(NAME in name or MOBILE in name for name in written)


def test_no_original_is_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("\n".join(LINES), encoding="utf-8")
    (tmp_path / "b.txt.report.json").write_text("公告", encoding="utf-8")
    (tmp_path / "b.txt").write_text("公告", encoding="utf-8")
    ran = gongkai("redact", file, tmp_path / "b.txt", tmp_path / "b.txt.report.json", "--output", tmp_path)
    assert ran.returncode == 1 and "覆盖原件" in ran.stderr
    assert file.read_text(encoding="utf-8") == "\n".join(LINES)
    assert (tmp_path / "b.txt.report.json").read_text(encoding="utf-8") == "公告"
    assert len(list(tmp_path.iterdir())) == 3


def test_a_file_that_is_called_like_a_report_does_not_take_its_place(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("公告", encoding="utf-8")
    (folder / "a.txt.report.json").write_text("公告", encoding="utf-8")
    assert gongkai("redact", folder, "--output", tmp_path / "out").returncode == 0
    assert json.loads((tmp_path / "out" / "a.txt.report.json").read_text(encoding="utf-8"))["output"] == "a.txt"
    assert (tmp_path / "out" / "a.txt.report-2.json").read_text(encoding="utf-8") == "公告"


def test_a_long_name_is_cut(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / f"{'关于' * 41}.txt").write_text("公告", encoding="utf-8")
    (folder / "乙.txt").write_text("公告", encoding="utf-8")
    ran = gongkai("redact", folder, "--output", tmp_path / "out")
    assert ran.returncode == 0, ran.stderr
    assert sorted(p.name for p in (tmp_path / "out").glob("*.txt")) == ["乙.txt", f"{'关于' * 30}.txt"]


def test_an_output_that_cannot_be_is_told_in_plain_words(tmp_path: Path) -> None:
    file = tmp_path / "in" / "a.txt"
    file.parent.mkdir()
    file.write_text("公告", encoding="utf-8")
    for output in (file.parent, tmp_path):
        ran = gongkai("redact", file.parent, "--output", output)
        assert ran.returncode == 2 and "以免与原件相混" in ran.stderr
    ran = gongkai("redact", file, "--output", file)
    assert ran.returncode == 2 and "已有同名文件" in ran.stderr and "Errno" not in ran.stderr
    assert file.read_text(encoding="utf-8") == "公告"


def test_two_runs_at_once_do_not_give_one_surrogate_to_two_persons(tmp_path: Path) -> None:
    cases = Cases(tmp_path)
    cases.write("案", Case({"程念秋": "程某1"}), before=Case())
    with pytest.raises(CaseError, match="另一次运行"):
        cases.write("案", Case({"程立冬": "程某1"}), before=Case())
    assert cases.read("案") == Case({"程念秋": "程某1"})
