"""The page of the database roles, made from what `application.postgres.privileges` says."""

from application.postgres.database import APP, AUDITOR, BACKUP, PROJECTOR
from application.postgres.privileges import MAY, READ_MODELS, ROLES, may

_COLUMNS = (APP, PROJECTOR, AUDITOR, BACKUP)


def database_roles_page() -> str:
    """Return each role in a sentence, then each schema, table, view and function with what the roles may do."""
    roles = [f"* `{role}`: {means}" for role, means in ROLES.items()]
    rows = [[f"`{name}`", *(may(name, role) for role in _COLUMNS)] for name in sorted(MAY, key=_order)]
    lines = [["What", *(f"`{role}`" for role in _COLUMNS)], ["---"] * 5, *rows]
    return "\n".join(["# Database roles\n", *roles, _ABOUT, *(f"| {' | '.join(line)} |" for line in lines), ""])


def _order(name: str) -> tuple[str, bool, str]:
    """A schema, its tables, its functions; the read models below theirs."""
    return name.partition(".")[0], name.endswith("()"), name if name != READ_MODELS else "read.~"


_ABOUT = """
Beside the owner nobody owns, and nobody else has any right at all. `owns` of the read models means that they can be
dropped and are built again. In `ledger` every change, deletion and truncation is refused by triggers to everybody, the
owner and a superuser in replica mode included; a superuser can take the triggers away, which is what the sealed
checkpoints are for.
"""
