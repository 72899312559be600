"""The time of every application from a trail alone: the same as the API answers, or a sentence with a line's number."""

import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
import pytest
from hypothesis import HealthCheck, given, settings

from api.sla.view import explained_view, sla_view
from api.trail.lines import BadTrail
from api.trail.read_whole import Question, Trail
from api.trail.recompute import answers
from application.rulebook import SHIPPED
from domain.calendar import YearsDoNotFit
from domain.calendar_file import BadCalendar
from domain.events import Event, Rejected
from domain.office_events import OfficeEvent
from domain.publications import Knowledge
from domain.sla import assess_marks, calendar_known
from domain.visits import marks
from tests.api.trails import Json, items_of, restored, trail_of
from tests.application.every_fact import PUBLISHED, every_fact
from tests.book import office_rulebook
from tests.campaign import times
from tests.domain.case import LODGED, VERIFIED, history, minute, routed
from tests.domain.office import wita
from tests.domain.random_cases import RandomCase, random_cases

ROOT = Path(__file__).parents[2]
BOOK = office_rulebook()
NOW = wita("2026-12-01 09:00").astimezone(UTC)
ASKED = Question(now=NOW)
law = settings(max_examples=times(300, 20_000), deadline=None, suppress_health_check=[HealthCheck.too_slow])

WAITING = history(*LODGED, (minute(5), Rejected(deficiencies=())), (minute(5), routed(2, 1)))
GONE_ON = history(*LODGED, (minute(5), VERIFIED), (minute(5), routed(2, 3)))


def of(permit: int, events: Iterable[Event]) -> list[Event]:
    return [replace(event, originator_id=UUID(int=permit)) for event in events]


def told(lines: Iterable[bytes], question: Question = ASKED) -> list[Json]:
    return [orjson.loads(line) for line in answers(lines, question)]


def dumped(answer: Json) -> bytes:
    return orjson.dumps(answer, option=orjson.OPT_UTC_Z)


@law
@given(random_cases())
def test_offline_is_online_to_the_byte(case: RandomCase) -> None:
    book = replace(BOOK, sops={case.sop.ref: case.sop}, publications=case.publications)
    question = Question(now=NOW, as_of=case.as_of, knowledge=case.knowledge, explain=True)
    history = restored(case.events)
    found = assess_marks(marks(history), case.sop, calendar_known(case.knowledge, case.publications), case.as_of)
    positions = {event.originator_version: 6 + event.originator_version for event in history}
    online = {**sla_view(found), "explain": explained_view(found, case.sop, positions, "id")}

    (offline,) = Trail(trail_of(case.events, first=7), book).answers(book.publications, question)

    assert dumped({"application": str(UUID(int=1)), **online}) == dumped(offline)


def test_each_application_has_a_line_in_the_order_of_their_first_events() -> None:
    one, other = of(9, WAITING), of(4, GONE_ON)
    mixed = [one[0], one[1], other[0], one[2], other[1], other[2], one[3], other[3]]

    found = told(trail_of(mixed))

    assert [str(UUID(int=9)), str(UUID(int=4))] == [each["application"] for each in found]
    assert [2, 1] == [visit["step"] for visit in found[0]["visits"]]
    assert [2, 3] == [visit["step"] for visit in found[1]["visits"]]


def test_an_empty_trail_has_no_applications() -> None:
    assert [] == told([])


def test_without_an_instant_each_file_is_looked_at_now_or_at_its_last_event() -> None:
    earlier = Question(now=wita("2026-11-20 09:00"))  # a clock that is slow, or the trail of a rehearsal

    assert told(trail_of(WAITING)) == told(trail_of(WAITING), replace(ASKED, as_of=NOW))
    assert told(trail_of(WAITING), earlier) == told(trail_of(WAITING), replace(ASKED, as_of=minute(5)))


