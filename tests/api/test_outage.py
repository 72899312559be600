"""An office whose database goes away: everybody is told to come again, nobody is told a fault, and it comes back."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from application.embedded_postgres import EmbeddedPostgres
from tests.api.casework import APPLICATIONS, a_pdf, an_applicant, submission, submitted
from tests.api.product import Ask, Product, opened, told
from tests.application.ledgers import database

PATIENCE_S = 20.0


@contextmanager
def away(url: str) -> Generator[None]:
    """Nobody reaches this database, and who was there is put out."""
    name = str(conninfo_to_dict(url)["dbname"])
    with psycopg.connect(make_conninfo(url, dbname="postgres"), autocommit=True) as connection:
        allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
        connection.execute(allow.format(sql.Identifier(name), sql.Literal(False)))
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        yield
        connection.execute(allow.format(sql.Identifier(name), sql.Literal(True)))


def test_while_the_database_is_away_everybody_is_told_to_come_again(cluster: EmbeddedPostgres, tmp_path: Path) -> None:
    with database(cluster) as url, opened(url, tmp_path, statement_timeout_ms=1000) as office:
        case, siti, supervisor = submitted(office), an_applicant(office), office.person("supervisor")
        asks = [
            Ask(method="POST", path=APPLICATIONS, headers=siti.headers, json=submission()),
            Ask(method="POST", path=f"{case.path}/withdrawal", headers=siti.headers, json={"reason": "Batal."}),
            Ask(method="POST", path=f"{case.path}/withdrawal?dry_run=true", headers=siti.headers, json={"reason": "x"}),
            Ask(method="GET", path=case.path, headers=siti.headers),
            Ask(method="GET", path=f"{case.path}/timeline", headers=siti.headers),
            Ask(method="GET", path=f"{case.path}/acknowledgement.pdf", headers=siti.headers),
            Ask(method="GET", path=APPLICATIONS, headers=siti.headers),
            Ask(method="GET", path="/v1/queues", headers=supervisor.headers),
            Ask(method="GET", path="/v1/queues/front_office", headers=supervisor.headers),
            Ask(method="GET", path="/public/track?number=1&code=2"),
            Ask(method="GET", path=f"/v/{'A' * 32}"),
        ]
        # Nothing is known of Joko's uploads yet, so the register must be asked.
        joko = office.person("pemohon", "joko")
        asks.append(Ask(method="POST", path=APPLICATIONS, headers=joko.headers, json=submission()))

        with away(url):
            answers = office.ask_all(asks)
            uploaded = siti.upload(a_pdf("later"))
            probe, alive = office.get("/readyz"), office.get("/livez")

        for ask, answer in zip(asks, answers, strict=True):
            assert (503, "temporarily-unavailable") == told(answer), ask.path
            assert answer.headers["retry-after"].isdecimal()
        assert (503, "temporarily-unavailable") == told(uploaded)
        assert (503, "fail") == (probe.status_code, probe.json()["status"])
        assert 200 == alive.status_code
        _comes_back(office, asks)


def _comes_back(office: Product, asks: list[Ask]) -> None:
    """The same requests succeed, or are told what is really the matter, with nobody restarting anything."""
    deadline = monotonic() + PATIENCE_S
    while 503 in {answer.status_code for answer in office.ask_all(asks[:9])}:
        assert monotonic() < deadline
        sleep(0.2)
    assert 200 == office.get("/readyz").status_code
