"""scripts/erasure-drill: finds whoever is there, in whatever writing, and ends well once nobody is."""

import json
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer import Typer
from typer.testing import CliRunner, Result

from api.operations import erasure_drill
from application.erasure.drill import look
from application.postgres.embedded import EmbeddedPostgres
from tests.api.erasing import NAME, TELLING, Forgetful, forgetful
from tests.application.ledgers import database


@pytest.fixture
def place(cluster: EmbeddedPostgres, tmp_path: Path) -> Iterator[Forgetful]:
    with database(cluster) as url, forgetful(url, tmp_path / "data") as place:
        yield place


def drilled(place: Forgetful, monkeypatch: pytest.MonkeyPatch, *words: str) -> Result:
    typed = Typer(pretty_exceptions_enable=False)
    typed.command()(erasure_drill.command)
    with monkeypatch.context() as environment:
        environment.setenv("IZIN_MASTER_KEY", (place.data / "master.key").read_text())
        environment.setenv("IZIN_DATABASE_URL", place.url)
        environment.setenv("IZIN_ARCHIVE_URL", (place.data / "archive").as_uri())
        return CliRunner().invoke(typed, [*words, f"--data-dir={place.data}"], input="\n".join(TELLING))


def test_the_drill_fails_before_an_erasure_and_passes_after(
    place: Forgetful, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    case = place.withdrawn("KTP")
    place.delivered()

    before = drilled(place, monkeypatch)
    assert 1 == before.exit_code, before.output
    assert "found: line 3 of 8 in opened" in before.output
    assert not [text for text in TELLING if text in before.output]  # a report names nobody either

    place.erase(case)
    place.sweep()
    after = drilled(place, monkeypatch)
    assert 0 == after.exit_code, after.output
    (tmp_path / "log").write_text(f"... {NAME} ...", encoding="utf-8")
    assert "found: line 2 of 8 in file" in drilled(place, monkeypatch, f"--also={tmp_path / 'log'}").output


@pytest.mark.parametrize(
    "written",
    [
        NAME.encode(),
        NAME.upper().encode(),
        json.dumps(NAME).encode(),
        NAME.encode("utf-16-le"),
        NAME.encode().hex().encode(),
        b64encode(b"x" + NAME.encode() + b"y"),
        b64encode(b"xy" + NAME.encode()),
        b64encode(NAME.encode()).hex().encode(),
        b"Zulaikha+Permatasari+d%27%C3%81vila",
        b"Zulaikha Permatasari d&#x27;\xc3\x81vila",
        b"Zulaikha_Permatasari_d'=C3=81vila",
    ],
)
def test_a_name_is_found_however_it_is_written(written: bytes) -> None:
    assert [("there", 1)] == list(look([("there", b"..." + written + b"..."), ("elsewhere", b"...")], [NAME]).hits)


def test_what_is_too_short_to_tell_of_anybody_is_not_looked_for() -> None:
    assert [] == list(look([("there", b"Ali")], ["Ali"]).hits)
