"""Examples of what concerns an applicant's person, about nobody."""

from api.commands.examples import Example

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
