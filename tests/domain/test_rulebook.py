"""Which version of an SOP is in force on which day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.events import SopRef
from domain.rulebook import Rulebook, UnknownSop
from domain.sop import Sop
from tests.book import office_rulebook

OFFICE = office_rulebook()
KBM = OFFICE.sop(SopRef(code="izin-kbm", version="1"))
SECOND_BEGINS = date(2026, 7, 1)


@pytest.fixture
def two_versions() -> Rulebook:
    second = replace(KBM, version="2", in_force_from=SECOND_BEGINS)
    return replace(OFFICE, sops={each.ref: each for each in (KBM, second)})


@pytest.mark.parametrize(
    ("day", "version"),
    [
        (KBM.in_force_from, "1"),
        (SECOND_BEGINS - timedelta(days=1), "1"),
        (SECOND_BEGINS, "2"),
        (date(2126, 1, 1), "2"),
    ],
    ids=str,
)
def test_the_youngest_version_that_has_begun_is_in_force(two_versions: Rulebook, day: date, version: str) -> None:
    assert version == two_versions.current("izin-kbm", day).version


def test_what_has_not_begun_or_does_not_exist_is_not_in_force(two_versions: Rulebook) -> None:
    for code, day in (("izin-kbm", KBM.in_force_from - timedelta(days=1)), ("izin-terbang", SECOND_BEGINS)):
        with pytest.raises(UnknownSop, match=f"{code}.*{day}"):
            two_versions.current(code, day)


def test_a_file_is_always_judged_by_the_version_it_was_lodged_under(two_versions: Rulebook) -> None:
    assert ["1", "2"] == [two_versions.sop(SopRef(code="izin-kbm", version=version)).version for version in "12"]


def test_every_sop_is_listed(two_versions: Rulebook) -> None:
    sops: tuple[Sop, ...] = two_versions.all_sops

    assert [("izin-kbm", "1"), ("izin-kbm", "2")] == [(sop.code, sop.version) for sop in sops]
