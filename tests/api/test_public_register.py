"""The register for everybody: permits that were given and how they stand; no person, no number of nothing."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import Any
from uuid import UUID

import psycopg
import pytest

from application.postgres.embedded import EmbeddedPostgres
from domain.commands import Revoke
from domain.papers import DecreeKind
from tests.api.casework import Case, case_at, submitted, walked
from tests.api.product import Json, Product, faults, opened, told
from tests.application.ledgers import database
from tests.people import HENDRA

REGISTER = "/public/register"
PERSONAL = ("Siti Rahmah", "6372994101900001", "siti@example.org", "Panglima Batur", HENDRA.name)


@dataclass(frozen=True)
class Town:
    """An office of its own, and what it has decided: one file of each standing, and some that are not to be seen."""

    product: Product
    valid: Case
    revoked: Case
    superseded: Case
    successor: Case
    refused: Case
    reserved: Case

    def listed(self, query: str = "") -> list[Json]:
        answer = self.product.get(f"{REGISTER}?{query}")
        assert 200 == answer.status_code, answer.text
        items: list[Json] = answer.json()["items"]
        return items

    def numbers(self, query: str = "") -> list[str]:
        return [each["number"] for each in self.listed(query)]

    def page(self, query: str = "") -> str:
        answer = self.product.get(f"/register?{query}", accept="text/html")
        assert 200 == answer.status_code, answer.text
        return answer.text


def number_of(case: Case) -> str:
    number: str = case.view()["decree"]["number"]
    return number


def in_town(product: Product, name: str, kecamatan: str = "Banjarbaru Utara", **more: Any) -> Case:
    institution = {**case_at(product, 2).view()["institution"], "name": name, "kecamatan": kecamatan}
    return walked(submitted(product, institution=institution, **more), 8)


@pytest.fixture(scope="module")
def town(cluster: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with database(cluster) as url, opened(url, tmp_path_factory.mktemp("town")) as product:
        superseded = in_town(product, "SMP Harapan").signed_quickly()
        successor = in_town(
            product, "SMP Harapan", kind="amendment", previous_number=number_of(superseded)
        ).signed_quickly()
        revoked = in_town(product, "=LKP Melati", "Cempaka").signed_quickly()
        revoked.execute(Revoke(reason="Palsu."), HENDRA)
        refused = walked(submitted(product), 8, DecreeKind.REFUSAL).signed_quickly()
        reserved = in_town(product, "PKBM Yang Menunggu")
        day = date(2026, 11, 23)
        product.run(product.office.permits.reserve, "IPKBM/permit", UUID(reserved.id), reserved.draft_sha256(), day)
        valid = in_town(product, "SD Negeri 3 Mawar").signed_quickly()
        with psycopg.connect(product.databases.owner) as connection:
            head = connection.execute("SELECT position FROM ledger.head").fetchone()
        assert head is not None
        assert product.run(product.office.tide.reached, "register", head[0], within=10)
        yield Town(product, valid, revoked, superseded, successor, refused, reserved)


def test_every_permit_is_listed_with_its_standing_and_nothing_else_is(town: Town) -> None:
    newest = town.listed()[0]

    assert [
        (number_of(town.valid), "valid"),
        (number_of(town.revoked), "revoked"),
        (number_of(town.successor), "valid"),
        (number_of(town.superseded), "superseded"),
    ] == [(each["number"], each["standing"]) for each in town.listed()]
    assert {
        "number": number_of(town.valid),
        "institution": "SD Negeri 3 Mawar",
        "kecamatan": "Banjarbaru Utara",
        "issued_on": "2026-11-23",
        "valid_until": "2031-11-23",
        "standing": "valid",
        "revoked_on": None,
        "superseded_by": None,
    } == newest


def test_neither_persons_nor_what_opens_an_application_stand_on_it(town: Town) -> None:
    everything = "".join(town.product.get(path).text for path in (REGISTER, f"{REGISTER}.csv", "/register"))
    view = town.valid.view()

    for each in (*PERSONAL, view["id"], view["number"], view["tracking_code"], view["decree"]["code"]):
        assert each not in everything


def test_it_is_searched_by_decree_number_name_district_and_standing(town: Town) -> None:
    assert [number_of(town.valid)] == town.numbers(f"q=%20{number_of(town.valid)}") == town.numbers("q=neg%203%20maw")
    assert [number_of(town.revoked)] == town.numbers("kecamatan=cempaka") == town.numbers("standing=revoked")
    assert [number_of(town.superseded)] == town.numbers("q=harapan&standing=superseded")
    assert [] == town.numbers("q=menunggu") + town.numbers("q=%25") + town.numbers("kecamatan=%25")
    assert 4 == len(town.numbers("q=&kecamatan=&standing="))


def test_a_registration_number_finds_nothing(town: Town) -> None:
    """Who may try any number must not learn whose application it is."""
    registration = town.valid.view()["number"]

    assert [] == town.numbers(f"q={registration}") + town.numbers(f"q={registration.rpartition('-')[2]}")
    assert [] == town.numbers(f"q=mawar%20{registration.rpartition('-')[2]}")


def test_it_is_read_page_by_page(town: Town) -> None:
    found: list[str] = []
    path: str | None = f"{REGISTER}?limit=3"
    while path:
        answer = town.product.get(path)
        found += [each["number"] for each in answer.json()["items"]]
        path = answer.links["next"]["url"] if answer.json()["next"] else None

    assert town.numbers() == found
    cursor = town.product.get(f"{REGISTER}?limit=3").json()["next"]
    assert [("/query/cursor", "cursor_invalid")] == faults(town.product.get(f"{REGISTER}?q=x&cursor={cursor}"))
    page = town.page(f"cursor={cursor}&lang=en")
    assert "Back to the beginning" in page
    assert [True, False] == [number_of(each) in page for each in (town.superseded, town.valid)]


def test_the_page_works_without_a_script_in_both_languages(town: Town) -> None:
    pages = {lang: town.page(f"q=%3Cscript%3E&lang={lang}") for lang in ("id", "en")}

    assert "Tidak ada izin yang sesuai." in pages["id"]
    assert "No permit fits." in pages["en"]
    for lang, text in pages.items():
        assert "<script" not in text
        assert f'<html lang="{lang}">' in text
        assert 'value="&lt;script&gt;"' in text
    full = town.page()
    assert "Dicabut</strong>, 23 November 2026" in full
    assert f"Diganti</strong>: {number_of(town.successor)}" in full
    assert "Undang-Undang Nomor 14 Tahun 2008" in full
    assert "[isi oleh kantor]" in full, "which article it is, the office has not said"
    assert 'href="/register"' in town.product.get("/verify", accept="text/html").text


def test_the_link_to_the_table_keeps_what_was_asked(town: Town) -> None:
    assert 'href="/public/register.csv?q=mawar&amp;standing=valid"' in town.page("q=mawar&standing=valid")
    table = list(csv.DictReader(StringIO(town.product.get(f"{REGISTER}.csv?kecamatan=Cempaka").text)))

    assert [(number_of(town.revoked), "'=LKP Melati", "2026-11-23")] == [
        (row["number"], row["institution"], row["revoked_on"]) for row in table
    ]


@pytest.mark.parametrize(
    "query", ["standing=void", "standing=reserved", "limit=0", "cursor=x", "q=%00", "kecamatan=%07"]
)
def test_a_question_that_makes_no_sense_is_told_so(town: Town, query: str) -> None:
    assert faults(town.product.get(f"{REGISTER}?{query}"))


def test_programs_and_readers_of_the_page_are_counted_like_everybody(town: Town) -> None:
    for path in (REGISTER, "/register"):
        assert "1200" == town.product.get(path).headers["ratelimit-limit"]
    assert "30" == town.product.get(f"{REGISTER}.csv").headers["ratelimit-limit"]


def test_while_the_read_model_is_built_anew_the_list_is_not_there(town: Town) -> None:
    """A read model of an older program lacks what is asked for; the runner builds it anew by itself."""
    with psycopg.connect(town.product.databases.owner, autocommit=True) as connection:
        connection.execute("ALTER VIEW read.register RENAME COLUMN kecamatan TO kelurahan")
        try:
            answer = town.product.get(REGISTER)
        finally:
            connection.execute("ALTER VIEW read.register RENAME COLUMN kelurahan TO kecamatan")

    assert (503, "temporarily-unavailable") == told(answer)
