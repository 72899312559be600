"""Examples for the API reference: complete, valid, and about nobody (kecamatan 99 of the NIK does not exist)."""

from hashlib import sha256

from pydantic import JsonValue

Example = dict[str, JsonValue]

REQUIRED = (*(f"R{n:02}" for n in range(1, 18)), "R23")


def _sha256(text: str) -> str:
    return sha256(text.encode()).hexdigest()


SUBMISSION: Example = {
    "kind": "new",
    "applicant": {
        "name": "Siti Rahmah",
        "nik": "6372994101900001",
        "email": "siti@example.org",
        "phone": "+62 811 5000 111",
        "address": "Jalan Panglima Batur 1, Banjarbaru",
    },
    "institution": {
        "name": "PKBM Harapan Bangsa",
        "unit_type": "pkbm",
        "address": "Jalan Ahmad Yani Km 34",
        "kelurahan": "Loktabat Utara",
        "kecamatan": "Banjarbaru Utara",
        "capacity": 60,
        "programs": ["Paket B", "Paket C"],
    },
    "documents": [{"requirement": code, "sha256": _sha256(code), "name": f"{code.lower()}.pdf"} for code in REQUIRED],
    "started_at": "2026-11-23T08:30:00+08:00",
}
VERIFICATION: Example = {"checklist": [{"requirement": code, "accepted": True} for code in REQUIRED]}
REJECTION: Example = {
    "deficiencies": [
        {
            "requirement": "R08",
            "finding": "Masa sewa hanya 2 tahun.",
            "remedy": "Lampirkan sewa minimal 3 tahun.",
        }
    ]
}
INSPECTION: Example = {
    "report": {
        "number": "400.3/17/BAPL/DISDIK/2026",
        "inspected_on": "2026-11-25",
        "location": "Jalan Ahmad Yani Km 34, Loktabat Utara",
        "inspectors": [{"name": "Dewi Lestari", "nip": "198001012005012001", "position": "Ketua Tim"}],
        "findings": [
            {
                "aspect": "Ruang belajar",
                "requirement": "Sekurang-kurangnya 2 ruang",
                "observed": "3 ruang, berventilasi",
                "conforms": True,
            }
        ],
        "conclusion": "meets",
    },
    "recommendation": {"number": "400.3/17/REK/DISDIK/2026", "verdict": "recommended"},
}
DRAFT: Example = {"kind": "permit", "valid_years": 5}
APPROVAL: Example = {"draft_sha256": _sha256("draft")}
SIGNATURE: Example = {"draft_sha256": _sha256("draft"), "passphrase": "demo"}
ROUTING: Example = {"note": "Mohon pemeriksaan lapangan."}
RECEIPT: Example = {"channel": "counter", "received_by": "Siti Rahmah"}
REASSIGNMENT: Example = {
    "to": {"sub": "fitri", "name": "Fitri Handayani"},
    "reason": "Petugas semula sakit; berkas hampir jatuh tempo.",
}
REASON: Example = {"reason": "Nama lembaga salah tulis."}
REVOCATION_SIGNATURE: Example = {"passphrase": "demo"}
SIGNED_REVOCATION: Example = {"reason": "Kegiatan berhenti sejak Maret 2026.", "passphrase": "demo"}
EMPOWERMENT: Example = {
    "attorney": {"sub": "andi", "name": "Andi Pratama", "email": "andi@example.org"},
    "letter_sha256": _sha256("kuasa"),
    "powers": ["repair", "receive"],
    "until": "2026-12-31",
}
ENDING: Example = {"reason": "Sudah dapat mengurus sendiri."}
PERMIT: Example = {
    "id": "5f0c1d6e-8b7a-4f3e-9d2c-1b0a99887766",
    "number": "REG-KBM-20261123-0007",
    "sop": {"code": "izin-kbm", "version": "1"},
    "version": 4,
    "position": 1042,
    "status": "in_process",
    "step": 3,
    "holder": "back_office",
    "round": 1,
    "kind": "renewal",
    "previous_number": "500.16.7.2/0003/IPKBM/DPMPTSP/2021",
    "institution": SUBMISSION["institution"],
    "applicant": SUBMISSION["applicant"],
    "documents": [
        {
            "requirement": "R01",
            "sha256": _sha256("R01"),
            "name": "r01.pdf",
            "media_type": "application/pdf",
            "size": 48213,
        }
    ],
    "submitted_at": "2026-11-23T01:14:00Z",
    "promised_at": "2026-11-30T00:13:00Z",
    "due_at": "2026-11-23T01:25:00Z",
    "actions": [
        {"action": "routing", "href": "/v1/applications/5f0c1d6e-8b7a-4f3e-9d2c-1b0a99887766/routing", "allowed": True}
    ],
}
