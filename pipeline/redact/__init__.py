"""Writes documents with their masked parts gone, in their own format, and proves that they are."""

from pipeline.redact.writing import redacted

__all__ = ["redacted"]
