"""The documented tables, made from the code: `scripts/handbook` writes them, and a test finds a stale one."""

import inspect
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import get_args
from uuid import UUID

from api.access.audience import AUDIENCE, READERS, Sight
from api.access.scopes import OPERATIONS
from api.desks.views import PATHS
from api.operations.database_roles import database_roles_page
from api.problems.pages import markdown as problems_page
from application.rulebook import load_rulebook
from application.settings import PREFIX, Settings
from domain.actor import SOP_ROLES, Caller, Role
from domain.admission import admit_to_step
from domain.commands import NAMES, Command, EndAuthority, Release
from domain.events import Fact, Signed
from domain.office_events import OFFICE_FACTS
from domain.papers import (
    Applicant,
    ApplicationKind,
    Certificate,
    DecreeKind,
    Document,
    Institution,
    NumberedKind,
    UnitType,
)
from domain.permit import Permit, Status
from domain.powers import Attorney, Authority, Power
from domain.refusals import Refused
from domain.sop import Sop

GENERATED = "<!-- Made by scripts/handbook from the code. Do not edit. -->\n"


def pages() -> Mapping[str, str]:
    """Return each generated page of docs/, by its file name."""
    book = load_rulebook()
    sop = book.current(book.default, datetime.now(UTC).date())
    return {
        "sop-izin-kbm.md": GENERATED + sop_sheet(sop),
        "facts.md": GENERATED + facts_page(),
        "permissions.md": GENERATED + permissions_page(sop),
        "problems.md": GENERATED + problems_page(),
        "settings.md": GENERATED + settings_page(),
        "scopes.md": GENERATED + scopes_page(),
        "database-roles.md": GENERATED + database_roles_page(),
    }


def sop_sheet(sop: Sop) -> str:
    """Return the paper's own table, its totals and where it contradicts itself."""
    rows = [
        (row.no, row.activity, row.role, row.completeness, row.standard_text, row.output, row.note) for row in sop.rows
    ]
    lines = [
        f"# {sop.title}\n",
        f"`{sop.code}`, version {sop.version}, from `domain/sops/{sop.code}.{sop.version}.toml`.\n",
        _table(("No", "Kegiatan", "Pelaksana", "Kelengkapan", "Waktu", "Output", "Keterangan"), rows),
        f"Declared: {sop.declared_total_text}. Sum of the steps: {sop.summed_total}.\n",
        *(f"Finding: {finding.en} ({finding.id})\n" for finding in sop.findings),
        "## Numbering\n",
        _table(
            ("Decree", "Pattern", "The seventh, of 23 November 2026"), [_number(sop, kind) for kind in NumberedKind]
        ),
        "## Requirements (placeholder until the office confirms them)\n",
        _table(
            ("Code", "Requirement", "Needed for"), [(r.code, r.title, _needed(sop, r.code)) for r in sop.requirements]
        ),
        f"Placeholders of this file: {', '.join(sop.placeholders)}.\n",
    ]
    return "\n".join(lines)


def facts_page() -> str:
    """Return what is stored: each fact, what it means, and its fields."""
    header = ("Fact", "Means", "Fields")
    return "\n".join(
        [
            "# Facts\n\nThe names are stored and never change.\n",
            _table(header, map(_fact, get_args(Fact))),
            "What happens to no permit has streams of its own, without SOP, step and round.\n",
            _table(header, map(_fact, OFFICE_FACTS)),
        ]
    )


def permissions_page(sop: Sop) -> str:
    """Return which role may do what in which state; who of that role may is told by claims and the four-eyes rule."""
    states = list(_states(sop))
    rules = (
        f"State by command: the roles that may give it, under `{sop.code}` version {sop.version}. "
        "An applicant acts only on their own file. On top of the table: nobody acts on one file in two roles, "
        "a claimed file is its claimer's, an approval names the current draft.\n"
    )
    clock = (
        f"Only the clock, as `{Role.SYSTEM}`, which no token makes anybody, may give "
        f"{' and '.join(f'`{NAMES[command]}`' for command in NAMES if command not in PATHS)}.\n"
    )
    header = ("State", *(f"`{PATHS[command]}`" for command in PATHS))
    rows = [(name, *(_who(command, permit, sop) for command in PATHS)) for name, permit in states]
    return "\n".join(["# Permissions\n", rules, _table(header, rows), clock, RELATIONS, *_queries()])


