"""Opens the shipped arrays and ONNX models, each against the SHA-256 in its card."""

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np


class WeightsError(RuntimeError):
    """Weights that are absent or not the ones that the card names."""


def verified(folder: Path, name: str) -> Path:
    """Return the path of file `name` of the model in `folder`, its SHA-256 checked against `card.json`.

    Raises:
        WeightsError: the file is absent, or its content is not what the card names.
    """
    path, card = folder / name, folder / "card.json"
    try:
        wanted = json.loads(card.read_text(encoding="utf-8"))["sha256"][name]
        got = hashlib.sha256(path.read_bytes()).hexdigest()
    except (OSError, KeyError) as error:
        raise WeightsError(f"{path}: not there, or not in {card.name}; make it again with dvc repro") from error
    if got != wanted:
        raise WeightsError(f"{path}: SHA-256 {got[:12]} is not the card's {wanted[:12]}; make it again with dvc repro")
    return path


def arrays(folder: Path, name: str = "weights.npz") -> dict[str, Any]:
    """Return the arrays of a model by name; no pickle is read."""
    with np.load(verified(folder, name), allow_pickle=False) as opened:
        return {key: opened[key] for key in opened.files}


def digest(folder: Path) -> str:
    """Return the SHA-256 of all cards below `folder`, hex: part of every record's fingerprint."""
    state = hashlib.sha256()
    for card in sorted(folder.glob("*/card.json")):
        state.update(card.parent.name.encode() + b"\0" + card.read_bytes())
    return state.hexdigest()
