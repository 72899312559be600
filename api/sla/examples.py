"""An example of one application's time: an applicant who waited too long for the front office, and withdrew.

True to the second by the office's own calendar, which a test proves.
"""

from api.commands.examples import Example

SLA: Example = {
    "visits": [
        {
            "step": 2,
            "role": "front_office",
            "round": 1,
            "entered_at": "2026-11-23T03:55:00Z",
            "left_at": "2026-11-23T05:17:30Z",
            "due_at": "2026-11-23T05:05:00Z",
            "standard": "PT10M",
            "working_seconds": 1350,
            "verdict": "late",
        }
    ],
    "parties": {
        "pemohon": 0,
        "front_office": 1350,
        "back_office": 0,
        "dinas_teknis": 0,
        "kabid": 0,
        "sekretaris": 0,
        "kepala_dinas": 0,
    },
    "total_seconds": 1350,
    "lines": {
        "declared": {
            "due_at": "2026-11-30T00:13:00Z",
            "verdict": "on_time",
        },
        "summed": {
            "due_at": "2026-11-30T00:18:00Z",
            "verdict": "on_time",
        },
        "legal": {
            "due_at": "2026-11-30T08:00:00Z",
            "verdict": "on_time",
        },
    },
    "explain": {
        "as_of": "2026-11-24T09:00:00+08:00",
        "rule": (
            "Waktu dihitung dalam detik kerja penuh menurut kalender kantor; di "
            "luar tahun yang ditetapkan tidak ada yang dihitung. Berkas yang tiba "
            "di luar jam kerja dihitung diterima pada pembukaan berikutnya. Tepat "
            "waktu berarti selesai paling lambat pada detik jatuh tempo. Selama "
            "berkas diperbaiki pemohon, waktu kantor berhenti."
        ),
        "sop": {
            "code": "izin-kbm",
            "version": "1",
            "title": "SOP Penerbitan Izin Penyelenggaraan Kegiatan Belajar Mengajar",
        },
        "calendars": [
            {
                "id": "2026.1",
                "decree": (
                    "SKB 3 Menteri Nomor 1497 Tahun 2025, Nomor 2 Tahun 2025, Nomor 5 Tahun"
                    " 2025; Keppres 42 Tahun 2025 (cuti bersama ASN); Perpres 21 Tahun 2023"
                    " (jam kerja)"
                ),
                "decided_at": "2025-09-19T00:00:00+08:00",
                "provisional": False,
            },
            {
                "id": "2027.1",
                "decree": (
                    "Perkiraan, menunggu SKB 3 Menteri dan Keppres cuti bersama ASN Tahun "
                    "2027; Perpres 21 Tahun 2023 (jam kerja)"
                ),
                "decided_at": "2026-09-17T00:00:00+08:00",
                "provisional": True,
            },
        ],
        "visits": [
            {
                "visit": 1,
                "step": 2,
                "role": "front_office",
                "round": 1,
                "activity": "Memverifikasi berkas permohonan",
                "opened_by": {
                    "position": 1042,
                    "version": 2,
                    "fact": "Routed",
                    "at": "2026-11-23T11:55:00+08:00",
                },
                "entered_at": "2026-11-23T11:55:00+08:00",
                "standard": "10 Menit",
                "received_at": "2026-11-23T11:55:00+08:00",
                "due_at": "2026-11-23T13:05:00+08:00",
                "due_because": (
                    "Diterima Senin, 23 November 2026 pukul 11.55 WITA. 10 Menit adalah "
                    "menit kerja: habis pada Senin, 23 November 2026 pukul 13.05 WITA."
                ),
                "working_days": [],
                "days_off": [],
                "seasons": [],
                "closed_by": {
                    "position": 1043,
                    "version": 3,
                    "fact": "Withdrawn",
                    "at": "2026-11-23T13:17:30+08:00",
                },
                "counted_until": "2026-11-23T13:17:30+08:00",
                "spans": [
                    {
                        "from": "2026-11-23T11:55:00+08:00",
                        "to": "2026-11-23T12:00:00+08:00",
                        "seconds": 300,
                    },
                    {
                        "from": "2026-11-23T13:00:00+08:00",
                        "to": "2026-11-23T13:17:30+08:00",
                        "seconds": 1050,
                    },
                ],
                "working_seconds": 1350,
                "lost_seconds": 750,
                "verdict": "late",
                "verdict_because": (
                    "Keluar Senin, 23 November 2026 pukul 13.17.30 WITA; 12 menit 30 detik "
                    "waktu kerja sesudah Senin, 23 November 2026 pukul 13.05 WITA: "
                    "terlambat."
                ),
                "calendar": "2026.1+2027.1",
            }
        ],
        "parties": [
            {
                "role": "pemohon",
                "terms": [],
                "seconds": 0,
            },
            {
                "role": "front_office",
                "terms": [
                    {
                        "visit": 1,
                        "seconds": 1350,
                    }
                ],
                "seconds": 1350,
            },
            {
                "role": "back_office",
                "terms": [],
                "seconds": 0,
            },
            {
                "role": "dinas_teknis",
                "terms": [],
                "seconds": 0,
            },
            {
                "role": "kabid",
                "terms": [],
                "seconds": 0,
            },
            {
                "role": "sekretaris",
                "terms": [],
                "seconds": 0,
            },
            {
                "role": "kepala_dinas",
                "terms": [],
                "seconds": 0,
            },
        ],
        "sum": "0 + 1350 + 0 + 0 + 0 + 0 + 0 = 1350",
        "lines": {
            "declared": {
                "counted_from": {
                    "position": 1041,
                    "version": 1,
                    "fact": "Submitted",
                    "at": "2026-11-23T11:55:00+08:00",
                },
                "standard": "4 Hari 43 Menit",
                "standard_because": (
                    "4 Hari 1 Jam 13 Menit menurut SOP, dikurangi 30 Menit langkah 1 yang "
                    "dipakai pemohon sebelum mengajukan: 4 Hari 43 Menit."
                ),
                "received_at": "2026-11-23T11:55:00+08:00",
                "due_at": "2026-11-30T08:13:00+08:00",
                "due_because": (
                    "Diterima Senin, 23 November 2026 pukul 11.55 WITA. 4 Hari adalah hari "
                    "kerja: hari penerimaan adalah hari ke-0, yang terakhir ditutup Jumat, "
                    "27 November 2026 pukul 16.30 WITA; kemudian 43 Menit menurut jam kerja"
                    " sejak pembukaan berikutnya, habis pada Senin, 30 November 2026 pukul "
                    "08.13 WITA."
                ),
                "working_days": ["2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27"],
                "days_off": [],
                "seasons": [],
                "compared_at": "2026-11-23T13:17:30+08:00",
                "compared_by": {
                    "position": 1043,
                    "version": 3,
                    "fact": "Withdrawn",
                    "at": "2026-11-23T13:17:30+08:00",
                },
                "clock": "ended",
                "verdict": "on_time",
                "verdict_because": (
                    "Permohonan berakhir Senin, 23 November 2026 pukul 13.17.30 WITA; 33 "
                    "jam 25 menit 30 detik waktu kerja sebelum Senin, 30 November 2026 "
                    "pukul 08.13 WITA: tepat waktu."
                ),
                "calendar": "2026.1+2027.1",
            },
            "summed": {
                "counted_from": {
                    "position": 1041,
                    "version": 1,
                    "fact": "Submitted",
                    "at": "2026-11-23T11:55:00+08:00",
                },
                "standard": "4 Hari 48 Menit",
                "standard_because": (
                    "30 Menit + 10 Menit + 10 Menit + 4 Hari + 10 Menit + 5 Menit + 5 Menit"
                    " + 5 Menit + 3 Menit = 4 Hari 1 Jam 18 Menit, jumlah seluruh langkah "
                    "SOP, dikurangi 30 Menit langkah 1: 4 Hari 48 Menit."
                ),
                "received_at": "2026-11-23T11:55:00+08:00",
                "due_at": "2026-11-30T08:18:00+08:00",
                "due_because": (
                    "Diterima Senin, 23 November 2026 pukul 11.55 WITA. 4 Hari adalah hari "
                    "kerja: hari penerimaan adalah hari ke-0, yang terakhir ditutup Jumat, "
                    "27 November 2026 pukul 16.30 WITA; kemudian 48 Menit menurut jam kerja"
                    " sejak pembukaan berikutnya, habis pada Senin, 30 November 2026 pukul "
                    "08.18 WITA."
                ),
                "working_days": ["2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27"],
                "days_off": [],
                "seasons": [],
                "compared_at": "2026-11-23T13:17:30+08:00",
                "compared_by": {
                    "position": 1043,
                    "version": 3,
                    "fact": "Withdrawn",
                    "at": "2026-11-23T13:17:30+08:00",
                },
                "clock": "ended",
                "verdict": "on_time",
                "verdict_because": (
                    "Permohonan berakhir Senin, 23 November 2026 pukul 13.17.30 WITA; 33 "
                    "jam 30 menit 30 detik waktu kerja sebelum Senin, 30 November 2026 "
                    "pukul 08.18 WITA: tepat waktu."
                ),
                "calendar": "2026.1+2027.1",
            },
            "legal": {
                "counted_from": {
                    "position": 1041,
                    "version": 1,
                    "fact": "Submitted",
                    "at": "2026-11-23T11:55:00+08:00",
                },
                "standard": "5 Hari",
                "standard_because": (
                    "5 Hari kerja menurut UU 30/2014 Pasal 53 ayat (2) sebagaimana diubah "
                    "dengan UU 6/2023; hanya peringatan, tidak pernah keputusan otomatis."
                ),
                "received_at": "2026-11-23T11:55:00+08:00",
                "due_at": "2026-11-30T16:00:00+08:00",
                "due_because": (
                    "Diterima Senin, 23 November 2026 pukul 11.55 WITA. 5 Hari adalah hari "
                    "kerja: hari penerimaan adalah hari ke-0, jatuh tempo pada penutupan "
                    "hari kerja terakhir, Senin, 30 November 2026 pukul 16.00 WITA."
                ),
                "working_days": ["2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27", "2026-11-30"],
                "days_off": [],
                "seasons": [],
                "compared_at": "2026-11-23T13:17:30+08:00",
                "compared_by": {
                    "position": 1043,
                    "version": 3,
                    "fact": "Withdrawn",
                    "at": "2026-11-23T13:17:30+08:00",
                },
                "clock": "ended",
                "verdict": "on_time",
                "verdict_because": (
                    "Permohonan berakhir Senin, 23 November 2026 pukul 13.17.30 WITA; 40 "
                    "jam 12 menit 30 detik waktu kerja sebelum Senin, 30 November 2026 "
                    "pukul 16.00 WITA: tepat waktu."
                ),
                "calendar": "2026.1+2027.1",
            },
        },
    },
}
