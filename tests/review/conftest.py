"""The running workbench, the databases it runs on, and the browser that visits it."""

from tests.review.browser import chromium, narrow, visitor, wide
from tests.review.workbench import any_bench, bench, flow
from tests.store.databases import database, url

__all__ = ["any_bench", "bench", "chromium", "database", "flow", "narrow", "url", "visitor", "wide"]
