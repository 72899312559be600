"""What somebody may do with a file, as buttons: one that the step waits for, others behind it, and why not the rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.desks.views import JSON, PATHS
from domain.commands import NAMES
from domain.permit import Permit
from domain.refusals import Sentence
from domain.sop import Sop

# domain.md 8, 1 to 22: the office's own words.
TITLES: Mapping[str, Sentence] = {
    "submissions": Sentence("Perbaiki dan Kirim Ulang", "Repair and send again"),
    "verification": Sentence("Verifikasi Berkas", "Check the documents"),
    "rejection": Sentence("Kembalikan kepada Pemohon", "Send back to the applicant"),
    "routing": Sentence("Teruskan ke Dinas Teknis", "Forward to the technical office"),
    "inspection-report": Sentence("Berita Acara dan Rekomendasi", "Inspection report and recommendation"),
    "draft": Sentence("Susun Draf SK", "Draft the decree"),
    "approval": Sentence("Setujui dan Bubuhkan Paraf", "Approve the draft"),
    "return": Sentence("Kembalikan untuk Perbaikan", "Return for correction"),
    "signature": Sentence("Tandatangani Secara Elektronik", "Sign electronically"),
    "receipt": Sentence("Konfirmasi Penerimaan SK", "Confirm the receipt of the decree"),
    "claim": Sentence("Ambil Berkas", "Claim the file"),
    "release": Sentence("Kembalikan ke Antrean", "Give back to the queue"),
    "reassignment": Sentence("Alihkan kepada Petugas Lain", "Give to another officer"),
    "withdrawal": Sentence("Batalkan Permohonan", "Withdraw the application"),
    "revocation": Sentence("Cabut Izin", "Revoke the permit"),
    "revocation/signature": Sentence("Tandatangani SK Pencabutan", "Sign the decree of revocation"),
    "correction": Sentence("Koreksi Data Pemohon", "Correct the applicant's data"),
    "erasure": Sentence("Hapus Data Pribadi", "Erase personal data"),
}
# Beside the step's own work, in this order. What an applicant does stands on the applicant's part of the page.
_BESIDE = ("return", "revocation/signature", "reassignment", "correction", "revocation")
_OFFICERS = frozenset(TITLES) - {"submissions", "withdrawal", "erasure"}
_UNDER_ANOTHER = frozenset({"rejection"})  # the other end of the same form


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """`first` is what the step waits for, if it is the reader's to do; `why_not` where it may not be done now."""

    first: str | None
    why_not: str | None
    beside: Sequence[str]
    claim: str | None
    not_now: Sequence[tuple[Sentence, str]]


def doing(permit: Permit, sop: Sop, actions: Mapping[str, JSON]) -> Doing:
    """Return the buttons of the reader's part in the office."""
    waits_for = _waits_for(permit, sop)
    mine = waits_for if waits_for in actions and waits_for in _OFFICERS else None
    first = mine if mine and actions[mine]["allowed"] else None
    open_ = {name for name, action in actions.items() if action["allowed"]}
    return Doing(
        first=first,
        why_not=str(actions[mine]["why_not"]) if mine and not first else None,
        beside=[name for name in _BESIDE if name in open_ and name != first],
        claim=next((name for name in ("claim", "release") if name in open_), None),
        not_now=[
            (TITLES[name], str(action["why_not"]))
            for name, action in actions.items()
            if not action["allowed"] and name in _OFFICERS - _UNDER_ANOTHER
        ],
    )


def _waits_for(permit: Permit, sop: Sop) -> str | None:
    """Return the action that takes the file on from where it is: the first that the paper's row allows."""
    if permit.step is None:
        return None
    command = sop.row(permit.step).moves[0].command
    return next((path for kind, path in PATHS.items() if NAMES[kind] == command), None)
