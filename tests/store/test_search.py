"""Search: the same hits in the same order on both databases, in either script, whatever stands in query or text."""

import random
from datetime import date
from typing import Any

import pytest
from sqlalchemy import true

from pipeline.store import Database, Session, people, search
from pipeline.store.search import MOST, Filters, Hit
from pipeline.store.snippets import Snippet, snippet
from pipeline.store.tables import Submission
from tests.store import town

TEXTS = (
    "江州市人民政府\n关于发放高龄补贴的通知\n江政规〔2026〕4号\n各县（区）人民政府：现将有关事项通知如下。",
    "关于 2025 年春节放假的通知\n联系人：陈立行。网址 WWW.Example.org",
    "關於發放補貼的通知\n各縣人民政府：",
    "会议纪要第12期\n听取关于“放管服”改革的汇报，同意ＡＢＣ公司的方案 100%_ok。",
)


def filed(session: Session, texts: tuple[str, ...] = TEXTS, **columns: Any) -> list[Submission]:
    """Return documents with these texts, indexed."""
    place = town.settle(session)
    made = [town.document(session, place.drafter, text.encode(), **columns) for text in texts]
    for submission, text in zip(made, texts, strict=True):
        search.index(session, submission, text)
    return made


def find(session: Session, words: str, page: int = 1, size: int = 20, **filters: Any) -> tuple[list[Hit], int]:
    return search.find(session, true(), words, Filters(**filters), page=page, size=size)


def numbers(session: Session, words: str, **filters: Any) -> list[int]:
    """Return which of the documents are found, from 0, in order."""
    hits, total = find(session, words, **filters)
    assert total == len(hits)
    return [h.submission.id - 1 for h in hits]


def test_what_is_found(database: Database) -> None:
    with database.writing() as session:
        filed(session)
    cases: tuple[tuple[str, list[int]], ...] = (
        ("通知", [2, 1, 0]),  # two characters, the newest first
        ("补", [2, 0]),  # one
        ("。", [3, 1, 0]),  # the last character of a text too
        ("发放高龄补贴的通知", [0]),  # over the line end before it
        ("人民政府关于发放", [0]),
        ("补贴 通知", [2, 0]),  # both must stand
        ("补贴　纪要", []),
        ("通知 补贴 通知", [2, 0]),
        ("發放高齡補貼", [0]),  # either script
        ("发放补贴的通知", [2]),
        ("關於", [3, 2, 1, 0]),
        ("〔2026〕4号", [0]),
        ("[2026]4号", [0]),  # whatever bracket
        ("（2026）", [0]),
        ("２０２６", [0]),  # full width
        ("abc公司", [3]),
        ("www.example.ORG", [1]),
        ("2025年春节", [1]),  # spaces beside Chinese characters are layout
        ("2", [3, 1, 0]),
        ('"放管服"', [3]),
        ("100%_ok", [3]),
        ("%", [3]),
        ("_", [3]),
        ("100%ok", []),
        ("*", []),
        ("补*", []),
        ("通知 OR 纪要", []),
        ("NEAR(通知 补贴)", []),
        ('"', [3]),
        ("' OR 1=1 --", []),
        ("补贴\0", [2, 0]),
        ("\\", []),
        (":", [2, 1, 0]),
        ("没有的词", []),
        ("字" * 5000, []),
        ("", [3, 2, 1, 0]),  # no word: all there is
        (" 　\n", [3, 2, 1, 0]),
    )
    with database.reading() as session:
        for words, expected in cases:
            assert numbers(session, words) == expected, words


ALPHABET = "公文开通知补贴發发〔〕2０6aＢ \n　。“%_'\"\\*"
PLAIN = str.maketrans("發０Ｂ“", '发0b"')


def searched(text: str) -> str:
    return "".join(text.translate(PLAIN).split())


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_stands_in_texts_and_words_the_hits_are_right(database: Database, seed: int) -> None:
    chance = random.Random(seed)

    def some(most: int) -> str:
        return "".join(chance.choices(ALPHABET, k=chance.randrange(1, most)))

    texts = tuple(some(60) for _ in range(60)) + ("", "通")
    with database.writing() as session:
        filed(session, texts)
    with database.reading() as session:
        for _ in range(120):
            words = some(7) if chance.random() < 0.7 else chance.choice(texts)[3:9]
            wanted = [searched(w) for w in words.split()]
            expected = [i for i, t in enumerate(texts) if all(w in searched(t) for w in wanted)]
            hits, total = find(session, words, size=100)
            assert [h.submission.id - 1 for h in hits] == expected[::-1], repr(words)
            assert total == len(expected)
            assert all(h.snippet.ranges or not wanted for h in hits)