def test_as_of_an_instant_files_that_had_not_begun_are_left_out() -> None:
    later = [replace(event, at=minute(600)) for event in of(4, history(*LODGED))]
    lines = trail_of([*of(9, WAITING), *later])

    assert [str(UUID(int=9))] == [each["application"] for each in told(lines, replace(ASKED, as_of=minute(599)))]
    assert [] == told(lines, replace(ASKED, as_of=minute(-1)))


def test_facts_that_move_no_file_may_be_of_any_kind() -> None:
    """A trail written by a newer program has facts that this one does not know."""
    items = [*items_of(GONE_ON)]
    items[2] |= {"fact": "Alerted", "data": {"rung": "overdue"}}

    assert told(trail_of(GONE_ON)) == told(map(dumped, items))


def test_nothing_but_the_header_and_what_moves_a_file_matters() -> None:
    """What is masked, or left out by whoever passed the trail on."""
    lean = []
    for item in items_of(GONE_ON):
        kept = {
            name: item["data"][name] for name in ("round", "started_at", "to_step", "to_role") if name in item["data"]
        }
        header = {name: item[name] for name in ("position", "application", "version", "fact", "at", "sop")}
        lean.append({**header, "by": {"role": item["by"]["role"], "name": "•••"}, "data": kept})

    assert told(trail_of(GONE_ON)) == told(map(dumped, lean))


# What is wrong with a trail


GONE = object()
Change = tuple[int, str, object]
"""Of which line, which field (of its data after a dot), and what stands there now."""


def edited(items: Iterable[Json], change: Change) -> Iterable[bytes]:
    line, path, value = change
    found = [*items]
    *containers, name = path.split(".")
    place = found[line][containers[0]] if containers else found[line]
    if value is GONE:
        del place[name]
    else:
        place[name] = value
    return map(dumped, found)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ((0, "position", GONE), "line 1: position must be given, as a whole number"),
        ((1, "position", True), "line 2: position must be given, as a whole number"),
        ((1, "position", 1), "line 2: position 1 does not come after 1; a trail is in the order of positions"),
        ((2, "application", GONE), "line 3: application must be given, as text"),
        ((2, "version", GONE), "line 3: version must be given, as a whole number"),
        ((2, "fact", GONE), "line 3: fact must be given, as text"),
        ((2, "at", GONE), "line 3: at must be given, as text"),
        ((2, "at", "2026-11-23T09:05:00"), "line 3: at must be a time with its zone, such as {now}"),
        ((2, "at", "Monday"), "line 3: at must be a time with its zone, such as {now}"),
        ((3, "sop", GONE), "line 4: sop must be given, as an object"),
        ((3, "sop", {"code": "izin-kbm"}), "line 4: sop.version must be given, as text"),
        ((3, "data", GONE), "line 4: data must be given, as an object"),
        ((3, "data", {"to_step": 3}), "line 4: data.to_role must be given, as text"),
        ((3, "data.to_role", "cashier"), "line 4: data.to_role is no role: 'cashier'"),
        ((3, "data.to_step", 10), "line 4: step 10 is no row of the SOP (application {id})"),
        ((0, "data.round", "1"), "line 1: data.round must be given, as a whole number"),
        ((0, "data.started_at", "early"), "line 1: data.started_at must be a time with its zone, such as {now}"),
        ((0, "by", {}), "line 1: by.role must be given, as text"),
        ((0, "fact", "Claimed"), "line 1: a file begins with Submitted (application {id})"),
        ((0, "sop.code", "x"), "line 1: no SOP x of version 1 is known here (application {id})"),
        ((3, "at", "2026-11-23T01:04:59Z"), "line 4: time runs backwards (application {id})"),
        ((3, "version", 5), "line 4: version 4 should come here, not 5: events are missing (application {id})"),
        ((0, "version", 2), "line 1: version 1 should come here, not 2: events are missing (application {id})"),
    ],
)  # fmt: skip
def test_a_line_that_is_wrong_is_named(change: Change, message: str) -> None:
    with pytest.raises(BadTrail) as refusal:
        told(edited(items_of(GONE_ON), change))

    assert message.format(id=UUID(int=1), now="2026-11-23T01:14:00Z") == str(refusal.value)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"{", "line 2: this is not JSON"),
        (b"\n", "line 2: this is not JSON"),
        (b'{"position": "\xff"}', "line 2: this is not JSON"),
        (b"[]", "line 2: this is no event, which is an object"),
    ],
)
def test_a_line_that_is_no_event_is_named(line: bytes, message: str) -> None:
    with pytest.raises(BadTrail, match=message):
        told([trail_of(WAITING)[0], line])


