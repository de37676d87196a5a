"""Tells the names that a program gives to sheets, tables and shapes from those that a person gave."""

import re

_SHEET = re.compile(r"(?:Sheet|Chart|Table|工作表|图表|表)[ _]?[0-9]{0,4}(?: ?\([0-9]{1,3}\))?|ThisWorkbook", re.I)
_SHAPE = re.compile(
    r"(?:图片|图表|文本框|矩形|圆角矩形|椭圆|直线|直接连接符|直接箭头连接符|连接符|组合|对象|标题|形状|图形|图示|表格|批注|"
    r"控件|箭头|艺术字|任意多边形|Picture|Image|Chart|Text ?Box|Rectangle|Oval|Line|Shape|Group|Object|Title|"
    r"Diagram|Graphic|Comment|Straight .{0,20}|Drop Down|Check Box|Button|Label|Option Button|Spinner|List Box|Control|"
    r"AutoShape|WordArt)? ?[0-9]{0,5}",
    re.I,
)
_BUILT_IN = ("_xlnm.", "_xlfn.", "_xlpm.", "_FilterDatabase")
# Pictures in cells are found by their name (WPS).
_PICTURE_ID = re.compile("ID_[0-9A-F]{32}")


def is_own_name(name: str) -> bool:
    """Return whether a person gave the name of a sheet, a table, or a module."""
    return bool(name) and not _SHEET.fullmatch(name)


def is_defined(name: str) -> bool:
    """Return whether a defined name is none of the program's."""
    return bool(name) and not name.startswith(_BUILT_IN)


def is_own_shape(name: str) -> bool:
    """Return whether a person gave the name of a shape."""
    return not _SHAPE.fullmatch(name) and not _PICTURE_ID.fullmatch(name)
