"""Letters from the log to the post: who gets which, what they look like on the way, and who gets none."""

from dataclasses import replace
from uuid import uuid4

import pytest

from application.letters.addresses import address
from application.letters.carriage import SENT, again
from application.letters.letters import Sender
from application.postgres.retries import MOST_ATTEMPTS
from domain.actor import CLOCK, Role
from domain.commands import EndAuthority
from tests import walk
from tests.application.desk import asked, submit
from tests.application.desk import walk as walked
from tests.application.mail_office import SENDER, Postbag, mail_office
from tests.book import office_rulebook
from tests.papers import APPLICANT, AUTHORISE, INSTITUTION, REJECT, RESUBMIT, SUBMIT, VERIFY
from tests.people import FAJAR, SITI
from tests.scenario import ladder_of, tick


async def test_a_letter_is_written_from_the_file_and_sent_once(postgres_url_of_major: str) -> None:
    post = Postbag()
    async with mail_office(postgres_url_of_major, post) as office:
        await submit(office.permits)

        rows = await office.delivered()
        again_ = await office.delivered()

    assert [("received", "applicant", "sent", 1, None), ("task", "front_office", "sent", 1, None)] == rows == again_
    letter, task = sorted(post.sent, key=lambda message: "Tugas" in str(message["Subject"]))
    assert "Siti Rahmah <siti@example.org>" == str(letter["To"])
    assert "DPMPTSP Kota Banjarbaru <tidak-dibalas@dpmptsp.example>" == str(letter["From"])
    assert "auto-generated" == letter["Auto-Submitted"]
    assert "front-office@izin.example" == str(task["To"])
    text = letter.get_content()
    assert "Yth. Bapak/Ibu Siti Rahmah," in text
    assert text.index("telah kami terima") < text.index("We have received application")


async def test_a_letter_is_the_same_at_every_attempt(postgres_url: str) -> None:
    post = Postbag(fate=lambda item: SENT if item.attempts > 2 else again("SMTP 451"))
    async with mail_office(postgres_url, post) as office:
        await submit(office.permits)
        await office.feed()
        office.change("state = 'dropped', settled_at = now() WHERE kind = 'task'")
        for attempt in (1, 2):
            await office.delivered()
            assert ("received", "applicant", "pending", attempt, "SMTP 451") == office.rows()[0]
            office.change("next_at = now() WHERE state = 'pending'")
        await office.delivered()

        assert ("received", "applicant", "sent", 3, None) == office.rows()[0]
    assert 1 == len({message.as_bytes() for message in post.sent})
    assert 3 == len(post.sent)


async def test_a_failed_letter_waits_before_it_is_tried_again(postgres_url: str) -> None:
    post = Postbag(fate=lambda _: again("timeout"))
    async with mail_office(postgres_url, post) as office:
        await submit(office.permits)
        await office.feed()
        office.change("attempts = 20")

        await office.delivered()

    assert 2 == len(post.sent)


async def test_after_three_days_of_failures_a_letter_is_dead(postgres_url: str) -> None:
    post = Postbag(fate=lambda _: again("timeout"))
    async with mail_office(postgres_url, post) as office:
        await submit(office.permits)
        await office.feed()
        office.change(f"attempts = {MOST_ATTEMPTS - 1}")

        assert ("received", "applicant", "dead", MOST_ATTEMPTS, "timeout") == (await office.delivered())[0]


async def test_a_letter_that_kills_whoever_carries_it_is_dead_in_the_end(postgres_url: str) -> None:
    post = Postbag()
    async with mail_office(postgres_url, post) as office:
        await submit(office.permits)
        await office.feed()
        office.change(f"attempts = {MOST_ATTEMPTS}")

        row = (await office.delivered())[0]

    assert ("dead", "every attempt was interrupted", []) == (row[2], row[4], post.sent)


async def test_who_dies_between_sending_and_recording_sends_the_same_letter_again(postgres_url: str) -> None:
    post = Postbag()
    async with mail_office(postgres_url, post) as office:
        await submit(office.permits)
        await office.feed()
        (item, *_) = await office.outbox.lease_mail(1)
        await office.delivery._carriers[item.channel].carry(item)  # and now the process is gone
        assert item.id not in {other.id for other in await office.outbox.lease_mail(10)}

        office.change("leased_until = now()")
        await office.delivered()

        assert ("received", "applicant", "sent", 2, None) == office.rows()[0]
    names = [message["Message-ID"] for message in post.sent if "terima" in str(message["Subject"])]
    assert [f"<{item.id}@dpmptsp.example>"] * 2 == names


