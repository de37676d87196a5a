"""What the reader of a rewritten Word file must know of it, in Chinese and without any of its text."""

from collections.abc import Mapping

_NOTES = {
    "pictures": "内嵌图片 {} 幅：其中文字未检查",
    "signature": "数字签名已失效并删除：如有需要请重新签名",
    "embedded": "嵌入的文件或对象 {} 个已删除（其图片仍在，未检查）",
    "macros": "宏已删除，文件改为不含宏的文档（.docx）",
    "media": "音频或视频 {} 个已删除",
    "merge": "邮件合并的数据源已删除",
    "glossary": "文档部件（构建基块）已删除：未检查",
    "fonts": "嵌入字体已删除：显示可能略有不同",
    "other": "无法检查的附加部分 {} 个已删除",
    "objects": "图表或图示 {} 个已删除：其中文字无法检查",
    "links": "超链接 {} 处已解除（地址中可能含个人信息）",
    "fields": "域 {} 处已转为普通文字（域代码中可能含个人信息）",
    "bindings": "内容控件与数据的绑定 {} 处已解除",
    "choices": "下拉列表的选项 {} 项已删除：未检查",
    "deletions": "遮盖处旁边的修订删除文字 {} 处已清空",
    "alternatives": "供旧版软件显示的替代内容 {} 处已删除：与正文不一致",
    "properties": "自定义属性 {} 项已删除（仅含数字或开关，未检查）",
    "text": "不显示或无法检查的文字 {} 处已清除",
}


def notes(counts: Mapping[str, int]) -> tuple[str, ...]:
    """Return a note for each group of which something was found; counts: by group, as the keys above."""
    return tuple(text.format(counts[group]) for group, text in _NOTES.items() if counts.get(group))
