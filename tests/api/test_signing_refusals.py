"""What the head of the office reads when a signature does not come about, and what became of the number."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from httpx2 import Response

from api.app import create_app
from application.postgres.embedded import EmbeddedPostgres
from application.settings import BadSettings, read_settings
from tests.api.casework import Case, case_at, signature
from tests.api.product import ADDRESS, Product, databases_at, opened, told
from tests.application.bsre_simulator import PASSPHRASE
from tests.application.ledgers import database
from tests.application.office_pki import SECRET
from tests.application.offices import Offices, offices
from tests.application.site import Answer
from tests.application.tokens import PIN, TRIES, locking
from tests.pdf_text import pages

HEAD = "hendra"
# Domain texts 42 to 45.
WRONG = "Frasa sandi (passphrase) salah. Surat Keputusan belum ditandatangani."
NOT_REGISTERED = (
    "Sertifikat elektronik Anda tidak terdaftar atau masa berlakunya telah berakhir. Hubungi koordinator TTE instansi."
)
UNREACHABLE = (
    "Layanan penandatanganan elektronik sedang tidak dapat dihubungi. Dokumen belum ditandatangani; "
    "silakan coba beberapa saat lagi."
)
UNCERTAIN = (
    "Hasil penandatanganan belum dapat dipastikan. Sistem sedang memeriksa; jangan menandatangani ulang dokumen ini."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    product: Product
    all_of_them: Offices

    def sign(self, case: Case, passphrase: str, *, by: str = HEAD, key: str | None = None) -> Response:
        headers = {"accept_language": "id", **({"idempotency_key": key} if key else {})}
        head = self.product.person("kepala_dinas", by)
        return head.post(f"{case.path}/signature", signature(case, passphrase), **headers)

    def numbers(self, case: Case) -> list[int]:
        with psycopg.connect(self.product.databases.owner) as connection:
            query = "SELECT seq FROM ledger.decree_numbers WHERE permit = %s"
            return [row[0] for row in connection.execute(query, [case.id]).fetchall()]

    def decrees(self, case: Case) -> list[str]:
        items = case.by("auditor").get(f"{case.path}/timeline").json()["items"]
        return [item["data"]["number"] for item in items if item["fact"] == "Signed"]


@pytest.fixture(scope="module")
def every_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Offices]:
    with offices(tmp_path_factory.mktemp("refusals")) as every:
        yield every


@pytest.fixture(scope="module")
def running(
    cluster: EmbeddedPostgres, every_office: Offices, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Office]]:
    """An office of each kind, each on a database of its own."""
    with ExitStack() as stack:
        made: dict[str, Office] = {}
        for kind in ("key_file", "pkcs11", "bsre-v2"):
            url = stack.enter_context(database(cluster))
            folder = tmp_path_factory.mktemp(kind)
            settings: dict[str, Any] = every_office.settings(kind)
            product = stack.enter_context(opened(url, folder, **settings))
            made[kind] = Office(product=product, all_of_them=every_office)
        yield made


def test_a_signer_that_lacks_something_is_refused_at_the_start(tmp_path: Path) -> None:
    settings = read_settings(data_dir=tmp_path, signing="key_file")

    with pytest.raises(BadSettings, match="IZIN_SIGNING is key_file, which also needs"):
        create_app(settings, databases_at("postgresql://nobody@127.0.0.1/none", settings), ADDRESS)


def test_a_wrong_passphrase_at_the_service_keeps_the_number(running: dict[str, Office]) -> None:
    office = running["bsre-v2"]
    case = case_at(office.product, 8)

    refused = office.sign(case, "Sandi-yang-keliru")

    assert (422, "wrong-passphrase") == told(refused)
    assert WRONG == refused.json()["detail"]
    (reserved,) = office.numbers(case)
    signed = office.sign(case, PASSPHRASE).json()
    assert [reserved] == office.numbers(case)
    assert f"500.16.7.2/{reserved:04}/IPKBM/DPMPTSP/2026" == signed["decree"]["number"]


def _inside(page: str) -> str:
    """The page without the notice over it: this office signs in earnest, but anybody can be anyone in it."""
    return re.sub('<aside class="trial".*?</aside>', "", page, flags=re.DOTALL)


@pytest.mark.parametrize(
    ("kind", "passphrase", "force"), [("bsre-v2", PASSPHRASE, "bsre"), ("key_file", SECRET, "own")]
)
def test_paper_page_and_twin_say_the_same_of_the_signature(
    running: dict[str, Office], kind: str, passphrase: str, force: str
) -> None:
    office = running[kind]
    case = case_at(office.product, 8)
    code = office.sign(case, passphrase).json()["decree"]["code"]

    paper = "".join(pages(case.applicant.get(f"{case.path}/decree.pdf").content))
    page, twin = (office.product.get(f"/v/{code}{more}", accept="text/html").text for more in ("", "/decree.html"))

    assert force == office.product.get(f"/v/{code}").json()["force"]
    for each in ("".join(text.split()) for text in (paper, _inside(page), _inside(twin))):
        assert (force == "bsre") == ("BalaiBesarSertifikasiElektronik" in each)
        assert "kekuatanhukum" not in each


def test_whoever_is_not_registered_takes_no_number(running: dict[str, Office]) -> None:
    office = running["bsre-v2"]
    case = case_at(office.product, 8)

    refused = office.sign(case, PASSPHRASE, by="stranger")

    assert (409, "certificate-refused") == told(refused)
    assert NOT_REGISTERED == refused.json()["detail"]
    assert ["not_registered"] == [error["code"] for error in refused.json()["errors"]]
    assert [] == office.numbers(case)


def test_signed_but_the_answer_was_lost_gives_one_decree(running: dict[str, Office]) -> None:
    office = running["bsre-v2"]
    case, service = case_at(office.product, 8), office.all_of_them.service
    before, service.fate = len(service.signed), "lost"

    lost = office.sign(case, PASSPHRASE, key="same-again")

    assert (503, "signature-uncertain") == told(lost)
    assert UNCERTAIN == lost.json()["detail"]
    assert "1" == lost.headers["retry-after"]
    assert ([], 1) == (office.decrees(case), len(office.numbers(case)))
    done = office.sign(case, PASSPHRASE, key="same-again")
    assert 200 == done.status_code, done.text
    assert "true" == office.sign(case, PASSPHRASE, key="same-again").headers["idempotent-replayed"]
    assert [done.json()["decree"]["number"]] == office.decrees(case)
    assert (2, 1) == (len(service.signed) - before, len(office.numbers(case)))
    assert case.applicant.get(f"{case.path}/decree.pdf").content.startswith(service.signed[-1])


def test_a_service_that_fails_may_be_asked_later(running: dict[str, Office]) -> None:
    office = running["bsre-v2"]
    case = case_at(office.product, 8)
    office.all_of_them.service.fate = "500"

    failed = office.sign(case, PASSPHRASE)

    assert (503, "temporarily-unavailable") == told(failed)
    assert UNREACHABLE == failed.json()["detail"]
    assert 200 == office.sign(case, PASSPHRASE).status_code


def test_a_paper_that_is_not_ours_is_no_decree(running: dict[str, Office]) -> None:
    office = running["bsre-v2"]
    case = case_at(office.product, 8)
    office.all_of_them.service.fate = "tampered"

    failed = office.sign(case, PASSPHRASE)

    assert (503, "temporarily-unavailable") == told(failed)
    assert "nomor tetap dicadangkan" in failed.json()["detail"]
    assert [] == office.decrees(case)


def test_without_time_stamps_no_number_is_taken(running: dict[str, Office]) -> None:
    office = running["key_file"]
    case, site = case_at(office.product, 8), office.all_of_them.pki.site
    kept = site.pages["/Kantor/tsa"]
    site.says("/Kantor/tsa", lambda _: Answer(status=503))

    failed = office.sign(case, SECRET)

    site.says("/Kantor/tsa", kept)
    assert (503, "temporarily-unavailable") == told(failed)
    assert UNREACHABLE == failed.json()["detail"]
    assert [] == office.numbers(case)


def test_a_time_stamp_that_fails_in_between_keeps_the_number(running: dict[str, Office]) -> None:
    office = running["key_file"]
    case, site = case_at(office.product, 8), office.all_of_them.pki.site
    kept, asked = site.pages["/Kantor/tsa"], len(site.asked)

    def only_once(question: Any) -> Answer:
        stamps = site.asked[asked:].count("/Kantor/tsa")
        return kept(question) if stamps == 1 else Answer(status=503)

    site.says("/Kantor/tsa", only_once)
    failed = office.sign(case, SECRET)
    site.says("/Kantor/tsa", kept)

    assert (503, "temporarily-unavailable") == told(failed)
    (reserved,) = office.numbers(case)
    assert [] == office.decrees(case)
    assert 200 == office.sign(case, SECRET).status_code
    assert [f"500.16.7.2/{reserved:04}/IPKBM/DPMPTSP/2026"] == office.decrees(case)


def test_a_revoked_certificate_takes_no_number(running: dict[str, Office]) -> None:
    office = running["key_file"]
    case, pki = case_at(office.product, 8), office.all_of_them.pki
    pki.revoke(pki.official)

    refused = office.sign(case, SECRET)

    pki.revoked.clear()
    assert (409, "certificate-refused") == told(refused)
    assert ["revoked"] == [error["code"] for error in refused.json()["errors"]]
    assert [] == office.numbers(case)


def test_a_locked_token_says_so_and_takes_no_number(running: dict[str, Office]) -> None:
    office = running["pkcs11"]
    case = case_at(office.product, 8)

    with locking():
        answers = [told(office.sign(case, "00000000")) for _ in range(TRIES)]
        locked = office.sign(case, PIN)

    assert [(422, "wrong-passphrase")] * TRIES == answers
    assert (409, "key-locked") == told(locked)
    assert [] == office.numbers(case)
    assert 200 == office.sign(case, PIN).status_code
