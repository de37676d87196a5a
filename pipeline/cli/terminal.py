"""What a terminal needs: names that cannot forge its output, streams that take every character, errors in Chinese."""

import errno
import re
import sys
from io import TextIOWrapper

# Controls, marks that turn the direction of writing, zero-width characters, and bytes of a name that are no UTF-8.
_UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
_TROUBLES = {
    errno.ENOSPC: "磁盘已满：请清理后重新运行",
    errno.EDQUOT: "磁盘配额已满：请清理后重新运行",
    errno.EFBIG: "文件超过系统允许的大小：请分批处理",
    errno.EACCES: "没有写入权限：请换一个位置",
    errno.EPERM: "没有写入权限：请换一个位置",
    errno.EROFS: "磁盘是只读的：请换一个位置",
    errno.EISDIR: "这是一个文件夹：请给出文件名",
    errno.EEXIST: "已有同名文件：请换一个文件夹",
    errno.ENOTDIR: "路径中有一段不是文件夹：请核对",
    errno.ENOENT: "上级文件夹不存在且不能新建：请换一个位置",
    errno.ENAMETOOLONG: "名称过长：请换一个较短的路径",
}


def plain(name: str) -> str:
    """Return a file name fit for a line of a terminal or a page: what cannot be shown there is a �."""
    return _UNSHOWN.sub("\ufffd", name)


def trouble(error: OSError) -> str:
    """Return in Chinese why something cannot be written, and what to do."""
    return _TROUBLES.get(error.errno or 0, f"系统错误 {errno.errorcode.get(error.errno or 0, '原因不明')}")


def prepare() -> None:
    """Let standard output and error take every character: ASCII becomes UTF-8, others show what they lack as ?."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            ascii_only = stream.encoding.lower() in ("ascii", "us-ascii", "ansi_x3.4-1968", "646")
            stream.reconfigure(encoding="utf-8" if ascii_only else stream.encoding, errors="replace")
