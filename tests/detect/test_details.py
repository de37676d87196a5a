"""Health, family and means of a person in clauses and free cells; the same words in rules and statistics are nothing."""

import pytest

from tests.detect.invented import found

CELL = "特困人员救助公示\n\n户主姓名\t致困原因\n张小满\t{}\n"


def kinds(text: str) -> set[str]:
    return {kind for kind, _ in found(text, names="gate") if kind in ("health", "family", "income")}


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("尿毒症", {"health"}), ("长子确诊急性淋巴细胞白血病", {"health"}), ("双目失明，妻精神残疾三级", {"health"}),
        ("丈夫去世，抚养两名未成年子女", {"family"}), ("单亲，女儿三岁", {"family"}), ("随长女迁往外县居住", {"family"}),
        ("家庭人均月收入核定为1180元", {"income"}), ("本人务工月收入不足800元，母亲失能", {"income", "health"}),
        ("灶房失火烧毁", set()), ("缺劳力", set()), ("因灾", set()), ("", set()),
    ],
)  # fmt: skip
def test_a_free_cell_is_hidden_for_what_it_tells(cell: str, wanted: set[str]) -> None:
    assert kinds(CELL.format(cell)) == wanted


@pytest.mark.parametrize(
    ("clause", "wanted"),
    [
        ("患强直性脊柱炎多年", "health"), ("左脚踝骨折，医嘱休息半年", "health"), ("怀孕五个月", "health"), ("有青霉素过敏史", "health"),
        ("術後需要臥床休養", "health"), ("早年丧偶，与孙子同住", "family"), ("父母离异，随奶奶生活", "family"), ("无子女", "family"),
        ("与妻子离婚后带着两个孩子", "family"), ("每月退休金为2874元", "income"), ("全年现金收入不足四千元", "income"),
        ("被欠工资一万八千元", "income"), ("无固定收入", "income"), ("打工月收入七千余元", "income"),
    ],
)  # fmt: skip
def test_a_clause_about_a_private_person_is_hidden(clause: str, wanted: str) -> None:
    assert wanted in kinds(f"申请人张小满，{clause}，请予核实。")


@pytest.mark.parametrize(
    "text",
    [
        "各地要做好高血压、糖尿病等慢性病的防治工作，完善医疗救助制度。",
        "申请人张小满的材料已转县疾病预防控制中心和江州市第二人民医院。",
        "申请人张小满符合办法规定的条件，残疾人两项补贴标准为每人每月100元。",
        "局长汪海波强调，要关爱留守儿童、孤儿和独居老人，提高低保金标准。",
        "父母或者其他监护人应当送适龄儿童入学。",
        "财政收入完成1200万元，企业工资总额增长5%，居民人均可支配收入32000元。",
        "",
    ],
)
def test_rules_offices_and_statistics_tell_of_nobody(text: str) -> None:
    assert kinds(text) == set()


def test_a_cell_of_kinship_words_is_no_family_matter() -> None:
    assert kinds("姓名\t与户主关系\t户籍地\n张小满\t户主\t李家村\n王大有\t配偶\t李家村\n") == set()


@pytest.mark.parametrize(
    "text",
    [
        "关于下达严重精神障碍患者免费服药人员名册的通知\n申请人张小满，女。",
        "申请人张小满，女。隐患排查不到位，样品检出肠毒素阳性。",
        "申请人张小满，女。请清理积水。",
    ],
)
def test_titles_samples_and_sums_of_a_business_tell_of_nobody(text: str) -> None:
    assert kinds(text) == set()


def test_in_a_file_on_one_patient_every_clause_is_about_them() -> None:
    text = (
        "包虫病病例流行病学个案调查报告\n患者张小满，男，44岁。\n\n二、发病。去年腊月起右上腹胀痛，拟诊肝囊型包虫病。"
    )
    assert "health" in kinds(text)
