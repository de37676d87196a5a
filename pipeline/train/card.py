"""Writes the card that `pipeline.weights` checks a model's files against."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path


def write_card(folder: Path, name: str, files: Iterable[str]) -> None:
    """Write card.json with the SHA-256 of each file of the model; the prose is in card.md."""
    digests = {file: hashlib.sha256((folder / file).read_bytes()).hexdigest() for file in files}
    content = {"name": name, "sha256": digests}
    (folder / "card.json").write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
