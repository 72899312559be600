"""Who applies for what: applicant, institution and papers of each story, always the same for the same seed."""

from dataclasses import dataclass
from datetime import date
from random import Random
from uuid import UUID, uuid5

from application.demo.institutions import some_institutions
from application.demo.people import Cast, Citizen, some_citizen
from application.demo.sample_pdf import sample_pdf
from application.demo.stories import Story
from domain.papers import ApplicationKind, Institution, NumberedKind
from domain.sop import Sop
from domain.tracking_code import LENGTH, tracking_code

SPACE = UUID("5b8f0c2e-6a3d-4f71-9c0e-2d1a7b94e6f3")
APPLICATIONS = (*[ApplicationKind.NEW] * 7, ApplicationKind.RENEWAL, ApplicationKind.RENEWAL, ApplicationKind.AMENDMENT)
OPTIONAL = ("R18", "R20", "R22")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """What is handed in. `paper` is the one file that stands for every document of the list."""

    permit: UUID
    story: Story
    citizen: Citizen
    institution: Institution
    kind: ApplicationKind
    previous_number: str | None
    requirements: tuple[str, ...]
    paper: bytes
    tracking_code: str


def dossiers(stories: tuple[Story, ...], cast: Cast, sop: Sop, *, seed: str) -> tuple[Dossier, ...]:
    """Return a dossier for each story, each about another institution."""
    institutions = some_institutions(Random(seed))
    return tuple(
        _dossier(story, institution, cast, sop, seed=seed)
        for story, institution in zip(stories, institutions, strict=False)
    )


def _dossier(story: Story, institution: Institution, cast: Cast, sop: Sop, *, seed: str) -> Dossier:
    chance = Random(f"{seed}/{story.n}")
    citizen = cast.applicant if story.own else some_citizen(story.n, chance)
    kind = chance.choice(APPLICATIONS)
    former = sop.format_number(NumberedKind.PERMIT, chance.randint(1, 180), date(2021, 6, 1))
    needed = tuple(requirement.code for requirement in sop.needed(institution.unit_type, kind))
    return Dossier(
        permit=uuid5(SPACE, f"{seed}/{story.n}"),
        story=story,
        citizen=citizen,
        institution=institution,
        kind=kind,
        previous_number=None if kind is ApplicationKind.NEW else former,
        requirements=(*needed, *(code for code in OPTIONAL if chance.random() < 0.3)),
        paper=sample_pdf("Berkas persyaratan", institution.name, citizen.person.name),
        tracking_code=tracking_code(chance.randbytes(LENGTH)),
    )
