"""What stays and what is hidden under each profile and in each kind of publication (reference 5.4, 5.5)."""

from functools import lru_cache

import pytest

from pipeline.detect import Detector
from pipeline.detect.mask import Masking
from pipeline.detect.purpose import PROFILES, Publication, Standing
from pipeline.record import deidentified
from pipeline.terms import registers
from tests.build import doc_of
from tests.detect.invented import number

ID, MOBILE, BANK = number("citizen_number"), number("mobile"), number("bank_card")
STRICT, BOARD, DISCIPLINE = PROFILES


@lru_cache(maxsize=3)
def detector(profile: str) -> Detector:
    return Detector(registers(), profile=profile)


def rendered(text: str, profile: str) -> str:
    doc = detector(profile)(doc_of(text))
    return deidentified(doc.text, doc.mentions or ())


def test_every_profile_has_a_row_for_every_kind_and_standing() -> None:
    rows = registers().rows("masking", Masking)
    kinds = {r.kind for r in rows if r.profile == STRICT}
    assert {p: {r.kind for r in rows if r.profile == p} for p in PROFILES} == dict.fromkeys(PROFILES, kinds)
    assert len(kinds) == 20
    standings = registers().rows("purposes", Standing)
    assert {getattr(s, p) for s in standings for p in PROFILES} == {"keep", "mask"}


def test_publications_name_standings_that_there_are() -> None:
    known = {s.id for s in registers().rows("purposes", Standing)}
    rows = registers().rows("publications", Publication)
    assert {s for r in rows for p in PROFILES for s in getattr(r, p)} <= known
    assert all(r.source for r in rows)


AID = f"李家村低保对象公示\n\n户主姓名\t家庭人口\t身份证号\t致困原因\t月保障金额\n张小满\t3\t{ID}\t尿毒症透析\t1200\n"


def test_inside_the_village_the_head_of_household_and_the_amount_stay_and_nothing_else() -> None:
    board = rendered(AID, BOARD)
    assert "张小满" in board and "1200" in board
    assert ID not in board and "尿毒症" not in board


def test_on_the_internet_the_head_of_household_is_masked_too() -> None:
    assert "张小满" not in rendered(AID, STRICT) and "张小满" not in rendered(AID, DISCIPLINE)


@pytest.mark.parametrize("profile", PROFILES)
def test_relatives_of_a_household_are_masked_everywhere(profile: str) -> None:
    table = "公租房配租公示\n\n申请人\t配偶姓名\t受理编号\n张小满\t王大有\tGZ2024001\n"
    assert "王大有" not in rendered(table, profile)


PENALTY = f"江州市行政处罚信息公示\n\n当事人：张小满，身份证号码{ID}，联系电话{MOBILE}。证人王大有证实上述事实。\n"


def test_who_is_punished_stays_and_who_stands_beside_does_not() -> None:
    for profile in PROFILES:
        shown = rendered(PENALTY, profile)
        assert "张小满" in shown and "王大有" not in shown and MOBILE not in shown and ID not in shown


def test_the_number_of_the_punished_is_hidden_but_for_its_ends_where_punishments_are_published() -> None:
    assert f"{ID[:3]}{'*' * 11}{ID[-4:]}" in rendered(PENALTY, DISCIPLINE)
    assert "*" * 18 in rendered(PENALTY, STRICT)


def test_a_punished_minor_is_masked_everywhere() -> None:
    text = "行政处罚决定书\n\n当事人：学生张小满，就读江州二中。\n"
    assert all("张小满" not in rendered(text, profile) for profile in PROFILES)


def test_before_an_appointment_the_birth_month_stays_and_the_identity_number_does_not() -> None:
    text = f"任前公示\n\n隗长安，男，汉族，1976年11月生，大学学历，现任云溪县水利局局长，拟任云溪县副县长。身份证号{ID}。\n"
    shown = rendered(text, STRICT)
    assert "隗长安" in shown and "1976年11月" in shown and ID not in shown


def test_in_an_epidemic_report_addresses_and_ages_are_hidden_whole() -> None:
    text = (
        "关于一例输入性病例的流行病学调查报告\n\n患者张小满，男，34岁，住云溪县白鹭镇石桥村三组12号。"
        "1月31日到岳父家吃饭。\n报告人：路晓阳\n"
    )
    shown = rendered(text, STRICT)
    assert all(hidden not in shown for hidden in ("张小满", "34岁", "石桥村", "白鹭镇", "岳父家"))


def test_staff_of_an_internal_matter_stay_and_their_illness_does_not() -> None:
    text = "关于2024年度工作人员考核结果的通报\n\n一、优秀等次：\n宋立本、葛天明\n宋立本因甲状腺结节手术住院，不参加体检。\n"
    shown = rendered(text, STRICT)
    assert "宋立本" in shown and "葛天明" in shown and "甲状腺" not in shown


def test_two_persons_of_one_name_are_told_apart_where_the_text_says_so() -> None:
    text = "经局长高山批示，我局到场复测。村民高山反映占地问题，与我局局长同名。\n"
    doc = detector(STRICT)(doc_of(text))
    actions = [(m.role, m.action) for m in doc.mentions or () if m.span.label == "person_name"]
    assert actions[:2] == [("official", "keep"), ("private", "mask")]


def test_a_name_of_which_nothing_is_said_is_masked_and_flagged() -> None:
    doc = detector(STRICT)(doc_of("经查，张建国已于上月离开本地。"))
    assert [(m.action, m.span.by.endswith("?")) for m in doc.mentions or ()] == [("mask", True)]
    sure = detector(STRICT)(doc_of("申请人：张建国。"))
    assert [(m.action, m.span.by.endswith("?")) for m in sure.mentions or ()] == [("mask", False)]


def test_an_account_to_which_the_public_pays_stays_and_a_persons_does_not() -> None:
    kept = f"罚款缴至指定账户，收款单位：云溪县财政局，账号{BANK}。"
    assert BANK in rendered(kept, STRICT)
    assert BANK not in rendered(f"申请人张小满，账号{BANK}。", STRICT)


@pytest.mark.parametrize("profile", PROFILES)
def test_who_is_disciplined_is_masked_everywhere(profile: str) -> None:
    text = "关于给予丁半夏同志记过处分的决定\n\n丁半夏，女，县水利局工程股股长，收受礼金。\n联系人：薛小禾\n"
    shown = rendered(text, profile)
    assert "丁半夏" not in shown and "薛小禾" in shown
