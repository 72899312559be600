"""Examples of what concerns an applicant's person, about nobody."""

from api.commands.examples import PERMIT, SUBMISSION, Example

CORRECTION: Example = {
    "applicant": {"name": "Siti Rahmawati", "nik": "6372994101900002"},
    "reason": "Nama dan NIK salah ketik; dibetulkan menurut KTP yang diunggah.",
}
ERASURE: Example = {
    "ground": "subject_request",
    "reason": "Permintaan tertulis subjek data; permohonan dibatalkan sebelum ada keputusan.",
}
UNMASKING: Example = {"reason": "Pemeriksaan khusus Inspektorat, surat tugas 700/12/INSP/2026."}
_PERMIT_ID = str(PERMIT["id"])
UNMASKED: Example = {
    "disclosure": 17,
    "at": "2026-11-23T02:00:00Z",
    "application": _PERMIT_ID,
    "applicant": SUBMISSION["applicant"],
    "items": [
        {
            "position": 1046,
            "id": f"{_PERMIT_ID}:8",
            "application": _PERMIT_ID,
            "version": 8,
            "fact": "Withdrawn",
            "at": "2026-11-23T01:30:00Z",
            "recorded_at": "2026-11-23T01:30:00Z",
            "by": {"sub": "demo-pemohon", "name": "Siti Rahmah", "role": "pemohon"},
            "sop": {"code": "izin-kbm", "version": "1"},
            "step": 4,
            "correlation": "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
            "data": {"reason": "Lembaga tidak jadi didirikan."},
            "leaf": "5b" * 32,
            "state": "eyJ2IjoxfQ==",
            "salts": {"fact.reason": "c2FsdCBvZiAxNiBieXRlcw==", "by.sub": "c2FsdCBvZiAxNiBieXRlcw=="},
        }
    ],
}
SUBJECT: Example = {
    "subject": {"sub": "demo-pemohon", "names": ["Siti Rahmah"]},
    "made_at": "2026-11-23T02:00:00Z",
    "made_for": {"sub": "demo-pemohon", "roles": ["pemohon"]},
    "controller": "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu Kota Banjarbaru",
    "legal_basis": "Pelaksanaan tugas pelayanan publik (UU 27/2022 Pasal 20 ayat (2) huruf e).",
    "applications": [
        {
            "id": _PERMIT_ID,
            "number": PERMIT["number"],
            "status": "withdrawn",
            "submitted_at": "2026-11-23T01:14:00Z",
            "institution": SUBMISSION["institution"],
            "applicant": SUBMISSION["applicant"],
            "recorded": [{"at": "2026-11-23T01:14:00Z", "fact": "Submitted", "applicant": SUBMISSION["applicant"]}],
            "documents": PERMIT["documents"],
            "processing": [
                {
                    "at": "2026-11-23T01:14:00Z",
                    "fact": "Submitted",
                    "summary": "Permohonan diajukan.",
                    "role": "pemohon",
                }
            ],
            "letters": [
                {
                    "kind": "received",
                    "state": "sent",
                    "created_at": "2026-11-23T01:14:01Z",
                    "settled_at": "2026-11-23T01:14:02Z",
                }
            ],
            "disclosures": [
                {
                    "disclosure": 17,
                    "at": "2026-11-23T02:00:00Z",
                    "role": "auditor",
                    "fields": ["by.sub", "fact.applicant.name"],
                    "reason": UNMASKING["reason"],
                }
            ],
            "retention": {
                "erasable": True,
                "law": [],
                "told": "Permohonan berakhir tanpa keputusan: data pribadi dapat dihapus.",
            },
        }
    ],
    "authorities": [
        {
            "application": _PERMIT_ID,
            "number": PERMIT["number"],
            "attorney": {"sub": "demo-pemohon", "name": "Siti Rahmah", "email": "siti@example.org"},
            "letter_sha256": "cd" * 32,
            "powers": ["receive"],
            "since": "2026-11-23T01:20:00Z",
            "until": "2026-12-31T16:00:00Z",
            "ended_at": "2026-11-27T02:30:00Z",
            "done": [
                {"at": "2026-11-27T02:00:00Z", "fact": "Delivered", "summary": "Surat Keputusan diterima oleh pemohon."}
            ],
        }
    ],
    "uploads": [
        {
            "sha256": "ab" * 32,
            "size": 48213,
            "media_type": "application/pdf",
            "uploaded_at": "2026-11-23T01:10:00Z",
        }
    ],
    "drafts": [
        {
            "application": PERMIT["id"],
            "begun_at": "2026-11-23T01:00:00Z",
            "updated_at": "2026-11-23T01:10:00Z",
            "kept_until": "2026-12-23T01:10:00Z",
            "fields": {"kind": "new", "institution.unit_type": "pkbm"},
            "documents": [],
        }
    ],
    "rights": ["meminta informasi dan salinan data (Pasal 5 dan 7)"],
}
