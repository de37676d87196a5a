"""Addresses, births, illness, family and income of persons, and the same words in policies."""

import pytest

from tests.detect.invented import found, number

ID = number("citizen_number")


def kinds(text: str) -> list[tuple[str, str]]:
    return [(k, t) for k, t in found(text, names="gate") if k != "person_name"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("申请人：闵秋菊，住临浦区西关街道菜市巷30号。", ("home_address", "临浦区西关街道菜市巷30号")),
        (
            "当事人：仝慧敏，住址：临浦区东桥街道杏花弄9号302室，务工。",
            ("home_address", "临浦区东桥街道杏花弄9号302室"),
        ),
        ("死者温大有，男，家住云溪县青塘镇青塘村五组18号。", ("home_address", "云溪县青塘镇青塘村五组18号")),
        ("申请人：闵秋菊，女，1969年4月12日出生。", ("birth_date", "1969年4月12日")),
        ("申请人：闵秋菊，出生日期：1969年4月。", ("birth_date", "1969年4月")),
        ("患者倪国祥，男，56岁。", ("birth_date", "56岁")),
        ("申请人佟立春因患尿毒症住院。", ("health", "尿毒症")),
        ("申请人佟立春系肢体残疾二级，务农。", ("health", "肢体残疾二级")),
        ("佟立春（身份证另附）离异，申请人佟立春月收入1200元。", ("income", "1200元")),
        ("户主佟立春；鲜于凤，离异，与母亲同住。", ("family", "离异，与母亲同住")),
        ("申請人：閔秋菊，住臨浦區西關街道菜市巷30號。", ("home_address", "臨浦區西關街道菜市巷30號")),
    ],
)
def test_a_detail_of_a_person_is_found(text: str, wanted: tuple[str, str]) -> None:
    assert any(kind == wanted[0] and wanted[1] in told for kind, told in kinds(text))


@pytest.mark.parametrize(
    "text",
    [
        "由住房城乡建设部门、自然资源部门负责，居住地街道办事处协助。",
        "对患重大疾病的困难群众、一级和二级残疾人给予补贴，年满60周岁的老年人免费。",
        "家庭月人均收入低于2000元的城镇居民可以申请。",
        "办公地址：江州市人民路1号市政府大楼302室，邮政编码000100。",
        "本办法自2023年5月1日起生效，产生的费用由申请人承担。",
        "住所：江州市临浦区向阳路77号2幢，统一社会信用代码另附。",
    ],
)
def test_the_same_words_in_a_policy_are_nothing(text: str) -> None:
    assert kinds(text) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("6月12日，奚朝云（黑石沟镇石梁村2组）到我局当面反映，", "黑石沟镇石梁村2组"),
        ("流浪人员自称仲孙有德，原籍云溪县石桥乡冲口村9组，", "云溪县石桥乡冲口村9组"),
        ("密切接触者：张小满，东桥街道瓦窑新村8栋，", "东桥街道瓦窑新村8栋"),
    ],
)
def test_a_home_between_commas_after_a_private_person_is_found(text: str, wanted: str) -> None:
    assert ("home_address", wanted) in found(text, names="gate")


@pytest.mark.parametrize(
    "text",
    [
        "患者持诊断证明到居住地卫生院申请，按月发药。",
        "学员报到后，住市卫校学生宿舍，自带被褥。",
        "户号 | 被征收人 | 房屋坐落\nY-03 | 江州沿江旅社 | 沿江路75号\n",
        "派出所\t负责人\t地址\n红旗乡所\t佟大为\t红旗乡富裕村口\n",
        "经研究，同意报废下列资产：双人课桌186张、条凳210条。",
        "与本案关系：直接责任人员",
    ],
)
def test_places_and_things_of_offices_and_shops_are_nothing(text: str) -> None:
    assert not [k for k, _ in found(text, names="gate") if k in ("home_address", "income", "family")]
