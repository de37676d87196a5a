"""The levels of a body (GB/T 9704-2012, 7.3.3): headings, chapters, articles, their paragraphs and items."""

import re
from collections.abc import Sequence

from pipeline.segment.blocks import Block
from pipeline.segment.view import Found, View

_RUN_IN = 40
_WHOLE = 60
_SHORT = 26
_STATEMENT = re.compile(
    r"应当|不得|必须|禁止|可以|请|自.{0,16}起|由.{1,20}负责|[0-9.]+(?:元|万元|%|日|天|个)|已经|决定|予以|依照|根据|按照.{0,20}执行|同意|为准"
)


def title_end(text: str, block: Block) -> int:
    """Return where the heading of a block ends, the full stop after it not counted, or its start where it has none."""
    if block.level == 0 and block.mark != "chapter":
        return block.start
    piece = text[block.start : min(block.end, block.start + 120)]
    stop = next((i for i, c in enumerate(piece) if c in "。；！？："), -1)
    if stop < 0:
        return block.end if block.end - block.start <= _WHOLE and piece[-1] not in "，、" else block.start
    if piece[stop] == "：" and block.start + stop + 1 == block.end and block.level < 3:
        return block.start + stop
    whole = block.start + stop + 1 >= block.end
    heads = piece[stop] == "。" and _is_title(piece[:stop], block, whole=whole)
    return block.start + stop if heads else block.start


def _is_title(piece: str, block: Block, *, whole: bool) -> bool:
    if len(piece) > _RUN_IN or _STATEMENT.search(piece):
        return False
    if whole:
        return block.level <= 2 and len(piece) <= _SHORT
    return "，" not in piece or block.level == 1 or (block.level == 2 and len(piece) <= _SHORT)


def levels(text: str, blocks: Sequence[Block]) -> list[Found]:
    """Return headings, chapters, articles, paragraphs and items, in the order of the blocks."""
    out: list[Found] = []
    place = 0
    listed = False  # in the list of an attachment note
    while place < len(blocks):
        block = blocks[place]
        if block.mark == "article":
            after = _article_end(blocks, place)
            out += _article(blocks[place:after])
            place = after
            continue
        listed = text.startswith("附件：", block.start) or (listed and block.mark == "l3")
        if block.mark:
            out.append(_level(text, blocks, place, listed=listed))
        place += 1
    return out


def _level(text: str, blocks: Sequence[Block], place: int, *, listed: bool) -> Found:
    block = blocks[place]
    end = title_end(text, block)
    if end == block.start and _heads_what_follows(text, blocks, place):
        end = block.end - 1
    if end == block.start or listed:
        return Found("item", block.start, block.end)
    return Found("chapter" if block.mark == "chapter" else f"heading_{block.level}", block.start, end)


def _article_end(blocks: Sequence[Block], place: int) -> int:
    """Return the place after the blocks of an article: the next one, or a chapter or heading."""
    after = place + 1
    while after < len(blocks) and blocks[after].mark not in ("article", "chapter", "l1"):
        after += 1
    return after


def _article(parts: Sequence[Block]) -> list[Found]:
    """Return an article, its paragraphs (款) and items (项)."""
    inside = [Found("item" if b.level else "paragraph", b.start, b.end) for b in parts]
    return [Found("article", parts[0].start, parts[-1].end), *inside]


def _heads_what_follows(text: str, blocks: Sequence[Block], place: int) -> bool:
    """Return whether a short sentence with a numeral heads the paragraph after it, which has none: 1.落实制度。"""
    block = blocks[place]
    following = blocks[place + 1] if place + 1 < len(blocks) else None
    if following is None or following.mark or following.end - following.start <= _SHORT:
        return False
    piece = text[block.inner : block.end]
    return piece.endswith("。") and len(piece) <= _SHORT and not _STATEMENT.search(piece) and "，" not in piece


def rows(view: View) -> list[Found]:
    """Return the tables: rows on lines that follow each other."""
    out: list[Found] = []
    for start in sorted(view.rows):
        end = view.next_line(start)
        if out and out[-1].end == start:
            out[-1] = Found("table", out[-1].start, end)
        else:
            out.append(Found("table", start, end))
    return [table for table in out if view.next_line(table.start) < table.end]