RELATIONS = """Whose file it is comes on top of the state:

| | its applicant | their attorney (kuasa) | another applicant | an officer new to it | who acted so | in another role |
| --- | --- | --- | --- | --- | --- | --- |
| a command of theirs | as above | if named; else 403 | 404 | as above | as above | 403 where the table allows it |
| a command that is never their role's | 403 | 403 | 403 | 403 | 403 | 403 |
| an id that is nobody's | 404 | 404 | 404 | 404 | 404 | 404 |
| a query about the file | as below | as the applicant | 404 | as below | as below | as below |

What a letter (surat kuasa) names: `repair` is `submissions` and `correction`, `receive` is `receipt`, `withdraw` is
`withdrawal`; an attorney may always lay it down (`attorney/end`) and never hands it on (`attorney`: 403). A power that
is over by itself, with its day or with the file, is a 403 that says so; one that its applicant took back is a 404.
Whoever was ever named an attorney on a file acts on it as no officer (403), and the other way round (422).

A superior hands a file on (`reassignment`): Kabid, Sekretaris and Kepala Dinas at the desks before them, at that of the
technical office the Kepala Dinas alone.
"""


def _queries() -> Iterable[str]:
    """What everybody may do beside the commands of a file."""
    yield "## Queries, and what is no step of a file\n"
    yield (
        f"`{Sight.OWN}`: of their own files, any other is a 404. `{Sight.REACHED}`: of files that have ever come to "
        f"this desk, from then on for ever; any other is a 404. `{Sight.DESK}`: their own desk, another is a 403. "
        "Without a token each of them is a 401. What is not listed is open to everybody.\n"
    )
    yield _table(
        ("Operation", *(f"`{role}`" for role in READERS)),
        [(f"`{where}`", *(row[role] for role in READERS)) for where, row in AUDIENCE.items()],
    )


def settings_page() -> str:
    """Return every setting with its default; secrets may also come from a file (`…_FILE`)."""
    inherited_last = sorted(Settings.model_fields.items(), key=lambda each: each[0] not in Settings.__annotations__)
    rows = [
        (f"`{PREFIX}{name.upper()}`", field.description or "", _default(field.get_default()))
        for name, field in inherited_last
    ]
    return "# Settings\n\nRead from the environment.\n\n" + _table(("Variable", "Means", "Default"), rows)


def scopes_page() -> str:
    """Return every scope that a machine client's token may be confined to, with what it opens."""
    about = (
        "A token whose `scope` names any of these may do that and nothing else (403 `insufficient-scope`); its roles "
        "still decide who it is in the office. A token that names none of them is not confined.\n"
    )
    rows = [(f"`{scope}`", ", ".join(f"`{each}`" for each in opened)) for scope, opened in OPERATIONS.items()]
    return "\n".join(["# Scopes\n", about, _table(("Scope", "Opens (operationId)"), rows)])


def _states(sop: Sop) -> Iterable[tuple[str, Permit]]:
    yield "new", _file(sop, Status.SUBMITTED, None)
    yield "1 rejected", _file(sop, Status.REJECTED, 1)
    for row in sop.rows[1:]:
        status = Status.SIGNED if row.move("deliver") else Status.SUBMITTED if row.no == 2 else Status.IN_PROCESS
        yield f"{row.no} {status}", _file(sop, status, row.no)
    yield "delivered", _file(sop, Status.DELIVERED, None)
    for status in (Status.WITHDRAWN, Status.LAPSED, Status.REFUSED, Status.REVOKED):
        yield status, _file(sop, status, None)


def _file(sop: Sop, status: Status, step: int | None) -> Permit:
    """A file in that state, of nobody: only its place matters to the table."""
    at = datetime(2026, 1, 1, tzinfo=UTC)
    line = "-"
    return Permit(
        id=UUID(int=0),
        version=1,
        changed_at=at,
        sop=sop.ref,
        status=status,
        step=step,
        holder=sop.row(step).role if step else None,
        entered_at=at,
        round=1,
        kind=ApplicationKind.NEW,
        previous_number=None,
        applicant_sub=Role.PEMOHON,
        applicant=Applicant(name=line, nik=line, email=line, phone=line, address=line),
        institution=Institution(
            name=line, unit_type=UnitType.OTHER, address=line, kelurahan=line, kecamatan=line, capacity=1, programs=()
        ),
        documents=(),
        document_keys={},
        tracking_code=line,
        submitted_at=at,
        last_act=1,
        visit=1,
        submission=1,
        decree=_decree(at) if status in (Status.SIGNED, Status.DELIVERED, Status.REVOKED) else None,
    )


