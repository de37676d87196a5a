"""The classifier with the shipped registers and weights, made once."""

from datetime import date

import pytest

from pipeline.classify import Classifier
from pipeline.terms import registers, shipped


@pytest.fixture(scope="session")
def classifier() -> Classifier:
    return Classifier(registers(), shipped("models"), today=date(2026, 11, 24))
