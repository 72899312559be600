"""Amounts as people read them on pages: working time, shares and numbers, in either language's own marks."""

from domain.refusals import Sentence
from domain.time_words import seconds_words

NOTHING = Sentence("–", "–")


def minutes_words(minutes: float | None) -> Sentence:
    """Return "7,4 menit" or "32 jam 15 menit": no working day is as long as another, so days are not counted."""
    if minutes is None:
        return NOTHING
    if minutes >= 100:
        return seconds_words(round(minutes) * 60)
    said = decimal_words(minutes)
    return Sentence(f"{said.id} menit", f"{said.en} min")


def percent_words(share: float | None) -> Sentence:
    """Return "94,8 %"; a dash where there is nothing of which it could be a share."""
    said = decimal_words(share)
    return NOTHING if share is None else Sentence(f"{said.id} %", f"{said.en}%")


def decimal_words(number: float | None) -> Sentence:
    """Return "7,4", and "7" where there is nothing behind the comma."""
    if number is None:
        return NOTHING
    said = f"{number:.1f}".removesuffix(".0")
    return Sentence(said.replace(".", ","), said)


def hundredths_words(number: float) -> Sentence:
    """Return "86,11": an index is published with two places, be they noughts."""
    said = f"{number:.2f}"
    return Sentence(said.replace(".", ","), said)


def remaining_words(seconds: int | None) -> Sentence:
    """Return "Sisa 6 jam", "Lewat 2 jam 5 menit", in working time; of an undated file nothing is known."""
    if seconds is None:
        return NOTHING
    # Who reads a list needs no seconds, unless there is nothing else left.
    amount = seconds_words(abs(seconds) // 60 * 60 or abs(seconds))
    return (
        Sentence(f"Lewat {amount.id}", f"Late by {amount.en}")
        if seconds < 0
        else Sentence(f"Sisa {amount.id}", f"{amount.en} left")
    )