async def test_two_workers_never_carry_the_same_letter(postgres_url: str) -> None:
    post = Postbag()
    async with mail_office(postgres_url, post) as one, mail_office(postgres_url, post) as two:
        for _ in range(6):
            await submit(one.permits)
        await one.feed()
        leased = [await office.outbox.lease_mail(5) for office in (one, two, one, two)]

    ids = [item.id for items in leased for item in items]
    assert 12 == len(ids) == len(set(ids))


async def test_letters_about_one_file_to_one_reader_go_in_the_order_of_the_log(postgres_url: str) -> None:
    post = Postbag(fate=lambda item: again("SMTP 451") if item.kind == "received" else SENT)
    async with mail_office(postgres_url, post) as office:
        done = await submit(office.permits)
        await walked(office.permits, done.permit.id, (FAJAR, REJECT))

        rows = await office.delivered()

    assert [("received", "pending", 1), ("completion", "pending", 0)] == [
        (kind, state, attempts) for kind, to, state, attempts, _ in rows if to == "applicant"
    ]


async def test_what_the_file_has_left_behind_is_not_asked_for(postgres_url: str) -> None:
    post = Postbag()
    async with mail_office(postgres_url, post) as office:
        done = await submit(office.permits)
        await walked(office.permits, done.permit.id, (FAJAR, REJECT), (SITI, RESUBMIT), (FAJAR, VERIFY))

        rows = await office.delivered()

    moved = ("dropped", 1, "the file has moved on")
    assert [
        ("received", "applicant", "sent", 1, None),
        ("task", "front_office", *moved),
        ("completion", "applicant", *moved),
        ("received", "applicant", "sent", 1, None),
        ("task", "front_office", *moved),
        ("task", "back_office", "sent", 1, None),
    ] == rows


async def test_a_whole_walk_is_told(postgres_url: str) -> None:
    post = Postbag()
    async with mail_office(postgres_url, post) as office:
        done = await submit(office.permits)
        await walked(office.permits, done.permit.id, *walk.SIGNED[1:])

        await office.delivered()

    subjects = [str(message["Subject"]) for message in post.sent]
    assert {
        f"Permohonan {done.permit.number} telah kami terima",
        "Izin PKBM Harapan Bangsa telah terbit",
    } == set(subjects)


async def test_whose_data_was_erased_gets_no_letter(postgres_url: str) -> None:
    post = Postbag()
    async with mail_office(postgres_url, post) as office:
        done = await submit(office.permits)
        office.forget(done.permit.id)

        rows = await office.delivered()

    assert {("dropped", "the personal data was erased")} == {(state, reason) for _, _, state, _, reason in rows}
    assert [] == post.sent


async def test_a_desk_without_an_address_is_told_of_and_gets_no_letter(postgres_url: str) -> None:
    sender = Sender(address=SENDER, desks={Role.KABID: address("kabid@dpmptsp.example")})
    async with mail_office(postgres_url, Postbag(), sender=sender) as office:
        await submit(office.permits)

        assert ("task", "front_office", "dropped", 1, "the desk has no address") == (await office.delivered())[1]


async def test_whoever_acts_for_an_applicant_is_written_to_where_they_said_if_they_did(postgres_url: str) -> None:
    post = Postbag()
    silent = replace(AUTHORISE, attorney=replace(AUTHORISE.attorney, email=None))
    async with mail_office(postgres_url, post) as office:
        for command in (AUTHORISE, silent):
            permit = (await submit(office.permits)).permit.id
            await walked(office.permits, permit, (SITI, command), (SITI, EndAuthority()))

        rows = await office.delivered()

    kinds = ("authority_given", "attorney_named", "authority_ended", "attorney_released")
    told = [(kind, state, reason) for kind, to, state, _, reason in rows if kind in kinds and to == "applicant"]
    dropped = "the attorney has no address"
    assert {(kind, "sent", None) for kind in kinds} | {(kind, "dropped", dropped) for kind in kinds[1::2]} == set(told)
    assert (6, 2) == tuple(sum(each[1] == state for each in told) for state in ("sent", "dropped"))
    assert {"Siti Rahmah <siti@example.org>", "Andi Pratama <andi@example.org>"} <= {
        str(each["To"]) for each in post.sent
    }


async def test_without_a_mail_server_letters_are_dropped_and_not_kept_for_later(postgres_url: str) -> None:
    async with mail_office(postgres_url, None) as office:
        await submit(office.permits)

        assert {("dropped", "no mail server is set")} == {
            (state, reason) for _, _, state, _, reason in await office.delivered()
        }


@pytest.mark.parametrize("email", ["siti@-.example", "siti@exa mple.org", "@example.org"])
async def test_an_address_that_is_none_is_dead_at_once(postgres_url: str, email: str) -> None:
    command = replace(SUBMIT, applicant=replace(APPLICANT, email=email))
    post = Postbag()
    async with mail_office(postgres_url, post) as office:
        await office.permits.execute(command, asked(SITI, uuid4()))

        assert ("received", "applicant", "dead", 1, "no address that mail can be sent to") == (
            await office.delivered()
        )[0]


