"""What the e-sign client service of BSrE is sent with a paper: a form in version 1, a JSON document in version 2."""

from base64 import b64encode
from dataclasses import dataclass

from application.documents.rendered import SignatureBox
from application.signing.port import Passphrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The visible block: a PNG, and where it goes; `page_height` in points."""

    png: bytes
    box: SignatureBox
    page_height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A paper to sign, without the passphrase; no picture means an invisible signature."""

    pdf: bytes
    signer: str
    reason: str
    place: str
    picture: Picture | None


def identity_of(signer: str) -> dict[str, str]:
    return {"email" if "@" in signer else "nik": signer}


def form_of(order: Order, passphrase: Passphrase) -> dict[str, str]:
    """Version 1. Its block is placed from the lower left corner of a page counted from 1."""
    fields = {
        "nik": order.signer,
        "passphrase": passphrase.reveal(),
        "tampilan": "invisible",
        "reason": order.reason,
        "location": order.place,
    }
    if order.picture is None:
        return fields
    box = order.picture.box
    place = {"page": box.page + 1, "xAxis": box.left, "yAxis": box.bottom}
    size = {"width": box.right - box.left, "height": box.top - box.bottom}
    shown = {name: str(value) for name, value in {**place, **size}.items()}
    return {**fields, "tampilan": "visible", "image": "true", **shown}


def files_of(order: Order) -> dict[str, tuple[str, bytes, str]]:
    files = {"file": ("keputusan.pdf", order.pdf, "application/pdf")}
    if order.picture is not None:
        files["imageTTD"] = ("tte.png", order.picture.png, "image/png")
    return files


def document_of(order: Order, passphrase: Passphrase) -> dict[str, object]:
    """Version 2. Its block is placed from the upper left corner."""
    properties: dict[str, object] = {"tampilan": "INVISIBLE", "reason": order.reason, "location": order.place}
    if order.picture is not None:
        box = order.picture.box
        properties |= {
            "tampilan": "VISIBLE",
            "imageBase64": b64encode(order.picture.png).decode(),
            "page": box.page + 1,
            "originX": float(box.left),
            "originY": round(order.picture.page_height - box.top, 2),
            "width": float(box.right - box.left),
            "height": float(box.top - box.bottom),
        }
    return {
        **identity_of(order.signer),
        "passphrase": passphrase.reveal(),
        "signatureProperties": [properties],
        "file": [b64encode(order.pdf).decode()],
    }
