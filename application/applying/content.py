"""What stands in a draft: what was typed so far, valid or not, and which uploads for which requirement."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pydantic import TypeAdapter

MOST_DOCUMENTS = 100  # as many as a submission may have


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """An upload of the owner's, for a requirement of the SOP's list."""

    requirement: str
    sha256: str
    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """`fields` by their names in the form, as typed; `seen` are the pages whose owner has gone on from them."""

    fields: Mapping[str, str] = field(default_factory=dict[str, str])
    documents: tuple[Attached, ...] = ()
    seen: frozenset[str] = frozenset()

    def typing(self, typed: Mapping[str, str]) -> "Content":
        """Return it with these fields as they are now; blank ones are gone."""
        return replace(self, fields={name: text for name, text in {**self.fields, **typed}.items() if text.strip()})

    def passing(self, page: str) -> "Content":
        return replace(self, seen=self.seen | {page})

    def attaching(self, document: Attached, *, instead: bool) -> "Content":
        """Return it with this document; `instead` of those that were there for its requirement."""
        others = (
            each
            for each in self.documents
            if each.requirement != document.requirement or (not instead and each.sha256 != document.sha256)
        )
        return replace(self, documents=(*others, document))

    def without(self, requirement: str, sha256: str) -> "Content":
        return replace(
            self,
            documents=tuple(
                each for each in self.documents if (each.requirement, each.sha256) != (requirement, sha256)
            ),
        )

    def attached(self, requirement: str) -> tuple[Attached, ...]:
        return tuple(each for each in self.documents if each.requirement == requirement)


CONTENT = TypeAdapter(Content)
