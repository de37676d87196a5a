"""Makes real workbooks for the tests, also such as no program would write."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from tests.making import zipped

_HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_P = "http://schemas.openxmlformats.org/package/2006"
_O = "http://schemas.openxmlformats.org/officeDocument/2006"
NAMESPACES = (
    f'xmlns="{_S}" xmlns:r="{_R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
    'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"'
)
_CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_TYPES = {
    "sharedStrings": f"{_CONTENT}.sharedStrings+xml",
    "styles": f"{_CONTENT}.styles+xml",
    "comments": f"{_CONTENT}.comments+xml",
    "table": f"{_CONTENT}.table+xml",
    "drawing": "application/vnd.openxmlformats-officedocument.drawing+xml",
    "chart": "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
    "calcChain": f"{_CONTENT}.calcChain+xml",
    "externalLink": f"{_CONTENT}.externalLink+xml",
    "pivotCacheDefinition": f"{_CONTENT}.pivotCacheDefinition+xml",
    "pivotTable": f"{_CONTENT}.pivotTable+xml",
    "vbaProject": "application/vnd.ms-office.vbaProject",
    "threadedComment": "application/vnd.ms-excel.threadedcomments+xml",
    "person": "application/vnd.ms-excel.person+xml",
    "printerSettings": f"{_CONTENT}.printerSettings",
}
_MICROSOFT = {
    "threadedComment": "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment",
    "person": "http://schemas.microsoft.com/office/2017/10/relationships/person",
    "vbaProject": "http://schemas.microsoft.com/office/2006/relationships/vbaProject",
}

Related = tuple[str, str, str]
"""Owner's path, kind, path of the part (or a target outside, which has a colon or begins with #)."""


@dataclass(frozen=True)
class Sheet:
    """A sheet of XML rows (or of values, one list a row); before, after: XML beside the rows."""

    rows: Sequence[str | Sequence[object]]
    name: str = "Sheet1"
    state: str = ""
    before: str = ""
    after: str = ""


def row(*cells: str, number: int | None = None, attributes: str = "") -> str:
    """Return a row of cells."""
    place = f' r="{number}"' if number else ""
    return f"<row{place} {attributes}>{''.join(cells)}</row>"


def cell(place: str, value: object = "", *, style: int = 0, formula: str = "", kind: str = "") -> str:
    """Return a cell: a text inline (or, with a formula, its result), a number as it is; kind s: a shared string."""
    inside = f"<f>{escape(formula)}</f>" if formula else ""
    if formula.startswith("<f"):
        inside = formula
    style_of = f' s="{style}"' if style else ""
    text = escape(str(value))
    if isinstance(value, str) and not kind and not formula:
        return f'<c r="{place}"{style_of} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    kind = kind or ("str" if isinstance(value, str) else "n")
    return f'<c r="{place}"{style_of} t="{kind}">{inside}<v>{text}</v></c>'


def rich(*runs: tuple[str, str], sound: str = "") -> str:
    """Return the inside of a string of runs: text and properties; sound: how it is read."""
    made = "".join(f'<r><rPr>{p}</rPr><t xml:space="preserve">{escape(t)}</t></r>' for t, p in runs)
    return made + (f'<rPh sb="0" eb="1"><t>{escape(sound)}</t></rPh>' if sound else "")


def strings(*items: str) -> str:
    """Return the part of shared strings; an item is its XML, or a bare text."""
    made = "".join(f"<si>{i if i.startswith('<') else f'<t>{escape(i)}</t>'}</si>" for i in items)
    return part("sst", made, f'count="{len(items)}" uniqueCount="{len(items)}"')


def styles(*codes: str) -> str:
    """Return styles whose cell formats 1, 2 ... have these number formats."""
    formats = "".join(f'<numFmt numFmtId="{200 + i}" formatCode={quoteattr(c)}/>' for i, c in enumerate(codes))
    cells = "".join(
        f'<xf numFmtId="{200 + i}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        for i, _ in enumerate(codes)
    )
    return part(
        "styleSheet",
        f'<numFmts count="{len(codes)}">{formats}</numFmts><fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(codes) + 1}"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>{cells}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="常规" xfId="0" builtinId="0"/></cellStyles>',
    )


