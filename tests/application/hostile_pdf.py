"""PDFs that want more than to be read, made here: every danger in every place in which it can hide."""

import zlib
from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, AttachedFileSpec, Dictionary, Name, Object, ObjectStreamMode, Pdf, Stream, String

Spoil = Callable[[Pdf], None]
GENERATE = ObjectStreamMode.generate


def pdf(spoil: Spoil = lambda _: None, **how: Any) -> bytes:
    """A PDF of one page, spoiled, and saved by qpdf in the way that is asked for."""
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(300, 300))
        spoil(document)
        saved = BytesIO()
        document.save(saved, **how)
    return saved.getvalue()


def action(kind: str, **more: Any) -> Dictionary:
    return Dictionary({"/Type": Name("/Action"), "/S": Name(f"/{kind}"), **{f"/{key}": more[key] for key in more}})


def javascript() -> Dictionary:
    return action("JavaScript", JS=String("app.alert('halo')"))


# Places: each takes an action and puts it where a viewer would find it.
def on_opening(document: Pdf, what: Object) -> None:
    document.Root["/OpenAction"] = what


def on_opening_by_reference(document: Pdf, what: Object) -> None:
    document.Root["/OpenAction"] = document.make_indirect(what)


def behind_another(document: Pdf, what: Object) -> None:
    going = Dictionary({"/S": Name("/GoTo"), "/D": Array([document.pages[0].obj, Name("/Fit")])})
    going["/Next"] = Array([document.make_indirect(what)])
    document.Root["/OpenAction"] = going


def on_turning_the_page(document: Pdf, what: Object) -> None:
    document.pages[0].obj["/AA"] = Dictionary({"/O": what})


def on_a_click(document: Pdf, what: Object) -> None:
    link = Dictionary({"/Type": Name.Annot, "/Subtype": Name.Link, "/Rect": Array([0, 0, 9, 9]), "/A": what})
    document.pages[0].obj["/Annots"] = Array([document.make_indirect(link)])


def in_a_form(document: Pdf, what: Object) -> None:
    field = Dictionary({"/FT": Name("/Tx"), "/T": String("nama"), "/AA": Dictionary({"/K": what})})
    outer = Dictionary({"/T": String("luar"), "/Kids": Array([document.make_indirect(field)])})
    document.Root["/AcroForm"] = Dictionary({"/Fields": Array([document.make_indirect(outer)])})


def in_an_outline(document: Pdf, what: Object) -> None:
    item = document.make_indirect(Dictionary({"/Title": String("Bab 1"), "/A": what}))
    document.Root["/Outlines"] = document.make_indirect(Dictionary({"/First": item, "/Last": item, "/Count": 1}))


def where_nothing_leads(document: Pdf, what: Object) -> None:
    """qpdf writes only what it can reach, so something harmless leads there."""
    document.Root["/Jejak"] = document.make_indirect(Dictionary({"/Isi": Array([Array([what])])}))


def in_a_circle(document: Pdf, what: Object) -> None:
    one, other = (document.make_indirect(Dictionary()) for _ in range(2))
    one["/Next"], other["/Next"] = other, one
    one["/Self"], other["/A"] = one, what
    document.Root["/Jejak"] = one


PLACES = (
    on_opening,
    on_opening_by_reference,
    behind_another,
    on_turning_the_page,
    on_a_click,
    in_a_form,
    in_an_outline,
    where_nothing_leads,
    in_a_circle,
)


def named_scripts(document: Pdf) -> None:
    leaf = Dictionary({"/Names": Array([String("mulai"), document.make_indirect(javascript())])})
    kids = Dictionary({"/Kids": Array([document.make_indirect(leaf)])})
    document.Root["/Names"] = Dictionary({"/JavaScript": document.make_indirect(kids)})


def attached(document: Pdf) -> None:
    document.attachments["setup.exe"] = b"MZ"


def data(content: bytes = b'{"nomor": "1"}', *, mime: str = "application/json") -> Spoil:
    """A document that carries itself as data, as our decrees do."""

    def spoil(document: Pdf) -> None:
        spec = AttachedFileSpec(document, content, filename="keputusan.json", mime_type=mime)
        document.attachments["keputusan.json"] = spec

    return spoil


def data_twice(document: Pdf) -> None:
    data()(document)
    document.attachments["lain.json"] = b"{}"


def data_and_a_pin(document: Pdf) -> None:
    data()(document)
    pinned(document)


def data_packed_too_well(document: Pdf) -> None:
    data(b'{"nomor": "' + b"1" * 1_000_000 + b'"}')(document)
    for each in document.objects:
        if isinstance(each, Stream) and each.get("/Type") == Name.EmbeddedFile:
            each.write(zlib.compress(each.read_bytes()), filter=Name.FlateDecode)


def data_in_a_strange_wrapping(document: Pdf) -> None:
    data()(document)
    for each in document.objects:
        if isinstance(each, Stream) and each.get("/Type") == Name.EmbeddedFile:
            content = each.read_bytes()
            each.write(bytes([len(content) - 1]) + content + b"\x80", filter=Name.RunLengthDecode)


def pinned(document: Pdf) -> None:
    """An attachment that is an annotation."""
    stream = document.make_stream(b"MZ")
    file = Dictionary({"/Type": Name.Filespec, "/F": String("setup.exe"), "/EF": Dictionary({"/F": stream})})
    pin = Dictionary({"/Type": Name.Annot, "/Subtype": Name.FileAttachment, "/Rect": Array([0, 0, 9, 9]), "/FS": file})
    document.pages[0].obj["/Annots"] = Array([document.make_indirect(pin)])


def portfolio(document: Pdf) -> None:
    document.Root["/Collection"] = Dictionary({"/View": Name("/D")})


