"""What officers and applicants write down in the demo: deficiencies, findings, reasons. In the words of the office."""

from domain.papers import Deficiency, Finding

# Requirement, what is wrong, how to repair it.
DEFICIENCIES = (
    (
        "R08",
        "Masa sewa tempat tinggal 2 tahun.",
        "Lampirkan perjanjian sewa dengan sisa masa sekurang-kurangnya 3 tahun.",
    ),
    ("R02", "Hasil pindai KTP tidak terbaca.", "Unggah ulang KTP dengan resolusi yang lebih tinggi."),
    (
        "R07",
        "Surat keterangan domisili sudah lewat 6 bulan.",
        "Mintakan surat keterangan domisili yang baru dari kelurahan.",
    ),
    ("R11", "Ijazah dua pendidik belum dilampirkan.", "Lengkapi ijazah dan SK pengangkatan seluruh pendidik."),
    ("R14", "Denah tidak memuat jalur evakuasi.", "Gambarkan jalur evakuasi dan titik kumpul pada denah ruang."),
    ("R23", "Surat pernyataan belum bermeterai.", "Bubuhkan meterai dan tanda tangani kembali surat pernyataan."),
    ("R04", "NPWP atas nama pribadi, bukan lembaga.", "Lampirkan NPWP lembaga atau yayasan."),
    (
        "R16",
        "Rencana pembiayaan hanya untuk satu semester.",
        "Susun rencana pembiayaan sekurang-kurangnya untuk 1 tahun.",
    ),
    ("R01", "Surat permohonan ditujukan kepada instansi lain.", "Tujukan surat kepada Wali Kota c.q. Kepala DPMPTSP."),
)
# Aspect, what is required, what was seen where it conforms, and where it does not.
ASPECTS = (
    (
        "Ruang belajar",
        "Sekurang-kurangnya 2 ruang, 1,5 m2 tiap peserta",
        "3 ruang, berventilasi",
        "1 ruang, tanpa ventilasi",
    ),
    ("Jalur evakuasi", "Tersedia dan bertanda", "Tersedia, bertanda", "Tidak tersedia"),
    ("Sanitasi", "Toilet terpisah", "2 toilet terpisah, bersih", "1 toilet bersama"),
    ("Pendidik", "Kualifikasi sesuai program", "Sesuai daftar dan ijazah", "2 dari 5 orang belum berijazah sesuai"),
    ("Sarana belajar", "Sesuai daftar sarana", "Lengkap dan berfungsi", "Sebagian belum tersedia"),
    ("Status tempat", "Milik atau sewa sekurang-kurangnya 3 tahun", "Sewa 5 tahun", "Sewa 1 tahun"),
)
NOTES = (
    "Papan nama lembaga dipasang paling lambat satu bulan setelah izin terbit.",
    "Alat pemadam api ringan ditambah satu unit.",
)
RETURNED = (
    "Penulisan alamat lembaga belum sesuai dengan surat keterangan domisili.",
    "Masa berlaku pada diktum belum sesuai dengan rekomendasi.",
)
REFUSED = ("Tidak tersedia jalur evakuasi di lokasi.", "Masa sewa tempat kurang dari 3 tahun.")
WITHDRAWN = (
    "Lokasi kegiatan akan dipindahkan.",
    "Pengurus yayasan sedang diganti; permohonan akan diajukan kembali.",
    "Permohonan diajukan dua kali.",
)
REVOKED = "Lembaga menghentikan kegiatan atas permintaan sendiri."
FORWARDED = (None, None, None, "Mohon dijadwalkan bersama pemeriksaan di kelurahan yang sama.")


def deficiencies(picked: int, count: int) -> tuple[Deficiency, ...]:
    """Return `count` deficiencies from number `picked` of the list on."""
    chosen = (DEFICIENCIES[(picked + n) % len(DEFICIENCIES)] for n in range(count))
    return tuple(
        Deficiency(number=number, requirement=requirement, finding=finding, remedy=remedy)
        for number, (requirement, finding, remedy) in enumerate(chosen, 1)
    )


def findings(*, lacking: frozenset[int]) -> tuple[Finding, ...]:
    """Return the rows of an inspection; those whose index is in `lacking` do not conform."""
    return tuple(
        Finding(aspect=aspect, requirement=required, observed=bad if n in lacking else good, conforms=n not in lacking)
        for n, (aspect, required, good, bad) in enumerate(ASPECTS)
    )
