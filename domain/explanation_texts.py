"""The sentences of an explanation; what stands in braces is put in by `explanation`."""

from domain.refusals import Sentence
from domain.sla import Clock, Verdict

RULE = Sentence(
    "Waktu dihitung dalam detik kerja penuh menurut kalender kantor; di luar tahun yang ditetapkan tidak ada yang "
    "dihitung. Berkas yang tiba di luar jam kerja dihitung diterima pada pembukaan berikutnya. Tepat waktu berarti "
    "selesai paling lambat pada detik jatuh tempo. Selama berkas diperbaiki pemohon, waktu kantor berhenti.",
    "Time is counted in whole working seconds of the office calendar; outside the published years none is counted. A "
    "file that arrives outside working hours counts as received at the next opening. On time means finished no later "
    "than the second that is due. While the applicant repairs the file, the office's clock stands still.",
)
IN_TIME = Sentence("Diterima {start}.", "Received on {start}.")
OUT_OF_TIME = Sentence(
    "Tiba {start}, di luar jam kerja; dihitung diterima pada pembukaan berikutnya, {counted_from}.",
    "Arrived on {start}, outside working hours; counts as received at the next opening, on {counted_from}.",
)
IN_MINUTES = Sentence(
    "{standard} adalah menit kerja: habis pada {due}.",
    "{standard} are counted in working time: they end on {due}.",
)
IN_DAYS = Sentence(
    "{standard} adalah hari kerja: hari penerimaan adalah hari ke-0, jatuh tempo pada penutupan hari kerja terakhir, "
    "{due}.",
    "{standard}: the day of receipt is day 0, due at the close of the last of them, on {due}.",
)
MIXED = Sentence(
    "{days} adalah hari kerja: hari penerimaan adalah hari ke-0, yang terakhir ditutup {close}; kemudian {minutes} "
    "menurut jam kerja sejak pembukaan berikutnya, habis pada {due}.",
    "{days}: the day of receipt is day 0, the last of them closes on {close}; then {minutes} of working time from the "
    "next opening, which end on {due}.",
)
# By whether the standard has days, and minutes.
COUNTS = {(False, False): IN_MINUTES, (False, True): IN_MINUTES, (True, False): IN_DAYS, (True, True): MIXED}
DRAFTING = Sentence(
    "Pemohon menyusun permohonan: sejak waktu mulai menurut perangkatnya, paling lambat saat pengajuan, sampai "
    "pengajuan.",
    "The applicant drafts: from the beginning by their own device, at the latest the submission, until the submission.",
)
REPAIR = Sentence(
    "Pemohon memperbaiki berkas; kunjungan ini termasuk putaran berikutnya.",
    "The applicant repairs the file; this visit belongs to the coming round.",
)
LEFT = Sentence("Keluar {at}", "Left on {at}")
NOT_LEFT = Sentence("Sampai {at} belum keluar", "Not left by {at}")
UNDECIDED = Sentence("Sampai {at} belum ada keputusan", "No decision by {at}")
ENDS = {
    Clock.ENDED: Sentence("Permohonan berakhir {at}", "The application ended on {at}"),
    Clock.DECIDED: Sentence("Keputusan ditandatangani {at}", "The decision was signed on {at}"),
    Clock.REPAIR: Sentence(
        "Berkas kembali kepada pemohon {at} dan sejak itu waktu kantor berhenti",
        "The file went back to the applicant on {at}, since when the office's clock stands still",
    ),
    Clock.RUNS: Sentence("Sampai {at} permohonan belum selesai", "The application is not finished by {at}"),
}
CLAUSES = {
    Verdict.ON_TIME: Sentence("{apart} waktu kerja sebelum {due}: tepat waktu.", "{apart} before {due}: on time."),
    Verdict.LATE: Sentence("{apart} waktu kerja sesudah {due}: terlambat.", "{apart} after {due}: late."),
    Verdict.RUNNING: Sentence(
        "masih {apart} waktu kerja sampai {due}: berjalan.", "{apart} are left until {due}: running."
    ),
    Verdict.RUNNING_LATE: Sentence(
        "sudah {apart} waktu kerja sesudah {due}: berjalan dan terlambat.", "{apart} after {due}: running late."
    ),
    None: Sentence(
        "tidak dinilai, karena batas waktunya tidak dapat dihitung.", "not judged, since no due date can be computed."
    ),
}
DECLARED = Sentence(
    "{whole} menurut SOP, dikurangi {first} langkah 1 yang dipakai pemohon sebelum mengajukan: {rest}.",
    "{whole} as the SOP declares, less the {first} of step 1 that the applicant spends before submitting: {rest}.",
)
SUMMED = Sentence(
    "{terms} = {whole}, jumlah seluruh langkah SOP, dikurangi {first} langkah 1: {rest}.",
    "{terms} = {whole}, the sum of the SOP's steps, less the {first} of step 1: {rest}.",
)
LEGAL = Sentence(
    "{rest} kerja menurut UU 30/2014 Pasal 53 ayat (2) sebagaimana diubah dengan UU 6/2023; hanya peringatan, tidak "
    "pernah keputusan otomatis.",
    "{rest} by UU 30/2014 Pasal 53 (2) as amended by UU 6/2023; an alarm, never an automatic decision.",
)
