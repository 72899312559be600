"""Fields by property: whatever text is taken can be stored, logged and, where papers print it, printed."""

import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from api.http.fields import Address, Instant, Line, PrintedLine, PrintedText, Text
from application.documents.typeface import REPLACEMENT, shown, unprintable

LINE, TEXT, ADDRESS = TypeAdapter[str](Line), TypeAdapter[str](Text), TypeAdapter[str](Address)
PRINTED_LINE, PRINTED_TEXT = TypeAdapter[str](PrintedLine), TypeAdapter[str](PrintedText)
INSTANT = TypeAdapter[datetime](Instant)
# Names as people have them, and what they paste; then everything.
NAMES = st.one_of(
    st.text(st.sampled_from("abcÇéñḤạ ’“”–.,-'\t\r\n\u00a0\u00ad\u200b\u202e\ufeff😀ß"), max_size=30),
    st.text(max_size=60),
)


def taken(field: TypeAdapter[str], text: str) -> str | None:
    try:
        return field.validate_python(text)
    except ValidationError:
        return None


@given(NAMES)
def test_a_printed_line_is_taken_exactly_if_a_paper_can_show_it(text: str) -> None:
    printed = taken(PRINTED_LINE, text)

    if printed is not None:
        assert REPLACEMENT not in shown(printed)
    elif (line := taken(LINE, text)) is not None:
        assert unprintable(line)


@given(NAMES)
def test_a_printed_text_is_shown_whole(text: str) -> None:
    printed = taken(PRINTED_TEXT, text)

    if printed is not None:
        assert REPLACEMENT not in shown(printed)


@given(NAMES)
def test_whatever_is_taken_can_be_stored_and_logged(text: str) -> None:
    for field, breaks in ((LINE, ""), (ADDRESS, "\n"), (TEXT, "\n")):
        if (value := taken(field, text)) is not None:
            assert value.encode()
            assert not [each for each in value if unicodedata.category(each) in ("Cc", "Cs") and each not in breaks]
            assert value.strip() == value != ""


@given(NAMES)
def test_what_was_taken_once_is_taken_again_unchanged(text: str) -> None:
    """A client that reads a file and sends it back has changed nothing."""
    for field in (LINE, ADDRESS, TEXT, PRINTED_LINE, PRINTED_TEXT):
        if (value := taken(field, text)) is not None:
            assert value == taken(field, value)


@given(st.datetimes(timezones=st.timezones() | st.just(UTC)))
def test_an_instant_is_told_in_utc_or_refused(instant: datetime) -> None:
    text = instant.isoformat()
    try:
        value = INSTANT.validate_python(text)
    except ValidationError:
        return

    assert timedelta(0) == value.utcoffset()
    assert value == datetime.fromisoformat(text)  # not the zone itself: an hour that comes twice compares with nothing


@pytest.mark.parametrize(
    "text",
    ["2026-11-23T09:14:00+08:00", "2026-11-23t01:14:00z", "2026-11-23 01:14:00.000Z", "2026-11-23T01:14:00-00:00"],
)
def test_rfc_3339_may_be_written_in_several_ways(text: str) -> None:
    assert datetime(2026, 11, 23, 1, 14, tzinfo=UTC) == INSTANT.validate_python(text)
