"""Hashed features: the same for the same text, by hand where they can be counted."""

import numpy as np

from pipeline.classify.linear import Linear, buckets_of, features, softmax


def test_a_text_of_three_characters_has_six_grams() -> None:
    assert len(buckets_of("水电气", 17)) == 6  # three, two pairs, one triple


def test_white_space_makes_no_grams() -> None:
    assert buckets_of("水 电\n气", 17).tolist() == buckets_of("水电气", 17).tolist()


def test_empty_text_has_no_features() -> None:
    buckets, values = features("", " \n", bits=17, title_weight=4)
    assert buckets.size == values.size == 0


def test_a_gram_of_the_title_counts_more() -> None:
    _, of_title = features("水", "", bits=17, title_weight=3)
    _, of_body = features("", "水", bits=17, title_weight=3)
    assert np.isclose(of_title[0], np.log(4))
    assert np.isclose(of_body[0], np.log(2))


def test_scores_are_the_bias_for_an_empty_document_and_follow_the_weights() -> None:
    weights = np.zeros((1 << 10, 2), dtype=np.float16)
    weights[buckets_of("水", 10)[0], 1] = 2
    model = Linear(weights, np.array([0.5, 0.0], np.float32), np.ones(1 << 10, np.float16), ("a", "b"), 1.0, 100)
    assert model.scores("", "").tolist() == [0.5, 0.0]
    assert np.isclose(model.scores("水", "")[1], 2.0)  # one gram: length 1 after scaling
    assert np.isclose(softmax(model.scores("水", "")).sum(), 1)


def test_lone_surrogates_and_rare_planes_are_read() -> None:
    assert len(buckets_of("𠀀\ud800", 17)) == 3
