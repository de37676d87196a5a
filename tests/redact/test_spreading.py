"""What is masked in one written form is masked in every other."""

from random import Random

import pytest

from pipeline.doc import Doc, Mention, Span
from pipeline.record import deidentified
from pipeline.redact.spreading import spread
from pipeline.train import invent
from tests.build import doc_of

MOBILE = invent.mobile(Random(5))
NUMBER = invent.citizen_number(Random(5))
NAME = "柳絮飞"
HEAD = f"申请人{NAME}，电话{MOBILE}，身份证号{NUMBER}。\n"


def masked(more: str) -> str:
    """Return what stands after the first line, which alone has mentions."""
    values = ((NAME, "柳某某", "person_name"), (MOBILE, "[电话]", "mobile"), (NUMBER, "[号码]", "id_number"))
    mentions = [
        Mention(Span(at, at + len(value), "personal", label), None, "mask", written)
        for value, written, label in values
        for at in [HEAD.index(value)]
    ]
    return said(doc_of(HEAD + more).having(mentions=tuple(mentions)))


def said(doc: Doc) -> str:
    out = spread(doc)
    return deidentified(out.text, out.mentions or ()).partition("\n")[2]


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        (f"手机{MOBILE[:3]} {MOBILE[3:7]} {MOBILE[7:]}", "手机[电话]"),
        (f"{MOBILE[:3]}-{MOBILE[3:]}、{NUMBER[:6]}\u3000{NUMBER[6:]}", "[电话]、[号码]"),
        (MOBILE.translate(str.maketrans("0123456789", "〇一二三四五六七八九")), "[电话]"),
        ("".join(chr(ord(c) + 0xFEE0) for c in NUMBER), "[号码]"),
        (f"+86{MOBILE}", "+86[电话]"),
        (f"{MOBILE}{MOBILE}", f"{MOBILE}{MOBILE}"),
        ("柳 絮 飞与柳絮　飛", "柳某某与柳某某"),
        ("柳\u200e絮\u200e飞、柳\ufe00絮\u0301飞", "柳某某、柳某某"),
        ("柳絮飞诊所", "柳絮飞诊所"),
        ("柳絮\n飞", "柳絮\n飞"),
        ("", ""),
    ],
)
def test_other_forms_are_masked(more: str, wanted: str) -> None:
    assert masked(more) == wanted


def test_what_is_kept_stays_and_mentions_do_not_overlap() -> None:
    text = f"{MOBILE}，窗口{MOBILE[:3]} {MOBILE[3:]}"
    kept = Mention(Span(14, len(text), "personal", "mobile"), None, "keep", text[14:])
    doc = doc_of(text).having(mentions=(Mention(Span(0, 11, "personal", "mobile"), None, "mask", "×"), kept))
    assert spread(doc) == doc
    assert spread(doc_of(text)).mentions is None


def test_letters_that_grow_when_small_do_not_shift_the_rest() -> None:
    assert masked(f"İİ {MOBILE[:3]} {MOBILE[3:]}") == "İİ [电话]"


def test_a_number_inside_a_mailbox_that_is_kept_goes() -> None:
    text = f"{MOBILE}，信箱{MOBILE}@example.com"
    mailbox = Mention(Span(14, len(text), "personal", "email"), None, "keep", text[14:])
    doc = doc_of(text).having(mentions=(Mention(Span(0, 11, "personal", "mobile"), None, "mask", "×"), mailbox))
    assert deidentified(text, spread(doc).mentions or ()) == "×，信箱×@example.com"
