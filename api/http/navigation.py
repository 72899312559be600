"""What the navigation offers, and to whom: one table for all pages."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from api.http.words import ROLE
from domain.actor import OFFICERS, Caller, Role
from domain.refusals import Sentence


class Entry(NamedTuple):
    """A page that may be gone to; `roles` are whose it is, everybody's without any."""

    path: str
    label: Sentence
    roles: frozenset[Role] = frozenset()
    only_in_trial: bool = False


OVERSEERS = frozenset({Role.SUPERVISOR, Role.AUDITOR})
STAFF = frozenset({Role.SUPERVISOR, Role.ADMIN})
ENTRIES = (
    Entry("/", Sentence("Layanan", "Service")),
    Entry("/track", Sentence("Lacak permohonan", "Track")),
    Entry("/verify", Sentence("Periksa keaslian", "Verify")),
    Entry("/register", Sentence("Daftar izin", "Permits")),
    Entry("/sop", Sentence("SOP", "SOP")),
    Entry("/apply", Sentence("Ajukan izin", "Apply"), frozenset({Role.PEMOHON})),
    Entry("/my", Sentence("Permohonan saya", "My applications"), frozenset({Role.PEMOHON})),
    *(
        Entry(f"/queues/{role}", Sentence(f"Antrean {ROLE[role].id}", f"Queue: {ROLE[role].en}"), frozenset({role}))
        for role in OFFICERS
    ),
    Entry("/sla", Sentence("Waktu pelayanan", "Service times"), OVERSEERS),
    Entry("/duty", Sentence("Petugas dan hari kerja", "Duty and calendar"), STAFF),
    Entry("/trail", Sentence("Jejak", "Trail"), frozenset({Role.AUDITOR})),
    Entry("/v1/checkpoint.html", Sentence("Titik segel", "Checkpoint"), frozenset({Role.AUDITOR})),
    Entry("/demo/mailbox", Sentence("Kotak surat", "Mailbox"), only_in_trial=True),
)


# Where each goes who has signed in and asked for no page; the first of their roles counts.
_HOMES: Mapping[Role, str] = {
    **{role: f"/queues/{role}" for role in OFFICERS},
    Role.SUPERVISOR: "/sla",
    Role.AUDITOR: "/trail",
    Role.PEMOHON: "/my",
}


def home_of(caller: Caller) -> str:
    """Return the caller's own page, the first one where they have none."""
    offered = {entry.path for entry in offered_to(caller, trial=False)}
    return next((path for role, path in _HOMES.items() if role in caller.roles and path in offered), "/")


def offered_to(caller: Caller | None, *, trial: bool) -> Iterator[Entry]:
    """Yield what this caller may go to, in the table's order."""
    roles = caller.roles if caller else frozenset[Role]()
    for entry in ENTRIES:
        if (not entry.roles or entry.roles & roles) and (trial or not entry.only_in_trial):
            yield entry


def is_here(entry: Entry, path: str) -> bool:
    """Whether the page at `path` is that of the entry, or one below it."""
    return path == entry.path or (entry.path != "/" and path.startswith(f"{entry.path}/"))