UNDONE = (Status.WITHDRAWN, Status.LAPSED, Status.REVOKED)
_AUTHORITY = Authority(
    attorney=Attorney(sub="-", name="-"),
    letter=Document(requirement="-", sha256="-", name="-", media_type="-", size=0),
    powers=tuple(Power),
    since=datetime(2026, 1, 1, tzinfo=UTC),
    until=None,
)


def _decree(at: datetime) -> Signed:
    return Signed(
        kind=DecreeKind.PERMIT,
        number="-",
        issued_on=at.date(),
        valid_until=None,
        draft_sha256="-",
        document_sha256="-",
        certificate=Certificate(subject="-", issuer="-", serial="-"),
        level="-",
        code="-",
    )


def _who(command: type[Command], permit: Permit, sop: Sop) -> str:
    if permit.step is None and permit.status is Status.SUBMITTED:
        return Role.PEMOHON if NAMES[command] == "submit" else ""
    return ", ".join(role for role in (*SOP_ROLES, Role.ADMIN) if _may(command, permit, role, sop))


def _may(command: type[Command], permit: Permit, role: Role, sop: Sop) -> bool:
    by = Caller(sub=role, name=role, roles=frozenset({role}))
    if command is Release:
        permit = replace(permit, claimed_by=by.acting_as(role))
    if command is EndAuthority and permit.status not in UNDONE:
        permit = replace(permit, authority=_AUTHORITY)
    try:
        admit_to_step(command, permit, by, by.roles & sop.roles_ever(command), sop)
    except Refused:
        return False
    return True


def _number(sop: Sop, kind: NumberedKind) -> tuple[str, str, str]:
    return kind, f"`{sop.number_patterns[kind]}`", sop.format_number(kind, 7, date(2026, 11, 23))


def _needed(sop: Sop, code: str) -> str:
    requirement = sop.requirement(code)
    assert requirement is not None
    if not requirement.required:
        return "optional"
    units = "all" if len(requirement.unit_types) == len(UnitType) else _listed(requirement.unit_types, UnitType)
    kinds = "" if len(requirement.kinds) == len(ApplicationKind) else f"; {_listed(requirement.kinds, ApplicationKind)}"
    return units + kinds


def _listed(chosen: Iterable[str], every: Iterable[str]) -> str:
    return ", ".join(each for each in every if each in set(chosen))


def _fact(fact: type) -> tuple[str, str, str]:
    return f"`{fact.__name__}`", _first_line(fact), _fields(fact)


def _fields(fact: type) -> str:
    return ", ".join(f"`{each.name}`" for each in fields(fact)) or "none"


def _first_line(documented: type) -> str:
    return (inspect.getdoc(documented) or "").partition("\n")[0]


def _default(value: object) -> str:
    if isinstance(value, Path):
        return f"`{value.name}` of the installation"
    if isinstance(value, tuple):
        value = ", ".join(map(str, value))
    return "" if value in (None, "", {}) else f"`{value}`"


def _table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = ["| " + " | ".join(map(_cell, row)) + " |" for row in (header, ("---",) * len(header), *rows)]
    return "\n".join(lines) + "\n"


def _cell(value: object) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ")


def main() -> None:
    """Write the pages, or with --check tell which are stale and exit 1."""
    folder = Path(__file__).parents[2] / "docs"
    stale = [name for name, text in pages().items() if _present(folder / name) != text]
    if "--check" not in sys.argv[1:]:
        for name in stale:
            (folder / name).write_text(pages()[name], encoding="utf-8")
        return
    for name in stale:
        sys.stderr.write(f"docs/{name} is stale: run scripts/handbook\n")
    sys.exit(1 if stale else 0)


def _present(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""


if __name__ == "__main__":
    main()
