"""gongkai: disclosure review of official documents."""

__version__ = "0.1.0"
