"""Signing and release: who answers for a document, and the second look before it goes out."""
