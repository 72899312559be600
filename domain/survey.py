"""The survey of satisfaction (SKM): the nine elements of PermenPANRB 14/2017, their grades, and what they add up to.

The questions' wording is plausible, not the office's own: it may publish another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.refusals import Sentence

GRADES = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One question; `grades` are the words for 1 to 4."""

    name: str
    title: Sentence
    question: Sentence
    grades: tuple[Sentence, Sentence, Sentence, Sentence]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """`means` by element, 1 to 4; `index` is the IKM, 25 to 100; None where nobody has answered."""

    answers: int
    means: Mapping[str, float]
    index: float | None
    grade: str | None
    said: Sentence | None


def _words(id_: str, en: str) -> tuple[Sentence, Sentence, Sentence, Sentence]:
    return (
        Sentence(f"Tidak {id_}", f"Not {en}"),
        Sentence(f"Kurang {id_}", f"Hardly {en}"),
        Sentence(id_.capitalize(), en.capitalize()),
        Sentence(f"Sangat {id_}", f"Very {en}"),
    )


ELEMENTS = (
    Element(
        name="requirements",
        title=Sentence("Persyaratan", "Requirements"),
        question=Sentence(
            "Apakah persyaratan yang diminta sesuai dengan jenis pelayanannya?",
            "Did what you had to hand in fit the service?",
        ),
        grades=_words("sesuai", "fitting"),
    ),
    Element(
        name="procedure",
        title=Sentence("Sistem, mekanisme, dan prosedur", "System, mechanism and procedure"),
        question=Sentence("Apakah prosedur pelayanan ini mudah?", "Was the procedure easy?"),
        grades=_words("mudah", "easy"),
    ),
    Element(
        name="time",
        title=Sentence("Waktu penyelesaian", "Time"),
        question=Sentence("Apakah pelayanan ini cepat?", "Was the service quick?"),
        grades=_words("cepat", "quick"),
    ),
    Element(
        name="cost",
        title=Sentence("Biaya/tarif", "Cost"),
        question=Sentence("Bagaimana biaya pelayanan ini?", "What did the service cost you?"),
        grades=(
            Sentence("Sangat mahal", "Very dear"),
            Sentence("Cukup mahal", "Rather dear"),
            Sentence("Murah", "Cheap"),
            Sentence("Gratis", "Nothing"),
        ),
    ),
    Element(
        name="product",
        title=Sentence("Produk spesifikasi jenis pelayanan", "What was given"),
        question=Sentence(
            "Apakah keputusan yang Anda terima sesuai dengan yang dijanjikan?",
            "Was the decree that you were given what had been promised?",
        ),
        grades=_words("sesuai", "fitting"),
    ),
    Element(
        name="competence",
        title=Sentence("Kompetensi pelaksana", "Competence of the officers"),
        question=Sentence("Apakah petugas kompeten?", "Were the officers competent?"),
        grades=_words("kompeten", "competent"),
    ),
    Element(
        name="conduct",
        title=Sentence("Perilaku pelaksana", "Conduct of the officers"),
        question=Sentence("Apakah petugas sopan dan ramah?", "Were the officers polite and friendly?"),
        grades=_words("sopan dan ramah", "polite and friendly"),
    ),
    Element(
        name="complaints",
        title=Sentence("Penanganan pengaduan, saran, dan masukan", "Complaints and suggestions"),
        question=Sentence(
            "Bagaimana pengaduan, saran, dan masukan ditangani?", "How are complaints and suggestions dealt with?"
        ),
        grades=(
            Sentence("Tidak ada", "There is no way"),
            Sentence("Ada, tetapi tidak berfungsi", "There is one that does not work"),
            Sentence("Berfungsi, tetapi kurang maksimal", "It works, but not well"),
            Sentence("Dikelola dengan baik", "They are dealt with well"),
        ),
    ),
    Element(
        name="facilities",
        title=Sentence("Sarana dan prasarana", "Facilities"),
        question=Sentence("Apakah laman dan loket pelayanan baik?", "Were the pages and the counter good?"),
        grades=_words("baik", "good"),
    ),
)
# The table of PermenPANRB 14/2017: from which index on, the letter and its words.
_TABLE = (
    (88.31, "A", Sentence("Sangat baik", "Very good")),
    (76.61, "B", Sentence("Baik", "Good")),
    (65.00, "C", Sentence("Kurang baik", "Poor")),
    (25.00, "D", Sentence("Tidak baik", "Bad")),
)


def result_of(counts: Sequence[Sequence[int]]) -> Result:
    """Return the result of so many answers of each grade to each element, which weigh the same (1/9)."""
    answers = sum(counts[0])
    if answers == 0:
        return Result(answers=0, means={}, index=None, grade=None, said=None)
    sums = (sum(grade * n for grade, n in zip(GRADES, each, strict=True)) for each in counts)
    means = {element.name: total / answers for element, total in zip(ELEMENTS, sums, strict=True)}
    index = round(sum(means.values()) / len(ELEMENTS) * 25, 2)
    letter, said = next((letter, said) for least, letter, said in _TABLE if index >= least)
    return Result(answers=answers, means=means, index=index, grade=letter, said=said)
