"""The matrix of personal numbers: kind, written form, carrier and layout, as texts in which ⟦⟧ mark what must be found."""

# mypy: disable-error-code="misc"

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from pipeline.train import invent
from tests.detect.layouts import LAYOUTS, laid

Maker = Callable[[Random], str]


@dataclass(frozen=True, slots=True)
class Value:
    """A way to write a kind of number; labels: what it is called; alone: it is known without being named."""

    kind: str
    form: str
    make: Maker
    labels: tuple[str, ...]
    header: str
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """A text without marks, and (kind, start, end) of every number in it."""

    kind: str
    form: str
    carrier: str
    text: str
    wanted: tuple[tuple[str, int, int], ...]


_FORMS = ("spaced", "dashed", "dotted", "grouped", "full_width")
_DASHES = (("wide_dash", "－"), ("long_dash", "—"), ("short_dash", "–"))
_ID = ("身份证号码", "身份证号", "公民身份号码", "居民身份证", "身份证件号码", "证件号码", "身份证")
_MOBILE = ("手机", "手机号码", "联系电话", "电话", "联系方式", "移动电话")
_LANDLINE = ("电话", "联系电话", "办公电话", "咨询电话", "传真", "监督举报电话")
_ACCOUNT = ("账号", "帐号", "银行账号", "开户账号", "银行帐户")
_CARD = ("银行卡号", "卡号", "账号", "帐号", "一卡通账号", "收款账户")
_SOCIAL_NUMBER = (
    "社会保障号",
    "社会保障号码",
    "社保号码",
    "社保号",
    "医保号",
    "个人编号",
    "社保卡号",
    "社会保障卡号",
    "医保卡号",
)
_STUDENT = ("学籍号", "学号", "全国学籍号", "学籍号码")
_CERTIFICATE = ("不动产权证号", "产权证号", "房产证号", "权证号", "权属证书号")


def values() -> Iterator[Value]:
    """Yield every kind of number in every form in which it is written."""
    yield from _citizens()
    yield from _telephones()
    yield from _accounts()
    yield from _documents()
    yield from _others()


def _in_forms(kind: str, name: str, make: Maker, labels: tuple[str, ...], header: str, alone: bool,
              forms: tuple[str, ...] = _FORMS) -> Iterator[Value]:  # fmt: skip
    yield Value(kind, name, make, labels, header, alone)
    for form in forms:
        yield Value(kind, f"{name} {form}", lambda r, f=form: invent.written(make(r), f), labels, header, alone)


def _dashed(make: Maker, dash: str) -> Maker:
    return lambda r: invent.written(make(r), "dashed").replace("-", dash)


def _citizens() -> Iterator[Value]:
    forms = (*_FORMS, "lower_x")
    yield from _in_forms("id_number", "18", invent.citizen_number, _ID, "身份证号", True, forms)
    yield from _in_forms("id_number", "wrong", invent.wrong_citizen_number, _ID, "身份证号码", True, forms)
    yield from _in_forms("id_number", "15", invent.citizen_number_15, _ID, "身份证号", False)
    for name, dash in _DASHES:
        yield Value("id_number", f"18 {name}", _dashed(invent.citizen_number, dash), _ID, "证件号码", True)
    for form in ("", "spaced", "grouped", "full_width"):
        yield from (
            Value(
                kind, f"citizen {form}".strip(), lambda r, f=form, p=lead: _written(p + invent.citizen_number(r), f),
                labels, header, lead != "",
            )
            for kind, lead, labels, header in (
                ("social_security", "", _SOCIAL_NUMBER, "社会保障号码"),
                ("student_id", "G", _STUDENT, "学籍号"),
                ("student_id", "", _STUDENT, "全国学籍号"),
            )
            if not (lead and form in ("spaced", "grouped"))
        )  # fmt: skip
    yield Value("social_security", "card", invent.social_security, _SOCIAL_NUMBER[6:], "社保卡号")


def _written(number: str, form: str) -> str:
    return invent.written(number, form) if form else number


def _joined(make: Maker, mark: str, count: int = 2) -> Maker:
    return lambda r: f"⟧{mark}⟦".join(make(r) for _ in range(count))


