"""Anybody can have the certificates that a decree leads to, and check with tools of their own."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from application.postgres.embedded import EmbeddedPostgres
from tests.api.product import Product, opened, told
from tests.application.ledgers import database
from tests.application.office_pki import OfficePki
from tests.application.site import site

CERTIFICATES = "/v1/signing/certificates"


@pytest.fixture(scope="module")
def office(cluster: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Product, OfficePki]]:
    folder = tmp_path_factory.mktemp("certificates")
    with site() as here, database(cluster) as url:
        pki = OfficePki(folder, here)
        with opened(url, folder / "data", **pki.settings()) as running:
            yield running, pki


def test_the_trial_chain_is_told_from_the_root_down(product: Product) -> None:
    items = product.get(CERTIFICATES).json()["items"]

    assert ["root", "issuing", "tsa", "signing"] == [each["role"] for each in items]
    assert {True} == {each["simulated"] for each in items}
    assert all("tanpa kekuatan hukum" in each["subject"] for each in items)


def test_each_can_be_had_and_is_issued_by_the_one_above(product: Product) -> None:
    items = product.get(CERTIFICATES).json()["items"]
    answers = [product.get(f"{CERTIFICATES}/{each['sha256']}.pem") for each in items]

    certificates = [x509.load_pem_x509_certificate(answer.content) for answer in answers]

    assert [each["sha256"] for each in items] == [
        sha256(each.public_bytes(Encoding.DER)).hexdigest() for each in certificates
    ]
    root, issuing, tsa, signing = certificates
    issuing.verify_directly_issued_by(root)
    tsa.verify_directly_issued_by(issuing)
    signing.verify_directly_issued_by(issuing)
    assert {"application/pem-certificate-chain"} == {answer.headers["content-type"] for answer in answers}
    assert f'filename="root-{items[0]["sha256"][:16]}.pem"' in answers[0].headers["content-disposition"]


def test_the_certificate_of_a_decree_is_among_them(product: Product) -> None:
    (signing,) = (each for each in product.get(CERTIFICATES).json()["items"] if each["role"] == "signing")

    assert {"subject", "issuer", "serial", "not_before", "not_after"} <= signing.keys()
    assert "CN=Otoritas Penerbit Uji Coba" in signing["issuer"]


@pytest.mark.parametrize("name", ["0" * 64, "root", "..%2Froot"])
def test_another_is_not_there(product: Product, name: str) -> None:
    assert (404, "not-found") == told(product.get(f"{CERTIFICATES}/{name}.pem"))


def test_an_office_shows_its_own(office: tuple[Product, OfficePki]) -> None:
    running, pki = office
    items = running.get(CERTIFICATES).json()["items"]

    assert [
        ("root", f"{pki.root.certificate.serial_number:x}", False),
        ("issuing", f"{pki.issuing.certificate.serial_number:x}", False),
        ("signing", f"{pki.official.certificate.serial_number:x}", False),
    ] == [(each["role"], each["serial"], each["simulated"]) for each in items]
    assert pki.official.pem == running.get(f"{CERTIFICATES}/{items[2]['sha256']}.pem").content


def test_no_key_can_be_had(office: tuple[Product, OfficePki], tmp_path: Path) -> None:
    running, _ = office
    kept = tmp_path / "answer"
    kept.write_bytes(running.get(CERTIFICATES).content)

    assert b"PRIVATE" not in kept.read_bytes()
