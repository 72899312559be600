"""Who holds a post and who acts for it: asked of the office's own orders, at the moment of the act."""

from datetime import timedelta
from uuid import UUID

import pytest

from domain.actor import Caller, Role
from domain.admission import Asked
from domain.office_events import MandateKind, OfficeEvent
from domain.post_orders import (
    AppointOfficer,
    EndMandate,
    GiveMandate,
    MandateOver,
    NoteAbsence,
    Order,
    RelieveOfficer,
    UnknownMandate,
    may_order,
    order,
)
from domain.posts import POSTS, roster
from domain.refusals import Invalid, NeverYourRole, Stale
from domain.vacancy import Gap, Trouble, gaps
from tests.people import FAJAR, HENDRA, KARTIKA, RATNA, SURYA
from tests.scenario import MONDAY

DAY = timedelta(days=1)
MANDATE, OTHER = UUID(int=70), UUID(int=71)


def appoint(who: Caller, post: Role, *, since: int = 0) -> AppointOfficer:
    return AppointOfficer(post=post, sub=who.sub, name=who.name, order_number="821/1", since=MONDAY + since * DAY)


def mandate(who: Caller, post: Role = Role.KEPALA_DINAS, *, first: int = 0, last: int = 5, id: UUID = MANDATE) -> Order:  # noqa: A002
    return GiveMandate(
        mandate=id,
        post=post,
        kind=MandateKind.PLH,
        sub=who.sub,
        name=who.name,
        order_number="800/1",
        order_date=MONDAY.date(),
        since=MONDAY + first * DAY,
        until=MONDAY + last * DAY,
    )


def relieve(who: Caller, post: Role, *, until: int) -> RelieveOfficer:
    return RelieveOfficer(post=post, sub=who.sub, order_number="821/9", until=MONDAY + until * DAY)


def away(who: Caller, post: Role, *, first: int, last: int) -> NoteAbsence:
    return NoteAbsence(
        post=post, sub=who.sub, since=MONDAY + first * DAY, until=MONDAY + last * DAY, reason="Cuti tahunan"
    )


def asked(*, by: Caller = RATNA, day: float = 0, if_match: int | None = None) -> Asked:
    return Asked(by=by, at=MONDAY + day * DAY, permit_id=POSTS, command_id=UUID(int=9), if_match=if_match)


def ordered(*orders: Order, day: float = 0) -> tuple[OfficeEvent, ...]:
    history: tuple[OfficeEvent, ...] = ()
    for each in orders:
        history += (order(each, history, asked(day=day)),)
    return history


def standing(history: tuple[OfficeEvent, ...], who: Caller, day: float = 0) -> Caller:
    return roster(history).standing(who, MONDAY + day * DAY)


def refused(command: Order, *before: Order) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refusal:
        order(command, ordered(*before), asked())
    return [(fault.pointer, fault.code) for fault in refusal.value.faults]


def test_while_nobody_was_ever_appointed_the_token_is_all_there_is() -> None:
    assert HENDRA is standing((), HENDRA)
    assert {Role.KEPALA_DINAS} == standing(ordered(appoint(KARTIKA, Role.KABID)), HENDRA).roles


def test_a_post_that_is_kept_is_held_by_those_appointed_and_by_nobody_else() -> None:
    history = ordered(appoint(SURYA, Role.KEPALA_DINAS))
    both = Caller(sub="surya", name="Surya Wijaya", roles=frozenset({Role.KEPALA_DINAS}))

    assert frozenset() == standing(history, HENDRA).roles
    assert {Role.KEPALA_DINAS} == standing(history, both).roles


def test_until_the_first_appointment_begins_the_issuers_word_counts() -> None:
    history = ordered(appoint(SURYA, Role.KEPALA_DINAS, since=2))

    assert [True, False] == [Role.KEPALA_DINAS in standing(history, HENDRA, day).roles for day in (1.9, 2)]


def test_a_term_begins_and_ends_at_its_hours() -> None:
    before = (appoint(SURYA, Role.KEPALA_DINAS), relieve(SURYA, Role.KEPALA_DINAS, until=1))
    history = ordered(*before, appoint(HENDRA, Role.KEPALA_DINAS, since=1), relieve(HENDRA, Role.KEPALA_DINAS, until=3))

    held = [Role.KEPALA_DINAS in standing(history, HENDRA, day).roles for day in (0.99, 1, 2.99, 3)]

    assert [False, True, True, False] == held


def test_who_comes_back_to_a_post_has_two_terms() -> None:
    first = (appoint(HENDRA, Role.KEPALA_DINAS), relieve(HENDRA, Role.KEPALA_DINAS, until=3))
    history = ordered(*first, appoint(HENDRA, Role.KEPALA_DINAS, since=5), relieve(HENDRA, Role.KEPALA_DINAS, until=9))

    assert [MONDAY + 3 * DAY, MONDAY + 9 * DAY] == [term.until for term in roster(history).terms]


def test_a_mandate_gives_a_post_and_its_words_for_as_long_as_it_says() -> None:
    history = ordered(mandate(SURYA, first=1, last=3))

    acting = [dict(standing(history, SURYA, day).acting) for day in (0.5, 1, 2.9, 3)]

    plh = {Role.KEPALA_DINAS: "Plh. Kepala Dinas"}
    assert [{}, plh, plh, {}] == acting
    assert "Plh. Kepala Dinas" == standing(history, SURYA, 1).acting_as(Role.KEPALA_DINAS).acting_for
    assert standing(history, SURYA, 1).acting_as(Role.SEKRETARIS).acting_for is None


