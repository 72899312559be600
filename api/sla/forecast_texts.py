"""What a forecast says about itself: what it rests on, what it does not foresee, and why there is none."""

from enum import StrEnum

from domain.refusals import Sentence


class WhyNot(StrEnum):
    """Why nothing is forecast."""

    TOO_FEW_VISITS = "too_few_visits"
    WITH_APPLICANT = "with_applicant"
    FINISHED = "finished"
    BEYOND_CALENDAR = "beyond_calendar"


METHOD = Sentence(
    "Perkiraan ini diambil dari lamanya kunjungan terakhir pada setiap langkah di kantor ini, dalam waktu kerja; "
    "pengembalian untuk perbaikan tidak diperkirakan.",
    "This forecast rests on how long the latest visits to each step of this office took, in working time; returns for "
    "correction are not foreseen.",
)
OUTLASTED = Sentence(
    "Kunjungan sekarang sudah lebih lama daripada semua kunjungan terakhir pada langkah ini; angka-angka di sini "
    "adalah batas terendah.",
    "The present visit is longer already than any recent visit to this step; the figures are the least to be expected.",
)
WHY_NOT = {
    WhyNot.WITH_APPLICANT: Sentence(
        "Berkas berada pada pemohon untuk diperbaiki; waktu kantor berhenti, sehingga tidak ada yang diperkirakan.",
        "The file is with its applicant for repair; the office's clock stands still, so nothing is forecast.",
    ),
    WhyNot.FINISHED: Sentence("Permohonan ini sudah selesai.", "This application is finished."),
    WhyNot.BEYOND_CALENDAR: Sentence(
        "Kalender hari kerja belum ditetapkan sampai waktu ini, sehingga tidak ada yang dapat diperkirakan.",
        "The calendar of working days is not published so far, so nothing can be forecast.",
    ),
}


def too_few(steps: tuple[int, ...], enough: int) -> Sentence:
    """Return why nothing is forecast where these `steps` have fewer than `enough` visits."""
    listed = ", ".join(map(str, steps))
    return Sentence(
        f"Kunjungan yang sudah selesai masih kurang dari {enough} pada langkah {listed}, sehingga tidak ada yang dapat "
        "diperkirakan.",
        f"There are fewer than {enough} finished visits to {'step' if len(steps) == 1 else 'steps'} {listed}, so "
        "nothing can be forecast.",
    )
