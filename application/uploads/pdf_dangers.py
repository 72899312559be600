"""What a PDF may not bring along: whatever runs, opens, fetches, sends or carries something beside its pages.

Every object is looked at, also those in object streams and those that nothing leads to: a viewer may find its own way.
Nothing is followed, so a cycle is no danger. A link that a reader clicks is let be: every second letter has one. So is
one attachment of plain JSON: a decree of this office carries itself as data, and comes back with a renewal (R24).
"""

import re
from collections.abc import Callable, Iterator

import pikepdf
from pikepdf import Array, Dictionary, Object, Pdf, Stream

from application.uploads.pdf_attachment import carries_data_only
from application.uploads.refused import UploadRefused
from domain.refusals import Sentence

_STRING = re.compile(rb"\((?:[^\\()]|\\.)*\)", re.DOTALL)
_END = rb"(?![^\s/<>\[\]()])"  # of a name
_ACTION = rb"/S /(?:%s)" + _END
_HARMLESS_START = frozenset({"/GoTo"})

ATTACHED = re.compile(rb"/(?:EmbeddedFiles?|EF)" + _END)

# In the order in which they are told: what runs before what merely lies there.
_MARKS: tuple[tuple[str, re.Pattern[bytes]], ...] = (
    ("javascript", re.compile(rb"/(?:JS|JavaScript)" + _END)),
    ("launch", re.compile(_ACTION % b"Launch")),
    (
        "embedded_file",
        re.compile(rb"/(?:Collection|FileAttachment)" + _END + rb"|" + _ACTION % b"GoToE"),
    ),
    ("attachment", ATTACHED),
    ("form_xfa", re.compile(rb"/XFA" + _END)),
    (
        "external_reference",
        re.compile(_ACTION % b"GoToR|SubmitForm|ImportData" + rb"|/FS /URL" + _END),
    ),
    (
        "multimedia",
        re.compile(
            _ACTION % b"Rendition|Movie|Sound|RichMediaExecute|GoTo3DView"
            + rb"|/Subtype /(?:RichMedia|Movie|Sound|3D|Screen)"
            + _END
        ),
    ),
)
# A link to click may lead to a page on the web, not to a program or into the reader's own machine.
_BAD_LINK = re.compile(rb"/URI \(\s*(?:javascript|vbscript|data|file):", re.IGNORECASE)
_AUTOMATIC = re.compile(rb"/AA" + _END)
_SIGNED = re.compile(rb"/ByteRange" + _END)


def require_harmless(document: Pdf) -> None:
    """Raise `UploadRefused` with the first kind of danger that `document` holds."""
    found = {kind for each in document.objects for kind in _dangers(each)}
    if "attachment" in found and not carries_data_only(document):
        found.add("embedded_file")
    if _starts_something(document):
        found.add("automatic_action")
    for kind, sentence in REFUSALS.items():
        if kind in found:
            raise UploadRefused(kind, sentence)


def is_signed(document: Pdf) -> bool:
    """Whether somebody has signed it electronically: to write it anew would break that."""
    return any(_SIGNED.search(_written(each)) for each in document.objects)


def _dangers(each: Object) -> Iterator[str]:
    written = _written(each)
    text = _STRING.sub(b"()", written)  # what is only said is harmless
    yield from (kind for kind, mark in _MARKS if mark.search(text))
    if isinstance(each, Stream) and ("/F" in each.stream_dict or "/Ref" in each.stream_dict):
        yield "external_reference"  # its content would be read from another file
    if _BAD_LINK.search(written):
        yield "external_reference"
    if _AUTOMATIC.search(text) and _any_inside(each, _acts_by_itself):
        yield "automatic_action"


def _written(each: Object) -> bytes:
    """The object as qpdf would write it: names without escapes, one space between two words, references as numbers."""
    if isinstance(each, Stream):
        return each.stream_dict.unparse()
    if isinstance(each, Dictionary | Array):
        return each.unparse(resolved=True)
    return b""


def _starts_something(document: Pdf) -> bool:
    """Whether opening it does more than to show a place in it."""
    start = document.Root.get("/OpenAction")
    if not isinstance(start, Dictionary):
        return False
    return str(start.get("/S")) not in _HARMLESS_START or "/Next" in start


def _acts_by_itself(each: Object) -> bool:
    """Additional actions (ISO 32000-1, 12.6.3). A font may be called AA as well."""
    actions = each.get("/AA") if isinstance(each, Dictionary) else None
    return isinstance(actions, Dictionary) and any(
        isinstance(action, Dictionary) and isinstance(action.get("/S"), pikepdf.Name) for _, action in actions.items()
    )


def _any_inside(each: Object, holds: Callable[[Object], bool]) -> bool:
    """Whether it holds for the object or for anything written inside it; what it only refers to comes by itself."""
    waiting: list[Object] = [each.stream_dict if isinstance(each, Stream) else each]
    while waiting:
        here = waiting.pop()
        if holds(here):
            return True
        inside = here.values() if isinstance(here, Dictionary) else here if isinstance(here, Array) else ()
        waiting += [one for one in inside if isinstance(one, Dictionary | Array) and not one.is_indirect]
    return False


REFUSALS = {
    "javascript": Sentence(
        "PDF ini memuat program (JavaScript). Cetak ulang ke PDF, lalu unggah hasilnya.",
        "The PDF contains a program (JavaScript). Print it to a PDF again and upload that.",
    ),
    "launch": Sentence(
        "PDF ini dapat menjalankan program lain. Cetak ulang ke PDF, lalu unggah hasilnya.",
        "The PDF can start other programs. Print it to a PDF again and upload that.",
    ),
    "embedded_file": Sentence(
        "PDF ini membawa berkas lain di dalamnya. Unggah setiap berkas tersendiri.",
        "The PDF carries other files inside it. Upload each file by itself.",
    ),
    "form_xfa": Sentence(
        "PDF ini berupa formulir dinamis (XFA). Cetak ulang ke PDF, lalu unggah hasilnya.",
        "The PDF is a dynamic form (XFA). Print it to a PDF again and upload that.",
    ),
    "external_reference": Sentence(
        "PDF ini mengambil isi dari atau mengirim isi ke tempat lain. Cetak ulang ke PDF, lalu unggah hasilnya.",
        "The PDF fetches from or sends to other places. Print it to a PDF again and upload that.",
    ),
    "multimedia": Sentence(
        "PDF ini memuat suara, video, atau model tiga dimensi. Unggah halaman biasa saja.",
        "The PDF contains sound, video or a three-dimensional model. Upload plain pages only.",
    ),
    "automatic_action": Sentence(
        "PDF ini melakukan sesuatu dengan sendirinya saat dibuka. Cetak ulang ke PDF, lalu unggah hasilnya.",
        "The PDF does something by itself when it is opened. Print it to a PDF again and upload that.",
    ),
}
