"""A submission is strict: what is wrong is named by its place and code, whatever it is."""

import pytest

from tests.api.bodies import MISSING, changed, listed
from tests.api.casework import APPLICATIONS, an_applicant, submission
from tests.api.product import Product, faults

WRONG: tuple[tuple[str, object, str], ...] = (
    ("/kind", "second", "enum"),
    ("/kind", MISSING, "missing"),
    ("/unknown", 1, "extra_forbidden"),
    ("/applicant", None, "model_type"),
    ("/applicant/role", "admin", "extra_forbidden"),
    ("/applicant/name", "", "string_too_short"),
    ("/applicant/name", " \t ", "string_too_short"),
    ("/applicant/name", 7, "string_type"),
    ("/applicant/name", "x" * 201, "string_too_long"),
    ("/applicant/name", "x" * 100_000, "string_too_long"),
    ("/applicant/name", "Siti\u0000", "control_character"),
    ("/applicant/name", "Siti\u001b[2J", "control_character"),
    ("/applicant/name", "Siti\u0085Rahmah", "control_character"),
    ("/applicant/name", "Siti\u202ehamhaR", "control_character"),
    ("/applicant/name", "Siti\u2066Rahmah", "control_character"),
    ("/applicant/name", "Siti\nRahmah", "control_character"),
    ("/applicant/nik", "637299410190000", "nik"),
    ("/applicant/nik", "6372993202900001", "nik"),
    ("/applicant/nik", "6372990113900001", "nik"),
    ("/applicant/nik", "637299410190000१", "nik"),
    ("/applicant/nik", 6372994101900001, "string_type"),
    ("/applicant/email", "siti@", "email"),
    ("/applicant/email", "siti@example.org\n", "control_character"),
    ("/applicant/phone", "call me", "phone"),
    ("/institution/unit_type", "sma", "enum"),
    ("/institution/capacity", "60", "int_type"),
    ("/institution/capacity", 60.5, "int_type"),
    ("/institution/capacity", True, "int_type"),
    ("/institution/capacity", 0, "greater_than_equal"),
    ("/institution/capacity", 10**30, "less_than_equal"),
    ("/institution/programs", [], "too_short"),
    ("/institution/programs", "Paket B", "tuple_type"),
    ("/institution/programs", ["x"] * 51, "too_long"),
    ("/documents", [], "too_short"),
    ("/documents", {}, "tuple_type"),
    ("/documents/0/sha256", "A" * 64, "string_pattern_mismatch"),
    ("/documents/0/sha256", "a" * 64 + "\n", "string_pattern_mismatch"),
    ("/documents/0/size", 1, "extra_forbidden"),
    ("/started_at", "2026-11-23T08:30:00", "instant"),
    ("/started_at", "2026-11-23", "instant"),
    ("/started_at", "1763856000", "instant"),
    ("/started_at", 1763856000, "instant"),
    ("/started_at", "2026-02-30T08:30:00Z", "datetime_from_date_parsing"),
    ("/started_at", "0001-01-01T00:00:00+14:00", "out_of_range"),
    ("/started_at", "9999-12-31T23:59:59-14:00", "out_of_range"),
    ("/started_at", "2026-11-23T09:06:00+08:00", "in_the_future"),
)


@pytest.mark.parametrize(("pointer", "value", "code"), listed(WRONG))
def test_a_submission_says_what_is_wrong_with_it_and_where(
    product: Product, pointer: str, value: object, code: str
) -> None:
    answer = an_applicant(product).post(APPLICATIONS, changed(submission(), pointer, value))

    assert [(pointer, code)] == faults(answer)


def test_every_fault_is_named_at_once(product: Product) -> None:
    body = changed(changed(changed(submission(), "/applicant/nik", "1"), "/documents", []), "/extra", 1)

    answer = an_applicant(product).post(APPLICATIONS, body)

    assert {("/applicant/nik", "nik"), ("/documents", "too_short"), ("/extra", "extra_forbidden")} == set(
        faults(answer)
    )


def test_a_clock_that_is_five_minutes_ahead_is_forgiven_and_told_in_utc(product: Product) -> None:
    body = submission(started_at="2026-11-23T09:04:00+08:00")

    tried = an_applicant(product).post(f"{APPLICATIONS}?dry_run=true", body)

    assert "2026-11-23T01:04:00Z" == tried.json()["facts"][0]["data"]["started_at"]
