"""A signature on a page that wants a better sign-in: the page says so, and the way there leads back to it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import pytest

from application.postgres.embedded import EmbeddedPostgres
from domain.actor import Caller
from domain.admission import Asked
from domain.commands import FileInspection
from tests.api.applying import HTML, posted
from tests.api.issuer import Issuer, issuer
from tests.api.product import Person, Product
from tests.api.signing_in import bearer, office_with
from tests.people import HENDRA, KARTIKA
from tests.walk import APPROVED_TWICE

SIGNING = "/queues/kepala_dinas/signing"


@pytest.fixture(scope="module")
def provider() -> Iterator[Issuer]:
    with issuer() as running:
        yield running


@pytest.fixture(scope="module")
def office(provider: Issuer, cluster: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """Where a signature wants a sign-in of the last five minutes."""
    chosen = {"public_url": "https://izin.test", "oidc_signing_seconds": 300}
    with office_with(cluster, tmp_path_factory.mktemp("office"), provider, **chosen) as (running, _):
        yield running


@pytest.fixture(scope="module")
def file(office: Product) -> str:
    return approved(office)


def approved(office: Product) -> str:
    """A file that waits for the head's signature."""
    permit_id = uuid4()
    for by, what in APPROVED_TWICE:
        filed = office.run(office.office.permits.get, permit_id)
        command = what(filed.permit) if callable(what) and filed else what
        if isinstance(command, FileInspection):
            command = replace(
                command,
                report=replace(command.report, number=f"BAPL {permit_id}"),
                recommendation=replace(command.recommendation, number=f"REK {permit_id}"),
            )
        asked = Asked(by=by, at=office.clock(), permit_id=permit_id, command_id=uuid4())
        office.run(office.office.permits.execute, command, asked)
    return str(permit_id)


def signed_in(office: Product, provider: Issuer, who: Caller) -> Person:
    (role,) = who.roles
    token = provider.token(sub=who.sub, name=who.name, roles=[role])
    return Person(product=office, role=role, headers=bearer(token))


def draft_sha256(office: Product, file: str) -> str:
    filed = office.run(office.office.permits.get, UUID(file))
    assert filed
    assert filed.permit.draft
    return filed.permit.draft.sha256


def way_back(page: str) -> tuple[str, dict[str, list[str]]]:
    """Return where the page sends its reader to sign in, and with what."""
    found = re.search(r'<a class="button" href="(/login[^"]+)"', page)
    assert found, page
    address = urlsplit(unescape(found[1]))
    return address.path, parse_qs(address.query)


def test_one_signature_leads_to_the_sign_in_and_back(office: Product, provider: Issuer, file: str) -> None:
    head = signed_in(office, provider, HENDRA)
    fields = {"draft_sha256": draft_sha256(office, file), "passphrase": "demo"}

    answer = posted(head, f"/applications/{file}/signature", fields)

    assert 401 == answer.status_code
    assert "Sesi Anda telah berakhir" not in answer.text
    assert "<title>Kesalahan:" in answer.text
    assert ("/login", {"for": ["signature"], "next": [f"/applications/{file}"]}) == way_back(answer.text)
    assert "for=signature" not in head.get(f"/applications/{file}", accept=HTML).text


def test_several_signatures_end_with_the_first(office: Product, provider: Issuer, file: str) -> None:
    head = signed_in(office, provider, HENDRA)
    fields = {f"read.{each}": draft_sha256(office, each) for each in (file, approved(office))}

    answer = posted(head, SIGNING, {**fields, "passphrase": "demo"})

    assert 401 == answer.status_code
    assert ("/login", {"for": ["signature"], "next": [SIGNING]}) == way_back(answer.text)
    assert "0 dari 2" in answer.text
    assert "Belum dicoba." in answer.text
    plain = head.get(SIGNING, accept=HTML)
    assert (200, False) == (plain.status_code, "for=signature" in plain.text)


def test_who_never_signs_is_not_sent_to_sign_in(office: Product, provider: Issuer, file: str) -> None:
    fields = {"draft_sha256": draft_sha256(office, file), "passphrase": "demo"}

    refused = posted(signed_in(office, provider, KARTIKA), f"/applications/{file}/signature", fields)

    assert 403 == refused.status_code
    assert "for=signature" not in refused.text
