"""The settings of letters: what is refused at the start, so that nothing is found out with the first letter."""

from typing import Any

import pytest

from application.letters.addresses import BadAddress, address, named_address, one_line
from application.letters.mail_settings import DESKS, demo_desks, desk_addresses
from application.settings import BadSettings, read_settings


@pytest.mark.parametrize(
    ("chosen", "named"),
    [
        ({"smtp_host": "mail.example", "smtp_tls": "none"}, "IZIN_SMTP_TLS: .*only for a mail server on this machine"),
        ({"smtp_host": "mail.example"}, "IZIN_MAIL_FROM: .*who writes the letters"),
        ({"smtp_password": "rahasia"}, "IZIN_SMTP_PASSWORD: .*Set IZIN_SMTP_USER too"),
        ({"mail_from": "nobody"}, "IZIN_MAIL_FROM: .*not an address"),
        ({"desk_addresses": '{"pemohon": "a@b.example"}'}, "IZIN_DESK_ADDRESSES: .*pemohon is no desk"),
        ({"desk_addresses": '{"kabid": "a@b@c"}'}, "IZIN_DESK_ADDRESSES"),
        ({"desk_addresses": "{"}, "IZIN_DESK_ADDRESSES: .*not a JSON object such as"),
        ({"letters_per_second": 0}, "IZIN_LETTERS_PER_SECOND"),
        ({"webhook_ports": "443,0"}, "IZIN_WEBHOOK_PORTS"),
        ({"webhook_ports": "https"}, "IZIN_WEBHOOK_PORTS"),
    ],
)
def test_what_would_fail_with_the_first_letter_fails_at_the_start(chosen: dict[str, Any], named: str) -> None:
    with pytest.raises(BadSettings, match=named):
        read_settings(**chosen)


def test_a_mail_server_on_this_machine_may_be_spoken_to_in_clear() -> None:
    settings = read_settings(smtp_host="localhost", smtp_tls="none", mail_from="Loket <loket@dpmptsp.example>")

    assert "none" == settings.smtp_tls


def test_desks_come_from_the_environment_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IZIN_DESK_ADDRESSES", '{"kabid": "Kabid Perizinan <kabid@dpmptsp.example>"}')

    (desk,) = desk_addresses(read_settings().desk_addresses).values()

    assert ("Kabid Perizinan", "kabid@dpmptsp.example") == (desk.display_name, desk.addr_spec)


def test_every_desk_of_a_demo_has_an_address() -> None:
    assert set(DESKS) == demo_desks().keys()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("loket@dpmptsp.example", "loket@dpmptsp.example"),
        ('"DPMPTSP, Kota" <loket@dpmptsp.example>', '"DPMPTSP, Kota" <loket@dpmptsp.example>'),
        ("Loket <a,b@dpmptsp.example>", 'Loket <"a,b"@dpmptsp.example>'),
        ("siti@BÜCHER.example", "siti@xn--bcher-kva.example"),
    ],
)
def test_an_address_is_written_as_it_must_be(text: str, expected: str) -> None:
    assert expected == str(named_address(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "@x.example",
        "siti@",
        "siti",
        "siti@-x.example",
        "siti@x..example",
        "si ti@x.example",
        "siti\r\n@x.example",
        "siti@x.example\r\nBcc: budi@x.example",
        f"{'x' * 65}@x.example",
        f"siti@{'x' * 64}.example",
        "siti@x_y.example",
    ],
)
def test_what_is_no_address_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(BadAddress) as refused:
        address(text)

    assert "siti" not in str(refused.value)


def test_a_name_stands_in_one_line() -> None:
    assert "Siti Bcc: x Rahmah" == one_line("  Siti\r\nBcc: x\u2028\x00Rahmah ")


def test_hosts_and_ports_are_lists_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IZIN_WEBHOOK_HOSTS", "Hooks.example, siap.example,")
    monkeypatch.setenv("IZIN_WEBHOOK_PORTS", "443, 8443")

    settings = read_settings()

    assert (("hooks.example", "siap.example"), (443, 8443)) == (settings.webhook_hosts, settings.webhook_ports)