def dynamic_form(document: Pdf) -> None:
    form = document.make_stream(b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'/>")
    document.Root["/AcroForm"] = Dictionary({"/Fields": Array(), "/XFA": form})


def content_from_elsewhere(document: Pdf) -> None:
    stream = document.make_stream(b"")
    stream["/F"] = String("//server/share/isi.txt")
    document.pages[0].obj["/Contents"] = stream


def page_of_another(document: Pdf) -> None:
    stream = document.make_stream(b"")
    stream["/Type"], stream["/Subtype"], stream["/BBox"] = Name.XObject, Name.Form, Array([0, 0, 9, 9])
    stream["/Ref"] = Dictionary({"/F": String("lain.pdf"), "/Page": 0})
    document.pages[0].obj["/Resources"] = Dictionary({"/XObject": Dictionary({"/X": stream})})


def film(document: Pdf) -> None:
    movie = Dictionary({"/Type": Name.Annot, "/Subtype": Name("/RichMedia"), "/Rect": Array([0, 0, 9, 9])})
    document.pages[0].obj["/Annots"] = Array([document.make_indirect(movie)])


def link_to(address: str) -> Spoil:
    return lambda document: on_a_click(document, action("URI", URI=String(address)))


def dangers() -> Iterator[tuple[str, Spoil, str]]:
    """Each danger: a name, what makes it, and the code it is refused with."""
    for place in PLACES:
        yield f"script {place.__name__}", _placed(place, javascript), "javascript"
    for code, kinds in (
        ("launch", ("Launch",)),
        ("embedded_file", ("GoToE",)),
        ("external_reference", ("GoToR", "SubmitForm", "ImportData")),
        ("multimedia", ("Rendition", "Movie", "Sound", "RichMediaExecute", "GoTo3DView")),
    ):
        for kind in kinds:
            yield f"{kind} on a click", _placed(on_a_click, partial(action, kind)), code
            yield f"{kind} in a form", _placed(in_a_form, partial(action, kind)), code
    yield "named scripts", named_scripts, "javascript"
    yield "attachment", attached, "embedded_file"
    yield "pinned attachment", pinned, "embedded_file"
    yield "portfolio", portfolio, "embedded_file"
    yield "data that is a program", data(b"MZ"), "embedded_file"
    yield "data of another kind", data(mime="text/html"), "embedded_file"
    yield "data twice", data_twice, "embedded_file"
    yield "data and a pin", data_and_a_pin, "embedded_file"
    yield "data packed too well", data_packed_too_well, "embedded_file"
    yield "data nested too deep", data(b"[" * 60_000), "embedded_file"
    yield "data in a strange wrapping", data_in_a_strange_wrapping, "embedded_file"
    yield "XFA", dynamic_form, "form_xfa"
    yield "content from elsewhere", content_from_elsewhere, "external_reference"
    yield "page of another file", page_of_another, "external_reference"
    yield "link to a script", link_to("JavaScript:alert(1)"), "external_reference"
    yield "link into the machine", link_to("file:///etc/passwd"), "external_reference"
    yield "film", film, "multimedia"
    yield (
        "page opened on the web",
        _placed(on_opening, lambda: action("URI", URI=String("https://a.example"))),
        ("automatic_action"),
    )
    yield "printed at once", _placed(on_opening, lambda: action("Named", N=Name.Print)), "automatic_action"
    yield "print on turning", _placed(on_turning_the_page, lambda: action("Named", N=Name.Print)), "automatic_action"


def _placed(place: Callable[[Pdf, Object], None], make: Callable[[], Object]) -> Spoil:
    return lambda document: place(document, make())


def harmless() -> Iterator[tuple[str, Spoil]]:
    """What looks like a danger and is none, or is in every second letter."""
    yield "a link to a page", link_to("https://banjarbarukota.go.id/izin")
    yield "a letter to write", link_to("mailto:izin@example.org")
    yield "a place to begin at", lambda document: on_opening(document, Array([document.pages[0].obj, Name("/Fit")]))
    yield (
        "a place to go to",
        lambda document: on_opening(
            document, Dictionary({"/S": Name("/GoTo"), "/D": Array([document.pages[0].obj, Name("/Fit")])})
        ),
    )
    yield (
        "a font called AA",
        lambda document: document.pages[0].obj.__setitem__(
            "/Resources", Dictionary({"/Font": Dictionary({"/AA": Dictionary({"/Type": Name.Font})})})
        ),
    )
    yield (
        "words about it",
        lambda document: document.docinfo.__setitem__("/Title", String("Tentang /JavaScript (dan /S /Launch) \\) /JS")),
    )
    yield "itself as data", data()
    yield "a circle", lambda document: in_a_circle(document, Dictionary())


OBJECTS = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]>>endobj\n"
)
TRAILER = b"trailer<</Size 4/Root 1 0 R>>\n"


def with_stream(packed: bytes, head: bytes = b"/Filter/FlateDecode", times: int = 1) -> bytes:
    """A PDF by hand with streams that qpdf would never write."""
    body = b"<<%s/Length %d>>stream\n" % (head, len(packed)) + packed + b"\nendstream endobj\n"
    return OBJECTS + b"".join(b"%d 0 obj" % n + body for n in range(5, 5 + times)) + TRAILER + b"%%EOF"


def zeros(mib: int) -> bytes:
    """That many MiB of zeros, packed: a thousandth of it. The checksum at the end, where nobody comes, is wrong."""
    pack = zlib.compressobj(9)
    first, block, last = (
        pack.compress(bytes(1024 * 1024)) + pack.flush(how)
        for how in (zlib.Z_FULL_FLUSH, zlib.Z_FULL_FLUSH, zlib.Z_FINISH)
    )
    return first + block * (mib - 2) + last
