"""What an address asks: a page, a day, a number; nonsense asks for nothing."""

from datetime import date

from pipeline.review.call import Call

_LONGEST = 8  # digits


def page(call: Call) -> int:
    """Return the page of a list, from 1."""
    return max(1, whole(call.asked("page")) or 1)


def whole(written: str) -> int | None:
    """Return a whole number, None where it is none."""
    return int(written) if written.isascii() and written.isdigit() and len(written) <= _LONGEST else None


def day(written: str) -> date | None:
    """Return an ISO day, None where it is none."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
