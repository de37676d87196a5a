"""The name tagger: what it decodes, how it reads long and odd texts, and names that only the context gives away."""

import numpy as np
import pytest
import rjieba

from pipeline.detect.tagger import LENGTH, MARKS, TAGS, Alphabet, Part, Tagger, best, marks, names, score, windows
from pipeline.terms import shipped
from pipeline.weights import WeightsError


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger(shipped("models"))


def found(tagger: Tagger, text: str) -> list[str]:
    return [text[t.start : t.end] for t in tagger.spans(text)]


def tags_of(*wanted: tuple[int, float]) -> np.ndarray:
    """Return tags, one row a character, each with the tag wanted at the probability wanted, else outside."""
    out = np.zeros((len(wanted), TAGS), dtype=np.float32)
    for row, (tag, probability) in enumerate(wanted):
        out[row, 0] = 1 - probability
        out[row, tag] = probability
    return out


def test_a_name_is_its_begin_inside_and_end() -> None:
    read = best(tags_of((0, 1), (1, 0.9), (2, 0.9), (3, 0.9), (0, 1)), threshold=0.5)
    assert [(t.start, t.end) for t in read] == [(1, 4)]
    assert read[0].score == pytest.approx(0.9**0.28, abs=1e-5)


def test_two_names_side_by_side_stay_two() -> None:
    read = best(tags_of((1, 0.9), (3, 0.9), (1, 0.9), (2, 0.9), (3, 0.9)), threshold=0.5)
    assert [(t.start, t.end) for t in read] == [(0, 2), (2, 5)]


def test_of_names_that_overlap_the_better_stays() -> None:
    tags = tags_of((1, 0.6), (1, 0.9), (3, 0.9))
    tags[1, 2] = 0.05
    assert [(t.start, t.end) for t in best(tags, threshold=0.1)] == [(1, 3)]


def test_a_beginning_without_an_end_is_no_name() -> None:
    assert best(tags_of((1, 0.9), (2, 0.9), (0, 1)), threshold=0.4) == []


def test_a_place_is_scored_as_its_name_would_be() -> None:
    tags = tags_of((0, 1), (1, 0.9), (2, 0.9), (3, 0.9), (4, 0.4))
    assert score(tags, 1, 4) == pytest.approx(0.9**0.28, abs=1e-5)
    assert score(tags, 4, 5) == pytest.approx(0.4**0.28, abs=1e-5)
    assert score(tags, 0, 3) < 0.05
    assert score(tags, 2, 2) == 0


def test_only_the_ranges_asked_for_are_read(tagger: Tagger) -> None:
    text = "联系人：陈立行。" + "本通知自印发之日起施行。" * 40 + "联系人：周大山。"
    tags = tagger.tags(Part(text, rjieba.tag(text), [(0, 30)]))
    assert tags.shape == (len(text), TAGS)
    assert tags[:30].sum() > 29
    assert not tags[30:].any()


def test_two_names_in_columns_are_two(tagger: Tagger) -> None:
    tags = tags_of(*[(1, 0.9)], *[(2, 0.9)] * 7, (3, 0.9))
    assert [(t.start, t.end) for t in names("庄严    乌兰图", tags, threshold=0.5)] == [(0, 2), (6, 9)]


def test_below_the_threshold_nothing_is_said() -> None:
    assert best(tags_of((1, 0.4), (3, 0.4)), threshold=0.8) == []


@pytest.mark.parametrize("length", [0, 1, LENGTH, LENGTH + 1, 3 * LENGTH + 7])
def test_windows_count_every_character_once(length: int) -> None:
    counted = [i for _, _, first, last in windows(5, 5 + length) for i in range(first, last)]
    assert counted == list(range(5, 5 + length))
    assert all(end - start <= LENGTH and start <= first <= last <= end for start, end, first, last in windows(5, 5 + length))


def test_an_unknown_character_is_one_number_and_outside_the_plane_too() -> None:
    alphabet = Alphabet.of("一二")
    assert alphabet.numbers("一二三𠮷a").tolist() == [2, 3, 1, 1, 1]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "江州市财政局", "a1：，\t", "𠮷野", "张 三\n李四"])
def test_each_character_has_one_mark(text: str) -> None:
    read = marks(rjieba.tag(text))
    assert len(read) == len(text)
    assert all(0 < m < MARKS for m in read)


def test_marks_tell_where_words_begin() -> None:
    words = [w for w, _ in rjieba.tag("江州市人民政府办公室")]
    begins = [i for i, m in enumerate(marks(rjieba.tag("江州市人民政府办公室"))) if (m - 1) % 4 in (0, 3)]
    assert begins == [sum(map(len, words[:i])) for i in range(len(words))]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("申请人贺满仓称，其妻覃小满于2023年住院。", ["贺满仓", "覃小满"]),
        ("江州澜海科技有限公司法定代表人骆大成到场签字。", ["骆大成"]),
        ("学生单晓舟、扎西多吉等八人受到表扬。", ["单晓舟", "扎西多吉"]),
        ("联系人：欧阳静，电话见附件。", ["欧阳静"]),
        ("免去孟庆山同志的县水利局局长职务。", ["孟庆山"]),
    ],
)
def test_names_stand_where_the_context_says_so(tagger: Tagger, text: str, wanted: list[str]) -> None:
    assert found(tagger, text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "各县（区）人民政府，市政府各部门、各直属机构：",
        "申请人应当自收到本决定书之日起六十日内提出。",
        "张家村、李家庄和王府街的供水管网改造由县水利局负责。",
        "第三条　本办法所称残疾人，是指持有残疾人证的人员。",
    ],
)
def test_official_words_and_places_are_no_names(tagger: Tagger, text: str) -> None:
    assert found(tagger, text) == []


def test_a_batch_reads_as_each_text_alone(tagger: Tagger) -> None:
    texts = [
        "村民周大山反映，道路失修。",
        "",
        "联系人：陈立行。" + "本通知自印发之日起施行。" * 40 + "村民周大山签字。",
    ]
    for together, text in zip(tagger.batch(texts), texts, strict=True):
        alone = tagger.spans(text)
        assert [one[:2] for one in together] == [one[:2] for one in alone]
        assert [one.score for one in together] == pytest.approx([one.score for one in alone], abs=0.01)


def test_a_name_across_the_edge_of_two_windows_is_found(tagger: Tagger) -> None:
    for shift in range(LENGTH - 40, LENGTH + 4, 3):
        text = (
            ("本通知自印发之日起施行。" * 30)[:shift]
            + "\n联系人：陈立行，电话见附件。\n"
            + "本通知自印发之日起施行。" * 4
        )
        assert found(tagger, text) == ["陈立行"], shift


def test_absent_weights_are_an_error_that_says_what_to_do(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(WeightsError, match="dvc repro"):
        Tagger(tmp_path).spans("张三")
