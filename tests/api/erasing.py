"""A person who will be forgotten, with everything that tells of them, and the drill that looks for it."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import psycopg

from application.archive.archive import Archive, open_archive
from application.erasure.drill import Found, Place, in_archive, in_database, in_files, look, opened
from application.master_key import master_key
from application.settings import read_settings
from application.vault import Vault
from tests.api.casework import APPLICATIONS, Case, a_pdf, submission
from tests.api.exported import exported
from tests.api.mail import until
from tests.api.product import Json, Person, Product
from tests.api.product import opened as opened_product

SUB = "zulaikha-4c1f"
NAME = "Zulaikha Permatasari d'Ávila"
APPLICANT: Json = {
    "name": NAME,
    "nik": "6371014507880003",
    "email": "zulaikha.permatasari@example.net",
    "phone": "+62 852 4477 9031",
    "address": "Gang Melati Putih No. 17, Sungai Besar",
}
CORRECTED_EMAIL = "zulaikha.davila@example.net"
PRIVATE_REASON = "Suami saya pindah tugas ke Kandangan."
TELLING = [SUB, *APPLICANT.values(), CORRECTED_EMAIL, PRIVATE_REASON]
ERASURE: Json = {"ground": "subject_request", "reason": "Permintaan tertulis; tidak ada keputusan yang terbit."}

# Also of what the feeder has not seen yet.
_WAITING_LETTERS = """
SELECT FROM mail.outbox WHERE state = 'pending'
 UNION ALL
SELECT FROM mail.feed f, ledger.head h WHERE f.position < h.position
"""


@dataclass(frozen=True, kw_only=True)
class Forgetful:
    """A product whose every trace can be looked through; `logs` are what it has printed."""

    product: Product
    url: str
    data: Path
    archive: Archive
    vault: Vault
    exports: list[Place] = field(default_factory=list[Place])

    @property
    def applicant(self) -> Person:
        return self.product.person("pemohon", SUB, NAME)

    def submitted(self, *titles: str) -> Case:
        """A file of hers; its documents are her own papers."""
        body = submission(applicant=APPLICANT)
        for document, title in zip(body["documents"], titles, strict=False):
            answer = self.applicant.upload(a_pdf(title), f"ktp {NAME}.pdf")
            document.update(sha256=answer.json()["sha256"], name=f"KTP_{NAME}.pdf")
        for document in body["documents"][len(titles) :]:
            self.applicant.upload(a_pdf(document["requirement"]))
        answer = self.applicant.post(APPLICATIONS, body)
        assert 201 == answer.status_code, answer.text
        return Case(product=self.product, applicant=self.applicant, id=answer.json()["id"])

    def withdrawn(self, *titles: str) -> Case:
        case = self.submitted(*titles)
        case.done("pemohon", "correction", {"applicant": {"email": CORRECTED_EMAIL}, "reason": PRIVATE_REASON})
        answer = case.act("pemohon", "withdrawal", {"reason": PRIVATE_REASON})
        self.caught_up(answer.headers["X-Position"])
        return case

    def erase(self, case: Case) -> Json:
        answer = self.product.person("admin").post(f"{case.path}/erasure", ERASURE)
        assert 200 == answer.status_code, answer.text
        self.caught_up(answer.headers["X-Position"])
        view: Json = answer.json()
        return view

    def caught_up(self, position: str) -> None:
        """Return once the lists have seen that position."""
        auditor = self.product.person("auditor")
        until(lambda: auditor.get(APPLICATIONS, x_after_position=position).is_success)

    def delivered(self) -> None:
        """Return once no letter waits any more: the last ones lie in the mailbox."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            until(lambda: connection.execute(_WAITING_LETTERS).fetchone() is None)

    def sweep(self) -> None:
        """Twice: who could name a document anew, and then the document; nobody is on their way in a test."""
        for _ in range(2):
            self.product.run(self.product.office.forgetting.sweep, grace=timedelta())

    def exported(self) -> None:
        self.exports.append(("export", exported(self.product)))

    def drill(self, *also: Place) -> Found:
        return look([*self._stored(), *self.exports, *also], TELLING)

    def drill_opened(self) -> Found:
        """What our own keys can open."""
        return look(opened(self.url, self.vault), TELLING)

    def objects(self) -> int:
        return len(list(in_archive(self.archive.store)))

    def _stored(self) -> list[Place]:
        folder = [self.data / "mailbox"] if (self.data / "mailbox").exists() else []
        return [*in_database(self.url), *in_archive(self.archive.store), *in_files(folder)]


@contextmanager
def forgetful(url: str, data: Path, log_level: str = "ERROR") -> Generator[Forgetful]:
    archive_url = (data / "archive").as_uri()
    settings = read_settings(data_dir=data, archive_url=archive_url)
    with opened_product(url, data, archive_url=archive_url, log_level=log_level) as product:
        vault = Vault([master_key(settings)])
        yield Forgetful(product=product, url=url, data=data, archive=open_archive(settings), vault=vault)
