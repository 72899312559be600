"""One kind of problem, as data: what stands behind the `type` of an answer (RFC 9457)."""

from dataclasses import dataclass

from domain.refusals import Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemType:
    """`title` names it, `meaning` is its default detail, `when` says how it comes about, `remedy` what to do."""

    slug: str
    status: int
    title: Sentence
    meaning: Sentence
    when: Sentence
    remedy: Sentence
