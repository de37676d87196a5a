"""Local passwords: argon2, and which ones are refused."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from pipeline.review.call import Refused

_HASHER = PasswordHasher()
# Each hash takes 64 MiB: a flood of logins must not take the machine's memory.
_FEW = BoundedSemaphore(2)
# Nor the threads that answer everybody else (40): who would wait behind so many is told to come again.
_QUEUE = BoundedSemaphore(12)
_NOBODY = _HASHER.hash(secrets.token_hex(16))
_ONCE = "once:"
_LONGEST = 256
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is read as another
_COMMON = (
    "password passw0rd p@ssw0rd p@ssword qwerty qwertyuiop asdfgh asdfghjkl zxcvbn zxcvbnm 1q2w3e4r 1q2w3e4r5t"
    " 1qaz2wsx 1qazxsw2 qazwsx qazwsxedc abc123 abcd1234 a123456 admin administrator root letmein welcome iloveyou"
    " woaini 5201314 gongkai zhengwu guest test user login master monkey dragon sunshine princess changeme default"
).split()
_RUNS = ("0123456789012345678909876543210987654321", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")


def hashed(password: str) -> str:
    """Return the hash of a password, salted.

    Raises:
        Refused: 429, too many are at it.
    """
    with _turn():
        return _HASHER.hash(password)


@contextmanager
def _turn() -> Iterator[None]:
    if not _QUEUE.acquire(blocking=False):
        raise Refused(429, "同时登录的人过多：请稍候几秒再试")
    try:
        with _FEW:
            yield
    finally:
        _QUEUE.release()


def hashed_once(password: str) -> str:
    """Return the hash of a password that somebody else knows: its owner must change it at the first login."""
    return _ONCE + hashed(password)


def once(stored: str) -> bool:
    """Return whether a hash is of a password that must be changed."""
    return stored.startswith(_ONCE)


def matches(stored: str | None, password: str) -> bool:
    """Return whether a password is the one of a hash; as slow where there is no account (stored None).

    Raises:
        Refused: 429, too many are at it.
    """
    if len(password) > _LONGEST:
        return False
    try:
        with _turn():
            return _HASHER.verify((stored or _NOBODY).removeprefix(_ONCE), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def outdated(stored: str) -> bool:
    """Return whether a hash was made with other parameters than today's."""
    return not once(stored) and _HASHER.check_needs_rehash(stored)


def made() -> str:
    """Return a random password, 77 bits, in groups that are easily copied by hand."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def weakness(password: str, *, login: str, least: int) -> str:
    """Return in Chinese why a password is refused, "" where it is not; least: fewest characters."""
    if len(password) < least:
        return f"密码至少要有 {least} 个字符"
    if len(password) > _LONGEST:
        return f"密码最多 {_LONGEST} 个字符"
    if len(set(password)) < 5:
        return "密码中不同的字符太少，容易被猜到"
    if login and login.lower() in password.lower():
        return "密码不能包含登录名"
    if _common(password.lower()):
        return "这个密码很常见，容易被猜到：请换一个"
    return ""


def _common(password: str) -> bool:
    """Return whether a password is a common word or a run of keys with little added."""
    bare = password.strip("0123456789!@#$%^&*._-+=?~ ")
    return (
        bare in _COMMON
        or any(password.removesuffix(end) in _COMMON for end in ("!", "1", "123"))
        or any(password in run or password in run[::-1] or (len(bare) > 3 and bare in run) for run in _RUNS)
    )
