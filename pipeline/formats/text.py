"""Reads plain text: UTF-8, UTF-16, UTF-32, GB18030 and Big5, with or without a byte order mark."""

import codecs
import re
from dataclasses import dataclass
from functools import lru_cache

from pipeline.doc import Doc, UnreadableFile
from pipeline.fold import fold
from pipeline.formats.assembly import Assembly

# Mark, encoding by that mark, encoding of what follows it. Longest first: the mark of UTF-32 LE begins with that of
# UTF-16 LE.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32", "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32", "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
    (b"\x84\x31\x95\x33", "gb18030", "gb18030"),
    (codecs.BOM_UTF16_LE, "utf-16", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16", "utf-16-be"),
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x19\x1c-\x1f\x7f]")
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_PUNCTUATION = "　、。〈〉《》「」『』【】〔〕〇—–…‘’“”·×℃★☆□☑√○●◎△▲①②③④⑤⑥⑦⑧⑨⑩！（），．：；？％～＋－／＝＊＜＞［］￥"
# The characters that documents, lists of people and names use most: a tenth of any Chinese text is these, of a wrong
# decoding almost none.
_FREQUENT = frozenset(
    "的一在不了有和人中大为上个国以要会市政府民通知发关于工作规定管理部门单位各实施建设项目资金公安办法行业务应当年月日号"
    "及其或者由与对时按照按进可以本第条依法县区镇乡街道省生产社会经济发展保服事企责任信息情况申请相关所加强组织全局委员院"
    "厅室是这来到地出年得你说生自之后主成方多动好下过能同学开用家而后见经它么去法现没样看起前此次被等二三四五六七八九十"
    "姓名身份证号码联系电话住址性别男女龄族备注村组户序额元王李张刘陈杨赵黄周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓冯"
)
_BINARY = "内容是二进制，不是可读的格式：请另存为 DOCX、PDF、OFD 或文本"
_ASCII = dict.fromkeys((*range(0x09, 0x0E), *range(0x20, 0x7F)))
_SAMPLE = 1024
_LIKELY, _CERTAIN = 0.6, 0.95
"""Shares of common characters: below the first a decoding is no Chinese text, above the second it is."""
_FEWEST = 0.1
_SHORT = 10
"""Chinese characters below which no frequency is looked at."""


@dataclass(frozen=True, slots=True, repr=False)
class Decoded:
    """A text, the encoding it was written in, and whether marks of byte order stood before it."""

    text: str
    encoding: str
    marked: bool = False


def read(data: bytes, source: str) -> Doc:
    """Return the document of a plain text file, all of it body.

    Raises:
        UnreadableFile: empty, binary, damaged, or in an encoding that cannot be told with certainty.
    """
    text = decoded(data, source)
    assembly = Assembly()
    assembly.add(text)
    return assembly.doc(data, source)


def pasted(text: str, source: str) -> Doc:
    """Return the document of a pasted text; its id is the SHA-256 of the text in UTF-8."""
    assembly = Assembly()
    assembly.add(text)
    return assembly.doc(text.encode("utf-8", "surrogatepass"), source)


def decoded(data: bytes, source: str) -> str:
    """Return the text of data, its byte order mark gone; no guess is silent.

    Raises:
        UnreadableFile: as `read`.
    """
    return decoding(data, source).text


def decoding(data: bytes, source: str) -> Decoded:
    """Return the text of data and how it was encoded.

    Order: a byte order mark; zero bytes, which mean UTF-16; strict UTF-8; then what gives Chinese of GB18030 and Big5.

    Raises:
        UnreadableFile: as `read`.
    """
    for mark, encoding, plain in _MARKS:
        if data.startswith(mark):
            text = _no_binary(_strict(data, encoding, source), source).removeprefix("\ufeff")
            return Decoded(text, plain, marked=True)
    if b"\0" in data[:_SAMPLE]:
        return _sixteen_bits(data, source)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        found = _legacy(data, source, error)
        return Decoded(_no_binary(found.text, source), found.encoding)
    found = Decoded(text, "utf-8")
    if not text.isascii() and not _HAN.search(text, 0, _SAMPLE):
        found = _by_accident(data, found)
    return Decoded(_no_binary(found.text, source), found.encoding)


