"""Examples of what the reads answer: one permit in the days of its life, about nobody.

None is null anywhere, although much may be: FastAPI leaves out of its document whatever is null.
"""

from api.commands.examples import PERMIT, Example

_CURSOR = "q83vEjRWeJCrze8SNFZ4kFsxXQ"
_PERSON: Example = {"sub": "demo-back-office", "name": "Rina Wulandari", "role": "back_office"}
_PLACE: Example = {name: PERMIT[name] for name in ("id", "number", "step", "round", "kind", "due_at")}
_ROUTED: Example = {
    "fact": "Routed",
    "step": 3,
    "data": {
        "from_step": 3,
        "to_step": 4,
        "to_role": "dinas_teknis",
        "automatic": False,
        "note": "Mohon pemeriksaan lapangan.",
    },
}

REHEARSAL: Example = {"dry_run": True, "facts": [_ROUTED]}
TIMELINE: Example = {
    "items": [
        {
            **_ROUTED,
            "position": 1043,
            "version": 5,
            "at": "2026-11-23T01:20:00Z",
            "by": _PERSON,
            "round": 1,
            "summary": "Berkas diteruskan ke langkah 4: Dinas Teknis.",
        }
    ]
}
CASES: Example = {
    "items": [
        {
            **_PLACE,
            "status": "in_process",
            "holder": "back_office",
            "institution": "PKBM Harapan Bangsa",
            "submitted_at": "2026-11-23T01:14:00Z",
            "version": 4,
        }
    ],
    "next": _CURSOR,
}
DESKS: Example = {
    "items": [
        {
            "role": "back_office",
            "open": 12,
            "due_soon": 2,
            "overdue": 1,
            "unclaimed": 9,
            "oldest_at": "2026-11-20T03:02:00Z",
        }
    ]
}
QUEUE: Example = {
    "items": [
        {
            **_PLACE,
            "institution": "PKBM Harapan Bangsa",
            "entered_at": "2026-11-23T01:15:00Z",
            "remaining_seconds": 420,
            "state": "on_time",
            "claimed_by": {**_PERSON, "since": "2026-11-24T01:05:00Z"},
        }
    ],
    "next": _CURSOR,
}
UPLOAD: Example = {
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "size": 48213,
    "media_type": "application/pdf",
    "name": "ktp.pdf",
}
VERIFICATION: Example = {
    "result": "valid",
    "kind": "permit",
    "number": "500.16.7.2/0012/IPKBM/DPMPTSP/2026",
    "institution": "PKBM Harapan Bangsa",
    "issued_on": "2026-11-30",
    "valid_until": "2031-11-30",
    "signed_by": "Dr. Siti Rahmawati, M.Si.",
    "document_sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "force": "bsre",
}
TRACKING: Example = {
    "number": "REG-KBM-20261123-0007",
    "status": "rejected",
    "step": 1,
    "holder": "pemohon",
    "steps": 9,
    "due_at": "2026-12-07T01:14:00Z",
    "promised_at": "2026-11-30T00:13:00Z",
    "repair_by": "2026-12-02T08:00:00Z",
    "missing": [
        {
            "requirement": "R08",
            "title": "Bukti kepemilikan atau penguasaan tanah dan bangunan",
            "remedy": "Lampirkan sewa minimal 3 tahun.",
        }
    ],
}
READINESS: Example = {
    "status": "ok",
    "checks": [
        {"name": "database", "status": "ok"},
        {
            "name": "projection cases",
            "status": "ok",
            "position": 1043,
            "lag_events": 0,
            "lag_seconds": 0.0,
            "parked": 0,
        },
        {"name": "clockwork", "status": "ok", "files": 0, "lag_seconds": 0.0},
        {
            "name": "outbox",
            "status": "ok",
            "pending": 0,
            "dead": 0,
            "oldest_seconds": 0.0,
            "lag_events": 0,
        },
        {"name": "calendar", "status": "warn", "published_until": "2026-12-31T16:00:00Z"},
    ],
}
_HEADING: Example = {
    "code": "izin-kbm",
    "version": "1",
    "title": "SOP Penerbitan Izin Penyelenggaraan Kegiatan Belajar Mengajar",
    "permit_name": "Izin Penyelenggaraan Kegiatan Belajar Mengajar",
    "in_force_from": "2026-01-01",
}
SOPS: Example = {"items": [_HEADING]}
SOP: Example = {
    **_HEADING,
    "rows": [
        {
            "no": 3,
            "activity": "Menerima Berkas Permohonan secara elektronik",
            "role": "back_office",
            "completeness": "Berkas yang sdh diperiksa",
            "standard": "10 Menit",
            "standard_iso": "PT10M",
            "output": "Berkas dikirim secara elektronik",
            "note": "Berkas dirouting ke Dinas Teknis",
            "measured": {"n": 231, "p50_minutes": 7.4, "p90_minutes": 14.9, "on_time_pct": 84.4},
        }
    ],
    "requirements": [
        {
            "code": "R24",
            "title": "SK izin lama",
            "required": True,
            "unit_types": ["lkp", "pkbm"],
            "kinds": ["renewal"],
        }
    ],
    "declared_total": "4 Hari 1 Jam 13 Menit",
    "summed_total": "4 Hari 1 Jam 18 Menit",
    "declared_rounded": "5 Hari",
    "findings": [
        "Waktu menurut SOP 4 Hari 1 Jam 13 Menit, jumlah seluruh langkahnya 4 Hari 1 Jam 18 Menit.",
    ],
    "placeholders": ["requirements", "numbering"],
    "measured": {"n": 198, "p50_minutes": 1904.3, "p90_minutes": 2630.0, "on_time_pct": 93.4},
    "lost": [
        {
            "sop": "izin-kbm",
            "step": 3,
            "role": "back_office",
            "activity": "Menerima Berkas Permohonan secara elektronik",
            "lost_seconds": 9480,
            "lost_hours": 2.6,
            "share_pct": 100.0,
        }
    ],
}
EXPLANATION: Example = {
    "type": "https://izin.example/problems/wrong-step",
    "slug": "wrong-step",
    "status": 409,
    "title": "Berkas tidak berada pada langkah itu",
    "meaning": "Tindakan ini tidak dapat dilakukan pada langkah berkas saat ini.",
    "when": "Berkas sudah berpindah, belum sampai, atau sudah selesai.",
    "remedy": "Muat ulang permohonan, lalu pilih salah satu tindakan dalam allowed.",
}
EXPLANATIONS: Example = {"items": [EXPLANATION]}
