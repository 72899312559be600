"""Whose decree takes whose place: the same applicant's or the same institution's, and nobody else's."""

from dataclasses import replace

from domain.permit import Permit
from domain.succession import is_same_holder
from tests.people import BUDI, SITI
from tests.scenario import Scenario
from tests.walk import DELIVERED, SUBMITTED

EARLIER = Scenario().given(*DELIVERED).state


def renewal(*, by: str = SITI.sub, name: str = EARLIER.institution.name) -> Permit:
    permit = Scenario().given(*SUBMITTED).state
    return permit.but(applicant_sub=by, institution=replace(permit.institution, name=name))


def test_an_institution_may_be_renamed_by_whoever_applied_for_it() -> None:
    assert is_same_holder(EARLIER, renewal(name="PKBM Harapan Baru"))


def test_an_institution_may_have_another_person_apply_for_it_however_the_name_is_written() -> None:
    assert is_same_holder(EARLIER, renewal(by=BUDI.sub, name="  pkbm HARAPAN  bangsa "))


def test_the_number_of_somebody_elses_decree_gives_nothing() -> None:
    assert not is_same_holder(EARLIER, renewal(by=BUDI.sub, name="LKP Cendekia"))


def test_a_forgotten_applicant_is_nobodys_equal() -> None:
    assert not is_same_holder(EARLIER.but(erased=True), renewal(name="PKBM Harapan Baru"))
    assert not is_same_holder(EARLIER, renewal(name="PKBM Harapan Baru").but(erased=True))