def _telephones() -> Iterator[Value]:
    yield from _in_forms("mobile", "mobile", invent.mobile, _MOBILE, "联系电话", True, (*_FORMS, "plus86"))
    for name, dash in _DASHES:
        yield Value("mobile", name, _dashed(invent.mobile, dash), _MOBILE, "手机号码", True)
    for lead in ("0086-", "86-", "（+86）", "+86-", "(+86) ", "＋86 "):
        yield Value("mobile", lead, lambda r, x=lead: x + invent.mobile(r), _MOBILE, "电话", True)
    for mark in ("、", "/", "，", "；", " ", "或", "／", " / ", ","):
        yield Value("mobile", f"joined {mark}", _joined(invent.mobile, mark), _MOBILE, "联系方式", True)
        yield Value("landline", f"joined {mark}", _joined(invent.landline, mark), _LANDLINE, "办公电话", True)
    yield Value(
        "landline", "second local", lambda r: f"{invent.landline(r)}⟧、⟦{invent.landline(r)[5:]}", _LANDLINE, "电话"
    )
    yield Value(
        "landline", "third local", lambda r: f"{invent.landline(r)}⟧/⟦{invent.landline(r)[5:]}", _LANDLINE, "联系电话"
    )
    for name, shape in (
        ("hyphen", "{0}-{1}"), ("run", "{0}{1}"), ("space", "{0} {1}"), ("brackets", "（{0}）{1}"), ("narrow", "({0}){1}"),
        ("brackets_dash", "（{0}）-{1}"), ("brackets_space", "({0}) {1}"), ("long_dash", "{0}—{1}"), ("wide_dash", "{0}－{1}"),
        ("extension", "{0}-{1}转12"), ("extension_8", "{0}-{1}转8012"), ("extension_dash", "{0}-{1}-802"), ("plus86", "+86-{0[1]}{0[2]}{0[3]}-{1}"),
        ("spaced_dash", "{0} - {1}"), ("double_dash", "{0}--{1}"), ("extension_brackets", "（{0}）{1}转12"),
    ):  # fmt: skip
        yield Value(
            "landline",
            name,
            lambda r, s=shape: s.format(*invent.landline(r).split("-")),
            _LANDLINE,
            "联系电话",
            name != "run",
        )
    yield Value(
        "landline", "full_width", lambda r: invent.written(invent.landline(r), "full_width"), _LANDLINE, "电话", True
    )
    yield Value("landline", "local", lambda r: invent.landline(r)[5:], _LANDLINE, "办公电话")
    yield Value(
        "landline", "local grouped", lambda r: f"{(x := invent.landline(r, length=8))[5:9]}-{x[9:]}", _LANDLINE, "电话"
    )


def _accounts() -> Iterator[Value]:
    for length in (16, 19):
        make: Maker = lambda r, n=length: invent.bank_card(r, length=n)  # noqa: E731
        yield from _in_forms("bank_card", str(length), make, _CARD, "银行卡号", True)
    corporate = {"12": 12, "15": 15, "17": 17, "18": 18, "19": 19, "20": 20, "22": 22}
    for name, length in corporate.items():
        yield Value("bank_card", f"corporate {name}", lambda r, n=length: _account(r, n), _ACCOUNT, "账号")
        yield Value(
            "bank_card",
            f"corporate {name} grouped",
            lambda r, n=length: invent.written(_account(r, n), "grouped"),
            _ACCOUNT,
            "银行账号",
        )
    yield Value("bank_card", "corporate dashed", lambda r: f"{(x := _account(r, 17))[:2]}-{x[2:]}", _ACCOUNT, "账号")


def _account(rng: Random, length: int) -> str:
    return str(rng.randint(1, 8)) + "".join(rng.choice("0123456789") for _ in range(length - 1))


def _documents() -> Iterator[Value]:
    permits = ("往来港澳通行证号", "港澳居民来往内地通行证", "通行证号码", "台胞证号", "回乡证号码")
    for form in ("", "full_width"):
        name = form or "bare"
        yield Value(
            "passport",
            name,
            lambda r, f=form: _written(invent.passport(r), f),
            ("护照号", "护照号码", "护照", "护照编号"),
            "护照号码",
        )
        yield Value(
            "passport",
            f"G {name}",
            lambda r, f=form: _written("G" + invent.passport(r)[2:] + "1", f),
            ("护照号", "护照"),
            "护照号",
        )
        yield Value(
            "travel_permit", name, lambda r, f=form: _written(invent.travel_permit(r), f), permits, "通行证号码"
        )
        yield Value(
            "travel_permit",
            f"H {name}",
            lambda r, f=form: _written("H0" + invent.passport(r)[2:], f),
            permits[1:],
            "来往内地通行证号",
        )
        yield Value(
            "military_id",
            name,
            lambda r, f=form: _written(invent.military_id(r), f),
            ("军官证号", "军官证", "士兵证号", "证件号"),
            "军官证号",
            True,
        )
    yield Value(
        "passport", "1-8", lambda r: f"{(x := invent.passport(r))[0]} {x[1:]}", ("护照号", "护照号码"), "护照号码"
    )
    yield Value(
        "military_id",
        "spaced",
        lambda r: invent.military_id(r).replace("第", "第 ").replace("号", " 号"),
        ("军官证号", "军官证"),
        "军官证号",
        True,
    )


