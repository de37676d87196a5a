"""Makes the pictures of the README from a sample document: `python -m tests.make_pictures` (needs Chromium and a CJK font)."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from rich.console import Console

from pipeline import flow
from pipeline.cli import page, report
from pipeline.flow import Failure

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "data" / "samples" / "01-江州市新就业青年租房补贴办法的通知.docx"
CHROMIUM = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-sync --hide-scrollbars"
_TERMINAL = """<!doctype html><meta charset="utf-8"><style>{stylesheet}
body {{ margin:0; padding:12px; background:#fff; color:#111 }}
pre {{ margin:0; font:15px/1.4 "Noto Sans Mono CJK SC",monospace }}</style><pre><code style="font-family:inherit">{code}</code></pre>"""


def main() -> None:
    doc = flow.build(flow.settings()).analyze(SAMPLE)
    if isinstance(doc, Failure):
        raise SystemExit(doc.reason)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        console = Console(record=True, width=92, file=(folder / "unused").open("w", encoding="utf-8"))
        report.Report(console).add(doc)
        console.save_html(str(folder / "report.html"), code_format=_TERMINAL)
        with page.writer(folder / "pages") as pages:
            pages.add(doc)
        shown = next(f for f in (folder / "pages").iterdir() if f.name != "index.html")
        words = [shutil.which("chromium") or "chromium", *CHROMIUM.split(), f"--user-data-dir={folder / 'profile'}"]
        for name, size, address in (
            ("page", "1280,1000", shown.as_uri()),
            ("report", "880,950", (folder / "report.html").as_uri()),
        ):
            picture = ROOT / "docs" / f"{name}.png"
            subprocess.run([*words, f"--window-size={size}", f"--screenshot={picture}", address], check=True)


if __name__ == "__main__":
    main()
