"""An e-sign client service that answers in the shapes of BSrE's and really signs, with whatever may go wrong there."""

from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import HTTP
from io import BytesIO
from threading import Event
from typing import Any
from uuid import uuid4

import orjson
import pikepdf
from asn1crypto.x509 import Certificate  # type: ignore[import-untyped]  # it has none
from cryptography.hazmat.primitives.serialization import Encoding
from PIL import Image
from pyhanko.keys import load_private_key_from_pemder_data
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, NumberObject, PdfObject, pdf_name, pdf_string
from pyhanko.pdf_utils.images import PdfImage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tests.application.office_pki import Identity, OfficePki
from tests.application.site import Answer, Asked

NIK, PASSPHRASE = "6372010101700001", "Kata.Sandi-BSrE#2026"
LOGIN = ("izin", "kunci-aplikasi-izin")
Json = dict[str, Any]
_RECT = ArrayObject([NumberObject(each) for each in (10, 10, 90, 90)])  # type: ignore[no-untyped-call]  # no annotation


@dataclass
class Bsre:
    """`fate` is what befalls the next signature, once; `signed` is everything that was ever signed."""

    pki: OfficePki
    fate: str = ""
    status: str = "ISSUE"
    time_stamped: bool = True
    signer: Identity | None = None
    signed: list[bytes] = field(default_factory=list[bytes])
    orders: list[Json] = field(default_factory=list[Json])
    released: Event = field(default_factory=Event)

    def __post_init__(self) -> None:
        site = self.pki.site
        self.url = site.address
        self.signer = self.signer or self.pki.official
        site.says("/api/user/status/", self._status)
        site.says("/api/v2/user/check/status", self._status)
        site.says("/api/sign/pdf", self._first)
        site.says("/api/sign/download/", self._download)
        site.says("/api/v2/sign/pdf", self._second)

    def _status(self, asked: Asked) -> Answer:
        if not _admitted(asked):
            return _json(401, {"error": "Unauthorized"})
        nik = asked.path.rpartition("/")[2] if asked.path.startswith("/api/user") else orjson.loads(asked.body)["nik"]
        if nik != NIK:
            return _json(400, {"error": "User tidak terdaftar", "status_code": 2011})
        return _json(200, {"status": self.status, "message": "status pengguna"})

    def _first(self, asked: Asked) -> Answer:
        form = _form(asked)
        visible = form["tampilan"] == b"visible"
        order: Json = {
            "nik": form["nik"].decode(),
            "passphrase": form["passphrase"].decode(),
            "visible": visible,
            "picture": form.get("imageTTD"),
        }
        if visible:
            left, bottom, width, height = (int(form[name]) for name in ("xAxis", "yAxis", "width", "height"))
            order |= {"page": int(form["page"]), "box": (left, bottom, left + width, bottom + height)}
        answer = self._decided(asked, order, form["file"])
        if answer.status == 204:
            return _json(200, {"message": "success"})
        if answer.status != 200:
            return answer
        return Answer(body=answer.body, kind="application/pdf", headers={"id_dokumen": uuid4().hex}, cut=answer.cut)

    def _second(self, asked: Asked) -> Answer:
        body = orjson.loads(asked.body)
        (properties,), (file,) = body["signatureProperties"], body["file"]
        pdf = b64decode(file)
        order: Json = {"nik": body["nik"], "passphrase": body["passphrase"], "visible": "imageBase64" in properties}
        if order["visible"]:
            left, width, height = (properties[name] for name in ("originX", "width", "height"))
            top = _page_height(pdf) - properties["originY"]
            order |= {"page": properties["page"], "box": (left, top - height, left + width, top)}
            order["picture"] = b64decode(properties["imageBase64"])
        answer = self._decided(asked, order, pdf)
        if answer.status == 204:
            return _json(200, {"time": 812, "file": []})
        if answer.status != 200:
            return answer
        body = orjson.dumps({"time": 812, "file": [b64encode(answer.body).decode()]})
        return Answer(body=body, kind="application/json", cut=answer.cut)

    def _download(self, _: Asked) -> Answer:
        return Answer(body=self.signed[-1], kind="application/pdf")

    def _decided(self, asked: Asked, order: Json, pdf: bytes) -> Answer:
        fate, self.fate = self.fate, ""
        self.orders.append(order)
        if not _admitted(asked):
            return _json(401, {"error": "Unauthorized"})
        if order["nik"] != NIK:
            return _json(400, {"error": "User tidak terdaftar", "status_code": 2011})
        if order["passphrase"] != PASSPHRASE:
            return _json(400, {"error": "Passphrase anda salah", "status_code": 2031})
        match fate:
            case "400":
                said = f"Proses signing gagal : InvalidPdfException, passphrase {order['passphrase']}"
                return _json(400, {"error": said, "status_code": 2041})
            case "500" | "502":
                return Answer(status=int(fate))
            case "timeout":
                self.released.wait(20)
                return Answer(status=None)
            case "garbage":
                return Answer(status=204)
            case _:
                pass
        self.signed.append(_spoilt(self._sign(order, pdf, fate), fate, pdf))
        match fate:
            case "lost":
                return Answer(status=None)
            case "cut":
                return Answer(body=self.signed[-1], cut=1000)
            case _:
                return Answer(body=self.signed[-1])

    def _sign(self, order: Json, pdf: bytes, fate: str) -> bytes:
        writer = IncrementalPdfFileWriter(BytesIO(pdf if fate != "another" else pdf[:-1] + b" \n"))
        if fate == "tampered":
            writer.root["/Lang"] = pdf_string("en")
            writer.update_root()  # type: ignore[no-untyped-call]  # pyHanko has no annotation there
        if fate == "painted":
            page = writer.find_page_for_modification(0)[0].get_object()  # type: ignore[no-untyped-call]  # nor there
            assert isinstance(page, DictionaryObject)
            note = _dictionary(Subtype=pdf_name("/FreeText"), Rect=_RECT)
            page["/Annots"] = ArrayObject([writer.add_object(note)])
            writer.update_container(page)
        style = None
        if order["visible"]:
            box = tuple(round(each) + (40 if fate == "elsewhere" else 0) for each in order["box"])
            append_signature_field(writer, SigFieldSpec("TTE", on_page=order["page"] - 1, box=box))
            style = StaticStampStyle(background=PdfImage(Image.open(BytesIO(order["picture"]))), border_width=0)
        meta = PdfSignatureMetadata(field_name="TTE", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
        signed = BytesIO()
        PdfSigner(meta, self._key(), timestamper=self._stamper(), stamp_style=style).sign_pdf(writer, output=signed)
        if fate != "twice":
            return signed.getvalue()
        again, more = BytesIO(), PdfSignatureMetadata(field_name="Lagi", subfilter=SigSeedSubFilter.PADES)
        PdfSigner(more, self._key()).sign_pdf(IncrementalPdfFileWriter(signed), output=again)
        return again.getvalue()

    def _key(self) -> SimpleSigner:
        assert self.signer is not None
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # its __init__ has no annotation
        store.register(_asn1(self.pki.issuing))
        key = load_private_key_from_pemder_data(self.signer.key_pem(), passphrase=None)
        return SimpleSigner(signing_cert=_asn1(self.signer), signing_key=key, cert_registry=store)

    def _stamper(self) -> HTTPTimeStamper | None:
        return HTTPTimeStamper(self.pki.tsa_url) if self.time_stamped else None


def _spoilt(signed: bytes, fate: str, pdf: bytes) -> bytes:
    match fate:
        case "unsigned":
            return pdf
        case "flipped":
            at = signed.index(b"/Contents <") + 2000
            return signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1 :]
        case "broken":
            return signed[:-200]
        case "longer":
            writer = IncrementalPdfFileWriter(BytesIO(signed))
            writer.set_info(_dictionary(Title=pdf_string("Lain")))
            longer = BytesIO()
            writer.write(longer)  # type: ignore[no-untyped-call]  # no annotation there either
            return longer.getvalue()
        case _:
            return signed


def _dictionary(**entries: PdfObject) -> DictionaryObject:
    named = {pdf_name(f"/{name}"): value for name, value in entries.items()}
    return DictionaryObject(named)  # type: ignore[no-untyped-call]  # nor here


def _admitted(asked: Asked) -> bool:
    return asked.headers.get("Authorization") == "Basic " + b64encode(":".join(LOGIN).encode()).decode()


def _json(status: int, content: Json) -> Answer:
    return Answer(status=status, body=orjson.dumps(content), kind="application/json")


def _form(asked: Asked) -> dict[str, bytes]:
    kind = asked.headers["Content-Type"].encode()
    message = BytesParser(EmailMessage, policy=HTTP).parsebytes(b"Content-Type: " + kind + b"\r\n\r\n" + asked.body)
    parts: dict[str, bytes] = {}
    for part in message.iter_parts():
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        parts[str(part.get_param("name", header="content-disposition"))] = content
    return parts


def _page_height(pdf: bytes) -> float:
    with pikepdf.open(BytesIO(pdf)) as document:
        return float(document.pages[0].mediabox[3])


def _asn1(identity: Identity) -> Certificate:
    return Certificate.load(identity.certificate.public_bytes(Encoding.DER))