def _others() -> Iterator[Value]:
    yield Value("email", "bare", invent.email, ("邮箱", "电子邮箱", "E-mail", "电子邮件", "Email"), "电子邮箱", True)
    yield Value(
        "email",
        "full_width",
        lambda r: invent.written(invent.email(r), "full_width"),
        ("邮箱", "电子邮箱"),
        "邮箱",
        True,
    )
    yield Value("email", "joined", lambda r: f"{invent.email(r)}⟧、⟦{invent.email(r)}", ("邮箱",), "邮箱", True)
    plates: dict[str, Callable[[str, str], str]] = {
        "bare": lambda a, b: a + b, "dot": lambda a, b: f"{a}·{b}", "bullet": lambda a, b: f"{a}•{b}", "space": lambda a, b: f"{a} {b}",
        "dash": lambda a, b: f"{a}-{b}", "spaced": lambda a, b: " ".join(a + b), "two_spaces": lambda a, b: f"{a[0]} {a[1]} {b}",
        "full_width": lambda a, b: invent.written(a + b, "full_width"), "lower": lambda a, b: (a + b).lower(),
        "trailer": lambda a, b: f"{a}{b[:4]}挂", "learner": lambda a, b: f"{a}{b[:4]}学", "police": lambda a, b: f"{a}{b[:4]}警",
        "wide_dot": lambda a, b: f"{a}．{b}", "dot_spaced": lambda a, b: f"{a} · {b}",
    }  # fmt: skip
    labels = ("车牌号", "车牌号码", "车牌", "号牌号码", "车号", "牌照")
    for name, shape in plates.items():
        yield Value(
            "plate",
            name,
            lambda r, s=shape: s((x := invent.plate(r))[:2], x[2:]),
            labels,
            "车牌号",
            name not in ("lower", "spaced"),
        )
    for name in ("bare", "dot", "space", "full_width"):
        yield Value(
            "plate",
            f"electric {name}",
            lambda r, s=plates[name]: s((x := invent.plate(r, electric=True))[:2], x[2:]),
            labels,
            "车牌号码",
            True,
        )
    yield Value("plate", "joined", _joined(invent.plate, "、"), labels, "车牌号", True)
    for name, make in CERTIFICATES.items():
        yield Value("property_certificate", name, make, _CERTIFICATE, "不动产权证号", True)
    qq: Maker = lambda r: "9" + str(r.randrange(10**8, 10**9))  # noqa: E731
    wechat: Maker = lambda r: f"wx_{r.choice('abcdef')}bcd{r.randrange(100, 999)}"  # noqa: E731
    yield Value("social_account", "qq", qq, ("QQ", "QQ号", "QQ号码", "qq", "扣扣"), "QQ号")
    yield Value(
        "social_account", "qq full_width", lambda r: invent.written(qq(r), "full_width"), ("QQ", "QQ号"), "QQ号码"
    )
    yield Value(
        "social_account", "wechat", wechat, ("微信号", "微信", "微信账号", "WeChat", "抖音号", "微信ID"), "微信号"
    )
    yield Value(
        "social_account",
        "letters",
        lambda r: "jiang" + r.choice(("xiaoman", "yunxi", "banxia")),
        ("微信号", "微信账号"),
        "微信号",
    )


