"""The plan of the sample permits: the same for the same seed, in office hours, and nothing a form would refuse."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import orjson
import pytest

from api.commands.application_bodies import Submission
from api.demo.data import signed_in
from application.demo.dossiers import Dossier
from application.demo.plan import Plan, plan
from application.demo.stories import Word
from application.rulebook import load_rulebook
from application.uploads.uploads import check_upload
from domain.actor import OFFICERS, SOP_ROLES, Role
from domain.calendar import BeyondCalendar
from domain.papers import ApplicationKind, UnitType
from domain.rulebook import UnknownSop
from domain.working_time import received

BOOK = load_rulebook()
NOW = datetime(2026, 11, 24, 3, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def planned() -> Plan:
    return plan(signed_in(), BOOK, NOW)


def test_the_same_seed_and_the_same_now_give_the_same_plan(planned: Plan) -> None:
    assert planned == plan(signed_in(), BOOK, NOW)
    assert planned.permits == plan(signed_in(), BOOK, NOW + timedelta(days=9)).permits
    assert planned.permits != plan(signed_in(), BOOK, NOW, seed="another").permits


def test_acts_come_in_order_of_time_and_in_office_hours(planned: Plan) -> None:
    moments = [act.at for act in planned.acts]

    assert moments == sorted(moments)
    assert moments[-1] <= NOW
    assert not [at for at in moments if received(at - timedelta(seconds=1), BOOK.calendar) > at]


def test_some_dozens_of_files_from_the_last_weeks_of_every_kind(planned: Plan) -> None:
    begun = {act.dossier.permit for act in planned.acts}

    assert 77 == len(planned.dossiers) == len(begun)
    assert planned.acts[0].at < NOW - timedelta(weeks=4)
    assert set(UnitType) == {dossier.institution.unit_type for dossier in planned.dossiers}
    assert set(ApplicationKind) == {dossier.kind for dossier in planned.dossiers}
    assert set(Word) == {act.word for act in planned.acts}


def test_a_quarter_of_the_applicants_is_asked_for_what_is_missing(planned: Plan) -> None:
    asked = {act.dossier.permit for act in planned.acts if act.word is Word.REJECT}

    assert 0.2 <= len(asked) / len(planned.dossiers) <= 0.3


def test_nobody_is_real_and_nobody_acts_in_two_roles(planned: Plan) -> None:
    roles = Counter(role for by in {act.by for act in planned.acts} for role in by.roles)
    subs = {act.by.sub for act in planned.acts}

    assert all(dossier.citizen.person.nik.startswith("637299") for dossier in planned.dossiers)
    assert sum(roles.values()) == len(subs)
    assert {Role.FRONT_OFFICE: 3, Role.BACK_OFFICE: 3, Role.KABID: 1} == {
        role: roles[role] for role in (Role.FRONT_OFFICE, Role.BACK_OFFICE, Role.KABID)
    }
    assert {f"demo-{role.value.replace('_', '-')}" for role in SOP_ROLES} <= subs


def test_every_officer_role_has_work_that_nobody_has_taken(planned: Plan) -> None:
    last = {act.dossier.permit: act for act in planned.acts}
    waiting = Counter(_desk(act.dossier) for act in last.values() if act.word not in (Word.CLAIM, Word.TAKE))

    assert dict.fromkeys(OFFICERS, True) == {role: waiting[role] > 0 for role in OFFICERS}


def test_the_form_would_take_every_dossier(planned: Plan) -> None:
    for dossier in planned.dossiers:
        upload = check_upload(dossier.paper, "berkas.pdf").upload
        assert Submission.model_validate_json(_form(dossier, upload.sha256)).kind is dossier.kind


def test_stories_from_before_the_sop_are_left_out() -> None:
    planned = plan(signed_in(), BOOK, datetime(2026, 1, 6, 3, 0, tzinfo=UTC))

    assert 77 == len(planned.dossiers)
    assert 0 < len({act.dossier.permit for act in planned.acts}) < 77
    assert planned.acts[0].at >= datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "why"), [(datetime(2025, 5, 1, tzinfo=UTC), UnknownSop), (datetime(2031, 5, 1, tzinfo=UTC), BeyondCalendar)]
)
def test_without_sop_or_calendar_there_is_no_plan(now: datetime, why: type[Exception]) -> None:
    with pytest.raises(why):
        plan(signed_in(), BOOK, now)


def _desk(dossier: Dossier) -> Role | None:
    """Where the walk of this story ends, by the SOP's own rows."""
    sop = BOOK.current(BOOK.default, NOW.date())
    step = 1
    for word in dossier.story.words:
        command = {"inspect": "file_inspection", "oppose": "file_inspection", "hand_over": "deliver"}.get(word, word)
        move = sop.row(step).move(command) if step else None
        step = move.to or 0 if move else (0 if word in ("withdraw", "revoke") else step)
    return sop.row(step).role if step else None


def _form(dossier: Dossier, sha256: str) -> bytes:
    person, institution = dossier.citizen.person, dossier.institution
    documents = [{"requirement": code, "sha256": sha256, "name": "berkas.pdf"} for code in dossier.requirements]
    return orjson.dumps(
        {
            "kind": dossier.kind,
            "previous_number": dossier.previous_number,
            "applicant": person,
            "institution": institution,
            "documents": documents,
        }
    )
