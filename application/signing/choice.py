"""Which signer the settings ask for, read strictly: what it needs is there and readable, and nothing else is set."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from ssl import SSLContext

from cryptography import x509

from application.settings import BadSettings, Settings
from application.signing.pem_files import certificates_in, one_certificate, text_of
from application.trust import trust_of as authorities_of
from domain.papers import Force

_GROUND = ("signing_root", "signing_timestamp_url")
_STAMPS = ("signing_timestamp_user", "signing_timestamp_password")
_NEEDED: Mapping[str, tuple[str, ...]] = {
    "demo": (),
    "key_file": (*_GROUND, "signing_certificate", "signing_key"),
    "pkcs11": (*_GROUND, "pkcs11_module", "pkcs11_token", "pkcs11_key"),
    "bsre": ("bsre_url", "bsre_user", "bsre_password", "bsre_signers"),
}
_POSSIBLE: Mapping[str, tuple[str, ...]] = {
    "demo": (),
    "key_file": ("signing_chain", *_STAMPS, "signing_trial"),
    "pkcs11": ("signing_chain", *_STAMPS, "signing_trial", "signing_certificate"),
    "bsre": (*_GROUND, "signing_chain", *_STAMPS, "signing_trial", "bsre_api", "bsre_visible", "bsre_timeout_s"),
}
_ALL = tuple(name for name in Settings.model_fields if name.startswith(("signing_", "pkcs11_", "bsre_")))


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Stamps:
    """A time stamp server. `login` is user and password."""

    url: str
    login: tuple[str, str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The certificates that signatures must lead to, and those in between."""

    roots: tuple[x509.Certificate, ...] = ()
    others: tuple[x509.Certificate, ...] = ()


