"""The one-for-one views of a text: cleaned, and folded for analysis; neither changes its length."""

import re
from collections.abc import Callable
from functools import lru_cache
from unicodedata import normalize

_KEPT_CONTROLS = "\n\t"
_ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_ALSO_SIMPLIFIED = "乾"  # stands in names and reign titles in simplified text too
_SIGNED = re.compile("(?<![標書座抽牙])籤")  # OpenCC knows 簽字 and 簽發 but not 簽批, 會簽, 待簽
_QUOTES = {"「": "“", "」": "”", "『": "‘", "』": "’"}


def clean(text: str) -> str:
    """Return text of the same length: controls, surrogates and zero-width characters become spaces; one line end."""
    if "\r" in text:
        text = text.replace("\r\n", " \n").replace("\r", "\n")
    return text.translate(_cleaning())


def fold(text: str) -> str:
    """Return text of the same length for analysis.

    Traditional to simplified by character (OpenCC t2s, never by word), full-width digits and letters to half-width,
    every kind of space to one, corner brackets to quotation marks. Tabs and line ends stay: they are layout.
    """
    return text.translate(_folding())


@lru_cache(maxsize=1)
def _cleaning() -> dict[int, str]:
    table = {
        code: " "
        for code in (*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000))
        if chr(code) not in _KEPT_CONTROLS
    }
    for lines in "\u0085\u2028\u2029\u000b\u000c":
        table[ord(lines)] = "\n"
    return table | {ord(c): " " for c in _ZERO_WIDTH}


@lru_cache(maxsize=1)
def _folding() -> dict[int, str]:
    from opencc import OpenCC

    convert = OpenCC("t2s").convert
    table: dict[int, str] = {}
    for code in (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000)):
        simplified = convert(chr(code))
        if len(simplified) == 1 and chr(code) not in (simplified, _ALSO_SIMPLIFIED):
            table[code] = simplified
    for code in (*range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00)):  # radicals and doubles that PDF text layers hold
        plain = normalize("NFKC", chr(code))
        if len(plain) == 1 and plain != chr(code):
            table[code] = table.get(ord(plain), plain)
    for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)):
        table[code] = chr(code - 0xFEE0)
    return table | {ord(c): " " for c in _SPACES} | {ord(k): v for k, v in _QUOTES.items()}


def traditional(text: str) -> str:
    """Return a whole text in traditional script (OpenCC s2tw, by word); its length may change: never for a document."""
    written = _SIGNED.sub("簽", _to_traditional()(text))
    return written.replace("發布", "發佈")  # OpenCC knows 发布 as a word, but reads 公开发布 as 公开发 and 布


@lru_cache(maxsize=1)
def _to_traditional() -> Callable[[str], str]:
    from opencc import OpenCC

    # Not s2t, whose forms are those of old dictionaries: 審覈, 祕密 for 審核, 秘密.
    convert: Callable[[str], str] = OpenCC("s2tw").convert
    return convert
