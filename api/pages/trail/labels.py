"""What the fields of these forms are called: above the field, and where a fault in it is told."""

from collections.abc import Mapping

from domain.refusals import Sentence

LABEL: Mapping[str, Sentence] = {
    "number": Sentence("Permohonan", "Application"),
    "application": Sentence("Permohonan", "Application"),
    "fact": Sentence("Jenis kejadian", "Kinds of events"),
    "from": Sentence("Terjadi sejak", "Happened from"),
    "to": Sentence("Terjadi sampai dengan", "Happened up to"),
    "order": Sentence("Urutan", "Order"),
    "actor": Sentence("Pelaku (akun petugas)", "Actor (an officer's account)"),
    "role": Sentence("Peran", "Role"),
    "acting_for": Sentence("Bertindak sebagai (Plt./Plh.)", "Acting for (Plt./Plh.)"),
    "step": Sentence("Langkah SOP", "Step of the SOP"),
    "sop": Sentence("Jenis izin", "Permit type"),
    "recorded_from": Sentence("Dicatat sejak", "Recorded from"),
    "recorded_to": Sentence("Dicatat sampai dengan", "Recorded up to"),
    "after": Sentence("Sesudah posisi", "After position"),
    "before": Sentence("Sebelum posisi", "Before position"),
    "correlation": Sentence("Korelasi", "Correlation"),
    "request_id": Sentence("Id permintaan (X-Request-Id)", "Request id (X-Request-Id)"),
    "format": Sentence("Bentuk", "Form"),
    "include": Sentence("Isi", "Content"),
    "subject": Sentence("Pemohon (akun)", "Applicant (account)"),
    "action": Sentence("Tindakan", "Action"),
}
# What stands in an address and in no field: nobody is led to it.
NO_FIELDS: Mapping[str, Sentence] = {
    "cursor": Sentence("Halaman", "Page"),
    "limit": Sentence("Baris per halaman", "Rows on a page"),
}
