"""Who signs, as the settings say it: whatever is missing, idle or unreadable is named, and no secret is repeated."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from application.settings import BadSettings, Settings, read_settings
from application.signing.choice import Bsre, Demo, KeyFile, Stamps, Token, signing_choice
from domain.papers import Force
from tests.application.bsre_simulator import LOGIN, NIK
from tests.application.bsre_simulator import Bsre as Service
from tests.application.office_pki import SECRET, OfficePki
from tests.application.signers import bsre_settings
from tests.application.site import site


@pytest.fixture(scope="module")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OfficePki]:
    with site() as here:
        yield OfficePki(tmp_path_factory.mktemp("choice"), here)


@pytest.fixture(scope="module")
def settings(pki: OfficePki) -> dict[str, dict[str, Any]]:
    module = pki.file("module.so", b"")
    key_file = pki.settings()
    ground = {name: value for name, value in key_file.items() if name.endswith(("root", "chain", "url"))}
    token = {"signing": "pkcs11", "pkcs11_module": module, "pkcs11_token": "kantor", "pkcs11_key": "kepala"}
    return {"key_file": key_file, "pkcs11": {**ground, **token}, "bsre": bsre_settings(Service(pki), "v2")}


def chosen(settings: dict[str, Any], **changes: Any) -> object:
    wanted = {name: value for name, value in {**settings, **changes}.items() if value is not None}
    return signing_choice(Settings(**wanted))


def refused(settings: dict[str, Any], **changes: Any) -> str:
    with pytest.raises(BadSettings) as bad:
        chosen(settings, **changes)
    return str(bad.value)


def test_without_a_choice_the_trial_chain_signs() -> None:
    assert Demo() == chosen({})


def test_a_key_file_is_read_with_its_ground(settings: dict[str, dict[str, Any]], pki: OfficePki) -> None:
    choice = chosen(settings["key_file"])

    assert isinstance(choice, KeyFile)
    assert (pki.root.certificate,) == choice.chain.roots
    assert (pki.issuing.certificate,) == choice.chain.others
    assert pki.official.certificate == choice.certificate
    assert (Stamps(url=pki.tsa_url, login=None), Force.OWN) == (choice.stamps, choice.force)


def test_a_token_is_read_with_its_ground(settings: dict[str, dict[str, Any]]) -> None:
    choice = chosen(settings["pkcs11"], signing_trial=True)

    assert isinstance(choice, Token)
    assert ("kantor", "kepala", None, Force.SIMULATED) == (
        choice.token,
        choice.key,
        choice.certificate,
        choice.force,
    )


def test_a_service_is_read_with_its_signers(settings: dict[str, dict[str, Any]]) -> None:
    choice = chosen(settings["bsre"], bsre_signers='{"hendra": "hendra@kota.example", "wira": "6372000000000002"}')

    assert isinstance(choice, Bsre)
    assert {"hendra": "hendra@kota.example", "wira": "6372000000000002"} == choice.signers
    assert (LOGIN, "v2", True, 5) == (choice.login, choice.api, choice.visible, choice.timeout)


def test_the_offices_own_authorities_vouch_for_the_service_too(
    settings: dict[str, dict[str, Any]], pki: OfficePki
) -> None:
    own = chosen(settings["bsre"], ca_file=pki.settings()["signing_root"])
    others = chosen(settings["bsre"])

    assert isinstance(own, Bsre)
    assert isinstance(others, Bsre)
    assert 1 == own.authorities.cert_store_stats()["x509_ca"] - others.authorities.cert_store_stats()["x509_ca"]


@pytest.mark.parametrize(
    ("kind", "missing"),
    [
        *(
            ("key_file", name)
            for name in ("signing_root", "signing_timestamp_url", "signing_certificate", "signing_key")
        ),
        *(("pkcs11", name) for name in ("signing_root", "signing_timestamp_url", "pkcs11_module", "pkcs11_token")),
        *(("bsre", name) for name in ("bsre_url", "bsre_user", "bsre_password", "bsre_signers")),
    ],
)
def test_what_a_signer_needs_is_named(settings: dict[str, dict[str, Any]], kind: str, missing: str) -> None:
    assert f"IZIN_SIGNING is {kind}, which also needs IZIN_{missing.upper()}." == refused(
        settings[kind], **{missing: None}
    )


@pytest.mark.parametrize(
    ("kind", "idle", "value"),
    [
        ("key_file", "bsre_user", "izin"),
        ("key_file", "pkcs11_token", "kantor"),
        ("pkcs11", "signing_key", "/k.pem"),
        ("bsre", "pkcs11_key", "kepala"),
        ("bsre", "signing_certificate", "/c.pem"),
    ],
)
def test_what_a_signer_does_not_use_is_named(
    settings: dict[str, dict[str, Any]], kind: str, idle: str, value: str
) -> None:
    told = refused(settings[kind], **{idle: value})

    assert f"IZIN_{idle.upper()} has no meaning while IZIN_SIGNING is {kind}: remove it, or change that." == told


def test_a_forgotten_choice_is_noticed(settings: dict[str, dict[str, Any]]) -> None:
    told = refused(settings["key_file"], signing=None)

    assert told.startswith("IZIN_SIGNING_CERTIFICATE, IZIN_SIGNING_CHAIN, IZIN_SIGNING_KEY, ")
    assert told.endswith("has no meaning while IZIN_SIGNING is demo: remove it, or change that.")


def test_user_and_password_of_the_time_stamps_belong_together(settings: dict[str, dict[str, Any]]) -> None:
    assert "belong together" in refused(settings["key_file"], signing_timestamp_user="kantor")
    assert "no meaning without" in refused(
        settings["bsre"], signing_timestamp_user="kantor", signing_timestamp_password="rahasia"
    )


def test_a_file_that_is_not_what_it_must_be_is_named(settings: dict[str, dict[str, Any]], pki: OfficePki) -> None:
    key_file, nowhere = settings["key_file"], Path("/nowhere.pem")
    text, bare = pki.file("text.pem", b"hello"), pki.file("bare.key", pki.official.key_pem())
    two = pki.file("two.pem", pki.official.pem + pki.root.pem)
    binary = pki.file("binary.pem", b"\xff\xfe\x00")

    assert "IZIN_SIGNING_ROOT: /nowhere.pem cannot be read (No such file or directory)." == refused(
        key_file, signing_root=nowhere
    )
    assert f"IZIN_SIGNING_CHAIN: {text} holds no certificate in PEM." == refused(key_file, signing_chain=text)
    assert f"IZIN_SIGNING_CHAIN: {binary} is not a PEM file." == refused(key_file, signing_chain=binary)
    assert "has 2 certificates; it must be the signer's alone." in refused(key_file, signing_certificate=two)
    assert "is no encrypted key (PKCS #8, PEM). Make one with: openssl" in refused(key_file, signing_key=bare)
    assert "CN=Penerbit Kantor,O=Pemerintah Kota Banjarbaru,C=ID is no root, another has issued it." in refused(
        key_file, signing_root=key_file["signing_chain"]
    )
    assert "IZIN_PKCS11_MODULE: there is no library /nowhere.pem." == refused(settings["pkcs11"], pkcs11_module=nowhere)


@pytest.mark.parametrize(
    ("signers", "says"),
    [
        ("hendra=6372", "is no JSON object"),
        ("{}", "is no JSON object"),
        ('["6372010101700001"]', "is no JSON object"),
        ('{"hendra": "637201010170000"}', "the NIK of hendra does not have 16 digits"),
        ('{"hendra": 6372010101700001}', "the NIK of hendra does not have 16 digits"),
    ],
)
def test_the_signers_are_read_strictly(settings: dict[str, dict[str, Any]], signers: str, says: str) -> None:
    told = refused(settings["bsre"], bsre_signers=signers)

    assert says in told
    assert "637201" not in told


def test_an_address_signs_in_the_second_version_only(settings: dict[str, dict[str, Any]]) -> None:
    assert "does not have 16 digits" in refused(
        settings["bsre"], bsre_api="v1", bsre_signers='{"hendra": "hendra@kota.example"}'
    )


def test_a_ground_without_a_root_is_none(settings: dict[str, dict[str, Any]], pki: OfficePki) -> None:
    without = {**settings["bsre"], "signing_root": None}

    assert "IZIN_SIGNING_TIMESTAMP_URL needs IZIN_SIGNING_ROOT" in refused(
        without, signing_chain=None, signing_timestamp_url=pki.tsa_url
    )
    assert "IZIN_SIGNING_CHAIN has no meaning without IZIN_SIGNING_ROOT." == refused(without)


def test_secrets_come_from_files_and_are_not_shown(
    settings: dict[str, dict[str, Any]], pki: OfficePki, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, secret in (
        ("IZIN_BSRE_PASSWORD_FILE", LOGIN[1]),
        ("IZIN_BSRE_SIGNERS_FILE", f'{{"hendra": "{NIK}"}}'),
        ("IZIN_SIGNING_TIMESTAMP_PASSWORD_FILE", SECRET),
    ):
        monkeypatch.setenv(variable, str(pki.file(variable, secret.encode())))
    given = {name: value for name, value in settings["bsre"].items() if name not in {"bsre_password", "bsre_signers"}}

    read = read_settings(**given, signing_timestamp_url=pki.tsa_url, signing_timestamp_user="kantor")
    choice = signing_choice(read)

    assert isinstance(choice, Bsre)
    assert (LOGIN, {"hendra": NIK}) == (choice.login, choice.signers)
    assert choice.stamps is not None
    assert ("kantor", SECRET) == choice.stamps.login
    assert not [secret for secret in (LOGIN[1], NIK, SECRET) if secret in repr(read) + repr(choice)]
