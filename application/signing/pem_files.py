"""Certificates and keys from files that somebody else has made, read strictly, each fault named by its setting."""

from pathlib import Path

from cryptography import x509

from application.settings import BadSettings


def one_certificate(file: Path, variable: str) -> x509.Certificate:
    certificates = certificates_in(file, variable)
    if len(certificates) != 1:
        raise BadSettings(f"{variable}: {file} has {len(certificates)} certificates; it must be the signer's alone.")
    return certificates[0]


def certificates_in(file: Path | None, variable: str) -> tuple[x509.Certificate, ...]:
    if file is None:
        return ()
    text = text_of(file, variable)
    try:
        return tuple(x509.load_pem_x509_certificates(text.encode()))
    except ValueError:
        raise BadSettings(f"{variable}: {file} holds no certificate in PEM.") from None


def text_of(file: Path, variable: str) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise BadSettings(f"{variable}: {file} cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise BadSettings(f"{variable}: {file} is not a PEM file.") from None
