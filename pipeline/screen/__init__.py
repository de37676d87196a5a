"""Stops a document that carries a mark of state secrecy before anything else sees it."""

from pipeline.screen.screener import Screener

__all__ = ["Screener"]
