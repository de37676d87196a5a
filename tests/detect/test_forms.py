"""Every kind of personal number in every written form, carrier and layout, and what has the same shape but is none."""

from collections import Counter
from functools import lru_cache
from pathlib import Path
from random import Random

import pytest

from pipeline.train import invent
from tests.build import doc_of
from tests.detect import forms, forms_more
from tests.detect.invented import detector, found

KNOWN = Path(__file__).with_name("known_misses.txt")
KINDS = frozenset(v.kind for v in forms.values())
LEAST, LEAST_OF_KIND = 0.99, 0.9


@lru_cache(maxsize=1)
def measured() -> tuple[Counter[str], Counter[str], Counter[str], frozenset[str]]:
    """Return, by kind, what was wanted, what of it was found, what was found besides, and the cells with a miss."""
    wanted, hit, false = Counter[str](), Counter[str](), Counter[str]()
    missed = set()
    values = (*forms.values(), *forms_more.numerals())
    for case in (*(c for v in values for c in forms.cases(v, seeds=1)), *forms_more.listed()):
        mentions = detector("off")(doc_of(case.text)).mentions or ()
        got = {(m.span.label, m.span.start, m.span.end) for m in mentions if m.span.label in KINDS}
        want = set(case.wanted)
        wanted[case.kind] += len(want)
        hit[case.kind] += len(want & got)
        false[case.kind] += len(got - want)
        if want - got:
            missed.add(f"{case.kind}\t{case.form}\t{case.carrier}")
    return wanted, hit, false, frozenset(missed)


def test_nearly_all_numbers_of_the_matrix_are_found() -> None:
    wanted, hit, false, missed = measured()
    listed = "\n".join(sorted(missed))
    assert hit.total() >= LEAST * wanted.total(), listed
    assert hit.total() >= LEAST * (hit.total() + false.total()), listed
    assert {k: hit[k] / wanted[k] for k in wanted if hit[k] < LEAST_OF_KIND * wanted[k]} == {}, listed


def test_no_cell_of_the_matrix_is_missed_that_is_not_known() -> None:
    known = {line for line in KNOWN.read_text("utf-8").splitlines() if line and not line.startswith("#")}
    assert sorted(measured()[3] - known) == []


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    "frame",
    [
        "江政规〔2023〕{n3}号", "（2019）澜行终{n4}号", "澜市监处罚〔2023〕{n3}号", "合同编号：{mobile}", "合同号{bank}",
        "项目编号：{mobile}", "项目代码：2203-310101-04-01-{n6}", "招标编号JZ-{n8}", "发票代码{n12}，发票号码{n8}", "订单号：{n19}",
        "统一社会信用代码：{credit}", "统一社会信用代码{credit}", "纳税人识别号：{credit}", "宗地号310101001001GB{n5}", "不动产单元号：310101001001GB{n5}F{n8}",
        "地块编号JZ{n4}-{n2}", "总投资{n8}元", "总投资{n11}元", "资金{n5}.{n2}万元", "¥{n8}.00", "共{n8}人次", "完成产值{n7}万元，比上年增长{n2}.5%",
        "2023年4月18日至2024年10月31日", "20230418-20241031", "咨询热线12345、12333", "全国服务热线400-820-{n4}", "GB/T 9704—2012", "GB 11643—1999",
        "ISBN 978-7-5000-{n4}-1", "ISBN：9787500012345", "东经119.{n6}，北纬31.{n6}", "东经120°15′{n2}″", "邮政编码：{n6}", "受理编号：{n15}",
        "许可证编号：JY1{n13}", "备案号：浙ICP备{n8}号", "执法证号：{n11}", "准考证号：{n11}", "条形码69{n11}", "岗位代码{n9}", "流水号{n16}",
        "建字第3301012023{n5}号", "地字第3301012023{n5}号", "预售许可证（2023）第{n4}号", "序号\t项目\t金额\n1\t道路\t{n8}\n2\t桥梁\t{n7}\n",
        "年份\t人口\t面积\n2021\t{n7}\t{n8}\n2022\t{n7}\t{n8}\n", "批次|批号|数量\n1|{n11}|{n5}\n", "微信公众号：江州发布", "QQ群：{n9}",
        "微信公众号“江州人社”（微信号：jiangzhourenshe）", "尾号{n4}的银行卡", "身份证号末四位{n4}", "电话簿第{n8}页", "型号京A{n2}式", "G{n3}高速", "车次G{n4}",
    ],
)  # fmt: skip
def test_a_number_of_the_same_shape_that_is_no_persons_is_not_found(frame: str, seed: int) -> None:
    rng = Random(f"{frame} {seed}")  # noqa: S311
    fills = {f"n{n}": str(rng.randint(1, 9)) + "".join(rng.choices("0123456789", k=n - 1)) for n in range(1, 20)}
    text = frame.format(**fills, mobile=invent.mobile(rng), bank=invent.bank_card(rng), credit=invent.credit_code(rng))
    assert [f for f in found(text) if f[0] in KINDS] == []


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("监督电话：（0338）5551234转12", "keep"),
        ("办公电话0338-5551234、5551235", "keep"),
        ("家庭电话：0338-5551234", "mask"),
        ("宅电0338-5551234", "mask"),
        ("住宅电话（0338）5551234", "mask"),
    ],
)
def test_an_offices_telephone_stays_and_a_homes_does_not(text: str, action: str) -> None:
    mentions = [m for m in detector("off")(doc_of(text)).mentions or () if m.span.label == "landline"]
    assert {m.action for m in mentions} == {action}
