"""What each database role may do with each table, view and function, all of it, as `docs/database-roles.md` shows.

The grants themselves are made by the migrations; a test holds this table against the catalog of a migrated database,
and tries everything that is not here. Whoever adds a table says here who may do what.
"""

from collections.abc import Mapping

from application.postgres.database import APP, AUDITOR, BACKUP, OWNER, PROJECTOR

SCHEMAS = ("ledger", "access", "files", "read", "mail", "verification", "audit", "desk", "migrations")
OWNS = "owns"
# Every table and view of the read models: the projector makes and drops them, so they have no names here.
READ_MODELS = "read.*"

ROLES: Mapping[str, str] = {
    OWNER: "Owns everything but the read models. Nobody works as this role: migrations become it while they run.",
    APP: "The API: reads, and writes by the functions of `ledger` and by the few columns below.",
    PROJECTOR: "Reads the log, makes the read models, feeds the outbox.",
    AUDITOR: "The auditor's door: the views of `audit`, headers and leaves, no ciphertext, no keys, no read models. "
    "Make a login of its own for each auditor: `CREATE ROLE … LOGIN IN ROLE izin_auditor`.",
    BACKUP: "`scripts/backup`: reads everything that is kept, and writes nothing.",
}

_ALL = "SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER"
_SEEN = {APP: "SELECT", AUDITOR: "SELECT"}
_CALLED = {APP: "EXECUTE"}
_VIEW = {AUDITOR: "SELECT"}
_EVERYBODY = (OWNER, APP, PROJECTOR, AUDITOR, BACKUP)