def test_a_trail_from_which_lines_were_taken_is_no_whole_trail() -> None:
    lines = trail_of(GONE_ON)

    for n in range(len(lines) - 1):
        with pytest.raises(BadTrail, match=f"line {n + 1}: version {n + 1} should come here, not {n + 2}"):
            told(lines[:n] + lines[n + 1 :])


# Calendars


def publication(**changes: Any) -> OfficeEvent:
    """The office closes on 24 November 2026, by a decree of the 25th."""
    return OfficeEvent(
        originator_id=UUID(int=77),
        originator_version=1,
        at=minute(3 * 24 * 60),
        by=every_fact()[3].by,
        command_id=UUID(int=5),
        correlation=None,
        fact=replace(PUBLISHED, **changes),
    )


def closing(day: str) -> OfficeEvent:
    """The second version of 2026, which is the first one but for hours and one more day."""
    decided = wita("2026-11-25 00:00")
    return publication(
        year=2026,
        version=2,
        decided_at=decided,
        seasons=(),
        national_holidays=_days(day),
        joint_leave=(),
        local_closures=(),
    )


def _days(day: str) -> tuple[Any, ...]:
    return (replace(PUBLISHED.national_holidays[0], day=wita(f"{day} 00:00").date()),)


INSPECTING = history(
    *LODGED, (minute(0), VERIFIED), (minute(0), routed(2, 4)), (wita("2026-12-01 08:00"), routed(4, 5))
)


def test_a_calendar_that_the_trail_publishes_counts() -> None:
    lines = trail_of([*INSPECTING[:4], closing("2026-11-24"), INSPECTING[4]])

    due = {known: told(lines, replace(ASKED, knowledge=known))[0]["visits"][1]["due_at"] for known in Knowledge}
    before = told(trail_of(INSPECTING))[0]["visits"][1]["due_at"]

    assert "2026-11-27T08:30:00Z" == before
    assert {Knowledge.NOW: "2026-11-30T08:00:00Z", Knowledge.THEN: "2026-11-30T08:00:00Z"} == due


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ((0, "data.zone", "Mars"), "line 1: data.zone is no zone of the IANA database"),
        ((0, "data.provisional", None), "line 1: data.provisional: Input should be a valid boolean"),
        ((0, "data.decree", " "), "line 1: data.decree: This must not be empty."),
        ((0, "data.year", 2031), "line 1: data.seasons.0.first: 2027-02-08 is not in 2031."),
        ((0, "fact", GONE), "line 1: fact must be given, as text"),
        ((0, "data", GONE), "line 1: data must be given, as an object"),
    ],
)  # fmt: skip
def test_a_calendar_that_is_none_is_named(change: Change, message: str) -> None:
    with pytest.raises(BadTrail) as refusal:
        told(edited(items_of([publication()]), change))

    assert message == str(refusal.value)


def test_a_calendar_that_leaves_a_year_out_is_named() -> None:
    far = publication(year=2031, seasons=(), national_holidays=(), joint_leave=(), local_closures=())

    with pytest.raises(BadTrail, match="line 1: 2028 is left out between 2027 and 2031"):
        told(trail_of([far]))