@dataclass(frozen=True, slots=True)
class Demo:
    """The trial chain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFile:
    chain: Chain
    stamps: Stamps
    force: Force
    certificate: x509.Certificate
    key: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """`key` is the label of key and certificate; `certificate` is given where the token does not hold it."""

    chain: Chain
    stamps: Stamps
    force: Force
    module: Path
    token: str
    key: str
    certificate: x509.Certificate | None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Bsre:
    """`signers` are NIK (or address) by account. Without roots nobody can tell whether a signature is of BSrE."""

    chain: Chain
    stamps: Stamps | None
    force: Force
    url: str
    api: str
    login: tuple[str, str]
    signers: Mapping[str, str]
    visible: bool
    timeout: int
    authorities: SSLContext


Choice = Demo | KeyFile | Token | Bsre


def signing_choice(settings: Settings) -> Choice:
    """Return the choice, or raise BadSettings with a sentence that names the variable and the file."""
    _require_no_more_and_no_less(settings)
    match settings.signing:
        case "demo":
            return Demo()
        case "key_file":
            return _key_file(settings)
        case "pkcs11":
            return _token(settings)
        case "bsre":
            return _bsre(settings)


def _require_no_more_and_no_less(settings: Settings) -> None:
    kind, given = settings.signing, _given(settings)
    if missing := [name for name in _NEEDED[kind] if name not in given]:
        raise BadSettings(f"IZIN_SIGNING is {kind}, which also needs {_variables(missing)}.")
    if idle := sorted(given - {*_NEEDED[kind], *_POSSIBLE[kind]}):
        raise BadSettings(f"{_variables(idle)} has no meaning while IZIN_SIGNING is {kind}: remove it, or change that.")
    if (settings.signing_timestamp_user is None) != (settings.signing_timestamp_password is None):
        raise BadSettings(f"{_variables(_STAMPS)} belong together: give both or none.")
    if "signing_timestamp_url" not in given and given & {*_STAMPS}:
        raise BadSettings(f"{_variables(_STAMPS)} have no meaning without IZIN_SIGNING_TIMESTAMP_URL.")


def _given(settings: Settings) -> set[str]:
    fields = Settings.model_fields
    return {name for name in _ALL if getattr(settings, name) != fields[name].default}


def _variables(names: tuple[str, ...] | list[str]) -> str:
    return ", ".join(f"IZIN_{name}".upper() for name in names)


def _key_file(settings: Settings) -> KeyFile:
    assert settings.signing_certificate is not None, "asked for above"
    assert settings.signing_key is not None, "the same"
    stamps = _stamps(settings)
    assert stamps is not None, "the same"
    key = text_of(settings.signing_key, "IZIN_SIGNING_KEY")
    if "BEGIN ENCRYPTED PRIVATE KEY" not in key:
        raise BadSettings(
            f"IZIN_SIGNING_KEY: {settings.signing_key} is no encrypted key (PKCS #8, PEM). Make one with: "
            "openssl pkcs8 -topk8 -v2 aes-256-cbc -in KEY -out ENCRYPTED; or openssl pkcs12 for a .p12 file."
        )
    return KeyFile(
        chain=_chain(settings),
        stamps=stamps,
        force=_force(settings),
        certificate=one_certificate(settings.signing_certificate, "IZIN_SIGNING_CERTIFICATE"),
        key=settings.signing_key,
    )


def _token(settings: Settings) -> Token:
    assert settings.pkcs11_module is not None, "asked for above"
    assert settings.pkcs11_token is not None, "the same"
    assert settings.pkcs11_key is not None, "the same"
    stamps = _stamps(settings)
    assert stamps is not None, "the same"
    if not settings.pkcs11_module.is_file():
        raise BadSettings(f"IZIN_PKCS11_MODULE: there is no library {settings.pkcs11_module}.")
    beside = settings.signing_certificate
    return Token(
        chain=_chain(settings),
        stamps=stamps,
        force=_force(settings),
        module=settings.pkcs11_module,
        token=settings.pkcs11_token,
        key=settings.pkcs11_key,
        certificate=one_certificate(beside, "IZIN_SIGNING_CERTIFICATE") if beside else None,
    )


def _bsre(settings: Settings) -> Bsre:
    assert settings.bsre_password is not None, "asked for above"
    chain, stamps = _chain(settings), _stamps(settings)
    if stamps and not chain.roots:
        raise BadSettings("IZIN_SIGNING_TIMESTAMP_URL needs IZIN_SIGNING_ROOT: what is stamped is judged by it.")
    if chain.others and not chain.roots:
        raise BadSettings("IZIN_SIGNING_CHAIN has no meaning without IZIN_SIGNING_ROOT.")
    return Bsre(
        chain=chain,
        stamps=stamps,
        force=_force_of_bsre(settings, chain),
        url=str(settings.bsre_url).rstrip("/"),
        api=settings.bsre_api,
        login=(str(settings.bsre_user), settings.bsre_password.get_secret_value()),
        signers=_signers(settings),
        visible=settings.bsre_visible,
        timeout=settings.bsre_timeout_s,
        authorities=authorities_of(settings),
    )


def _force(settings: Settings) -> Force:
    return Force.SIMULATED if settings.signing_trial else Force.OWN


def _force_of_bsre(settings: Settings, chain: Chain) -> Force:
    """Its sentence is printed only where we shall have seen that the signature leads to its root."""
    if settings.signing_trial:
        return Force.SIMULATED
    return Force.BSRE if chain.roots else Force.OWN


def _signers(settings: Settings) -> Mapping[str, str]:
    """Return the NIK by account; no message repeats what is in it."""
    text = settings.bsre_signers.get_secret_value() if settings.bsre_signers else ""
    try:
        signers: object = json.loads(text)
    except ValueError:
        signers = None
    if not isinstance(signers, dict) or not signers:
        raise BadSettings('IZIN_BSRE_SIGNERS is no JSON object such as {"hendra": "6372000000000001"}.')
    checked: dict[str, str] = {}
    for account, nik in signers.items():
        if not (isinstance(nik, str) and _names_a_signer(nik, settings.bsre_api)):
            raise BadSettings(f"IZIN_BSRE_SIGNERS: the NIK of {account} does not have 16 digits.")
        checked[str(account)] = nik
    return checked


def _names_a_signer(text: str, api: str) -> bool:
    """A NIK; the second version also takes the address that the certificate was issued for."""
    return bool(re.fullmatch(r"\d{16}", text, re.ASCII)) or (api == "v2" and "@" in text)


def _stamps(settings: Settings) -> Stamps | None:
    if settings.signing_timestamp_url is None:
        return None
    user, password = settings.signing_timestamp_user, settings.signing_timestamp_password
    login = (user, password.get_secret_value()) if user is not None and password is not None else None
    return Stamps(url=str(settings.signing_timestamp_url), login=login)


def _chain(settings: Settings) -> Chain:
    roots = certificates_in(settings.signing_root, "IZIN_SIGNING_ROOT")
    if own := [root for root in roots if root.subject != root.issuer]:
        raise BadSettings(f"IZIN_SIGNING_ROOT: {own[0].subject.rfc4514_string()} is no root, another has issued it.")
    return Chain(roots=roots, others=certificates_in(settings.signing_chain, "IZIN_SIGNING_CHAIN"))
