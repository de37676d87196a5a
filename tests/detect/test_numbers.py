"""Numbers in every written form and carrier, and what only looks like them."""


import pytest

from pipeline.detect.checks import credit_code
from pipeline.train import invent
from tests.cost import cost
from tests.detect.invented import found, number

ID, ID15, MOBILE, BANK = (number(k) for k in ("citizen_number", "citizen_number_15", "mobile", "bank_card"))
WRONG, LANDLINE, PLATE = number("wrong_citizen_number"), number("landline"), number("plate")
PASSPORT, PERMIT = number("passport"), number("travel_permit")
FULL_WIDTH = {c: c + 0xFEE0 for c in range(0x21, 0x7F)}
FORMS = ("", "spaced", "dashed", "dotted", "grouped", "full_width")


def written(value: str, form: str) -> str:
    return invent.written(value, form) if form else value


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "carrier", ["身份证号{}。", "（公民身份号码：{}）", "张某，身份证{}，汉族", "\n{}\n", "编号1，{}，男"]
)
def test_a_citizen_number_is_found_in_every_written_form(form: str, carrier: str) -> None:
    value = written(ID, form)
    assert ("id_number", value) in found(carrier.format(value))


@pytest.mark.parametrize("form", [*FORMS, "plus86"])
@pytest.mark.parametrize("carrier", ["手机{}。", "电话：{}，", "联系方式{}转告", "致电{}"])
def test_a_mobile_is_found_in_every_written_form(form: str, carrier: str) -> None:
    value = written(MOBILE, form)
    assert found(carrier.format(value)) == [("mobile", value)]


@pytest.mark.parametrize("form", FORMS)
def test_a_bank_card_is_found_in_every_written_form(form: str) -> None:
    value = written(BANK, form)
    assert found(f"账号{value}。") == [("bank_card", value)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (f"身份证号码{WRONG}", ("id_number", WRONG)),
        (f"身份证号{ID15}", ("id_number", ID15)),
        (f"身份证{ID[:9]}\n{ID[9:]}登记", ("id_number", f"{ID[:9]}\n{ID[9:]}")),
        (f"身份证{ID.lower()}", ("id_number", ID.lower())),
        (f"手机{MOBILE[:5]}\n{MOBILE[5:]}", ("mobile", f"{MOBILE[:5]}\n{MOBILE[5:]}")),
        (f"手机(+86){MOBILE}", ("mobile", f"(+86){MOBILE}")),
        (f"手機{MOBILE}", ("mobile", MOBILE)),
        (f"护照号{PASSPORT}", ("passport", PASSPORT)),
        (f"往来港澳通行证{PERMIT}", ("travel_permit", PERMIT)),
        (f"车牌{PLATE}停放", ("plate", PLATE)),
        (f"联系电话：{LANDLINE}", ("landline", LANDLINE)),
        (f"电话：（{LANDLINE[:4]}）{LANDLINE[5:]}", ("landline", f"（{LANDLINE[:4]}）{LANDLINE[5:]}")),
        (f"电话{LANDLINE}转801", ("landline", f"{LANDLINE}转801")),
        ("值班电话：4445566", ("landline", "4445566")),
        ("QQ：9123456780", ("social_account", "9123456780")),
        ("微信号wx_abcdef123", ("social_account", "wx_abcdef123")),
        ("社保卡号A12345678", ("social_security", "A12345678")),
        (f"学籍号G{ID}", ("student_id", f"G{ID}")),
        (f"学籍号{ID}", ("student_id", ID)),
        ("军官证号：南字第12345678号", ("military_id", "南字第12345678号")),
        ("江（2016）云溪县不动产权第0003142号", ("property_certificate", "江（2016）云溪县不动产权第0003142号")),
        ("证号云房权证白字第0027163号", ("property_certificate", "云房权证白字第0027163号")),
        ("户名：江州某厂，账号：3301 0401 6000 1234", ("bank_card", "3301 0401 6000 1234")),
        ("邮箱zhang.x@example.com。", ("email", "zhang.x@example.com")),
    ],
)
def test_a_number_is_found_whole_and_without_its_label(text: str, wanted: tuple[str, str]) -> None:
    assert found(text) == [wanted]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "江政规〔2023〕4号",
        "（2019）澜行终3868号",
        "国务院令第711号",
        "GB/T 9704—2012",
        f"统一社会信用代码：{number('credit_code')}",
        f"合同编号：{MOBILE}",
        f"发票号码{MOBILE}",
        f"项目编号：{BANK}",
        f"投资{MOBILE}元",
        f"占地{MOBILE}平方米",
        "项目代码2203-310101-04-01-123456",
        "政务服务便民热线12345、12333，全国400-820-1234",
        "2023年4月18日至2024年10月31日",
        "邮政编码：000100",
        "不动产单元310101001001GB00001",
        "执法证号：澜D00761",
        "关注“江州发布”微信公众号jiangzhou_fabu",
        "QQ群号：123456789",
        "1234567890123456789012345678901234567890",
    ],
)
def test_what_only_looks_like_a_persons_number_is_not(text: str) -> None:
    assert found(text) == []


def test_the_nearer_word_says_what_a_number_is() -> None:
    assert found(f"合同编号LX-2，手机{MOBILE}") == [("mobile", MOBILE)]


def test_a_mistyped_citizen_number_that_passes_as_a_credit_code_is_a_citizen_number() -> None:
    for seed in range(2000):
        value = number("wrong_citizen_number", seed)
        if credit_code(value):
            assert found(f"身份证号码为{value}") == [("id_number", value)]
            return
    raise AssertionError("no such number among the invented ones")


def test_two_numbers_on_two_lines_are_two() -> None:
    other = number("mobile", 2)
    assert found(f"{MOBILE}\n{other}") == [("mobile", MOBILE), ("mobile", other)]


def test_full_width_digits_are_found_where_they_stand() -> None:
    value = MOBILE.translate(FULL_WIDTH)
    assert found(f"聯繫電話：{value}（辦）") == [("mobile", value)]


@pytest.mark.parametrize("piece", ["1", "1 ", "A-", "1\n", "a@", "字第", "京A", "\t"])
def test_hostile_text_takes_time_in_proportion_to_its_length(piece: str) -> None:
    def seconds(count: int) -> float:
        return cost(lambda: found(piece * (count // len(piece))))

    assert seconds(40_000) < 8 * seconds(10_000) + 0.2