def comments(*said: tuple[str, str, str]) -> str:
    """Return the part of comments: place, text, author."""
    authors = "".join(f"<author>{escape(who)}</author>" for _, _, who in said)
    made = "".join(
        f'<comment ref="{p}" authorId="{i}"><text><r><t>{escape(t)}</t></r></text></comment>'
        for i, (p, t, _) in enumerate(said)
    )
    return part("comments", f"<authors>{authors}</authors><commentList>{made}</commentList>")


def drawing(*shapes: str) -> str:
    """Return a drawing of anchored shapes (see `shape`, `graphic`)."""
    corners = "<xdr:from><xdr:col>5</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>1</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>"
    corners += corners.replace("from", "to").replace(">5<", ">9<").replace(">1<", ">9<")
    made = "".join(f"<xdr:twoCellAnchor>{corners}{s}<xdr:clientData/></xdr:twoCellAnchor>" for s in shapes)
    return f"{_HEADER}<xdr:wsDr {NAMESPACES}>{made}</xdr:wsDr>"


def shape(*paragraphs: str, described: str = "", name: str = "文本框 1") -> str:
    """Return a text box; a paragraph may be cut into runs by a bar."""
    lines = "".join(
        f"<a:p>{''.join(f'<a:r><a:t>{escape(t)}</a:t></a:r>' for t in p.split('|'))}</a:p>" for p in paragraphs
    )
    return (
        f'<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="2" name={quoteattr(name)} descr={quoteattr(described)}/><xdr:cNvSpPr txBox="1"/>'
        '</xdr:nvSpPr><xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="9" cy="9"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr>'
        f"<xdr:txBody><a:bodyPr/><a:lstStyle/>{lines}</xdr:txBody></xdr:sp>"
    )


def graphic(relation: str) -> str:
    """Return the frame of a chart."""
    return (
        '<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="3" name="图表 2"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>'
        '<xdr:xfrm><a:off x="0" y="0"/><a:ext cx="9" cy="9"/></xdr:xfrm><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        f'<c:chart r:id="{relation}"/></a:graphicData></a:graphic></xdr:graphicFrame>'
    )


def chart(title: str, formula: str, cached: Iterable[str]) -> str:
    """Return a bar chart with a title and the names of its categories as it remembers them."""
    points = "".join(f'<c:pt idx="{i}"><c:v>{escape(t)}</c:v></c:pt>' for i, t in enumerate(cached))
    return (
        f"{_HEADER}<c:chartSpace {NAMESPACES}><c:chart><c:title><c:tx><c:rich><a:bodyPr/><a:p><a:r><a:t>{escape(title)}</a:t></a:r></a:p>"
        '</c:rich></c:tx></c:title><c:plotArea><c:layout/><c:barChart><c:barDir val="col"/><c:grouping val="clustered"/><c:ser><c:idx val="0"/>'
        f'<c:order val="0"/><c:cat><c:strRef><c:f>{escape(formula)}</c:f><c:strCache><c:ptCount val="2"/>{points}</c:strCache></c:strRef></c:cat>'
        f'<c:val><c:numRef><c:f>{escape(formula)}</c:f></c:numRef></c:val></c:ser><c:axId val="1"/><c:axId val="2"/></c:barChart>'
        '<c:catAx><c:axId val="1"/><c:scaling/><c:delete val="0"/><c:axPos val="b"/><c:crossAx val="2"/></c:catAx>'
        '<c:valAx><c:axId val="2"/><c:scaling/><c:delete val="0"/><c:axPos val="l"/><c:crossAx val="1"/></c:valAx></c:plotArea></c:chart></c:chartSpace>'
    )


def part(root: str, inside: str, attributes: str = "") -> str:
    """Return a part in the language of spreadsheets."""
    return f"{_HEADER}<{root} {NAMESPACES} {attributes}>{inside}</{root}>"


