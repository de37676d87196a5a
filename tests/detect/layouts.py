"""How a text of the matrix is laid out: with a break inside its number, wrapped, spread, in traditional script."""

from collections.abc import Callable, Iterator
from random import Random

from pipeline.fold import traditional

LAYOUTS = ("plain", "broken", "wrapped", "spread", "traditional")

_LEAD = "为进一步做好困难群众救助工作，根据有关规定，现将有关事项说明如下，请各单位认真核对，及时反馈。\n"


def _broken(text: str, rng: Random) -> str:
    """Return the text with a line break inside its first number."""
    first, last = text.index("⟦") + 2, text.index("⟧") - 1
    at = rng.randint(first, max(first, last))
    return f"{text[:at]}\n{text[at:]}" if "\n" not in text[:last].rpartition("⟦")[2] else text


def _wrapped(text: str, rng: Random) -> str:
    """Return the text as prose of one paragraph, broken at a width as a page breaks it."""
    return "\n".join(_lines(_LEAD * 2 + text + _LEAD * 2, rng.randint(16, 40)))


def _lines(text: str, width: int) -> Iterator[str]:
    line, shown = "", 0
    for character in text:
        line += character
        shown += character not in "⟦⟧"
        if character == "\n" or shown == width:
            yield line.rstrip("\n")
            line, shown = "", 0
    yield line


def _spread(text: str, rng: Random) -> str:
    """Return the text with stray spaces between Chinese characters, as some programs leave them."""
    out, text = "", _LEAD + text
    for before, character in zip(" " + text, text, strict=False):
        han = "一" <= before <= "鿿" and "一" <= character <= "鿿"
        out += (rng.choice((" ", "  ")) if han and rng.random() < 0.25 else "") + character
    return out


def laid(layout: str, text: str, rng: Random) -> str:
    return _LAID[layout](text, rng)


_LAID: dict[str, Callable[[str, Random], str]] = {
    "plain": lambda text, rng: text,
    "broken": _broken,
    "wrapped": _wrapped,
    "spread": _spread,
    "traditional": lambda text, rng: traditional(text),
}
