"""Keeps what the files of one case share: a person has one surrogate in all of them, also in a later run."""

import json
import os
import re
from pathlib import Path
from typing import Any

from pipeline.detect import Case

_NAME = re.compile(r"[\w.()（）〔〕·-]{1,80}")


class CaseError(ValueError):
    """A case that cannot be kept or read; says why in Chinese."""


class Cases:
    """A folder of cases, for its owner's eyes only: what it holds is the key to every surrogate."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, name: str) -> Path:
        """Return the file of a case.

        Raises:
            CaseError: the name is no file's name.
        """
        if not _NAME.fullmatch(name) or name.startswith("."):
            raise CaseError("案卷名只能用文字、数字和 -_.()（）〔〕·，80 字以内")
        return self._folder / f"{name}.json"

    def read(self, name: str) -> Case:
        """Return what is known of a case; a new one knows nothing.

        Raises:
            CaseError: its file is damaged, or cannot be read.
        """
        path = self.path(name)
        try:
            found: Any = json.loads(path.read_text(encoding="utf-8"))
            surrogates, kept = found["surrogates"], found["kept"]
            if not all(isinstance(v, str) for v in (*surrogates, *surrogates.values(), *kept)):
                raise TypeError
        except FileNotFoundError:
            return Case()
        except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
            raise CaseError(f"案卷对照表 {path} 无法读取或已损坏：请恢复备份，或换一个案卷名") from error
        return Case(dict(surrogates), frozenset(kept))

    def write(self, name: str, case: Case, *, before: Case) -> None:
        """Keep a case; its file is replaced whole.

        before: as it was read. Of two runs at once one would give a surrogate of the other's to somebody else.

        Raises:
            CaseError: it is not what it was. OSError: it cannot be written.
        """
        if self.read(name) != before:
            raise CaseError("另一次运行正在使用同一案卷：请等它结束后重新运行")
        path = self.path(name)
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        words = {"surrogates": dict(case.surrogates), "kept": sorted(case.kept)}
        beside = path.with_name(f".{os.getpid()}-{path.name}.new")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as stream:
            json.dump(words, stream, ensure_ascii=False, indent=1)
        os.replace(beside, path)
