"""Puts one text into places of a PDF that the eye does not see, and reads all strings and streams of one by pikepdf."""

import io
from collections.abc import Callable, Iterator, Mapping, Sequence

from pdfminer.high_level import extract_text
from pikepdf import Array, AttachedFileSpec, Dictionary, Name, Object, OutlineItem, Pdf, PdfError, Stream, String

from tests.making import pdf_of

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XMP = (
    f'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{_RDF}">'
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:source>{}</dc:source></rdf:Description>'
    '</rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
)
_DEEPEST = 8


def _attached(pdf: Pdf, value: str) -> None:
    name = value.replace("/", "_")
    pdf.attachments[name] = AttachedFileSpec(pdf, value.encode("utf-16-be"), filename=f"{name}.txt")


def _outlined(pdf: Pdf, value: str) -> None:
    with pdf.open_outline() as outline:
        outline.root.append(OutlineItem(value, 0))


def _field(pdf: Pdf, value: str) -> None:
    field = pdf.make_indirect(Dictionary(FT=Name.Tx, T=String(value), V=String(value), TU=String(value)))
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]))


def _tagged(pdf: Pdf, value: str) -> None:
    element = Dictionary(S=Name.P, ActualText=String(value), Alt=String(value), T=String(value))
    pdf.Root.StructTreeRoot = Dictionary(Type=Name.StructTreeRoot, K=Array([element]))


def _unused(pdf: Pdf, value: str) -> None:
    pdf.Root.Odd = pdf.make_stream(value.encode("utf-16-be"), A=Array([String(value)]))


def _set(path: str, made: Callable[[str], Dictionary]) -> Callable[[Pdf, str], None]:
    """Return what sets an entry of the catalogue, or of the first page."""
    where, _, key = path.rpartition(".")

    def put(pdf: Pdf, value: str) -> None:
        (pdf.pages[0].obj if where else pdf.Root)[f"/{key}"] = made(value)

    return put


PRINTED: Mapping[str, Callable[[Pdf, str], None]] = {
    "attachment": _attached,
    "outline": _outlined,
    "form field": _field,
    "structure": _tagged,
    "unused object": _unused,
    "own property": lambda pdf, value: pdf.docinfo.__setitem__("/Handler", value),
    "metadata": lambda pdf, value: setattr(pdf.Root, "Metadata", pdf.make_stream(_XMP.format(value).encode(), Type=Name.Metadata, Subtype=Name.XML)),
    "private data": _set("page.PieceInfo", lambda v: Dictionary(A=Dictionary(Private=String(v)))),
    "script": _set("OpenAction", lambda v: Dictionary(S=Name.JavaScript, JS=String(v))),
    "labels of pages": _set("PageLabels", lambda v: Dictionary(Nums=Array([0, Dictionary(P=String(v))]))),
    "action": _set("page.AA", lambda v: Dictionary(O=Dictionary(S=Name.URI, URI=String(f"https://example.com/{v}")))),
}  # fmt: skip


def printed(lines: Sequence[str], hidden: Mapping[str, str], *, note: str, title: str) -> bytes:
    """Return a PDF that shows lines, with a text in each of these places of `PRINTED`."""
    shown = [(line, 90, 120 + 30 * number, 14) for number, line in enumerate(lines)]
    with Pdf.open(io.BytesIO(pdf_of(shown, note=note, properties={"Title": title}))) as pdf:
        for place, value in hidden.items():
            PRINTED[place](pdf, value)
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def strings(data: bytes) -> Iterator[tuple[str, bytes | str]]:
    """Yield what pdfminer reads, every stream decoded, and every string as it is and as PDF means it."""
    yield "pdfminer", extract_text(io.BytesIO(data))
    with Pdf.open(io.BytesIO(data)) as pdf:
        for thing in pdf.objects:
            if isinstance(thing, Stream):
                yield "stream", _decoded(thing)
            yield from (("string", said) for said in _said(thing, _DEEPEST))


def _decoded(stream: Stream) -> bytes:
    try:
        return bytes(stream.read_bytes())
    except PdfError:
        return bytes(stream.read_raw_bytes())


def _said(thing: object, deepest: int) -> Iterator[bytes | str]:
    if isinstance(thing, String):
        yield str(thing)
        yield bytes(thing)
    elif isinstance(thing, Array) and deepest:
        for inner in thing:
            yield from _said(inner, deepest - 1)
    elif isinstance(thing, Dictionary | Stream) and deepest:
        for key, inner in thing.items():
            yield key
            yield from _said(inner, deepest - 1) if isinstance(inner, Object) else ()
