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
