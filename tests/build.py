"""Builds documents by hand for the tests."""

import hashlib

from pipeline.doc import Doc
from pipeline.fold import clean, fold


def doc_of(text: str, source: str = "invented.txt") -> Doc:
    """Return a document of body text only, as the text reader would."""
    cleaned = clean(text)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Doc(digest, source, cleaned, fold(cleaned), len(cleaned))
