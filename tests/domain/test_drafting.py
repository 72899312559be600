"""The words of a draft: the same for the same file, and nobody's any more once its form was edited."""

from dataclasses import replace

import pytest

from domain.decree import content_sha256
from domain.drafting import current_draft, draft_of_permit
from domain.permit import Permit
from domain.refusals import FormChanged
from domain.rulebook import Rulebook
from tests.book import office_rulebook
from tests.scenario import Scenario
from tests.walk import DRAFTED

OFFICE = office_rulebook()


@pytest.fixture
def drafted() -> Permit:
    return Scenario().given(*DRAFTED).state


def edited(book: Rulebook) -> Rulebook:
    """The same version of the SOP, with another form: a file that was changed under the office's feet."""
    return replace(
        book, forms={ref: replace(form, office=replace(form.office, place="Lain")) for ref, form in book.forms.items()}
    )


def test_the_words_that_are_read_are_those_whose_hash_is_approved(drafted: Permit) -> None:
    assert drafted.draft is not None

    content = current_draft(drafted, OFFICE)

    assert drafted.draft.sha256 == content_sha256(content)
    assert content == draft_of_permit(drafted, drafted.draft, OFFICE)


def test_a_draft_whose_form_was_edited_is_neither_read_nor_signed(drafted: Permit) -> None:
    with pytest.raises(FormChanged) as refused:
        current_draft(drafted, edited(OFFICE))

    assert refused.value.sentence.id != refused.value.sentence.en


def test_whatever_a_decree_says_changes_its_hash(drafted: Permit) -> None:
    assert drafted.draft is not None
    assert drafted.bap is not None
    report = drafted.bap.report
    others = (
        replace(drafted, applicant=replace(drafted.applicant, name="Budi")),
        replace(drafted, institution=replace(drafted.institution, kelurahan="Lain")),
        replace(drafted, number="REG-KBM-20261123-0002"),
        replace(drafted, draft=replace(drafted.draft, valid_years=3)),
        replace(drafted, bap=replace(drafted.bap, report=replace(report, number="lain"))),
    )

    hashes = {content_sha256(draft_of_permit(each, each.draft or drafted.draft, OFFICE)) for each in others}

    assert len(others) == len(hashes - {drafted.draft.sha256})