async def test_a_name_cannot_become_a_header(postgres_url: str) -> None:
    """What the API would refuse may stand in a log of long ago."""
    name = "PKBM Melati\r\nBcc: semua@example.org\r\n\r\nhalo"
    command = replace(
        SUBMIT,
        applicant=replace(APPLICANT, name='Siti "Bcc: x@y.z"\n, Rahmah ڤ', email='"a,b"@example.org'),
        institution=replace(INSTITUTION, name=name),
    )
    post = Postbag()
    async with mail_office(postgres_url, post) as office:
        done = await office.permits.execute(command, asked(SITI, uuid4()))
        await walked(office.permits, done.permit.id, *walk.SIGNED[1:])
        await office.delivered()

    for message in post.sent:
        head = message.as_bytes().partition(b"\r\n\r\n")[0]
        headers = [line.split(b":")[0] for line in head.split(b"\r\n") if not line.startswith((b" ", b"\t"))]
        assert b"Bcc" not in headers
        assert 1 == len(message["To"].addresses)
    issued = next(message for message in post.sent if "terbit" in str(message["Subject"]))
    assert "Izin PKBM Melati Bcc: semua@example.org halo telah terbit" == str(issued["Subject"])


async def test_an_unreadable_fact_is_dead_from_the_start(postgres_url: str) -> None:
    async with mail_office(postgres_url, Postbag()) as office:
        await submit(office.permits)
        await office.feed()
        office.change("state = 'dropped', settled_at = now() WHERE kind = 'task'")
        with_owner = "kind = 'unreadable', recipient = 'admin' WHERE kind = 'received'"
        office.change(with_owner)

        assert {("unreadable", "dead", "the fact could not be read")} <= {
            (kind, state, reason) for kind, _, state, _, reason in await office.delivered()
        }


async def test_what_a_post_raises_is_no_letters_end_and_names_nobody(
    postgres_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_: object) -> object:
        raise LookupError("siti@example.org is unknown here")

    post = Postbag(fate=fail)  # type: ignore[arg-type]  # it raises, and returns nothing
    async with mail_office(postgres_url, post) as office:
        await submit(office.permits)

        row = (await office.delivered())[0]

    assert ("pending", "LookupError") == (row[2], row[4])
    assert "siti@" not in capsys.readouterr().out


async def test_what_the_clock_says_is_told_to_whom_it_says_it(postgres_url: str) -> None:
    post = Postbag()
    async with mail_office(postgres_url, post) as office:
        done = await submit(office.permits)
        permit = done.permit
        for _ in range(5):
            at = ladder_of(permit, office_rulebook()).next_at
            assert at is not None
            permit = (await office.permits.execute(tick(permit), asked(CLOCK, permit.id, at=at))).permit

        rows = await office.delivered()

    assert {("due_soon", "front_office"), ("overdue", "front_office"), ("escalated", "supervisor")} | {
        (f"legal_{rung}", role)
        for rung, roles in (
            ("near", ("kepala_dinas", "supervisor")),
            ("passed", ("kepala_dinas", "supervisor", "auditor")),
        )
        for role in roles
    } == {(kind, to) for kind, to, state, _, _ in rows if kind not in ("received", "task") and state == "sent"}
    late = next(message for message in post.sent if "terlampaui: permohonan" in str(message["Subject"]))
    assert "telah berakhir pada 30 November 2026 pukul 16.00 WITA" in late.get_content()


async def test_an_applicant_is_reminded_and_told_of_the_end(postgres_url: str) -> None:
    post = Postbag()
    async with mail_office(postgres_url, post) as office:
        done = await submit(office.permits)
        (rejected,) = await walked(office.permits, done.permit.id, (FAJAR, REJECT))
        permit = rejected.permit
        for _ in range(2):
            at = ladder_of(permit, office_rulebook()).next_at
            assert at is not None
            permit = (await office.permits.execute(tick(permit), asked(CLOCK, permit.id, at=at))).permit
            await office.delivered()
        at = ladder_of(permit, office_rulebook()).next_at
        assert at is not None
        await office.permits.execute(tick(permit), asked(CLOCK, permit.id, at=at))
        await office.delivered()

    to_siti = [str(message["Subject"]) for message in post.sent if "siti@" in str(message["To"])]
    number = done.permit.number
    assert [
        f"Permohonan {number} telah kami terima",
        f"Permohonan {number} perlu dilengkapi",
        f"Pengingat: perbaikan permohonan {number}",
        f"Pengingat: perbaikan permohonan {number}",
        f"Permohonan {number} ditutup",
    ] == to_siti
