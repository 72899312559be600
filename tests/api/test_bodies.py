"""Bodies are strict, at every desk: what is wrong is named by its place and code, and nothing of it is written."""

from collections.abc import Callable
from copy import deepcopy

import pytest

from api.commands.examples import VERIFICATION
from tests.api.bodies import MISSING, changed, listed
from tests.api.casework import APPLICATIONS, Case, an_applicant, case_at, inspection, submitted
from tests.api.product import Json, Product, faults, told

WRONG_INSPECTIONS: tuple[tuple[str, object, str], ...] = (
    ("/report/inspected_on", "2026-11-24", "out_of_range"),
    ("/report/inspected_on", "2026-11-22", "out_of_range"),
    ("/report/inspected_on", "0001-01-01", "out_of_range"),
    ("/report/inspected_on", "23-11-2026", "date_parsing"),
    ("/report/inspected_on", 20261123, "date_type"),
    ("/report/conclusion", "perhaps", "enum"),
    ("/report/inspectors", [], "too_short"),
    ("/report/inspectors/0/nip", "1", "string_pattern_mismatch"),
    ("/report/findings/0/conforms", "yes", "bool_type"),
    ("/report/findings/0/conforms", 1, "bool_type"),
    ("/recommendation/verdict", MISSING, "missing"),
    ("/recommendation/number", "a\tb", "control_character"),
)


@pytest.fixture(scope="module")
def inspected_now(product: Product) -> Case:
    return case_at(product, 4)


@pytest.fixture(scope="module")
def waiting(product: Product) -> Case:
    return submitted(product)


@pytest.mark.parametrize(("pointer", "value", "code"), listed(WRONG_INSPECTIONS))
def test_an_inspection_says_what_is_wrong_with_it_and_where(
    inspected_now: Case, pointer: str, value: object, code: str
) -> None:
    answer = inspected_now.act("dinas_teknis", "inspection-report", changed(inspection(), pointer, value))

    assert [(pointer, code)] == faults(answer)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"\xff\xfe{\x00}\x00",
        b"[" * 100_000,
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
        b'{"kind": NaN}',
        b'{"kind": Infinity}',
        b"9" * 50_000,
        b'{"kind": 1e999999}',
        b'"\\ud800"',
        b'{"\\ud800": 1}',
        b"null",
        b"[]",
        b'"text"',
        b'{"kind": "new", "applicant": {"name": "\\ud83d"}}',
    ],
    ids=range(15),
)
def test_what_is_no_submission_at_all_is_a_422(product: Product, raw: bytes) -> None:
    answer = an_applicant(product).send(APPLICATIONS, raw)

    assert told(answer) in {(422, "malformed-body"), (422, "invalid-request")}


def test_a_body_over_the_limit_is_a_413(product: Product) -> None:
    limit = product.office.settings.max_body_bytes

    answer = an_applicant(product).send(APPLICATIONS, b" " * (limit + 1))

    assert (413, "body-too-large") == told(answer)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda lines: lines[1:], [("/checklist", "not_checked")]),
        (
            lambda lines: [*lines, lines[0]],
            [("/checklist/0/requirement", "repeated"), ("/checklist/18/requirement", "repeated")],
        ),
        (
            lambda lines: [*lines, {"requirement": "R24", "accepted": True}],
            [("/checklist/18/requirement", "not_submitted")],
        ),
        (lambda lines: [{**lines[0], "accepted": False}, *lines[1:]], [("/checklist/0/accepted", "not_accepted")]),
        (lambda lines: [{**lines[0], "accepted": "true"}, *lines[1:]], [("/checklist/0/accepted", "bool_type")]),
        (lambda _: [], [("/checklist", "too_short")]),
    ],
    ids=["one too few", "one twice", "one too many", "one not accepted", "no boolean", "none"],
)  # fmt: skip
def test_a_checklist_covers_every_document_and_accepts_all(
    waiting: Case, change: Callable[[list[Json]], list[Json]], expected: list[tuple[str, str]]
) -> None:
    lines: list[Json] = deepcopy(VERIFICATION)["checklist"]  # type: ignore[assignment]  # JSON of open shape

    answer = waiting.act("front_office", "verification", {"checklist": change(lines)})

    assert expected == faults(answer)


def test_a_deficiency_names_a_requirement_of_the_list(waiting: Case) -> None:
    elsewhere = {"requirement": "R99", "finding": "x", "remedy": "y"}

    for deficiencies, expected in (
        ([], [("/deficiencies", "too_short")]),
        ([elsewhere], [("/deficiencies/0/requirement", "unknown")]),
        ([{**elsewhere, "number": 1}], [("/deficiencies/0/number", "extra_forbidden")]),
    ):
        assert expected == faults(waiting.act("front_office", "rejection", {"deficiencies": deficiencies}))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"kind": "refusal"}, [("/reasons", "required")]),
        ({"kind": "refusal", "reasons": ["x"], "valid_years": 5}, [("/valid_years", "not_allowed")]),
        ({"kind": "permit", "reasons": ["x"]}, [("/reasons", "not_allowed")]),
        ({"kind": "permit", "valid_years": 0}, [("/valid_years", "greater_than_equal")]),
        ({"kind": "permit", "valid_years": 21}, [("/valid_years", "less_than_equal")]),
        ({"kind": "lease"}, [("/kind", "enum")]),
    ],
    ids=str,
)
def test_a_draft_is_a_permit_or_a_refusal_with_reasons(
    product: Product, body: Json, expected: list[tuple[str, str]]
) -> None:
    case = case_at(product, 5)

    assert expected == faults(case.act("back_office", "draft", body))


def test_a_command_without_words_needs_no_body(product: Product) -> None:
    case = submitted(product)

    nothing = product.ask("POST", f"{case.path}/claim", headers=case.by("front_office").headers)
    unknown = case.act("front_office", "release", {"why": "x"})

    assert 200 == nothing.status_code
    assert [("/why", "extra_forbidden")] == faults(unknown)


@pytest.mark.parametrize("passphrase", ["", "x" * 201, 7, None, MISSING], ids=["none", "long", "number", "null", "no"])
def test_a_passphrase_that_is_none_is_a_422_that_does_not_repeat_it(product: Product, passphrase: object) -> None:
    body = changed({"draft_sha256": "0" * 64, "passphrase": "x"}, "/passphrase", passphrase)

    answer = product.person("kepala_dinas").post(f"{APPLICATIONS}/nothing/signature", body)

    assert ["/passphrase"] == [pointer for pointer, _ in faults(answer)]
    assert "x" * 201 not in answer.text
    assert "Daftar" not in answer.text, "a passphrase is no list"
