"""Standard times as the SOP writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.working_time import Standard, UnreadableStandard

AMOUNTS = st.integers(0, 9999)
STANDARDS = st.builds(Standard, days=AMOUNTS, minutes=AMOUNTS)
STEPS = ("30 Menit", "10 Menit", "10 Menit", "4 Hari", "10 menit", "5 Menit", "5 Menit", "5 Menit", "3 Menit")


@pytest.mark.parametrize(
    ("text", "standard"),
    [
        ("10 Menit", Standard(minutes=10)),
        ("10 menit", Standard(minutes=10)),
        ("4 Hari", Standard(days=4)),
        ("4 Hari 43 Menit", Standard(days=4, minutes=43)),
        ("4 Hari 1 Jam 13 Menit", Standard(days=4, minutes=73)),
        ("2 Jam", Standard(minutes=120)),
        ("1 Hari 2 Jam", Standard(days=1, minutes=120)),
        (" 4\thari  1  JAM ", Standard(days=4, minutes=60)),
        ("90 Menit", Standard(minutes=90)),
        ("9999 Hari", Standard(days=9999)),
    ],
)
def test_the_words_of_the_paper_are_read(text: str, standard: Standard) -> None:
    assert standard == Standard.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "4",
        "Hari",
        "4Hari",
        "-4 Hari",
        "+4 Hari",
        "4.5 Hari",
        "0 Menit",
        "0 Hari 0 Jam 0 Menit",
        "4 Hari 4 Hari",
        "1 Menit 4 Hari",
        "4 Hari10 Menit",
        "4 Hari 1 Jam 13 Menit (5 Hari)",
        "kira-kira 4 Hari",
        "99999 Hari",
        "٤ Hari",
        "4 days",
        "P4D",
    ],
)
def test_what_is_no_amount_of_time_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UnreadableStandard) as refusal:
        Standard.parse(text)

    assert f'"{text}" is not a standard time; write it like "4 Hari 1 Jam 13 Menit"' == str(refusal.value)


@pytest.mark.parametrize("amounts", [{"days": -1}, {"minutes": -1}, {"days": 4, "minutes": -5}])
def test_a_standard_is_never_negative(amounts: dict[str, int]) -> None:
    with pytest.raises(UnreadableStandard, match="not negative"):
        Standard(**amounts)


@pytest.mark.parametrize(
    ("standard", "text", "iso"),
    [
        (Standard(minutes=10), "10 Menit", "PT10M"),
        (Standard(minutes=59), "59 Menit", "PT59M"),
        (Standard(minutes=60), "1 Jam", "PT1H"),
        (Standard(minutes=78), "1 Jam 18 Menit", "PT1H18M"),
        (Standard(days=4), "4 Hari", "P4D"),
        (Standard(days=4, minutes=43), "4 Hari 43 Menit", "P4DT43M"),
        (Standard(days=4, minutes=73), "4 Hari 1 Jam 13 Menit", "P4DT1H13M"),
        (Standard(days=4, minutes=60), "4 Hari 1 Jam", "P4DT1H"),
        (Standard(), "0 Menit", "PT0M"),
    ],
)
def test_a_standard_is_written_in_indonesian_and_in_iso_8601(standard: Standard, text: str, iso: str) -> None:
    assert (text, iso) == (str(standard), standard.iso)


@given(STANDARDS.filter(lambda standard: standard != Standard()))
def test_what_is_written_is_read_back(standard: Standard) -> None:
    assert standard == Standard.parse(str(standard))


def test_the_steps_of_the_paper_sum_to_five_minutes_more_than_it_declares() -> None:
    summed = sum(map(Standard.parse, STEPS), start=Standard())

    assert "4 Hari 1 Jam 18 Menit" == str(summed)
    assert Standard(minutes=5) == summed - Standard.parse("4 Hari 1 Jam 13 Menit")


def test_the_office_promises_its_declared_total_less_the_applicants_half_hour() -> None:
    assert "4 Hari 43 Menit" == str(Standard.parse("4 Hari 1 Jam 13 Menit") - Standard.parse("30 Menit"))


def test_subtracting_breaks_no_day_into_minutes() -> None:
    assert Standard(days=3) == Standard(days=3) - Standard(minutes=30)
    assert Standard(minutes=20) == Standard(minutes=30) - Standard(days=1, minutes=10)


@given(STANDARDS, STANDARDS)
def test_adding_and_subtracting_are_inverse(one: Standard, other: Standard) -> None:
    assert one == one + other - other


@pytest.mark.parametrize(
    ("text", "standard"),
    [
        ("P4D", Standard(days=4)),
        ("PT10M", Standard(minutes=10)),
        ("PT1H", Standard(minutes=60)),
        ("PT90M", Standard(minutes=90)),
        ("P4DT1H13M", Standard(days=4, minutes=73)),
        ("P1DT0H5M", Standard(days=1, minutes=5)),
    ],
)
def test_an_iso_duration_of_working_time_is_read(text: str, standard: Standard) -> None:
    assert standard == Standard.from_iso(text)


@given(STANDARDS)
def test_what_is_written_as_iso_is_read_back(standard: Standard) -> None:
    if standard == Standard():
        with pytest.raises(UnreadableStandard):
            Standard.from_iso(standard.iso)
    elif standard.minutes < 9999 * 60:
        assert standard == Standard.from_iso(standard.iso)


@pytest.mark.parametrize(
    "text",
    ["", "P", "PT", "P4", "4D", "P4DT", "PT0M", "P0D", "p4d", "P4d", "P1W", "P1M", "PT5S", "PT5.5M", "P-4D", "P٤D",
     "P4D ", "PT10M\n", "P99999D"],
)  # fmt: skip
def test_another_duration_is_no_standard(text: str) -> None:
    with pytest.raises(UnreadableStandard) as refusal:
        Standard.from_iso(text)

    assert "P4DT1H13M" in str(refusal.value)
