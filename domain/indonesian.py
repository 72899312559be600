"""Dates, numbers and list marks as the office's papers write them (EYD V; Permendagri 1/2023)."""

from datetime import date, datetime, time, timedelta, timezone

# Waktu Indonesia Tengah, Asia/Makassar: no daylight saving, so a fixed offset says all of it.
WITA = timezone(timedelta(hours=8), "WITA")

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")

_UNITS = (
    "nol",
    "satu",
    "dua",
    "tiga",
    "empat",
    "lima",
    "enam",
    "tujuh",
    "delapan",
    "sembilan",
    "sepuluh",
    "sebelas",
)
_SCALES = ((10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"), (1000, "ribu"), (100, "ratus"), (10, "puluh"))


def day_name(day: date) -> str:
    """Return "Senin" … "Minggu"."""
    return DAYS[day.weekday()]


def date_text(day: date) -> str:
    """Return "27 November 2026"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def roman(month: int) -> str:
    """Return "XI" for November, as numbers of letters have it."""
    return ROMAN[month - 1]


def moment_text(at: datetime) -> str:
    """Return "27 November 2026 pukul 09.14 WITA" for an aware `at` of any zone."""
    local = at.astimezone(WITA)
    return f"{date_text(local)} pukul {local:%H.%M} WITA"


def last_text(end: datetime) -> str:
    """Return "27 November 2026" for an end at midnight, whose last day that is; else the moment.

    Orders and letters name the last day on which they hold, and hold to before the next one begins.
    """
    local = end.astimezone(WITA)
    return date_text(local - timedelta(days=1)) if local.time() == time.min else moment_text(end)


def short_text(at: datetime) -> str:
    """Return "27 Nov 2026 09.14", for a column that names the zone."""
    local = at.astimezone(WITA)
    return f"{local.day} {MONTHS[local.month - 1][:3]} {local:%Y %H.%M}"


def position_text(latitude: float, longitude: float) -> str:
    """Return "3,442333° LS, 114,833900° BT" (Lintang Utara/Selatan, Bujur Timur/Barat)."""
    north, east = "LS" if latitude < 0 else "LU", "BB" if longitude < 0 else "BT"
    return f"{abs(latitude):.6f}° {north}, {abs(longitude):.6f}° {east}".replace(".", ",")


def date_in_words(day: date) -> str:
    """Return the day of a berita acara: "Rabu tanggal dua puluh lima bulan November tahun dua ribu dua puluh enam"."""
    month = MONTHS[day.month - 1]
    return f"{day_name(day)} tanggal {in_words(day.day)} bulan {month} tahun {in_words(day.year)}"


def in_words(number: int) -> str:
    """Return `number`, 0 or greater, in words (terbilang); from a thousand million million on, as digits."""
    if not 0 <= number < 10**15:
        return str(number)
    if number < len(_UNITS):
        return _UNITS[number]
    if number < 20:
        return f"{_UNITS[number - 10]} belas"
    size, scale = next(each for each in _SCALES if number >= each[0])
    many, rest = divmod(number, size)
    head = f"se{scale}" if many == 1 and size in (100, 1000) else f"{in_words(many)} {scale}"
    return f"{head} {in_words(rest)}" if rest else head


def counted(number: int) -> str:
    """Return "5 (lima)", as decrees write numbers that matter."""
    return f"{number} ({in_words(number)})"


def ordinal(number: int) -> str:
    """Return KESATU, KEDUA, …: the name of the n-th diktum, from 1."""
    return f"KE{in_words(number)}".upper()


def letter(number: int) -> str:
    """Return the mark of the n-th item of a list, from 1: a to z, then aa, ab and so on."""
    before, last = divmod(number - 1, 26)
    return (letter(before) if before else "") + chr(ord("a") + last)