MAY: Mapping[str, Mapping[str, str]] = {
    "access": {APP: "USAGE"},
    "access.links": {APP: "SELECT, UPDATE (used_at)"},
    "access.sessions": {
        APP: "SELECT, DELETE, "
        "INSERT (token_hash, id, via, sub, name, roles, provider_sid, agent, expires_at, acr, auth_time), "
        "UPDATE (seen_at, ended_at, ended_by)"
    },
    "audit": {AUDITOR: "USAGE"},
    "audit.access_log": _VIEW,
    "audit.applications": _VIEW,
    "audit.decrees": _VIEW,
    "audit.events": _VIEW,
    "audit.masked()": {AUDITOR: "EXECUTE"},
    "audit.read()": {AUDITOR: "EXECUTE"},
    "desk": {APP: "USAGE"},
    "desk.drafts": {
        APP: "SELECT, DELETE, INSERT (id, owner, permit, begun_at, updated_at, wrapped, sealed), "
        "UPDATE (version, updated_at, wrapped, sealed, sent)"
    },
    "desk.surveys": {APP: "SELECT, INSERT"},
    "files": {APP: "USAGE"},
    "files.doom()": _CALLED,
    "files.doomed": {APP: "SELECT, DELETE"},
    "files.unclaim()": _CALLED,
    "files.uploads": {APP: "SELECT, INSERT, UPDATE (state, scanned_at)"},
    "ledger": dict.fromkeys((APP, PROJECTOR, AUDITOR), "USAGE"),
    "ledger.access_hashes()": {APP: "EXECUTE", AUDITOR: "EXECUTE"},
    "ledger.access_lock": {},
    "ledger.access_log": {
        APP: "SELECT",
        AUDITOR: "SELECT (position, at, application, action, actor, role, leaf)",
    },
    "ledger.access_tree": {**_SEEN, APP: "SELECT, INSERT (level, index, hash)"},
    "ledger.append()": _CALLED,
    "ledger.checkpoints": {**_SEEN, APP: "SELECT, INSERT (origin, size, root, note, key_id)"},
    "ledger.commands": _SEEN,
    "ledger.decree_numbers": _SEEN,
    "ledger.disclose()": _CALLED,
    "ledger.disclosure_leaf()": {AUDITOR: "EXECUTE"},
    "ledger.disclosures": _SEEN,
    "ledger.events": {
        APP: "SELECT",
        PROJECTOR: "SELECT",
        AUDITOR: "SELECT (notification_id, originator_id, originator_version, topic, recorded_at, actor, role, leaf)",
    },
    "ledger.export_ends": {
        **_SEEN,
        APP: "SELECT, INSERT (export, outcome, events, first_position, last_position, bytes, sha256)",
    },
    "ledger.exports": {**_SEEN, APP: "SELECT, INSERT (export, sub, name, role, format, filters, head, reason)"},
    "ledger.forget()": _CALLED,
    "ledger.hashes()": {APP: "EXECUTE", AUDITOR: "EXECUTE"},
    "ledger.head": {**_SEEN, PROJECTOR: "SELECT"},
    "ledger.index_appended()": {},
    "ledger.index_trail()": {},
    "ledger.keys": {APP: "SELECT", PROJECTOR: "SELECT"},
    "ledger.leaf()": {APP: "EXECUTE", AUDITOR: "EXECUTE"},
    "ledger.log_access()": _CALLED,
    "ledger.order_lock": {APP: "SELECT"},
    "ledger.position_since()": {APP: "EXECUTE", AUDITOR: "EXECUTE"},
    "ledger.refuse()": {},
    "ledger.refuse_unless_erased()": {},
    "ledger.registrations": {**_SEEN, PROJECTOR: "SELECT"},
    "ledger.reserve_decree_number()": _CALLED,
    "ledger.sealing_alarms": {**_SEEN, APP: "SELECT, INSERT (problem, says, log)"},
    "ledger.timestamps": {**_SEEN, APP: "SELECT, INSERT (origin, size, token)"},
    "ledger.trail_blocks": _SEEN,
    "ledger.trail_head()": {APP: "EXECUTE", AUDITOR: "EXECUTE"},
    "ledger.trail_index": _SEEN,
    "ledger.trail_kinds": _SEEN,
    "ledger.trail_traits": _SEEN,
    "ledger.tree": {**_SEEN, APP: "SELECT, INSERT (level, index, hash)"},
    "ledger.uniques": _SEEN,
    "mail": dict.fromkeys((APP, PROJECTOR, AUDITOR), "USAGE"),
    "mail.feed": {**_SEEN, PROJECTOR: "SELECT, UPDATE (position, moved_at)"},
    "mail.outbox": {
        APP: "SELECT, UPDATE (state, attempts, next_at, leased_until, last_error, settled_at)",
        PROJECTOR: "INSERT (id, position, permit, version, kind, channel, recipient)",
        AUDITOR: "SELECT",
    },
    "mail.webhooks": {
        APP: "SELECT, INSERT (id, url, facts, from_position, secret, created_by), "
        "UPDATE (active, secret, old_secret, old_until, ended_at, ended_by)",
        PROJECTOR: "SELECT (id, facts, active, from_position)",
    },
    "migrations": dict.fromkeys(_EVERYBODY, "USAGE"),
    "migrations.applied": dict.fromkeys(_EVERYBODY, "SELECT"),
    "read": {APP: "USAGE", PROJECTOR: OWNS, OWNER: "USAGE, CREATE"},
    READ_MODELS: {APP: "SELECT", PROJECTOR: OWNS, OWNER: _ALL},  # whose schema it prepared, acting as the projector
    "verification": {APP: "USAGE", AUDITOR: "USAGE"},
    "verification.counts": {**_SEEN, APP: "SELECT, INSERT, UPDATE (n)"},
}
# Whole schemas, so that no table is missing after a disaster: migration 0015 grants it for later ones as well.
BACKED_UP = frozenset({"access", "files", "ledger", "mail", "verification", "desk"})
_NOT_BACKED_UP = frozenset({"ledger.trail_traits"})  # a view that calls what only others may
_NOT_THE_OWNERS = frozenset({"read", READ_MODELS, "migrations", "migrations.applied"})


def may(name: str, role: str) -> str:
    """Return what `role` may do with that schema, relation or function (`ledger.append()`), "" for nothing."""
    if role == OWNER and name not in _NOT_THE_OWNERS:
        return OWNS
    if role == BACKUP and name not in _NOT_BACKED_UP and name.partition(".")[0] in BACKED_UP:
        return "" if name.endswith("()") else "SELECT" if "." in name else "USAGE"
    return MAY[name].get(role, "")
