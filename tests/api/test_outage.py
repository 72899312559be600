"""An office whose database goes away: everybody is told to come again, nobody is told a fault, and it comes back."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from application.postgres.embedded import EmbeddedPostgres
from tests.api.casework import APPLICATIONS, a_pdf, an_applicant, submission, submitted
from tests.api.product import Ask, Product, opened, told
from tests.api.publishing import CALENDAR, once_more
from tests.application.ledgers import database

BACK_WITHIN_S = 5.0


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


def questions(office: Product) -> list[Ask]:
    """Whatever needs the database, by people it knows and one of whose uploads nothing is known yet."""
    case, siti = submitted(office), an_applicant(office)
    supervisor, joko = office.person("supervisor"), office.person("pemohon", "joko")
    admin, year = office.person("admin"), once_more(office, 2026)
    form = {"Content-Type": "multipart/form-data; boundary=x", **siti.headers}
    part = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
        + a_pdf("later")
        + b"\r\n--x--\r\n"
    )
    return [
        Ask(method="POST", path=APPLICATIONS, headers=siti.headers, json=submission()),
        Ask(method="POST", path=APPLICATIONS, headers=joko.headers, json=submission()),
        Ask(method="POST", path="/v1/documents", headers=form, content=part),
        Ask(method="POST", path=f"{case.path}/withdrawal", headers=siti.headers, json={"reason": "Batal."}),
        Ask(method="POST", path=f"{case.path}/withdrawal?dry_run=true", headers=siti.headers, json={"reason": "x"}),
        Ask(method="POST", path=CALENDAR, headers=admin.headers, json=year),
        Ask(method="POST", path=f"{CALENDAR}?dry_run=true", headers=admin.headers, json=year),
        Ask(method="GET", path=f"{CALENDAR}/2026", headers={"X-After-Position": "1"}),
        *(
            Ask(method="GET", path=path, headers=supervisor.headers)
            for path in (
                case.path,
                f"{case.path}/timeline",
                f"{case.path}/acknowledgement.pdf",
                APPLICATIONS,
                "/v1/queues",
                "/v1/queues/front_office",
                "/public/track?number=1&code=2",
                f"/v/{'A' * 32}",
            )
        ),
    ]


def test_while_the_database_is_away_everybody_is_told_to_come_again(cluster: EmbeddedPostgres, tmp_path: Path) -> None:
    with database(cluster) as url, opened(url, tmp_path, statement_timeout_ms=1000) as office:
        asks = questions(office)

        with away(url):
            *answers, probe, alive, calendar = office.ask_all(
                [*asks, *(Ask(method="GET", path=path) for path in ("/readyz", "/livez", f"{CALENDAR}/2026"))]
            )

        for ask, answer in zip(asks, answers, strict=True):
            assert (503, "temporarily-unavailable") == told(answer), ask.path
            assert answer.headers["retry-after"].isdecimal()
        assert (503, "fail") == (probe.status_code, probe.json()["status"])
        assert 200 == alive.status_code
        assert 200 == calendar.status_code, "what is known of the calendar stays known"
        back = monotonic()
        while 503 in {answer.status_code for answer in office.ask_all(asks)}:
            assert monotonic() < back + BACK_WITHIN_S, "nobody should have to restart anything"
            sleep(0.1)
        assert 200 == office.get("/readyz").status_code
