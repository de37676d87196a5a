"""Finds the files to analyse at and below the paths that a user gives."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.flow import Failure, named

_LINK = "是链接，未随它读取：请直接给出它指向的文件夹"
_DANGLING = "是链接，但指向的文件不存在：请核对"
_NO_ENTRY = "没有权限打开这个文件夹：请修改权限或换有权限的账户"


def walk(paths: Sequence[Path], *, output: Path | None = None) -> tuple[list[Path], list[Failure]]:
    """Return the files at and below `paths`, each once, in order; and what could not be looked into.

    Left out of a folder: hidden files, the lock files of office programs, what is no file (pipes, sockets), and
    `output`, so that a second run does not read what the first one wrote. No linked folder is entered: it may lead in a
    circle; one that leads elsewhere is told as a failure.
    """
    found: dict[Path, None] = {}
    failures: list[Failure] = []
    for path in paths:
        try:
            path.stat()
        except OSError as error:
            missing = isinstance(error, FileNotFoundError | NotADirectoryError)
            reason = "没有这个文件或文件夹：请核对路径" if missing else "无法访问：请核对路径和权限"
            failures.append(Failure(named(path), reason))
            continue
        if path.is_dir():
            inside = [f for f in _below(path, failures) if not within(f, output)]
            found |= dict.fromkeys(sorted(inside))
        else:
            found[path] = None
    return list(found), failures


def overwritten(sources: Sequence[Path], output: Path | None) -> bool:
    """Return whether one of the files to analyse is the output itself."""
    return output is not None and os.path.realpath(output) in map(os.path.realpath, sources)


def _below(folder: Path, failures: list[Failure]) -> Iterator[Path]:
    """Yield the files below a folder; what cannot be looked into is added to `failures`."""

    def refused(error: OSError) -> None:
        failures.append(Failure(named(Path(error.filename)), _NO_ENTRY))

    root = folder.resolve()
    for place, folders, names in os.walk(folder, onerror=refused):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for linked in (Path(place, name) for name in folders if os.path.islink(Path(place, name))):
            if not within(linked, root):
                failures.append(Failure(named(linked), _LINK))
        for file in (Path(place, name) for name in names if not name.startswith((".", "~$"))):
            if os.path.isfile(file):
                yield file
            elif os.path.islink(file) and not os.path.exists(file):
                failures.append(Failure(named(file), _DANGLING))


def within(path: Path, folder: Path | None) -> bool:
    """Return whether a path leads to a folder (or file), or below it."""
    return folder is not None and Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))