def _by_accident(data: bytes, found: Decoded) -> Decoded:
    """Return what data says in GB18030 where that is Chinese: two words of it may form valid UTF-8 (通知 does)."""
    other = data.decode("gb18030", "replace")
    likelier = _is_chinese(other) and _likeness(other) > _likeness(found.text)
    return Decoded(other, "gb18030") if likelier else found


def _strict(data: bytes, encoding: str, source: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFile(source, _damaged(encoding, error)) from error


def _damaged(encoding: str, error: UnicodeDecodeError) -> str:
    return f"文本残缺或已损坏（{encoding.upper()} 编码在第 {error.start} 字节中断）：请重新另存为 UTF-8"


def _no_binary(text: str, source: str) -> str:
    """Return text; one control character in a hundred, or a zero, is no text (a tab, line end or page feed is)."""
    if _CONTROLS.search(text) and (text.count("\0") or len(_CONTROLS.findall(text)) > len(text) / 100):
        raise UnreadableFile(source, _BINARY)
    return text


def _sixteen_bits(data: bytes, source: str) -> Decoded:
    found = {encoding: data.decode(encoding, "replace") for encoding in ("utf-16-le", "utf-16-be")}
    best = max(found, key=lambda encoding: _likeness(found[encoding]))
    if not _is_chinese(found[best]):
        raise UnreadableFile(source, _BINARY)
    return Decoded(_no_binary(_strict(data, best, source), source), best)


def _legacy(data: bytes, source: str, error: UnicodeDecodeError) -> Decoded:
    """Return the text of data in the encoding of files before Unicode, or in UTF-16 where it has no ASCII at all."""
    text = data.decode("gb18030", "replace")
    if "\ufffd" not in text and len(text) > _SHORT and _is_chinese(text, at_least=_CERTAIN):
        return Decoded(text, "gb18030")
    found: dict[str, tuple[float, str]] = {}
    broken: dict[str, UnicodeDecodeError] = {"utf-8": error}
    for encoding in ("gb18030", "big5", "utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as inner:
            broken[encoding] = inner
        else:
            found[encoding] = (_likeness(text), text)
    found = {encoding: (score, text) for encoding, (score, text) in found.items() if _is_chinese(text)}
    best = max((score for score, _ in found.values()), default=0)
    if found:
        encoding = _judged(data, [e for e, (score, _) in found.items() if score == best])
        return Decoded(found[encoding][1], encoding)
    likely = max(broken, key=lambda e: _likeness(data.decode(e, "replace")))
    if _is_chinese(data.decode(likely, "replace")):
        raise UnreadableFile(source, _damaged(likely, broken[likely])) from error
    raise UnreadableFile(source, "无法判断编码，或不是文本：请另存为 UTF-8 文本（或 DOCX、PDF、OFD）")


def _judged(data: bytes, encodings: list[str]) -> str:
    """Return which of the encodings that give equally good Chinese is the likelier by charset-normalizer."""
    if len(encodings) == 1:
        return encodings[0]
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE], cp_isolation=encodings).best()
    told = best.encoding.replace("_", "-") if best else ""
    return told if told in encodings else encodings[0]


def _is_chinese(text: str, *, at_least: float = _LIKELY) -> bool:
    """Return whether a text's beginning is made of common characters, and has those that every Chinese text has."""
    if _likeness(text) < at_least:
        return False
    han = _HAN.findall(text, 0, _SAMPLE)
    frequent = sum(map(_FREQUENT.__contains__, fold("".join(han))))
    return len(han) < _SHORT or frequent >= _FEWEST * len(han)


def _likeness(text: str) -> float:
    """Return the share of common Chinese among what is no ASCII in a text's beginning, 0 to 1."""
    rest = text[:_SAMPLE].translate(_ASCII)
    return 1 - len(fold(rest).translate(_common())) / max(1, len(rest))


@lru_cache(maxsize=1)
def _common() -> dict[int, None]:
    """Return a table that deletes Chinese punctuation and the first level of GB 2312 (3,755 characters)."""
    pairs = (bytes((high, low)) for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF))
    level = b"".join(pairs).decode("gb2312", "ignore")
    return dict.fromkeys([*_ASCII, *map(ord, level + _PUNCTUATION)])
