"""More cells of the matrix: Chinese numerals, boxes of a form, items of a list; and numbers of the newer rows."""

from collections.abc import Callable, Iterator
from random import Random

from pipeline.train import invent
from tests.detect.forms import Case, Maker, Value, marked
from tests.detect.layouts import laid

_NUMERALS = {
    "numerals": "〇一二三四五六七八九", "nought": "零一二三四五六七八九", "spoken": "〇幺二三四五六七八九",
    "capitals": "零壹贰叁肆伍陆柒捌玖",
}  # fmt: skip
_LABELLED: dict[str, tuple[Maker, tuple[str, ...], str]] = {
    "mobile": (invent.mobile, ("手机", "联系电话", "电话"), "联系电话"),
    "id_number": (invent.citizen_number, ("身份证号", "公民身份号码"), "身份证号"),
    "landline": (invent.landline, ("电话", "联系电话"), "办公电话"),
    "bank_card": (invent.bank_card, ("银行卡号", "账号"), "银行卡号"),
}
_ITEMS = {
    "items": "举报人电话如下：\n1. ⟦{value}⟧\n2. ⟦{other}⟧\n", "items_comma": "名单：\n1、⟦{value}⟧；\n2、⟦{other}⟧；\n",
    "items_brackets": "名单：\n（1）⟦{value}⟧\n（2）⟦{other}⟧\n", "items_round": "名单：\n①⟦{value}⟧；②⟦{other}⟧\n",
    "items_dash": "{label}：\n- ⟦{value}⟧\n- ⟦{other}⟧\n", "items_named": "{label}：\n1. 顾小满 ⟦{value}⟧\n2. 丁半夏 ⟦{other}⟧\n",
}  # fmt: skip
_BOXES: dict[str, tuple[str, str]] = {
    "boxes": ("\t", ""), "boxes_bars": ("|", ""), "boxes_wide": (" | ", ""),
    "cells_id": ("\t", "6-8-4"), "cells_id_bars": (" | ", "6-8-4"), "cells_mobile": ("\t", "3-4-4"),
}  # fmt: skip
_NEWER: dict[str, tuple[str, Maker, tuple[str, ...]]] = {
    "vehicle": ("plate", lambda r: "L" + _some(r, "ABCDEFGHJKLMNPRSTUVWXYZ0123456789", 10) + _some(r, "0123456789", 6),
                ("车架号", "车辆识别代号", "VIN")),
    "imei": ("social_account", lambda r: (x := "35" + _some(r, "0123456789", 12)) + invent.luhn_digit(x), ("IMEI", "手机串号")),
    "mac": ("social_account", lambda r: ":".join(_some(r, "0123456789ABCDEF", 2) for _ in range(6)), ("MAC地址", "网卡物理地址")),
    "ip": ("social_account", lambda r: f"192.0.2.{r.randint(1, 254)}", ("登录IP", "IP地址", "发帖IP地址")),
    "driver": ("id_number", lambda r: "98" + _some(r, "0123456789", 10), ("驾驶证档案编号", "档案编号")),
    "resident": ("id_number", lambda r: _citizen(r, "810000"), ("港澳台居民居住证", "居住证号码")),
    "foreigner": ("id_number", lambda r: _citizen(r, "9" + _some(r, "0123456789", 5)), ("永久居留身份证", "外国人永久居留证号")),
    "foreigner old": ("id_number", lambda r: "ABC" + _some(r, "0123456789", 12), ("外国人永久居留证", "永居证号")),
    "insured": ("social_security", lambda r: f"LP{_some(r, '0123456789', 7)}A", ("医保证号", "社会保障卡号")),
    "veteran": ("military_id", lambda r: f"军N字第{_some(r, '0123456789', 7)}号", ("残疾军人证号", "退伍证号")),
}  # fmt: skip


def _some(rng: Random, alphabet: str, count: int) -> str:
    return "".join(rng.choices(alphabet, k=count))


def _citizen(rng: Random, region: str) -> str:
    first = region + invent.citizen_number(rng)[6:17]
    return first + invent.check_character(first)


def _written(make: Maker, numerals: str) -> Maker:
    table = str.maketrans("0123456789", numerals)
    return lambda r: make(r).translate(table)


def numerals() -> Iterator[Value]:
    """Yield the numbers written in Chinese numerals, and those of the rows that came later."""
    for kind, (make, labels, header) in _LABELLED.items():
        for form, signs in _NUMERALS.items():
            yield Value(kind, form, _written(make, signs), labels, header, kind in ("mobile", "id_number"))
    for form, (kind, make, labels) in _NEWER.items():
        yield Value(kind, form, make, labels, labels[0])


def listed() -> Iterator[Case]:
    """Yield numbers that stand as items of a list or over several cells."""
    for kind, (make, labels, _) in _LABELLED.items():
        for carrier, frame in _ITEMS.items():
            if kind in ("mobile", "id_number") or "{label}" in frame:
                yield from _framed(kind, carrier, frame, labels, make)
    for carrier, (edge, groups) in _BOXES.items():
        for kind in ("id_number", "mobile"):
            if not groups or sum(map(int, groups.split("-"))) == (18 if kind == "id_number" else 11):
                make, labels, _ = _LABELLED[kind]
                frame = f"姓名{edge}顾小满\n{{label}}{edge}⟦{{value}}⟧\n村{edge}李家村\n"
                yield from _framed(kind, carrier, frame, labels, _boxed(make, edge, groups))


def _boxed(make: Maker, edge: str, groups: str) -> Callable[[Random], str]:
    def write(rng: Random) -> str:
        number, at, parts = make(rng), 0, []
        for size in map(int, groups.split("-")) if groups else (1,) * len(number):
            parts.append(number[at : at + size])
            at += size
        return edge.join(parts)

    return write


def _framed(kind: str, carrier: str, frame: str, labels: tuple[str, ...], make: Maker) -> Iterator[Case]:
    for layout in ("plain", "traditional"):
        rng = Random(f"{kind} {carrier} {layout}")  # noqa: S311
        text = frame.format(label=rng.choice(labels), value=make(rng), other=make(rng))
        value = Value(kind, carrier, make, labels, "")
        yield marked(value, f"{carrier} {layout}", laid(layout, text, rng))
