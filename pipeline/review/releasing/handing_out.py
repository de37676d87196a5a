"""Texts that leave the workbench as files."""

from urllib.parse import quote

from starlette.responses import Response

from pipeline.review.paperwork.papers_docx.page import Page

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_LONGEST = 80  # characters of a file name
_NOT_IN_NAMES = dict.fromkeys([*range(32), *map(ord, '\\/:*?"<>|')], "")


def download(content: bytes, kind: str, name: str, end: str) -> Response:
    """Return a file to be saved; name: without its ending, of any characters."""
    safe = name.translate(_NOT_IN_NAMES).strip(". ")[:_LONGEST] or "gongkai"
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(safe + end)}"}
    return Response(content, media_type=kind, headers=headers)


def text_file(text: str) -> bytes:
    """Return a text as a plain text file that every office program opens: UTF-8 with a mark, lines ended as there."""
    return text.strip("\n").replace("\n", "\r\n").encode("utf-8-sig", "replace")


def text_docx(title: str, text: str) -> bytes:
    """Return the text of a document as DOCX: the title as a title, each other line as a paragraph.

    title: on one line; the lines at the beginning that make it up are not repeated.
    """
    page = Page(title=title)
    before, after = _around(title, text.split("\n"))
    for line in before:
        page.line(line.strip(), indent=False, align="centre")
    if title:
        page.title(title)
    for line in after:
        page.line(line.strip())
    return page.content()


def _around(title: str, lines: list[str]) -> tuple[list[str], list[str]]:
    """Return the lines before the title and those after it; all are after it where it is not found whole."""
    filled = [line for line in lines if line.strip()]
    bare = ["".join(line.split()) for line in filled]
    for first in range(len(filled)):
        joined = ""
        for last in range(first, len(filled)):
            joined += bare[last]
            if not title.startswith(joined):
                break
            if joined == title:
                return filled[:first], filled[last + 1 :]
    return [], filled
