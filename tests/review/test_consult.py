"""Other bodies named in a text: each once, by its full name, and none that is not another body."""

import pytest

from pipeline.review.paperwork.consult import bodies
from tests.review.records import laid


def named(*paragraphs: str, own: tuple[str, ...] = (), **more: str) -> list[str]:
    return [body.name for body in bodies(laid(*paragraphs, **more), own)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("由市财政局会同市教育局制定实施细则。", ["江州市财政局", "江州市教育局"]),
        (
            "由市发展改革委牵头，市财政局、教育局、民政局配合。",
            ["江州市发展改革委", "江州市财政局", "江州市教育局", "江州市民政局"],
        ),
        ("市发改委负责立项。江州市发展和改革委员会按季通报。", ["江州市发展和改革委员会"]),
        ("报省财政厅备案，并送国家统计局江州调查队。", ["省财政厅", "国家统计局"]),
        ("临浦区人民政府负责征收。", ["临浦区人民政府"]),
        ("云溪县白鹭镇人民政府和白鹭镇人民政府水利站值守。", ["云溪县白鹭镇人民政府"]),
        ("东桥街道办事处组织入户。", ["东桥街道办事处"]),
        ("江州经济开发区管委会参照执行。", ["江州经济开发区管委会"]),
        ("市公安局临浦分局负责警戒。", ["江州市公安局临浦分局"]),
        ("会议听取了市民政局汇报，并经市司法局审核。", ["江州市民政局", "江州市司法局"]),
        ("市委宣传部统筹新闻发布，市中级人民法院依法保障。", ["江州市委宣传部", "江州市中级人民法院"]),
        ("市財政局會同市衛生健康委員會落實。", ["江州市財政局", "江州市衛生健康委員會"]),
    ],
)
def test_bodies_are_named_once_and_in_full(text: str, names: list[str]) -> None:
    assert named(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "各县（区）人民政府、市政府有关部门要落实责任。",
        "由各区民政局负责受理，各级财政部门保障经费。",
        "县级以上人民政府教育行政部门负责监督。",
        "由所在地人民政府、当地公安局处理。",
        "县财政局应当足额拨付。",  # a city's notice: which county's
        "根据《江州市财政局关于印发办法的通知》执行。",
        "按照市财政局关于厉行节约的规定执行。",
        "任命秦知远为江州市教育局副局长，免去其江州市司法局副局长职务。",
        "如不服本决定，可以向临浦区人民政府申请行政复议，或者向临浦区人民法院提起诉讼。",
        "要统一部署，委托第三方评估，保证教育部署到位。",
        "加强城市管理，维护社区环境，反对形式主义。",
        "",
    ],
)
def test_what_is_no_other_body_is_not_listed(text: str) -> None:
    assert named(text) == []


def test_issuer_addressee_copies_and_own_are_left_out() -> None:
    text = "市教育局、市财政局、市民政局、市水利局、市公安局要密切配合。"
    found = named(
        text,
        own=("江州市民政局",),
        issuer="江州市教育局",
        title="江州市教育局关于校园防汛的通知",
        addressee="市财政局、各县（区）教育局：",
        cc="抄送：市水利局。",
    )
    assert found == ["江州市公安局"]


def test_a_department_does_not_consult_the_government_above_it() -> None:
    text = "经市人民政府同意，由临浦区人民政府实施。"
    assert named(text, issuer="江州市教育局", title="江州市教育局关于学校布局的通知") == ["临浦区人民政府"]


def test_every_place_is_told() -> None:
    record = laid("由市财政局拨付。", "江州市财政局按月通报。")
    (found,) = bodies(record)
    assert found.name == "江州市财政局"
    assert [record["text"][start:end] for start, end in found.ranges] == ["市财政局", "江州市财政局"]


def test_a_department_whose_level_is_the_county_means_its_own() -> None:
    found = named("县财政局负责拨付，市生态环境局指导。", issuer="云溪县民政局", title="云溪县民政局关于临时救助的通知")
    assert found == ["云溪县财政局", "市生态环境局"]


def test_a_long_hostile_text_takes_no_time() -> None:
    assert named("市" * 3000 + "各局" * 3000 + "人民" * 3000) == []
