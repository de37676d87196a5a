"""Numbers of the shape of a personal one that are nobody's: by what they are called, in every carrier and both scripts."""

from random import Random

import pytest

from pipeline.fold import traditional
from pipeline.train import invent
from tests.detect import forms
from tests.detect.invented import found

KINDS = frozenset(v.kind for v in forms.values())

_CODES = (
    ("合同编号", "mobile bank n11 n15 n18"), ("项目代码", "mobile n12 n24"), ("项目编号", "mobile n15 bank"),
    ("订单号", "mobile bank n19"), ("流水号", "bank n16 n20"), ("发票号码", "n8 n20 mobile"), ("发票代码", "n10 n12"),
    ("受理编号", "mobile n15 n18"), ("受理号", "n12 n15"), ("统一社会信用代码", "credit"), ("纳税人识别号", "credit n15"),
    ("组织机构代码", "body"), ("注册号", "n15 n13"), ("许可证编号", "n13 n15"), ("备案号", "n8 n11"), ("宗地编码", "n19 n12"),
    ("条形码", "n13"), ("批号", "n8 n11"), ("序列号", "n12 n11"), ("准考证号", "n9 n11 n12 n14"), ("报名序号", "n8 n11"),
    ("执法证号", "n8 n11"), ("执业证书编号", "n15 n17"), ("货号", "n10 mobile"), ("邮政编码", "n6"), ("案号", "n8"),
    ("ISBN", "isbn"), ("CN", "issn"), ("运单号", "n12 mobile"), ("标的编号", "n14 n18"),
)  # fmt: skip
_CARRIERS = (
    "经查，该事项{label}为{value}，已办结。", "{label}：{value}\n办理单位：云溪县住房和城乡建设局\n", "（{label}{value}）",
    "序号\t{label}\t数量\n1\t{value}\t3\n2\t{other}\t5\n", "| 序号 | {label} | 备注 |\n|---|---|---|\n| 1 | {value} | 无 |\n",
)  # fmt: skip
_WHOLE = (
    "江政规〔2023〕{n3}号", "（2019）澜行终{n4}号", "澜市监处罚〔2023〕{n3}号", "（云）应急罚〔2024〕1-{n3}号", "沪房管规范〔2020〕{n2}号",
    "项目代码：2203-310101-04-01-{n6}", "招标编号JZ-{n8}", "宗地号310101001001GB{n5}", "不动产单元号：310101001001GB{n5}F{n8}",
    "总投资{n8}元", "总投资{n11}元", "资金{n5}.{n2}万元", "¥{n8}.00", "人民币{n11}元整", "共{n8}人次", "面积{n7}平方米", "完成产值{n7}万元",
    "人民币壹仟贰佰叁拾肆万伍仟陆佰柒拾捌元整", "二〇二三年四月十八日至二〇二四年十月三十一日", "第一二三四五六七期", "一、二、三、四、五、六、七、八",
    "一二三四五六七八九十", "第二百三十一条第二款", "九十九万八千七百六十五户", "星期一二三四五六日", "电话二百一十三次",
    "20230418-20241031", "2023年4月18日8时30分至2024年10月31日", "咨询热线12345、12333", "全国服务热线400-820-{n4}", "110、119、120",
    "GB/T 9704—2012", "GB 11643—1999", "HJ 1234.5—2021", "东经119.{n6}，北纬31.{n6}", "东经120°15′{n2}″", "坐标X={n7}.{n3}，Y={n8}.{n3}",
    "版本号1.{n1}.{n4}.{n5}", "端口{n5}", "桩号K12+{n3}至K15+{n3}", "图幅号51.25-36.75-Ⅲ", "{n4}-{n4}年度", "比例1:{n5}", "航班CA{n4}",
    "G{n3}高速", "车次G{n4}", "车型CA{n4}P", "微信公众号：江州发布", "QQ群：{n9}", "微信群号{n10}", "尾号{n4}的银行卡", "身份证号末四位{n4}",
    "服务器IP地址192.0.2.1", "网段192.0.2.0", "MAC版软件", "得分\t9\t8\t7\t6\t5\t4\t3\t2\t1\t9\t8\n", "1|3|8|0|0|1|3|8|0|0|0\n",
    "年份\t人口\t面积\n2021\t{n7}\t{n8}\n2022\t{n7}\t{n8}\n", "年份\t产值\t税收\t利润\n2021\t{n6}\t{n8}\t{n4}\n", "合计\t{n3}\t{n4}\t{n4}\n",
    "建字第3301012023{n5}号", "预售许可证（2023）第{n4}号", "浙ICP备{n8}号", "食品生产许可证SC{n14}", "农药登记证PD{n8}", "发动机型号YC6J{n3}-42",
)  # fmt: skip


def _values(rng: Random) -> dict[str, str]:
    digits = {f"n{n}": str(rng.randint(1, 9)) + "".join(rng.choices("0123456789", k=n - 1)) for n in range(1, 25)}
    first = str(rng.randint(10_000_000, 99_999_999))
    made = {"mobile": invent.mobile(rng), "bank": invent.bank_card(rng), "credit": invent.credit_code(rng)}
    books = {"isbn": f"978-7-5000-{digits['n4']}-1", "issn": f"31-{digits['n4']}/G2"}
    return {**digits, **made, **books, "body": f"{first}-{invent.organisation_check(first)}"}


@pytest.mark.parametrize("label", [label for label, _ in _CODES])
def test_what_a_code_is_called_keeps_it_from_being_a_persons(label: str) -> None:
    wrong = []
    for shape in dict(_CODES)[label].split():
        for carrier in _CARRIERS:
            rng = Random(f"{label} {shape} {carrier}")  # noqa: S311
            text = carrier.format(label=label, value=_values(rng)[shape], other=_values(rng)[shape])
            wrong += [
                (shape, carrier[:8]) for t in (text, traditional(text)) if any(kind in KINDS for kind, _ in found(t))
            ]
    assert wrong == []


@pytest.mark.parametrize("frame", _WHOLE)
def test_numbers_of_offices_sums_and_statistics_are_nobodys(frame: str) -> None:
    for seed in range(3):
        text = frame.format(**_values(Random(f"{frame} {seed}")))  # noqa: S311
        for written in (text, traditional(text), f"现将有关情况通知如下：{text}。"):
            assert [kind for kind, _ in found(written) if kind in KINDS] == []
