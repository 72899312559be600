"""Letters over HTTP: what became of them, the mailbox of a demo, and that a real office has none."""

import re
import stat
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from anyio.from_thread import start_blocking_portal

from application.letters.mailbox import Mailbox
from application.postgres.embedded import EmbeddedPostgres
from application.settings import BadSettings
from tests.api.casework import an_applicant, rejected, submission, submitted, walked
from tests.api.mail import MAILBOX, NOTIFICATIONS, admin, given_up, outbox, settled, until
from tests.api.product import Product, opened, told
from tests.application.desk import submit
from tests.application.ledgers import database
from tests.application.smtp_server import smtp_server
from tests.scenario import MONDAY

MASTER_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
HOSTILE = 'PKBM <script>alert(1)</script> & "Melati"'


def test_a_submission_is_answered_by_a_letter(product: Product) -> None:
    case = submitted(product)
    letter = settled(product, case.id, "received")

    posted = product.get(f"{MAILBOX}/{letter['id']}").json()

    assert ("sent", "applicant", 1, None) == (
        letter["state"],
        letter["recipient"],
        letter["attempts"],
        letter["last_error"],
    )
    number = case.view()["number"]
    assert (f"Permohonan {number} telah kami terima", "Siti Rahmah <siti@example.org>") == (
        posted["subject"],
        posted["to"],
    )
    assert "Yth. Bapak/Ibu Siti Rahmah," in posted["text"]
    assert "We have received application" in posted["text"]


def test_the_office_is_told_and_its_letters_are_about_the_file_alone(product: Product) -> None:
    case = rejected(product)
    task = settled(product, case.id, "task")
    completion = settled(product, case.id, "completion")

    assert ("front_office", "sent") == (task["recipient"], completion["state"])
    text = product.get(f"{MAILBOX}/{completion['id']}").json()["text"]
    assert "R08" in text
    assert "Mohon perbaikan disampaikan paling lambat 2 Desember 2026." in text


def test_a_signed_permit_is_told_with_the_address_that_proves_it(product: Product) -> None:
    case = walked(submitted(product), 8).signed_quickly()
    letter = settled(product, case.id, "issued")

    code = case.view()["decree"]["code"]
    assert f"/v/{code}" in product.get(f"{MAILBOX}/{letter['id']}").json()["text"]


def test_letters_are_listed_without_names_and_addresses(product: Product) -> None:
    case = submitted(product)
    letter = settled(product, case.id, "received")

    listed = admin(product).get(f"{NOTIFICATIONS}?state=sent&limit=200")

    found = next(each for each in listed.json()["items"] if each["id"] == letter["id"])
    assert ("received", "applicant", case.id, "sent", None) == (
        found["kind"],
        found["recipient"],
        found["application"],
        found["state"],
        found["reason"],
    )
    assert not re.search("rahmah|@", listed.text.lower())


def test_a_dead_letter_is_sent_once_more_and_what_was_sent_is_not(product: Product) -> None:
    case, clerk = submitted(product), admin(product)
    letter = settled(product, case.id, "received")["id"]

    refused = clerk.post(f"{NOTIFICATIONS}/{letter}/replay")
    given_up(product, letter)
    dead = next(each for each in clerk.get(f"{NOTIFICATIONS}?state=dead").json()["items"] if each["id"] == letter)
    replay = clerk.post(f"{NOTIFICATIONS}/{letter}/replay")

    assert (409, "not-replayable", "sent") == (*told(refused), refused.json()["state"])
    assert "SMTP 550" == dead["reason"]
    assert (202, "pending", 0) == (replay.status_code, replay.json()["state"], replay.json()["attempts"])
    until(lambda: outbox(product, case.id, "received")[0]["state"] == "sent")
    assert (404, "letter-not-found") == told(clerk.post(f"{NOTIFICATIONS}/{uuid4()}/replay"))


def test_a_dead_letter_is_a_warning_and_no_reason_to_stop(product: Product) -> None:
    case = submitted(product)
    given_up(product, settled(product, case.id, "received")["id"])

    ready = product.get("/readyz")

    (check,) = [check for check in ready.json()["checks"] if check["name"] == "outbox"]
    assert (200, "ok", "warn") == (ready.status_code, ready.json()["status"], check["status"])
    assert check["dead"] >= 1


