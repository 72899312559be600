"""Tokens of SoftHSM for the tests, with keys and certificates on them; and one that locks, as cards do."""

import ctypes
import os
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from typing import Any

import pkcs11
from cryptography.hazmat.primitives.serialization import Encoding
from pkcs11 import Attribute, CertificateType, ObjectClass

from tests.application.office_pki import Identity, OfficePki

MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN, SO_PIN, LABEL = "73914826", "12345678", "kepala"
PIN_INCORRECT, PIN_LOCKED = 0xA0, 0xA4  # CKR_…, PKCS #11 2.40
LOGIN_AT = 18  # C_Login's place in the list of functions
TRIES = 3


def token_folder(folder: Path) -> None:
    """Have SoftHSM keep its tokens in `folder`, once for this process: it reads its settings when it is loaded."""
    assert MODULE.exists() and which("softhsm2-util"), "SoftHSM is missing: install the Debian package softhsm2"
    (folder / "tokens").mkdir()
    settings = folder / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(settings)


def make_token(name: str) -> None:
    """An empty token; SoftHSM has to look again to see it."""
    arguments = ["--init-token", "--free", "--label", name, "--pin", PIN, "--so-pin", SO_PIN]
    subprocess.run(["softhsm2-util", *arguments], check=True, capture_output=True, timeout=20)
    pkcs11.lib(str(MODULE)).reinitialize()


def put_key(name: str, identity: Identity, folder: Path, *, number: str = "01") -> None:
    file = folder / f"{name}-{number}.p8"
    file.write_bytes(identity.key_pem())
    arguments = ["--import", str(file), "--token", name, "--label", LABEL, "--id", number, "--pin", PIN]
    subprocess.run(["softhsm2-util", *arguments], check=True, capture_output=True, timeout=20)
    file.unlink()
    pkcs11.lib(str(MODULE)).reinitialize()


def put_certificate(name: str, identity: Identity) -> None:
    token = pkcs11.lib(str(MODULE)).get_token(token_label=name)
    with token.open(rw=True, user_pin=PIN) as session:
        session.create_object(
            {
                Attribute.CLASS: ObjectClass.CERTIFICATE,
                Attribute.CERTIFICATE_TYPE: CertificateType.X_509,
                Attribute.TOKEN: True,
                Attribute.PRIVATE: False,
                Attribute.LABEL: LABEL,
                Attribute.ID: b"\x01",
                Attribute.SUBJECT: identity.certificate.subject.public_bytes(),
                Attribute.VALUE: identity.certificate.public_bytes(Encoding.DER),
            }
        )


def whole_token(name: str, identity: Identity, folder: Path) -> None:
    make_token(name)
    put_key(name, identity, folder)
    put_certificate(name, identity)


def token_settings(pki: OfficePki, name: str, **changes: Any) -> dict[str, Any]:
    """What an office with a token sets."""
    return {
        "signing": "pkcs11",
        "signing_root": pki.file("root.pem", pki.root.pem),
        "signing_chain": pki.file("chain.pem", pki.issuing.pem),
        "signing_timestamp_url": pki.tsa_url,
        "pkcs11_module": MODULE,
        "pkcs11_token": name,
        "pkcs11_key": LABEL,
        **changes,
    }


@contextmanager
def locking() -> Generator[None]:
    """SoftHSM counts no wrong PINs. Meanwhile its C_Login does, and after three of them it lets nobody in."""
    functions = ctypes.POINTER(ctypes.c_void_p * (LOGIN_AT + 1 + 1))()
    ctypes.CDLL(str(MODULE)).C_GetFunctionList(ctypes.byref(functions))
    kind = ctypes.CFUNCTYPE(ctypes.c_ulong, ctypes.c_ulong, ctypes.c_ulong, ctypes.c_char_p, ctypes.c_ulong)
    at = LOGIN_AT + 1  # the list begins with its version
    before = functions.contents[at]
    assert before is not None
    true, wrong = kind(before), 0

    def login(session: int, user: int, pin: bytes, length: int) -> int:
        nonlocal wrong
        if wrong >= TRIES:
            return PIN_LOCKED
        answer = int(true(session, user, pin, length))
        wrong += answer == PIN_INCORRECT
        return answer

    counting = kind(login)  # kept for as long as C may call it
    functions.contents[at] = ctypes.cast(counting, ctypes.c_void_p).value
    try:
        yield
    finally:
        functions.contents[at] = before