def test_what_else_happens_in_the_office_is_passed_over() -> None:
    (item,) = items_of([publication()])

    assert [] == told([dumped({**item, "fact": "MandateGiven", "data": {}})])


def test_a_given_calendar_alone_speaks_for_its_year(tmp_path: Path) -> None:
    shipped = (SHIPPED / "calendars" / "2026.toml").read_text(encoding="utf-8")
    ours = tmp_path / "2026.toml"
    ours.write_text(shipped.replace("[local_closures]", '[local_closures]\n2026-11-24 = "Banjir"'), encoding="utf-8")
    lines = trail_of([*INSPECTING[:4], closing("2026-11-25"), INSPECTING[4]])

    (answer,) = answers(lines, replace(ASKED, explain=True), [ours])

    why = orjson.loads(answer)["explain"]["visits"][1]
    assert (["2026-11-24"], "2026.1+2027.1") == ([each["day"] for each in why["days_off"]], why["calendar"])


def test_given_calendars_must_fit(tmp_path: Path) -> None:
    shipped = (SHIPPED / "calendars" / "2027.toml").read_text(encoding="utf-8")
    far, broken, latin = tmp_path / "2031.toml", tmp_path / "x.toml", tmp_path / "y.toml"
    far.write_text(
        "year = 2031\n" + shipped.partition("\n")[2].replace("2027-", "2031-").replace("year = 2027", ""),
        encoding="utf-8",
    )
    broken.write_text("year = ", encoding="utf-8")
    latin.write_bytes(b"\xff")

    with pytest.raises(YearsDoNotFit, match="2028 is left out"):
        list(answers([], ASKED, [far]))
    for file in (broken, latin):
        with pytest.raises(BadCalendar, match=file.name):
            list(answers([], ASKED, [file]))


# The command


def run(*options: str, trail: bytes = b"") -> tuple[int, bytes, str]:
    done = subprocess.run(
        [sys.executable, "-m", "api.trail.recompute", *options], cwd=ROOT, input=trail, capture_output=True, check=False
    )
    return done.returncode, done.stdout, done.stderr.decode()


def test_the_command_reads_a_trail_and_writes_a_line_an_application() -> None:
    trail = b"".join(trail_of([*of(9, WAITING), *of(4, GONE_ON)]))

    status, out, err = run("--as-of", "2026-11-23T01:04:00Z", "--known", "then", "--explain", trail=trail)

    assert (0, "") == (status, err)
    assert [str(UUID(int=9)), str(UUID(int=4))] == [orjson.loads(line)["application"] for line in out.splitlines()]
    assert 240 == orjson.loads(out.splitlines()[0])["explain"]["visits"][0]["working_seconds"]


def test_a_fault_ends_the_command_with_a_sentence_and_without_an_answer() -> None:
    lines = trail_of(GONE_ON)

    status, out, err = run(trail=b"".join([*lines[:2], lines[3]]))

    assert (1, b"") == (status, out)
    assert err.startswith("line 3: version 3 should come here, not 4: events are missing")


def test_a_reader_who_has_seen_enough_ends_the_command_quietly() -> None:
    trail = b"".join(line for n in range(200) for line in trail_of(of(n, GONE_ON), first=1 + n * len(GONE_ON)))
    command = [sys.executable, "-m", "api.trail.recompute", "--explain"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdin and running.stdout and running.stderr
        running.stdin.write(trail)
        running.stdin.close()
        assert running.stdout.readline().startswith(b'{"application"')
        running.stdout.close()

        assert b"" == running.stderr.read()
        assert 1 == running.wait(20)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--as-of", "yesterday"), "This must be an RFC 3339 time"),
        (("--calendar", "nowhere.toml"), "does not exist"),
        (("--known", "tomorrow"), "tomorrow"),
    ],
)
def test_an_option_that_is_wrong_is_refused(options: tuple[str, ...], said: str) -> None:
    status, out, err = run(*options)

    assert (2, b"") == (status, out)
    assert said in err