def _digits(rng: Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


CERTIFICATES: dict[str, Maker] = {
    "new": invent.property_certificate,
    "new wide": lambda r: f"江（{r.randint(2016, 2025)}）云溪县不动产权第{_digits(r, 7)}号",
    "new turtle": lambda r: f"江〔{r.randint(2016, 2025)}〕临浦区不动产权第{_digits(r, 7)}号",
    "new square": lambda r: f"江[{r.randint(2016, 2025)}]江州市不动产权第{_digits(r, 7)}号",
    "proof": lambda r: f"江（{r.randint(2016, 2025)}）云溪县不动产证明第{_digits(r, 7)}号",
    "house": lambda r: f"江房权证云溪字第{_digits(r, 8)}号",
    "house city": lambda r: f"江州市房权证临浦字第{_digits(r, 8)}号",
    "house short": lambda r: f"云房权证字第{_digits(r, 6)}号",
    "house year": lambda r: f"江房权证临字第20{r.randint(10, 15)}-{_digits(r, 5)}号",
    "house bare": lambda r: f"房权证云字第{_digits(r, 6)}号",
    "land": lambda r: f"江国用（20{r.randint(10, 15)}）第{_digits(r, 5)}号",
    "land collective": lambda r: f"云集用（20{r.randint(10, 15)}）第{_digits(r, 5)}号",
    "land word": lambda r: f"云土国用（20{r.randint(10, 15)}）字第{_digits(r, 5)}号",
    "land certificate": lambda r: f"云溪土地证字第{_digits(r, 6)}号",
    "house word": lambda r: f"云房字第{_digits(r, 8)}号",
}

_CARRIERS: dict[str, str] = {
    "said": "经核查，顾小满的{label}为⟦{value}⟧，情况属实。",
    "said_is": "经核查，当事人{label}是⟦{value}⟧。",
    "beside": "申请人顾小满，女，{label}⟦{value}⟧，东桥街道居民。",
    "bracket": "现将顾小满（{label}：⟦{value}⟧）的申请退回。",
    "bracket_beside": "现将顾小满（{label}⟦{value}⟧）的申请退回。",
    "key": "申请人：顾小满\n{label}：⟦{value}⟧\n申请事项：临时救助",
    "key_narrow": "姓名:顾小满\n{label}:⟦{value}⟧\n单位:东桥社区",
    "key_space": "姓名　顾小满\n{label}　⟦{value}⟧\n",
    "key_spread": "姓　　名：顾小满\n{spread}：⟦{value}⟧\n",
    "numbered": "1. 顾小满，{label}⟦{value}⟧；\n2. 丁半夏，东桥社区；\n",
    "tabs": "序号\t姓名\t{header}\t村\n1\t顾小满\t⟦{value}⟧\t李家村\n2\t丁半夏\t⟦{other}⟧\t周湾村\n",
    "bars": "| 序号 | 姓名 | {header} | 备注 |\n|---|---|---|---|\n| 1 | 顾小满 | ⟦{value}⟧ | 无 |\n| 2 | 丁半夏 | ⟦{other}⟧ | 无 |\n",
    "bars_tight": "序号|姓名|{header}\n1|顾小满|⟦{value}⟧\n2|丁半夏|⟦{other}⟧\n",
    "tall": "序号\n姓名\n{header}\n1\n顾小满\n⟦{value}⟧\n2\n丁半夏\n⟦{other}⟧\n",
    "form_cells": "姓名\t顾小满\t性别\t女\n{header}\t⟦{value}⟧\t村\t李家村\n",
    "run_cells": "序号姓名{header}1顾小满⟦{value}⟧李家村2丁半夏⟦{other}⟧周湾村",
    "contact": "特此通知。\n（联系人：顾小满，{label}：⟦{value}⟧）\n",
    "contact_end": "联系人：顾小满　{label}：⟦{value}⟧\n江州市民政局\n2024年5月6日",
    "line": "名单如下：\n顾小满 {label} ⟦{value}⟧\n丁半夏 {label} ⟦{other}⟧\n",
}
_ALONE = {
    "prose": "申请人顾小满，⟦{value}⟧，东桥街道居民。",
    "bracket": "由顾小满（⟦{value}⟧）负责登记。",
    "ends_line": "申请人顾小满 ⟦{value}⟧\n二、其他事项",
}
_TABLES = (
    "tabs",
    "bars",
    "bars_tight",
    "tall",
    "form_cells",
    "run_cells",
    "line",
    "key_space",
    "contact_end",
    "key_spread",
)


def cases(value: Value, *, seeds: int) -> Iterator[Case]:
    """Yield the texts of one way to write a number, in every carrier and layout, with `seeds` values each."""
    carriers = _CARRIERS | ({f"alone_{k}": v for k, v in _ALONE.items()} if value.alone else {})
    for name, frame in carriers.items():
        for layout in LAYOUTS if name not in _TABLES else ("plain", "traditional"):
            for seed in range(seeds):
                rng = Random(f"{value.kind} {value.form} {name} {layout} {seed}")  # noqa: S311
                yield _case(value, name, frame, layout, rng)


def _case(value: Value, name: str, frame: str, layout: str, rng: Random) -> Case:
    label = rng.choice(value.labels)
    text = frame.format(
        label=label, header=value.header, value=value.make(rng), other=value.make(rng), spread=" ".join(label)
    )
    return marked(value, f"{name} {layout}", laid(layout, text, rng))


def marked(value: Value, carrier: str, text: str) -> Case:
    """Return the case of a text with marks."""
    parts = text.replace("⟧", "⟦").split("⟦")
    wanted, at = [], 0
    for number, part in enumerate(parts):
        if number % 2:
            bare = part.strip()
            start = at + len(part) - len(part.lstrip())
            wanted.append((value.kind, start, start + len(bare)))
        at += len(part)
    return Case(value.kind, value.form, carrier, "".join(parts), tuple(wanted))
