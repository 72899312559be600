"""NIK, the 16-digit identity number: region (6), birth date DDMMYY (women: DD + 40), serial (4)."""

from datetime import date

CENTURIES = (1900, 2000)


def is_plausible_nik(nik: str) -> bool:
    """Return whether `nik` has 16 digits and a birth date that some year has had. Whose it is, nobody can tell."""
    if len(nik) != 16 or not (nik.isascii() and nik.isdigit()):
        return False
    day, month, year = int(nik[6:8]), int(nik[8:10]), int(nik[10:12])
    return any(_is_date(century + year, month, day - 40 if day > 40 else day) for century in CENTURIES)


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
