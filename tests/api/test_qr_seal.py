"""The QR code of a decree, checked without a network by the reader that stands in the documentation."""

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import zxingcpp
from cryptography.exceptions import InvalidSignature
from PIL import Image, ImageFilter

from application.documents.layout import QR_SIDE
from application.documents.qr import qr_image
from tests.api.casework import case_at, signature
from tests.api.product import Json, Product
from tests.pdf_text import qr_codes

DOCUMENT = Path(__file__).parents[2] / "docs" / "verification.md"
MODULES = 65  # on a side, with the quiet zone
INSTITUTION = "PKBM Harapan Bangsa"
Reader = Callable[[str, Json, str], Json]


@pytest.fixture(scope="module")
def read_qr() -> Reader:
    """The documented reader, which knows nothing of us."""
    (script,) = re.findall(r"```python\n(.+?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    space: dict[str, Any] = {}
    exec(script, space)
    reader: Reader = space["read_qr"]
    return reader


@pytest.fixture(scope="module")
def decree(product: Product) -> Json:
    case = case_at(product, 8)
    paper: Json = case.done("kepala_dinas", "signature", signature(case))["decree"]
    return {**paper, "pdf": case.applicant.get(f"{case.path}/decree.pdf").content}


@pytest.fixture(scope="module")
def address(decree: Json) -> str:
    ((text, side),) = qr_codes(decree["pdf"])
    assert pytest.approx(QR_SIDE, abs=0.01) == side
    return text


@pytest.fixture(scope="module")
def keys(product: Product) -> Json:
    answer = product.get("/public/keys")
    assert "public, max-age=3600" == answer.headers["cache-control"]
    found: Json = answer.json()
    return found


def test_what_the_code_states_is_what_stands_on_the_decree(
    read_qr: Reader, decree: Json, address: str, keys: Json
) -> None:
    assert {
        "kind": "permit",
        "number": decree["number"],
        "issued_on": date(2026, 11, 23),
        "valid_until": date(2031, 11, 23),
        "institution_fits": True,
    } == read_qr(address, keys, INSTITUTION.upper())
    assert not read_qr(address, keys, "PKBM Melati")["institution_fits"]


def test_a_changed_code_states_nothing(read_qr: Reader, address: str, keys: Json) -> None:
    page, _, seal = address.partition("#")
    other_page = page[:-4] + ("AAAA" if page[-4:] != "AAAA" else "BBBB")
    forged = [
        f"{page}#{seal[:at]}{'A' if seal[at] != 'A' else 'B'}{seal[at + 1 :]}" for at in range(0, len(seal) - 1, 3)
    ]

    for changed in (*forged, f"{other_page}#{seal}", page):
        with pytest.raises((InvalidSignature, KeyError, ValueError, IndexError)):
            read_qr(changed, keys, INSTITUTION)
    with pytest.raises(KeyError):
        read_qr(address, {"keys": []}, INSTITUTION)


def test_the_code_leads_to_the_page_and_is_read_aloud_without_the_seal(
    product: Product, decree: Json, address: str
) -> None:
    with pikepdf.open(BytesIO(decree["pdf"])) as document:
        spoken = [
            str(each["/Alt"]) for each in document.objects if isinstance(each, pikepdf.Dictionary) and "/Alt" in each
        ]

    assert "valid" == product.get(address.partition("#")[0]).json()["result"]
    assert [f"Kode QR: {address.partition('#')[0]}"] == spoken


@pytest.mark.parametrize(("dpi", "blur"), [(300, 2.0), (200, 1.2), (150, 0.7)])
def test_a_poor_scan_of_the_paper_is_enough(address: str, dpi: int, blur: float) -> None:
    """Half a millimetre a module, scanned askew, out of focus and saved as a bad JPEG."""
    image = qr_image(address)
    assert (8 * MODULES, 8 * MODULES) == image.size
    side = round(QR_SIDE / 25.4 * dpi)
    scanned = image.resize((side, side), Image.Resampling.BOX).rotate(3, Image.Resampling.BILINEAR, True, fillcolor=255)
    photographed = BytesIO()
    scanned.filter(ImageFilter.GaussianBlur(blur)).save(photographed, "JPEG", quality=40)

    assert [address] == [found.text for found in zxingcpp.read_barcodes(Image.open(photographed))]
