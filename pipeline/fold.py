"""The one-for-one views of a text: cleaned, and folded for analysis; neither changes its length."""

from functools import lru_cache

_KEPT_CONTROLS = "\n\t"
_ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_QUOTES = {"「": "“", "」": "”", "『": "‘", "』": "’"}


def clean(text: str) -> str:
    """Return text of the same length: controls, surrogates and zero-width characters become spaces, line ends \\n."""
    if "\r" in text:
        text = text.replace("\r\n", " \n").replace("\r", "\n")
    return text.translate(_cleaning())


def fold(text: str) -> str:
    """Return text of the same length for analysis.

    Traditional to simplified by character (OpenCC t2s, never by word), full-width digits and letters to half-width, every
    kind of space to one, corner brackets to quotation marks. Tabs and line ends stay: they are layout.
    """
    return text.translate(_folding())


@lru_cache(maxsize=1)
def _cleaning() -> dict[int, str]:
    table = {code: " " for code in (*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000)) if chr(code) not in _KEPT_CONTROLS}
    for lines in "\u0085\u2028\u2029\u000b\u000c":
        table[ord(lines)] = "\n"
    return table | {ord(c): " " for c in _ZERO_WIDTH}


@lru_cache(maxsize=1)
def _folding() -> dict[int, str]:
    from opencc import OpenCC

    convert = OpenCC("t2s").convert
    table = {}
    for code in (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000), *range(0xF900, 0xFB00)):
        simplified = convert(chr(code))
        if len(simplified) == 1 and simplified != chr(code):
            table[code] = simplified
    for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)):
        table[code] = chr(code - 0xFEE0)
    return table | {ord(c): " " for c in _SPACES} | {ord(k): v for k, v in _QUOTES.items()}
