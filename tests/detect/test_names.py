"""Names by structure, by the words beside them and by the model; and words that are none."""

import pytest

from pipeline.detect.cues import Cues
from pipeline.detect.judge import Judge
from pipeline.detect.lexicon import Lexicon
from pipeline.detect.people import People
from pipeline.detect.tables import Headers
from pipeline.detect.tagger import Tagger
from pipeline.detect.view import View
from pipeline.terms import registers, shipped
from tests.cost import cost
from tests.detect.invented import masked_names, names, number

ID, MOBILE = number("citizen_number"), number("mobile")


def just_names(text: str) -> list[str]:
    return [n for n, _, _ in names(text)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("联系人：顾小满，电话另告。", ["顾小满"]),
        ("申请人顾小满，女，1990年生。", ["顾小满"]),
        ("被处罚人：诸葛文进，男。", ["诸葛文进"]),
        ("申请人欧阳澄不服，申请复议。", ["欧阳澄"]),
        ("患者安德烈·莫罗，男，住院治疗。", ["安德烈·莫罗"]),
        ("經核查，居民趙秀英反映的情況屬實。", ["趙秀英"]),
        ("死者温暖，男，47岁。", ["温暖"]),
        ("出席：夏侯明　全志刚　严　肃　卜玉梅", ["夏侯明", "全志刚", "严　肃", "卜玉梅"]),
        ("列席：区民政局柴可，区教育局盛开（代）", ["柴可", "盛开"]),
        ("联系人：县自然资源局江河、青塘镇万家宝。", ["江河", "万家宝"]),
        (f"领取人简单，身份证号{ID}，已领取。", ["简单"]),
        ("会议由副市长李明主持。李明强调，要抓好落实。", ["李明", "李明"]),
        ("免去：\n江海的江州市交通运输局副局长职务；\n华山为江州市水利局局长。", ["江海", "华山"]),
        ("顾小满同志：\n来信收悉。", ["顾小满"]),
        ("免去欧阳海的云溪县公路中心主任职务。", ["欧阳海"]),
        ("工友古丽娜尔、班长麻志国将其送医。", ["古丽娜尔", "麻志国"]),
        ("申 请 人 ： 亓 秀 兰 ， 女 ， 汉 族 ， 住 址 另 附 。", ["亓 秀 兰"]),
    ],
)
def test_a_name_is_found_whole(text: str, wanted: list[str]) -> None:
    assert just_names(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "",
        "为进一步提高效率，请各单位高度重视，抓好落实，张贴公告，广泛周知。",
        "江州李氏食品厂和王府街社区居委会共同举办活动。",
        "李家村、高家嶺村、周湾村三个村的道路硬化工程。",
        "当事人张某某，男；证人李×、王**。",
        "村民李某、张某1、王*明、欧阳某某和赵XX到场，王某甲签字。",
        "江政办发〔2023〕12号、云信转〔2022〕203号文件。",
        "申请人应当自收到本决定书之日起十五日内提出。",
        "切实增强人民群众满意度、获得感，做到应保尽保、应随尽随。",
        "加强山水林田湖草沙一体化保护，深化惠企政策兑现。",
        "财政部、商务部、农业部、公安部负责。",
        "局长应经批准后执行；主任和副主任各一名。",
    ],
)
def test_words_and_bodies_are_no_names(text: str) -> None:
    assert just_names(text) == []


def test_every_mention_of_a_name_is_found_but_not_inside_a_firms_name() -> None:
    text = f"举报人孙茂才（手机{MOBILE}）反映，孙茂才家门前道路损坏。孙茂才茶庄照常营业。"
    assert just_names(text) == ["孙茂才", "孙茂才"]


def test_persons_in_one_list_are_all_found() -> None:
    text = "对敖得水、乌海山、匡正义等9名工伤职工重新核定待遇。"
    assert just_names(text) == ["敖得水", "乌海山", "匡正义"]


def test_a_word_that_is_somebodys_name_is_found_again_where_the_words_beside_it_allow() -> None:
    text = "申请人：和平，男，1961年生。\n经查，和平的申请资格不受影响。双方和平共处，社会和平稳定。"
    assert just_names(text) == ["和平", "和平"]


def test_names_known_from_another_file_are_found_wherever_they_stand() -> None:
    text = "卜算子到场。其余事项由卜算子食品厂办理。"
    registers_ = registers()
    lexicon = Lexicon(registers_)
    cues = Cues(registers_, lexicon)
    judge = Judge(lexicon, cues, name_score=0.8, word_score=0.9)
    people = People(lexicon, cues, Headers(registers_), Tagger(shipped("models")), judge)
    found = people(View(text), [], [], known={"卜算子"})
    assert [(n.start, n.end) for n in found] == [(0, 3)]


def test_a_family_name_alone_says_no_more_than_a_mask_and_stays() -> None:
    assert masked_names("来信人李先生反映，王女士和欧阳老师均已知情。") == []


def test_names_off_finds_none() -> None:
    from tests.detect.invented import found

    assert found("申请人：顾小满", names="off") == []


def test_persons_of_history_stay() -> None:
    assert names("学习焦裕禄精神。") in ([], [("焦裕禄", "historical", "keep")])
    assert masked_names("以邓小平理论为指导。") == []


@pytest.mark.parametrize("piece", ["张三、", "当事人", "张", "阿·", "张三，男，", "（张"])
def test_hostile_text_takes_time_in_proportion_to_its_length(piece: str) -> None:
    def seconds(count: int) -> float:
        return cost(lambda: names(piece * (count // len(piece))))

    assert seconds(12_000) < 8 * seconds(3_000) + 0.3


@pytest.mark.parametrize("text", ["title: 江州市新就业青年租房补贴办法", "Author: 云溪县人民政府办公室", "作者：江州市财政局"])
def test_a_place_in_the_properties_of_a_file_is_no_name(text: str) -> None:
    assert names(text) == []
