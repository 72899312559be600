"""The service standard: fourteen components, each said twice, and what the office has still to say."""

from dataclasses import replace
from datetime import date

import pytest

from application.rulebook import SHIPPED
from domain.blanks import MARK
from domain.refusals import Sentence
from domain.service_standard import COMPONENTS, BadServiceStandard, parse_service_standard
from tests.book import office_rulebook

TEXT = (SHIPPED / "standards" / "izin-kbm.1.toml").read_text("utf-8")
STANDARD = parse_service_standard(TEXT, "izin-kbm.1.toml")


def test_it_has_the_fourteen_components_of_the_law_in_their_order() -> None:
    assert 14 == len(COMPONENTS)
    assert list(COMPONENTS) == list(STANDARD.components)
    assert (
        Sentence("Gratis. Pelayanan ini tidak dipungut biaya.", "Free of charge. Nothing is paid for this service.")
        in (STANDARD.components["cost"])
    )


def test_what_the_office_has_to_fill_in_is_known() -> None:
    expected = ("decree", "legal_basis", "facilities", "competence", "complaints", "staff", "evaluation")

    assert expected == STANDARD.blanks
    assert () == replace(STANDARD, decree="Nomor 7", components={}).blanks
    for said in STANDARD.components.values():
        assert all((MARK in each.id) == (MARK in each.en) for each in said)


@pytest.mark.parametrize(
    ("change", "by", "complaint"),
    [
        ("[components]", "[components", "this is not TOML"),
        ("procedure = []", "", "components must be exactly legal_basis"),
        ("procedure = []", "procedure = 7", r"components\.procedure must be lines of two texts"),
        ("procedure = []", 'procedure = [["satu"]]', r"components\.procedure must be lines"),
        ("procedure = []", 'procedure = [["satu", " "]]', r"components\.procedure must be lines"),
        ("in_force_from = 2026-01-01", "in_force_from = 2026", "in_force_from .* must be given"),
    ],
)
def test_a_file_that_is_none_is_refused_with_its_name_and_place(change: str, by: str, complaint: str) -> None:
    assert TEXT.count(change) == 1
    with pytest.raises(BadServiceStandard, match=f"x.toml: {complaint}|x.toml.*{complaint}"):
        parse_service_standard(TEXT.replace(change, by), "x.toml")


def test_the_youngest_that_has_begun_holds() -> None:
    later = replace(STANDARD, in_force_from=date(2026, 7, 1))
    book = replace(office_rulebook(), service_standards=(STANDARD, later))

    found = [
        book.service_standard("izin-kbm", day) for day in (date(2025, 12, 31), date(2026, 6, 30), date(2026, 7, 1))
    ]

    assert [None, STANDARD, later] == found
    assert book.service_standard("reklame", date(2026, 7, 1)) is None
