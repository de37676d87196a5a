"""Topics of invented titles, and what the shipped model may be."""

import pytest

from pipeline.classify import Classifier
from pipeline.classify.topic import Topics
from pipeline.terms import registers, shipped
from pipeline.weights import WeightsError
from tests.classify.laid import laid

TITLES = [
    ("江州市人民政府关于城市总体规划的批复", "城乡建设、环境保护"),
    ("关于提高城乡居民最低生活保障标准的通知", "民政、扶贫、救灾"),
    ("江州市义务教育阶段学校招生工作意见", "科技、教育"),
    ("关于调整增值税优惠政策的公告", "财政、金融、审计"),
    ("关于做好小型水库防汛工作的通知", "农业、林业、水利"),
    ("關於加強農村公路養護管理的意見", "工业、交通"),
    ("关于设立综合保税区的批复", "商贸、海关、旅游"),
    ("关于食品安全监督抽检情况的通报", "市场监管、安全生产监管"),
    ("关于全民健身实施计划的通知", "卫生、体育"),
    ("关于促进高校毕业生就业的意见", "劳动、人事、监察"),
    ("关于政府信息公开工作要点的通知", "综合政务"),
    ("关于民族团结进步创建工作的意见", "民族、宗教"),
    ("关于开展2025年征兵工作的公告", "国防"),
]


@pytest.mark.parametrize(("title", "label"), TITLES)
def test_a_plain_title_gets_its_topic_first(classifier: Classifier, title: str, label: str) -> None:
    topics = classifier(laid("正文。", title=title)).topics or ()
    state = [t for t in topics if t.scheme == "state_council"]
    assert state[0].label == label
    assert [t.score for t in state] == sorted((t.score for t in state), reverse=True)
    assert len(state) <= 3
    assert all(0 <= t.score <= 1 for t in topics)


def test_second_level_and_grassroots_field_follow_the_terms(classifier: Classifier) -> None:
    topics = classifier(laid("正文。", title="关于提高最低生活保障标准的通知")).topics or ()
    assert topics[0].second == "社会福利"
    assert [t.label for t in topics if t.scheme == "grassroots"] == ["社会救助"]


def test_empty_text_still_has_a_topic(classifier: Classifier) -> None:
    assert classifier(laid("")).topics


def test_the_model_fits_its_budget_and_the_register() -> None:
    assert (shipped("models") / "topic" / "weights.npz").stat().st_size <= 8_000_000
    with pytest.raises(WeightsError):
        Topics(registers(), shipped("data"), floor=0.05, count=3)
