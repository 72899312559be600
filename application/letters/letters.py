"""Letters, written as they are sent: from the permit's own stream, opened with its key, and from nothing else."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email.headerregistry import Address

from application.letters.addresses import BadAddress, address
from application.letters.carriage import Item, Verdict, dead, dropped
from application.letters.post import Post, message_of
from application.permits import Filed, Permits
from domain.actor import Role
from domain.events import AuthorityEnded, AuthorityGiven, Event
from domain.letter_texts import letter_text
from domain.letters import APPLICANT, TO_ATTORNEYS, Letter, LetterKind, overtaken
from domain.matter import Matter
from domain.permit import Permit, replay
from domain.rulebook import Rulebook

_KINDS = frozenset(map(str, LetterKind))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who writes, and where the office's desks read; a desk without an address gets no letters."""

    address: Address
    desks: Mapping[Role, Address]


class Letters:
    """The carrier of mail. Without a `post` nothing is sent, and what waits is dropped."""

    def __init__(
        self, permits: Permits, book: Callable[[], Rulebook], sender: Sender, post: Post | None, *, public_url: str
    ) -> None:
        self._permits, self._book, self._sender, self._post = permits, book, sender, post
        self._public_url = public_url

    async def carry(self, item: Item) -> Verdict:
        if item.kind not in _KINDS:
            return dead("the fact could not be read")
        if self._post is None:
            return dropped("no mail server is set")
        filed = await self._permits.get(item.permit)
        if filed is None or filed.key is None:
            return dropped("the personal data was erased")
        letter = _letter_of(item)
        event, permit, after = _at(filed, item.version)
        if overtaken(letter.kind, after, filed.permit):
            return dropped("the file has moved on")
        try:
            to = self._address_of(letter, filed.permit, event)
        except BadAddress:
            return dead("no address that mail can be sent to")
        if to is None:
            return dropped("the desk has no address" if letter.to else "the attorney has no address")
        matter = Matter(event=event, permit=permit, book=self._book(), public_url=self._public_url)
        sender = self._sender.address
        text = letter_text(letter, matter, sender=sender.display_name or sender.domain)
        return await self._post.send(message_of(text, item, to=to, sender=sender), to, item)

    def _address_of(self, letter: Letter, permit: Permit, event: Event) -> Address | None:
        """An applicant is written to where they are to be found now: their address may have been put right."""
        if letter.to is not None:
            return self._sender.desks.get(letter.to)
        if letter.kind in TO_ATTORNEYS and isinstance(event.fact, AuthorityGiven | AuthorityEnded):
            attorney = event.fact.attorney
            return address(attorney.email, attorney.name) if attorney.email else None
        return address(permit.applicant.email, permit.applicant.name)


def _letter_of(item: Item) -> Letter:
    to = None if item.recipient == APPLICANT else Role(item.recipient)
    return Letter(LetterKind(item.kind), to)


def _at(filed: Filed, version: int) -> tuple[Event, Permit, Permit]:
    """Return the event of this version, and the file after it and after the last event of the same command."""
    events: Sequence[Event] = [event for _, event in filed.history]
    event = events[version - 1]
    assert event.originator_version == version, "versions have no gaps"
    last = max(each.originator_version for each in events if each.command_id == event.command_id)
    permit = replay(None, events[:version])
    assert permit is not None, "a stream begins with its first version"
    after = replay(permit, events[version:last])
    assert after is not None, "the file stays"
    return event, permit.but(number=filed.permit.number), after
