"""Pydantic's errors in the reader's words, at the right place, without what was sent."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, get_args
from uuid import UUID

import pytest
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, HttpUrl
from pydantic_core.core_schema import ErrorType

from api.http.json_body import parse_json
from api.problems.messages import MESSAGES, OTHERWISE
from api.problems.problems import Problem
from api.problems.validation import MOST_ERRORS, field_error, pointer
from domain.refusals import Fault, Sentence

CONTEXT = {
    *("min_length", "max_length", "actual_length", "pattern", "expected", "expected_tags", "discriminator"),
    *("max_digits", "decimal_places", "whole_digits", "gt", "ge", "lt", "le", "multiple_of"),
    *("tz_expected", "expected_schemes"),
}


class Kind(StrEnum):
    NEW = "new"
    RENEWAL = "renewal"


def _even(number: int) -> int:
    if number % 2:
        raise field_error("odd", Sentence("Harus genap.", "This must be even."))
    return number


def _plain(text: str) -> str:
    raise ValueError(f"secret {text}")


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid")

    nik: Annotated[str, Field(pattern=r"^[0-9]{16}$")]


class Model(BaseModel):
    kind: Kind = Kind.NEW
    choice: Literal["a", "b"] = "a"
    even: Annotated[int, AfterValidator(_even)] = 2
    plain: Annotated[str, AfterValidator(_plain)] = ""
    inner: Inner | None = None
    many: Annotated[list[Inner], Field(max_length=60)] = []
    on: date | None = None
    at: AwareDatetime | None = None
    naive: datetime | None = None
    id: UUID | None = None
    amount: Annotated[Decimal, Field(max_digits=3)] | None = None
    small: Annotated[int, Field(ge=1, le=9)] = 1
    url: HttpUrl | None = None
    texts: dict[str, str] = {}


@pytest.mark.parametrize(
    ("body", "pointer_", "code", "indonesian", "english"),
    [
        (
            '{"kind": "old"}',
            "/kind",
            "enum",
            "Pilihan yang tersedia: 'new' atau 'renewal'.",
            "This must be one of: 'new' or 'renewal'.",
        ),
        (
            '{"choice": 1}',
            "/choice",
            "literal_error",
            "Pilihan yang tersedia: 'a' atau 'b'.",
            "This must be one of: 'a' or 'b'.",
        ),
        ('{"even": 3}', "/even", "odd", "Harus genap.", "This must be even."),
        ('{"plain": "x"}', "/plain", "value_error", OTHERWISE.id, OTHERWISE.en),
        ('{"inner": {}}', "/inner/nik", "missing", "Isian ini wajib ada.", "This is required."),
        ('{"inner": 1}', "/inner", "model_type", "Isian ini harus berupa objek JSON.", "This must be a JSON object."),
        (
            '{"many": [{"nik": "7171012345670001"}, {}]}',
            "/many/1/nik",
            "missing",
            "Isian ini wajib ada.",
            "This is required.",
        ),
        ('{"many": 1}', "/many", "list_type", "Isian ini harus berupa daftar.", "This must be a list."),
        ('{"small": 10}', "/small", "less_than_equal", "Nilai ini paling besar 9.", "This must be at most 9."),
        ('{"texts": {"a/b": 1}}', "/texts/a~1b", "string_type", "Isian ini harus berupa teks.", "This must be text."),
        ("[]", "", "model_type", "Isian ini harus berupa objek JSON.", "This must be a JSON object."),
        ("", "", "json_invalid", "Bukan JSON yang sah: baris 1, kolom 0.", "Not valid JSON: line 1, column 0."),
    ],
)
def test_a_fault_is_told_in_both_languages(body: str, pointer_: str, code: str, indonesian: str, english: str) -> None:
    assert [Fault(pointer_, code, Sentence(indonesian, english))] == _faults(body)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ('{"on": "yesterday"}', "date_from_datetime_parsing"),
        ('{"at": "2026-11-23T00:00:00"}', "timezone_aware"),
        ('{"naive": {}}', "datetime_type"),
        ('{"id": "7"}', "uuid_parsing"),
        ('{"amount": "1234"}', "decimal_max_digits"),
        ('{"url": "nonsense"}', "url_parsing"),
        ('{"small": 1.5}', "int_from_float"),
    ],
)
def test_each_kind_of_value_has_its_own_words(body: str, code: str) -> None:
    assert [(code, True)] == [(fault.code, fault.message != OTHERWISE) for fault in _faults(body)]


def test_what_was_sent_is_never_repeated() -> None:
    told = repr(
        _faults('{"plain": "7171012345670001", "inner": {"nik": "717101234567000X"}, "kind": "7171012345670001"}')
    )

    assert "7171" not in told


def test_a_flood_of_faults_is_cut() -> None:
    body = '{"many": [' + ",".join(["{}"] * 59) + "]}"

    assert len(_faults(body)) == MOST_ERRORS


def test_a_pointer_is_escaped_and_short() -> None:
    assert pointer("a/b", 0, "~") == "/a~1b/0/~0"
    assert pointer() == ""
    assert len(pointer("x" * 5000)) == 101


def test_messages_are_for_error_types_that_exist_and_can_be_filled_in() -> None:
    assert set(MESSAGES) <= set(get_args(ErrorType))
    context = dict.fromkeys(CONTEXT, "1")
    for message in MESSAGES.values():
        assert "{" not in message.id.format_map(context)
        assert "{" not in message.en.format_map(context)


def _faults(body: str) -> list[Fault]:
    with pytest.raises(Problem) as refused:
        parse_json(body.encode(), Model)
    return list(refused.value.errors)
