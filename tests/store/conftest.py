"""The databases that every test of the store runs on."""

from tests.store.databases import database, url

__all__ = ["database", "url"]
