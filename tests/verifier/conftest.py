"""One office for all: a permit that walked all the way, one sent back, one withdrawn, and a calendar."""

from collections.abc import Iterator

import psycopg
import pytest

from application.postgres.embedded import EmbeddedPostgres
from tests.api.exported import exported
from tests.api.product import opened
from tests.api.publishing import CALENDAR, once_more
from tests.application.ledgers import database
from tests.campaign import NIGHTLY
from tests.journey.desk import REJECT, SUBMIT, THE_WALK, WITHDRAW, good, new_file, walked
from tests.verifier.office_trail import OfficeTrail
from tests.verifier.program import Program
from tests.verifier.second import SecondOpinion


@pytest.fixture(scope="session")
def trail(cluster: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OfficeTrail]:
    with database(cluster) as url, opened(url, tmp_path_factory.mktemp("evidence")) as office:
        sent_back = new_file(office, "budi").take_all((SUBMIT,))
        withdrawn = new_file(office).take_all((SUBMIT,))
        sent_back.take(REJECT)
        walked(office, THE_WALK)
        withdrawn.take(WITHDRAW)
        good(office.person("admin").post(CALENDAR, once_more(office, 2026, "2026-11-30")))
        with psycopg.connect(url, autocommit=True) as ledger:
            yield OfficeTrail(lines=tuple(exported(office).splitlines()), opinion=SecondOpinion(ledger))


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    return Program(tmp_path_factory.mktemp("verify-trail"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show what the campaign found, by kind of forgery (scripts/nightly tests/verifier -n0)."""
    if NIGHTLY:
        for report in terminalreporter.getreports("passed"):
            for kind, found in report.user_properties:
                terminalreporter.write_line(f"{kind}: {found}")
