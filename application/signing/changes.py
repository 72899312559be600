"""What may stand between our paper and the end of a signed file: a signature, its field, its proofs. Nothing else.

Every object of the paper must be what it was, but for the few places where a signature has to be hung up. Read by
another parser (qpdf's) than the one that judges the signature.
"""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from io import BytesIO

import pikepdf
from pikepdf import Dictionary, Object, Pdf, Stream

from application.signing.port import SigningFailed

# Where the catalog may differ: fields, permissions, validation data, what the file needs to be read.
OF_CATALOG = frozenset({"/AcroForm", "/Perms", "/DSS", "/Extensions", "/Version"})
OF_PAGE = frozenset({"/Annots"})
Place = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Freedom:
    """What may be another: keys of the trailer and of the catalog, and whole objects of the old document."""

    trailer: AbstractSet[str]
    catalog: AbstractSet[str]
    objects: Callable[[Pdf], AbstractSet[Place]]


def require_only_a_signature(paper: bytes, signed: bytes) -> None:
    """Raise `SigningFailed` if `signed`, which begins with `paper`, says anything else or has more than signatures.

    What describes the file may differ: signers write there that they touched it.
    """
    free = _Freedom(trailer=frozenset({"/Info"}), catalog=OF_CATALOG | {"/Metadata"}, objects=_description)
    _require_nothing_else(paper, signed, free)


def require_only_proofs(signed: bytes, pdf: bytes) -> None:
    """The same for what comes behind the signed revision: time stamps and validation data, nothing else."""
    _require_nothing_else(signed, pdf, _Freedom(trailer=frozenset(), catalog=OF_CATALOG, objects=_form))


def _require_nothing_else(old: bytes, new: bytes, free: _Freedom) -> None:
    try:
        with _as_written(old) as before, _as_written(new) as after:
            _require_same_objects(before, after, free)
            for page in _pages(before):
                _require_only_widgets(page, after.get_object(page.objgen))
    except (pikepdf.PdfError, ValueError) as error:
        raise SigningFailed(f"the document cannot be compared with ours: {error}") from error


def _as_written(pdf: bytes) -> Pdf:
    """Neither mended, nor with pages that were handed down what they inherit."""
    return pikepdf.open(BytesIO(pdf), attempt_recovery=False, inherit_page_attributes=False)


def _require_same_objects(before: Pdf, after: Pdf, free: _Freedom) -> None:
    for key in {"/Root", "/Info"} - free.trailer:
        if _text(before.trailer.get(key)) != _text(after.trailer.get(key)):
            raise SigningFailed(f"{key} of the document is not what it was")
    places = {before.Root.objgen: free.catalog, **{page.objgen: OF_PAGE for page in _pages(before)}}
    others = free.objects(before)
    for each in before.objects:
        but_for = places.get(each.objgen, frozenset())
        if each.objgen not in others and _content(each, but_for) != _content(after.get_object(each.objgen), but_for):
            raise SigningFailed(f"object {each.objgen[0]} of the document is not what it was")


def _pages(document: Pdf) -> list[Object]:
    return [each for each in document.objects if isinstance(each, Dictionary) and each.get("/Type") == "/Page"]


def _description(document: Pdf) -> AbstractSet[Place]:
    found = (document.trailer.get("/Info"), document.Root.get("/Metadata"))
    return {each.objgen for each in found if each is not None}


def _form(document: Pdf) -> AbstractSet[Place]:
    """The form itself: a time stamp over the document is another field of it."""
    form = document.Root.get("/AcroForm")
    return {form.objgen} if form is not None and form.is_indirect else set()


def _content(found: Object, but_for: AbstractSet[str]) -> object:
    """Return what equals the same of another object if they are written alike; references are not followed."""
    if isinstance(found, Stream):
        return _entries(found.stream_dict, but_for), found.read_raw_bytes()
    if isinstance(found, Dictionary):
        return _entries(found, but_for)
    return found.unparse(resolved=True)


def _entries(found: Object, but_for: AbstractSet[str]) -> dict[str, object]:
    return {key: _text(value) for key, value in found.items() if key not in but_for}


def _text(value: object) -> object:
    return value.unparse() if isinstance(value, Object) else value


def _require_only_widgets(old: Object, new: Object) -> None:
    """What lies on a page: all that lay there, and behind it the visible places of signatures."""
    before, after = _annotations(old), _annotations(new)
    if [_text(each) for each in after[: len(before)]] != [_text(each) for each in before]:
        raise SigningFailed("something that lay on a page is gone")
    for widget in after[len(before) :]:
        if widget.get("/Subtype") != "/Widget" or widget.get("/FT") != "/Sig":
            raise SigningFailed("something beside a signature lies on a page")


def _annotations(page: Object) -> list[Object]:
    return list(page.get("/Annots", pikepdf.Array()))
