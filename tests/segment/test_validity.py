"""What a document says of its own force."""

import pytest

from pipeline.segment import Segmenter
from pipeline.segment.dates import iso, number, years_after
from pipeline.terms import registers
from tests.build import doc_of

FOOT = "\n江州市人民政府\n2021年6月1日\n"

# sentence, start, until, repealed, state on the day of issue
SAYINGS = {
    "from a day": ("本办法自2021年7月1日起施行。", "2021-07-01", None, [], "not_yet"),
    "from issue": ("本通知自印发之日起施行。", "2021-06-01", None, [], "in_force"),
    "thirty days after": ("本办法自公布之日起30日后施行。", "2021-07-01", None, [], "not_yet"),
    "a term of years": ("本办法自2021年7月1日起施行，有效期5年。", "2021-07-01", "2026-06-30", [], "not_yet"),
    "a term in Chinese numerals": ("本办法自发布之日起施行，有效期为两年。", "2021-06-01", "2023-05-31", [], "in_force"),
    "a term of months": ("本公告自发布之日起生效，有效期6个月。", "2021-06-01", "2021-11-30", [], "in_force"),
    "until a day": ("本措施自2021年6月1日起施行，有效期至2025年12月31日。", "2021-06-01", "2025-12-31", [], "in_force"),
    "repeals": (
        "本办法自2021年6月1日起施行。《江州市停车办法》（江政发〔2010〕3号）同时废止。",
        "2021-06-01", None, ["《江州市停车办法》（江政发〔2010〕3号）"], "in_force",
    ),
    "another document's day": ("《中华人民共和国某法》自2020年1月1日起施行以来，成效明显。", None, None, [], "unknown"),
    "nothing": ("请认真贯彻执行。", None, None, [], "unknown"),
}


@pytest.mark.parametrize("case", SAYINGS)
def test_validity(segmenter: Segmenter, case: str) -> None:
    sentence, start, until, repeals, state = SAYINGS[case]
    doc = segmenter(doc_of(f"江州市停车管理办法\n为了规范停车，制定本办法。\n{sentence}{FOOT}"))
    found = doc.validity
    assert found is not None
    assert (found.start, found.until, found.state) == (start, until, state)
    assert [doc.text[a:b] for a, b in found.repeals] == repeals


def test_the_day_on_which_force_is_judged() -> None:
    text = "江州市停车管理办法\n本办法自2021年7月1日起施行，有效期2年。" + FOOT
    states = {}
    for day in ("2021-06-30", "2021-07-01", "2023-06-30", "2023-07-01"):
        validity = Segmenter(registers(), as_of=day)(doc_of(text)).validity
        states[day] = validity.state if validity else None
    wanted = {"2021-06-30": "not_yet", "2021-07-01": "in_force", "2023-06-30": "in_force", "2023-07-01": "expired"}
    assert states == wanted


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021年2月3日", "2021-02-03"),
        ("二〇〇八年八月二十一日", "2008-08-21"),
        ("二○一○年十二月三十日", "2010-12-30"),
        ("一九九八年十月十日", "1998-10-10"),
        ("2021年2月30日", None),
        ("今天", None),
    ],
)
def test_dates(text: str, day: str | None) -> None:
    assert iso(text) == day


def test_a_term_ends_the_day_before() -> None:
    assert years_after("2021-07-01", 5) == "2026-06-30"
    assert years_after("2024-02-29", 1) == "2025-02-28"
    assert years_after("2021-12-31", 0, 2) == "2022-02-28"


def test_what_is_no_numeral() -> None:
    with pytest.raises(ValueError):
        number("甲")