def xlsx_of(
    *sheets: Sheet,
    names: str = "",
    book: str = "",
    parts: Mapping[str, str | bytes] | None = None,
    related: Sequence[Related] = (),
    properties: Mapping[str, str] | None = None,
    custom: Mapping[str, str] | None = None,
    macros: bool = False,
) -> bytes:
    """Return a workbook.

    names: defined names, XML; book: XML before the list of sheets; parts: further parts by path (xl/comments1.xml);
    related: who leads to them; the ids are r1, r2 ... for each owner in this order, sheets have s1, s2 ...
    """
    relations: dict[str, list[tuple[str, str, str]]] = {"xl/workbook.xml": [], "": []}
    for number, _ in enumerate(sheets, 1):
        relations["xl/workbook.xml"].append((f"s{number}", "worksheet", f"xl/worksheets/sheet{number}.xml"))
    for owner, kind, path in related:
        have = relations.setdefault(owner, [])
        have.append((f"r{1 + sum(i.startswith('r') for i, _, _ in have)}", kind, path))
    listed = "".join(
        f'<sheet name={quoteattr(s.name)} sheetId="{i}" r:id="s{i}"{f" state={quoteattr(s.state)}" if s.state else ""}/>'
        for i, s in enumerate(sheets, 1)
    )
    defined = f"<definedNames>{names}</definedNames>" if names else ""
    files: dict[str, str | bytes] = {"xl/workbook.xml": part("workbook", f"{book}<sheets>{listed}</sheets>{defined}")}
    for number, sheet in enumerate(sheets, 1):
        inside = f"{sheet.before}<sheetData>{''.join(_rows(sheet.rows))}</sheetData>{sheet.after}"
        files[f"xl/worksheets/sheet{number}.xml"] = part("worksheet", inside)
    files |= dict(parts or {})
    files |= _property_files(properties or {}, custom or {})
    relations[""] = [("m1", "officeDocument", "xl/workbook.xml"), *relations[""]]
    relations[""] += [
        ("m2", "core-properties", "docProps/core.xml"),
        ("m3", "custom-properties", "docProps/custom.xml"),
    ]
    kinds = {path: kind for some in relations.values() for _, kind, path in some}
    return zipped(
        {
            "[Content_Types].xml": _types(files, kinds, macros=macros),
            **{_relations_path(o): _relations(some) for o, some in relations.items()},
            **files,
        }
    )


def _rows(rows: Sequence[str | Sequence[object]]) -> Iterable[str]:
    for number, one in enumerate(rows, 1):
        if isinstance(one, str):
            yield one
        else:
            yield row(*(cell(f"{chr(65 + i)}{number}", v) for i, v in enumerate(one) if v != ""), number=number)


def _property_files(properties: Mapping[str, str], custom: Mapping[str, str]) -> dict[str, str]:
    core = "".join(f"<{k}>{escape(v)}</{k}>" for k, v in properties.items())
    own = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{i}" name={quoteattr(k)}><vt:lpwstr>{escape(v)}</vt:lpwstr></property>'
        for i, (k, v) in enumerate(custom.items(), 2)
    )
    return {
        "docProps/core.xml": f'{_HEADER}<cp:coreProperties xmlns:cp="{_P}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">{core}</cp:coreProperties>',
        "docProps/custom.xml": f'{_HEADER}<Properties xmlns="{_O}/custom-properties" xmlns:vt="{_O}/docPropsVTypes">{own}</Properties>',
    }


def _types(files: Mapping[str, str | bytes], kinds: Mapping[str, str], *, macros: bool) -> str:
    main = "application/vnd.ms-excel.sheet.macroEnabled.main+xml" if macros else f"{_CONTENT}.sheet.main+xml"
    listed = {
        "xl/workbook.xml": main,
        "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    }
    listed["docProps/custom.xml"] = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
    listed |= {path: f"{_CONTENT}.worksheet+xml" for path in files if path.startswith("xl/worksheets/sheet")}
    listed |= {path: _TYPES[kinds[path]] for path in files if kinds.get(path) in _TYPES}
    made = "".join(f'<Override PartName="/{path}" ContentType="{kind}"/>' for path, kind in listed.items())
    return (
        f'{_HEADER}<Types xmlns="{_P}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
        '<Default Extension="bin" ContentType="application/octet-stream"/>'
        f'<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>{made}</Types>'
    )


def _relations_path(owner: str) -> str:
    folder, _, base = owner.rpartition("/")
    return f"{folder}/_rels/{base}.rels" if folder else f"_rels/{base}.rels"


def _relations(some: Sequence[tuple[str, str, str]]) -> str:
    made = ""
    for number, kind, path in some:
        where = (
            f'Target={quoteattr(path)} TargetMode="External"'
            if ":" in path or path.startswith("#")
            else f'Target="/{path}"'
        )
        space = f"{_P}/relationships/metadata" if kind in ("core-properties", "thumbnail") else _R
        made += f'<Relationship Id="{number}" Type="{_MICROSOFT.get(kind, f"{space}/{kind}")}" {where}/>'
    return f'{_HEADER}<Relationships xmlns="{_P}/relationships">{made}</Relationships>'
