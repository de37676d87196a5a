"""One segmenter for all tests of the room."""

import pytest

from pipeline.segment import Segmenter
from pipeline.terms import registers


@pytest.fixture(scope="session")
def segmenter() -> Segmenter:
    return Segmenter(registers())
