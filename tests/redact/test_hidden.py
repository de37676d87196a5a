"""Files of every format with one person's data in many hidden places: redacted, none of it is left in any of them."""

from collections import Counter
from pathlib import Path

import pytest

from tests.redact.hidden import Judged, judged
from tests.redact.hiding import MAKERS, made
from tests.redact.remains import seen, squeezed


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> list[Judged]:
    return judged(made(request.config.getoption("hidden")), tmp_path_factory.mktemp("hidden"))


def test_nothing_of_a_private_person_is_left(results: list[Judged]) -> None:
    assert [(r.made.name, r.left) for r in results if r.left] == []


def test_what_the_office_did_stays(results: list[Judged]) -> None:
    assert [(r.made.name, r.lost) for r in results if r.lost] == []


def test_hardly_a_file_is_refused(results: list[Judged]) -> None:
    refused = [(r.made.name, r.made.places, r.refused) for r in results if r.refused]
    assert len(refused) <= len(results) / 50, refused


def test_every_format_was_tried(results: list[Judged]) -> None:
    kinds = Counter(Path(r.made.name).suffix for r in results)
    assert len(kinds) == len(MAKERS)


def test_the_search_finds_everybody_before(results: list[Judged]) -> None:
    for made_file in (r.made for r in results):
        number = squeezed(made_file.person.number)
        assert any(number in squeezed(said) for _, said in seen(made_file.data)), made_file.name
