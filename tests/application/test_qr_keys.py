"""Keys that sign QR codes: made once for a demo, given to a real office, changed without invalidating old papers."""

from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from application.settings import BadSettings, Settings, read_settings
from application.signing.qr_keys import NO_KEYS, qr_keys
from domain.papers import NumberedKind
from domain.qr_statement import Statement

STATEMENT = Statement(
    kind=NumberedKind.PERMIT, number="500/1", issued_on=date(2026, 11, 23), valid_until=None, institution="PKBM Melati"
)
PKCS8, INFO = PrivateFormat.PKCS8, PublicFormat.SubjectPublicKeyInfo


def pem(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PKCS8, NoEncryption())


def kids(settings: Settings) -> list[str]:
    keys = qr_keys(settings).jwks()["keys"]
    assert isinstance(keys, list)
    return [each["kid"] for each in keys]


def test_a_demo_makes_its_key_once_and_for_nobody_else(tmp_path: Path) -> None:
    settings = read_settings(data_dir=tmp_path)

    first, second = kids(settings), kids(settings)

    assert first == second
    assert 0o600 == (tmp_path / "qr-keys" / "0001.pem").stat().st_mode & 0o777
    assert ["0001.pem"] == [file.name for file in (tmp_path / "qr-keys").iterdir()]


def test_a_real_office_without_keys_states_nothing(tmp_path: Path) -> None:
    keys = qr_keys(read_settings(data_dir=tmp_path, database_url="postgresql://db/izin"))

    assert NO_KEYS is keys
    assert ("", {"keys": []}) == (keys.seal("code", STATEMENT), keys.jwks())


def test_the_last_key_signs_and_all_are_published(tmp_path: Path) -> None:
    old, new = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    settings = read_settings(data_dir=tmp_path, qr_keys=tmp_path)
    (tmp_path / "2026.pem").write_bytes(pem(old))
    before, seal = kids(settings), qr_keys(settings).seal("code", STATEMENT)
    (tmp_path / "2027.pem").write_bytes(pem(new))
    (tmp_path / "2026.pem").write_bytes(old.public_key().public_bytes(Encoding.PEM, INFO))

    after = kids(settings)

    assert before == after[:1]
    assert 2 == len(set(after))
    assert seal != qr_keys(settings).seal("code", STATEMENT)
    assert qr_keys(settings).seal("code", STATEMENT) != qr_keys(settings).seal("other", STATEMENT)


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"no key",
        b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PKCS8, BestAvailableEncryption(b"x")),
        generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PKCS8, NoEncryption()),
        Ed25519PrivateKey.generate().public_key().public_bytes(Encoding.PEM, INFO),
    ],
)
def test_a_folder_that_cannot_sign_is_refused_at_the_start(tmp_path: Path, content: bytes | None) -> None:
    if content:
        (tmp_path / "key.pem").write_bytes(content)

    with pytest.raises(BadSettings, match="openssl genpkey -algorithm ed25519"):
        qr_keys(read_settings(data_dir=tmp_path, qr_keys=tmp_path))