def test_the_mailbox_is_a_page_and_what_stands_in_a_letter_is_text(product: Product) -> None:
    body = submission()
    body["institution"]["name"] = HOSTILE
    answer = an_applicant(product).post("/v1/applications", body)
    letter = settled(product, answer.json()["id"], "received")

    listing = product.get(MAILBOX, accept="text/html")
    page = product.get(f"{MAILBOX}/{letter['id']}?lang=en", accept="text/html")

    assert f'href="/demo/mailbox/{letter["id"]}"' in listing.text
    assert "PKBM &lt;script&gt;alert(1)&lt;/script&gt; &amp; &#34;Melati&#34;" in page.text
    for each in (listing, page):
        assert "<script" not in each.text
        assert not re.search(r"<[^>]+ (on\w+|style)=", each.text)
        assert "default-src 'none'" in each.headers["content-security-policy"]
    assert "All letters" in page.text


def test_the_mailbox_is_read_page_by_page_newest_first(product: Product) -> None:
    for case in [submitted(product) for _ in range(2)]:
        settled(product, case.id, "received")

    first = product.get(f"{MAILBOX}?limit=1").json()
    second = product.get(f"{MAILBOX}?limit=1&cursor={first['next']}").json()

    assert first["items"] != second["items"]
    html = product.get(f"{MAILBOX}?limit=1", accept="text/html").text
    assert f"cursor={first['next']}" in html


def test_a_letter_lies_in_a_folder_of_its_owner_as_it_would_have_been_sent(product: Product) -> None:
    case = submitted(product)
    letter = settled(product, case.id, "received")
    folder = product.office.settings.data_dir / "mailbox"

    (file,) = folder.glob(f"*-{letter['id']}.eml")

    message = message_from_bytes(file.read_bytes(), policy=SMTP)
    assert 0o700 == stat.S_IMODE(folder.stat().st_mode)
    assert f"<{letter['id']}@izin.example>" == message["Message-ID"]


def test_an_unknown_letter_is_told(product: Product) -> None:
    assert (404, "letter-not-found") == told(product.get(f"{MAILBOX}/{UUID(int=7)}"))


def test_a_real_office_has_no_mailbox_and_without_a_mail_server_says_so(
    cluster: EmbeddedPostgres, tmp_path: Path
) -> None:
    with (
        database(cluster) as url,
        opened(url, tmp_path, public_url="https://izin.example", master_key=MASTER_KEY) as office,
    ):
        assert (404, "not-found") == told(office.get(MAILBOX))

    assert not (tmp_path / "mailbox").exists()


def test_an_office_that_trusts_nobody_readable_does_not_start(cluster: EmbeddedPostgres, tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("no certificate")
    with (
        database(cluster) as url,
        pytest.raises(BadSettings, match="IZIN_CA_FILE"),
        opened(url, tmp_path, ca_file=tmp_path / "ca.pem"),
    ):
        pass


def test_a_real_office_sends_its_letters_and_those_of_desks_it_has_addresses_for(
    cluster: EmbeddedPostgres, tmp_path: Path
) -> None:
    real: dict[str, Any] = {
        "public_url": "https://izin.example",
        "master_key": MASTER_KEY,
        "smtp_host": "127.0.0.1",
        "smtp_tls": "none",
        "mail_from": "DPMPTSP Kota Banjarbaru <tidak-dibalas@dpmptsp.example>",
        "desk_addresses": {"front_office": "loket@dpmptsp.example"},
    }
    with (
        start_blocking_portal("asyncio") as portal,
        portal.wrap_async_context_manager(smtp_server()) as relay,
        database(cluster) as url,
        opened(url, tmp_path, smtp_port=relay.port, **real) as office,
    ):
        done = office.run(submit, office.office.permits)
        letter = settled(office, str(done.permit.id), "received")
        task = settled(office, str(done.permit.id), "task")

    assert ("sent", "sent") == (letter["state"], task["state"])
    assert {"Siti Rahmah <siti@example.org>", "loket@dpmptsp.example"} == {str(each["To"]) for each in relay.taken}
    assert not (tmp_path / "mailbox").exists()


def test_the_mailbox_keeps_the_newest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("application.letters.mailbox.KEPT", 2)
    mailbox = Mailbox(tmp_path / "mailbox")
    message = EmailMessage(policy=SMTP)
    message["To"], message["From"], message["Date"] = "siti@example.org", "loket@dpmptsp.example", MONDAY
    message.set_content("Isi.")

    for n in (3, 1, 2, 3):
        mailbox._keep(f"{n:012}-{UUID(int=n)}.eml", message.as_bytes())

    assert [3, 2] == [letter.id.int for letter in mailbox.newest(9)]
    assert [2] == [letter.id.int for letter in mailbox.newest(9, before=f"{3:012}")]
