"""What ISO 19005-3 (PDF/A-3U) demands and can be seen in the objects of a file; no registry has veraPDF."""

from collections.abc import Iterator
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

FORBIDDEN_ACTIONS = {
    "/Launch",
    "/Sound",
    "/Movie",
    "/ResetForm",
    "/ImportData",
    "/JavaScript",
    "/Hide",
    "/SetOCGState",
    "/Rendition",
    "/Trans",
    "/GoTo3DView",
}
INVISIBLE, HIDDEN, PRINT, NO_VIEW, TOGGLE = 1, 2, 4, 32, 256


def faults(pdf: bytes) -> list[str]:
    """Each demand that `pdf` does not meet, with its clause; none of a good one."""
    with pikepdf.open(BytesIO(pdf)) as document:
        return [*_frame(pdf, document), *_colour(document), *_metadata(document), *_objects(document)]


def _frame(pdf: bytes, document: Pdf) -> Iterator[str]:
    lines = pdf.split(b"\n", 2)
    if not lines[0].startswith(b"%PDF-1.") or sum(byte > 127 for byte in lines[1][1:5]) != 4:
        yield "6.1.2: no header with a binary comment behind it"
    if "/ID" not in document.trailer or document.is_encrypted:
        yield "6.1.3: no identifier, or encrypted"
    if not pdf.rstrip(b"\r\n").endswith(b"%%EOF"):
        yield "6.1.3: data behind the end"
    for key in ("/AA", "/Requirements", "/NeedsRendering", "/OCProperties"):
        if key in document.Root:
            yield f"6.5, 6.11: the catalog has {key}"


def _colour(document: Pdf) -> Iterator[str]:
    intents = [each for each in document.Root.get("/OutputIntents", []) if each["/S"] == Name.GTS_PDFA1]
    if len(intents) != 1:
        yield "6.2.3: not exactly one output intent"
        return
    profile = intents[0]["/DestOutputProfile"]
    header = profile.read_bytes()[:128]
    if header[36:40] != b"acsp" or header[16:20] != b"RGB " or int(profile["/N"]) != 3:
        yield "6.2.3: the output profile is not an ICC profile of RGB"


def _metadata(document: Pdf) -> Iterator[str]:
    stream = document.Root["/Metadata"]
    if "/Filter" in stream:
        yield "6.6.2: the metadata are compressed"
    meta = document.open_metadata()
    if ("3", "U") != (meta.get("pdfaid:part"), meta.get("pdfaid:conformance")):
        yield "6.6.4: not called PDF/A-3U"
    for key, name in (("/Title", "dc:title"), ("/Author", "dc:creator"), ("/Subject", "dc:description")):
        if key in document.docinfo and str(document.docinfo[key]) not in str(meta.get(name)):
            yield f"6.6.3: {key} is not {name}"
    if "/Lang" not in document.Root:
        yield "6.7.4: no language"


def _objects(document: Pdf) -> Iterator[str]:
    attached = document.Root.get("/AF", Array())
    for each in document.objects:
        if isinstance(each, Stream):
            yield from _stream(each)
        if isinstance(each, Stream | Dictionary):
            yield from _dictionary(each)
            if each.get("/Type") == Name.Filespec:
                yield from _file(each, attached)


def _stream(stream: Stream) -> Iterator[str]:
    if "/F" in stream or "/LZWDecode" in str(stream.get("/Filter", "")):
        yield "6.1.7: a stream is outside the file, or in LZW"
    if stream.get("/Interpolate", False):
        yield "6.2.8: an image is interpolated"
    if stream.get("/Subtype") in (Name.Image, Name.Form) and not {"/OPI", "/Alternates", "/PS", "/Ref"}.isdisjoint(
        stream.keys()
    ):
        yield "6.2.8, 6.2.9: an image or form refers to something else"


def _dictionary(each: Object) -> Iterator[str]:
    kind = each.get("/Type")
    if str(each.get("/S")) in FORBIDDEN_ACTIONS and kind != Name.StructElem:
        yield f"6.5.1: an action {each['/S']}"
    if kind == Name.Font:
        yield from _font(each)
    if kind == Name.Page and not {"/AA", "/PresSteps"}.isdisjoint(each.keys()):
        yield "6.5.2: a page acts"
    if each.get("/Subtype") == Name.Widget:
        yield from _widget(each)
    if each.get("/NeedAppearances", False):
        yield "6.4.1: a viewer shall draw the form"
    if "/XFA" in each:
        yield "6.4.2: XFA"


def _font(font: Object) -> Iterator[str]:
    if font["/Subtype"] == Name.Type0:
        if "/ToUnicode" not in font:
            yield f"6.2.11.7: {font['/BaseFont']} has no Unicode"
        return
    if "/FontDescriptor" not in font or "/FontFile2" not in font["/FontDescriptor"]:
        yield f"6.2.11.4: {font['/BaseFont']} is not embedded"
    if font["/Subtype"] == Name.CIDFontType2 and "/CIDToGIDMap" not in font:
        yield f"6.2.11.3: {font['/BaseFont']} has no CIDToGIDMap"


def _widget(widget: Object) -> Iterator[str]:
    flags = int(widget.get("/F", 0))
    if not flags & PRINT or flags & (INVISIBLE | HIDDEN | NO_VIEW | TOGGLE):
        yield "6.3.2: a widget is not printed"
    if not {"/A", "/AA"}.isdisjoint(widget.keys()):
        yield "6.4.1: a widget acts"
    if float(widget["/Rect"][2]) > float(widget["/Rect"][0]) and set(widget["/AP"].keys()) != {"/N"}:
        yield "6.3.3: a widget looks otherwise at times"


def _file(spec: Object, attached: Object) -> Iterator[str]:
    if not {"/F", "/UF", "/AFRelationship", "/EF"} <= set(spec.keys()):
        yield "6.8: an attachment without its names or its relation"
    elif "/Subtype" not in spec["/EF"]["/F"] or "/ModDate" not in spec["/EF"]["/F"]["/Params"]:
        yield "6.8: an attachment without its type or date"
    if spec.objgen not in [each.objgen for each in attached]:
        yield "6.8: an attachment that is associated with nothing"
