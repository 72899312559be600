"""The survey over HTTP: what is answered, and what all answers come to."""

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field

from api.commands.body import Body
from api.commands.examples import Example
from api.commands.permit_schema import Schema, shown
from domain.survey import ELEMENTS

Grade = Annotated[int, Field(ge=1, le=4, description="1 to 4; `GET /v1/surveys` has the words.")]
_ANSWERS: Example = {each.name: 4 if each.name in ("cost", "conduct") else 3 for each in ELEMENTS}


class Survey(Body):
    """One grade for each of the nine elements of PermenPANRB 14/2017."""

    model_config = ConfigDict(json_schema_extra={"examples": [_ANSWERS]})

    requirements: Grade
    procedure: Grade
    time: Grade
    cost: Grade
    product: Grade
    competence: Grade
    conduct: Grade
    complaints: Grade
    facilities: Grade

    def answers(self) -> list[int]:
        return [getattr(self, element.name) for element in ELEMENTS]


class SurveyAnsweredSchema(Schema):
    """Kept beside the file, as numbers and with the day; without a name."""

    model_config = shown({"answered_on": "2026-11-30"})

    answered_on: date


class ElementSchema(Schema):
    element: str
    title: str
    mean: float | None
    counts: list[int]
    grades: list[str]


class SurveysSchema(Schema):
    """`index` is the IKM: the mean of the means, times 25. `counts` are of grades 1 to 4."""

    model_config = shown(
        {
            "answers": 12,
            "index": 86.11,
            "grade": "B",
            "said": "Baik",
            "elements": [
                {
                    "element": "cost",
                    "title": "Biaya/tarif",
                    "mean": 3.75,
                    "counts": [0, 1, 1, 10],
                    "grades": ["Sangat mahal", "Cukup mahal", "Murah", "Gratis"],
                }
            ],
        }
    )

    answers: int
    index: float | None
    grade: str | None
    said: str | None
    elements: list[ElementSchema]
