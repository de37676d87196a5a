"""Serves the styles and scripts: from memory, with the hash of their content in the address."""

import hashlib
from importlib.resources import files
from importlib.resources.abc import Traversable

from starlette.requests import Request
from starlette.responses import Response

from pipeline.fold import traditional

_KINDS = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "ico": "image/x-icon",
    "woff2": "font/woff2",
}
_YEAR = 31536000


class Static:
    """The files of the folder `static`, by name; `hant/NAME` is a script's traditional form."""

    def __init__(self) -> None:
        self._content = dict(_below(files("pipeline.review") / "static", ""))
        self._content |= {
            f"hant/{name}": traditional(content.decode()).encode()
            for name, content in self._content.items()
            if name.endswith(".js")
        }
        self._hashes = {name: hashlib.sha256(content).hexdigest()[:16] for name, content in self._content.items()}

    def address(self, name: str, script: str) -> str:
        """Return where a file is served.

        Raises:
            KeyError: no such file.
        """
        chosen = f"hant/{name}" if script == "hant" and name.endswith(".js") else name
        return f"/static/{chosen}?v={self._hashes[chosen]}"

    def answer(self, request: Request) -> Response:
        """Return a file: kept for a year under the address that `address` gives."""
        name = str(request.path_params["name"])
        if name not in self._content:
            return Response(status_code=404)
        digest = self._hashes[name]
        lasting = request.query_params.get("v") == digest
        headers = {
            "Cache-Control": f"public, max-age={_YEAR}, immutable" if lasting else "no-cache",
            "ETag": f'"{digest}"',
        }
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Response(status_code=304, headers=headers)
        return Response(self._content[name], media_type=_KINDS[name.rsplit(".", 1)[-1]], headers=headers)


def _below(folder: Traversable, prefix: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _below(entry, f"{prefix}{entry.name}/")
        elif entry.name.rsplit(".", 1)[-1] in _KINDS:
            found.append((prefix + entry.name, entry.read_bytes()))
    return found
