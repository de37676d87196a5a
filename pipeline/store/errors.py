"""What the store refuses to do: each error's text is Chinese, meant for the user, and holds no document text."""


class StoreError(Exception):
    """Something the store cannot do; reason: what is wrong and what to do, in Chinese."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Conflict(StoreError):
    """What was asked for no longer fits: somebody else was there first, or the name is taken."""


class Unavailable(StoreError):
    """The database does not answer, or cannot write, for now."""


class UnusableDatabase(StoreError):
    """A database that cannot be opened, or that this program cannot work with."""


class UnusableBackup(StoreError):
    """A backup that cannot be written or restored."""