def test_filters_narrow_what_is_found(database: Database) -> None:
    with database.writing() as session:
        made = filed(session)
        values = (
            (
                "江州市人民政府关于发放高龄补贴的通知",
                "江政规〔2026〕4号",
                "江州市人民政府",
                date(2026, 4, 18),
                "proactive",
            ),
            ("春节放假通知", "江办〔2025〕1号", "江州市人民政府办公室", date(2025, 1, 2), "proactive"),
            ("關於發放補貼的通知", "云政发〔2026〕14号", "云溪县人民政府", date(2026, 5, 1), "on_request"),
            ("会议纪要", "", "云溪县人民政府", None, "withheld"),
        )
        for submission, (title, number, issuer, day, attribute) in zip(made, values, strict=True):
            submission.title, submission.doc_number, submission.issuer = title, number, issuer
            submission.issue_date, submission.attribute = day, attribute
            search.index(session, submission, TEXTS[submission.id - 1])
        made[1].department_id = people.add_department(session, "transport", "drafting").id
        other = made[1].department_id
    cases: tuple[tuple[str, dict[str, Any], list[int]], ...] = (
        ("", {"title": "补贴"}, [2, 0]),
        ("", {"title": "補貼"}, [2, 0]),
        ("", {"title": "高龄补贴的通知"}, [0]),
        ("", {"title": "补贴 江州市"}, [0]),
        ("联系人", {"title": "补贴"}, []),
        ("", {"number": "〔2026〕"}, [2, 0]),
        ("", {"number": "[2026]4号"}, [0]),
        ("", {"number": "4"}, [2, 0]),
        ("通知", {"issuer": "云溪县"}, [2]),
        ("", {"issuer": "办公室"}, [1]),
        ("", {"since": date(2026, 4, 18)}, [2, 0]),
        ("", {"until": date(2026, 4, 18)}, [1, 0]),
        ("", {"since": date(2026, 4, 19), "until": date(2026, 4, 30)}, []),
        ("通知", {"since": date(2025, 1, 2), "until": date(2026, 4, 18)}, [1, 0]),
        ("", {"attribute": "withheld"}, [3]),
        ("通知", {"attribute": "on_request"}, [2]),
        ("", {"department_id": other}, [1]),
        ("通知", {"department_id": other, "attribute": "proactive", "issuer": "江州", "number": "2025"}, [1]),
        ("通知", {"attribute": "' OR 1=1 --"}, []),
        ("", {"title": '") OR ("'}, []),
    )
    with database.reading() as session:
        for words, filters, expected in cases:
            assert numbers(session, words, **filters) == expected, (words, filters)


def test_one_finds_what_one_may_see_and_no_more(database: Database) -> None:
    with database.writing() as session:
        made = filed(session, state="source_review")
        neighbour = town.account(session, "neighbour", "drafter", people.add_department(session, "parks", "drafting"))
        town.document(session, neighbour)
        seen = people.seen_by(neighbour)
        assert search.find(session, seen, "通知", Filters(), page=1, size=20) == ([], 0)
        assert search.find(session, seen, "", Filters(title=""), page=1, size=20)[1] == 1
        reviewer = session.get_one(type(neighbour), made[0].drafter_id)
        assert search.find(session, people.seen_by(reviewer), "通知", Filters(), page=1, size=20)[1] == 3


def test_pages_follow_each_other_and_the_count_ends_somewhere(database: Database) -> None:
    with database.writing() as session:
        filed(session, tuple(f"通知第{n}号" for n in range(7)))
    with database.reading() as session:
        pages = [find(session, "通知", page=p, size=3) for p in (1, 2, 3, 4)]
    assert [[h.submission.id for h in hits] for hits, _ in pages] == [[7, 6, 5], [4, 3, 2], [1], []]
    assert {total for _, total in pages} == {7}
    assert MOST >= 100


def test_a_document_is_found_by_its_last_text_only_and_not_at_all_when_dropped(database: Database) -> None:
    with database.writing() as session:
        made = filed(session)
        search.index(session, made[0], "全新的正文")
        assert numbers(session, "高龄") == []
        assert numbers(session, "全新的正文") == [0]
        search.index(session, made[0], TEXTS[0])
        assert numbers(session, "高龄") == [0]
        search.drop(session, made[0])
        search.drop(session, made[0])
        assert numbers(session, "高龄") == []
        assert numbers(session, "通知") == [2, 1]


def test_a_long_document_with_every_pair_of_many_characters_is_indexed(database: Database) -> None:
    chance = random.Random(3)
    text = "".join(chr(chance.randrange(0x4E00, 0x9FA0)) for _ in range(120_000))
    with database.writing() as session:
        filed(session, (text,))
        hits, total = find(session, text[60_000:60_020])
    assert total == 1
    assert hits[0].snippet.text[slice(*hits[0].snippet.ranges[0])] == text[60_000:60_020]


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("关于发放补贴的通知", ["补贴"], Snippet("关于发放补贴的通知", ((4, 6),))),
        ("關於發放補貼的通知", ["补贴"], Snippet("關於發放補貼的通知", ((4, 6),))),
        ("关于发放补\n贴的通知", ["补贴"], Snippet("关于发放补\n贴的通知", ((4, 7),))),
        ("补贴补贴", ["补贴"], Snippet("补贴补贴", ((0, 4),))),
        ("通知：补贴通知", ["通知", "补贴"], Snippet("通知：补贴通知", ((0, 2), (3, 7)))),
        ("ＡＢ〔2026〕", ["ab〔2026"], Snippet("ＡＢ〔2026〕", ((0, 7),))),
        ("没有", ["别的"], Snippet("没有")),
        ("", ["别的"], Snippet("")),
        ("前" * 50 + "补贴" + "后" * 200, ["补贴"], Snippet("前" * 24 + "补贴" + "后" * 94, ((24, 26),), 26)),
        ("前" * 50 + "长" * 130, ["长" * 130], Snippet("前" * 24 + "长" * 130, ((24, 154),), 26)),
        ("𠀀𠀀补贴", ["补贴"], Snippet("𠀀𠀀补贴", ((2, 4),))),  # code points, not UTF-16
    ],
)
def test_what_is_shown_of_a_hit(text: str, words: list[str], expected: Snippet) -> None:
    assert snippet(text, words) == expected