def test_asked_again_later_an_old_mandate_gives_nothing_any_more() -> None:
    history = ordered(mandate(SURYA, first=1, last=3))

    then = standing(history, SURYA, 2)

    assert {Role.SEKRETARIS} == standing(history, then, 4).roles
    assert then == standing(history, then, 2)


def test_a_mandate_that_is_ended_is_over_at_once() -> None:
    history = ordered(mandate(SURYA))
    history += (order(EndMandate(mandate=MANDATE, reason="Kembali."), history, asked(day=2)),)

    assert [True, False] == [bool(standing(history, SURYA, day).acting) for day in (1.9, 2)]
    assert "Kembali." == roster(history).mandates[MANDATE].reason


def test_an_order_is_the_administrators() -> None:
    for who in (FAJAR, HENDRA):
        with pytest.raises(NeverYourRole):
            order(mandate(SURYA), (), asked(by=who))
    assert Role.ADMIN is may_order(RATNA).role


def test_two_mandates_for_one_post_do_not_overlap() -> None:
    assert [("/from", "overlap")] == refused(mandate(KARTIKA, first=4, last=9, id=OTHER), mandate(SURYA))

    beside = ordered(mandate(SURYA), mandate(KARTIKA, first=5, last=9, id=OTHER), mandate(HENDRA, Role.KABID, id=POSTS))
    assert 3 == len(roster(beside).mandates)


def test_after_one_was_ended_another_may_begin() -> None:
    history = ordered(mandate(SURYA))
    history += (order(EndMandate(mandate=MANDATE, reason="Sakit."), history, asked(day=2)),)

    event = order(mandate(KARTIKA, first=2, last=5, id=OTHER), history, asked(day=2))

    assert 3 == event.originator_version


@pytest.mark.parametrize(
    ("command", "fault"),
    [
        (mandate(SURYA, Role.AUDITOR), ("/post", "no_post")),
        (mandate(SURYA, first=3, last=3), ("/until", "before_beginning")),
        (mandate(HENDRA), ("/sub", "already_there")),
        (appoint(SURYA, Role.PEMOHON), ("/post", "no_post")),
        (appoint(HENDRA, Role.KEPALA_DINAS, since=7), ("/sub", "already_there")),
        (relieve(SURYA, Role.KEPALA_DINAS, until=3), ("/sub", "not_there")),
        (relieve(HENDRA, Role.KEPALA_DINAS, until=0), ("/until", "before_beginning")),
        (away(SURYA, Role.KEPALA_DINAS, first=1, last=2), ("/sub", "not_there")),
        (away(HENDRA, Role.KEPALA_DINAS, first=2, last=2), ("/until", "before_beginning")),
    ],
)
def test_an_order_that_cannot_be_is_told_with_its_place(command: Order, fault: tuple[str, str]) -> None:
    assert [fault] == refused(command, appoint(HENDRA, Role.KEPALA_DINAS))


def test_a_mandate_that_nobody_gave_or_that_is_over_cannot_be_ended() -> None:
    with pytest.raises(UnknownMandate):
        order(EndMandate(mandate=OTHER, reason="-"), ordered(mandate(SURYA)), asked())
    with pytest.raises(MandateOver):
        order(EndMandate(mandate=MANDATE, reason="-"), ordered(mandate(SURYA)), asked(day=5))


def test_who_has_seen_an_older_roster_looks_again() -> None:
    with pytest.raises(Stale):
        order(mandate(SURYA), (), asked(if_match=2))


def test_time_never_runs_backwards() -> None:
    history = ordered(mandate(SURYA), day=1)

    assert MONDAY + DAY == order(EndMandate(mandate=MANDATE, reason="-"), history, asked(day=0)).at


HEAD = Role.KEPALA_DINAS


@pytest.mark.parametrize(
    ("orders", "found"),
    [
        ((), None),
        ((appoint(HENDRA, HEAD),), None),
        ((appoint(HENDRA, HEAD), relieve(HENDRA, HEAD, until=3)), (Trouble.VACANT, 3, None)),
        ((appoint(HENDRA, HEAD), relieve(HENDRA, HEAD, until=30)), None),
        ((appoint(HENDRA, HEAD), away(HENDRA, HEAD, first=2, last=4)), (Trouble.ALL_AWAY, 2, 4)),
        ((appoint(HENDRA, HEAD), appoint(SURYA, HEAD), away(HENDRA, HEAD, first=2, last=4)), None),
        ((appoint(HENDRA, HEAD), away(HENDRA, HEAD, first=2, last=4), mandate(SURYA)), None),
        ((appoint(HENDRA, HEAD), away(HENDRA, HEAD, first=2, last=9), mandate(SURYA)), (Trouble.ALL_AWAY, 5, 9)),
        ((appoint(HENDRA, HEAD, since=4),), None),
        ((appoint(SURYA, HEAD), relieve(SURYA, HEAD, until=2), appoint(HENDRA, HEAD, since=4)), (Trouble.VACANT, 2, 4)),
    ],
)
def test_a_post_that_nobody_fills_is_seen_before_it_stops_files(
    orders: tuple[Order, ...], found: tuple[Trouble, int, int | None] | None
) -> None:
    gap = None
    if found:
        trouble, first, last = found
        until = None if last is None else MONDAY + last * DAY
        gap = Gap(post=HEAD, trouble=trouble, since=MONDAY + first * DAY, until=until)

    assert ((gap,) if gap else ()) == gaps(roster(ordered(*orders)), MONDAY)
