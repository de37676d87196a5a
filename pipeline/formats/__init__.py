"""Reads files into documents, one file a format; the content says what a file is, never its name."""

from pipeline.formats.reading import read, read_path
from pipeline.formats.text import pasted

__all__ = ["pasted", "read", "read_path"]
