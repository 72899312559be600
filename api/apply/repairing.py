"""A repair: what was found, beside what it was found about; and what the applicant has changed since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.apply.fields import LABELS, words_of
from api.apply.opened import Opened
from api.apply.submission import fields_of, unchanged
from application.applying.content import Attached
from domain.differences import changes
from domain.papers import Deficiency, Document
from domain.refusals import Sentence

NOTHING = Sentence("(kosong)", "(nothing)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One answer or requirement that is not as it was sent last."""

    label: Sentence
    before: Sentence
    after: Sentence


def deficiencies_of(seen: Opened) -> Mapping[str, Sequence[Deficiency]]:
    """Return what was found, by requirement."""
    found: dict[str, list[Deficiency]] = {}
    for each in seen.filed.permit.deficiencies if seen.filed else ():
        found.setdefault(each.requirement, []).append(each)
    return found


def renewed(seen: Opened) -> frozenset[str]:
    """Return the requirements for which there is another document than last time."""
    if seen.filed is None:
        return frozenset()
    old = unchanged(seen.filed.permit.documents)
    return frozenset(
        each.requirement for each in seen.draft.content.documents if (each.requirement, each.sha256) not in old
    )


def changes_of(seen: Opened) -> list[Changed]:
    """Return what is different from the latest submission."""
    if seen.filed is None:
        return []
    permit, content = seen.filed.permit, seen.draft.content
    old, new = _by_code(permit.documents), _by_code(content.documents)
    return [
        *(
            Changed(label=LABELS[name], before=_words(name, each.before), after=_words(name, each.after))
            for each in changes(fields_of(permit), content.fields)
            for name in (each.path.removeprefix("/"),)
        ),
        *(
            Changed(label=_title(seen, code), before=_names(old.get(code)), after=_names(new.get(code)))
            for code in dict.fromkeys((*old, *new))
            if _hashes(old.get(code)) != _hashes(new.get(code))
        ),
    ]


Papers = Sequence[Document] | Sequence[Attached]


def _by_code(documents: Papers) -> dict[str, list[Document | Attached]]:
    found: dict[str, list[Document | Attached]] = {}
    for each in documents:
        found.setdefault(each.requirement, []).append(each)
    return found


def _hashes(documents: Sequence[Document | Attached] | None) -> frozenset[str]:
    return frozenset(each.sha256 for each in documents or ())


def _names(documents: Sequence[Document | Attached] | None) -> Sentence:
    names = ", ".join(each.name for each in documents or ())
    return Sentence(names, names) if names else NOTHING


def _title(seen: Opened, code: str) -> Sentence:
    need = seen.sop.requirement(code)
    title = f"{code} {need.title}" if need else code
    return Sentence(title, title)


def _words(name: str, value: object) -> Sentence:
    return words_of(name, str(value)) if value else NOTHING
