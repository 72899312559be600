"""The trial chain: made once, protected, honest about itself, and never out of date."""

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.oid import NameOID

from application.authority import Authority, ensure_authority, renew_lists

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
NAMES = ("root", "issuing", "official", "tsa")


def make(folder: Path, now: datetime = NOW) -> Authority:
    return ensure_authority(folder / "authority", official="Kepala Dinas", passphrase="demo", now=now)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make(tmp_path_factory.mktemp("pki"))


def certificate(authority: Authority, name: str) -> x509.Certificate:
    return x509.load_pem_x509_certificate(authority.certificate(name).read_bytes())


def listed_until(authority: Authority, name: str) -> datetime | None:
    return x509.load_der_x509_crl(authority.crl(name).read_bytes()).next_update_utc


def test_each_certificate_is_issued_by_the_one_above(authority: Authority) -> None:
    root, issuing, official, tsa = (certificate(authority, name) for name in NAMES)

    root.verify_directly_issued_by(root)
    issuing.verify_directly_issued_by(root)
    official.verify_directly_issued_by(issuing)
    tsa.verify_directly_issued_by(issuing)


def test_every_certificate_says_that_it_has_no_legal_force(authority: Authority) -> None:
    for name in NAMES:
        subject = certificate(authority, name).subject
        ((organisation,), (common_name,)) = (
            subject.get_attributes_for_oid(oid) for oid in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME)
        )
        assert "tanpa kekuatan hukum" in str(organisation.value)
        assert "Uji Coba" in str(common_name.value)


def test_nobody_else_can_read_the_keys(authority: Authority) -> None:
    assert {0o600} == {stat.S_IMODE(authority.key(name).stat().st_mode) for name in NAMES}
    assert 0o700 == stat.S_IMODE(authority.directory.stat().st_mode)


def test_the_officials_key_opens_with_the_passphrase_alone(authority: Authority) -> None:
    pem = authority.key("official").read_bytes()

    assert isinstance(load_pem_private_key(pem, b"demo"), ec.EllipticCurvePrivateKey)
    with pytest.raises(TypeError, match="encrypted"):
        load_pem_private_key(pem, None)


def test_the_time_stamper_has_the_key_that_it_can_use(authority: Authority) -> None:
    assert isinstance(load_pem_private_key(authority.key("tsa").read_bytes(), None), rsa.RSAPrivateKey)


def test_a_second_start_finds_the_same_chain(tmp_path: Path) -> None:
    first = certificate(make(tmp_path), "official")

    assert first == certificate(make(tmp_path, NOW + timedelta(days=1)), "official")


def test_two_that_start_at_once_make_one_chain(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        made = [each.result() for each in [pool.submit(make, tmp_path) for _ in range(4)]]

    assert 1 == len({certificate(each, "root").serial_number for each in made})
    assert ["authority"] == [path.name for path in tmp_path.iterdir()]


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")

    with pytest.raises(OSError, match="Not a directory"):
        make(tmp_path / "file")


def test_a_place_that_leads_nowhere_is_told(tmp_path: Path) -> None:
    (tmp_path / "authority").symlink_to(tmp_path / "nowhere")

    with pytest.raises(OSError, match="Not a directory"):
        make(tmp_path)
    assert ["authority"] == [path.name for path in tmp_path.iterdir()]


def test_revocation_lists_are_renewed_before_they_run_out(tmp_path: Path) -> None:
    authority = make(tmp_path)
    first = listed_until(authority, "root")

    renew_lists(authority, NOW + timedelta(days=20))
    assert first == listed_until(authority, "root")

    renew_lists(authority, NOW + timedelta(days=28))
    assert NOW + timedelta(days=58) == listed_until(authority, "root") == listed_until(authority, "issuing")


def test_a_long_name_fits_into_a_certificate(tmp_path: Path) -> None:
    authority = ensure_authority(tmp_path / "a", official="N" * 100, passphrase="demo", now=NOW)

    (name,) = certificate(authority, "official").subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    assert ("N" * 53) + " (Uji Coba)" == name.value
