"""Asking again: at every step the same command id is answered as the first time, and nothing happens twice."""

from uuid import uuid4

from httpx2 import Headers

from tests.api.product import Ask, Json, Product
from tests.journey.desk import SIGN, SUBMIT, THE_WALK, TO_THE_HEAD, VERIFY, good, new_file, problem
from tests.journey.test_nine_steps import FACTS

OTHERS: dict[str, Json] = {
    "rejection": {"deficiencies": [{"requirement": "R02", "finding": "Buram.", "remedy": "Pindai ulang."}]},
    "return": {"reason": "Alasan lain."},
    "receipt": {"channel": "online"},
}


def test_every_step_answers_a_retry_as_the_first_time(office: Product) -> None:
    file = new_file(office)

    for turn in THE_WALK:
        key, form = uuid4().hex, file.fill_in(turn)
        first = good(file.send(turn, idempotency_key=key))
        again = good(file.send(turn, idempotency_key=key))
        file.id = first.json()["id"]
        other = file.send(turn, OTHERS.get(turn.action, {**form, "note": "lain"}), idempotency_key=key)

        assert "idempotent-replayed" not in first.headers
        assert "true" == again.headers["idempotent-replayed"]
        assert (first.status_code, first.json()) == (again.status_code, again.json())
        assert _marks(first.headers) == _marks(again.headers)
        assert 422 == other.status_code

    assert FACTS == file.facts()


def test_the_same_key_with_another_body_is_told_so(office: Product) -> None:
    file = new_file(office).take_all((SUBMIT,))
    file.fill_in(VERIFY)
    good(file.send(VERIFY, idempotency_key="k"))

    answer = file.send(VERIFY, {**file.form, "note": "lain"}, idempotency_key="k")

    assert (422, "idempotency-key-reused") == problem(answer)


def test_a_key_belongs_to_its_caller(office: Product) -> None:
    mine, yours = new_file(office, "siti"), new_file(office, "budi")
    first = good(mine.send(SUBMIT, mine.fill_in(SUBMIT), idempotency_key="same"))
    second = good(yours.send(SUBMIT, yours.fill_in(SUBMIT), idempotency_key="same"))

    assert first.json()["id"] != second.json()["id"]
    assert "idempotent-replayed" not in second.headers


def test_a_retry_tells_the_version_of_then_when_the_file_has_moved_on(office: Product) -> None:
    file = new_file(office).take_all((SUBMIT,))
    file.fill_in(VERIFY)
    first = good(file.send(VERIFY, idempotency_key="then"))
    verified = file.form
    file.take_all(THE_WALK[4:6])

    again = good(file.send(VERIFY, verified, idempotency_key="then"))

    assert first.json() == again.json()
    assert file.view()["version"] > again.json()["version"]


def test_the_same_request_sent_eight_times_at_once_is_done_once(office: Product) -> None:
    file = new_file(office).take_all((SUBMIT,))
    headers = {**file.by("front_office").headers, "Idempotency-Key": "at-once"}
    ask = Ask(method="POST", path=f"{file.path}/verification", headers=headers, json=file.fill_in(VERIFY))

    answers = office.ask_all([ask] * 8)

    assert [200] * 8 == [answer.status_code for answer in answers]
    assert 7 == sum("idempotent-replayed" in answer.headers for answer in answers)
    assert 1 == len({answer.headers["x-position"] for answer in answers})
    assert ["Submitted", "Routed", "Verified", "Routed"] == file.facts()


def test_two_officers_at_once_one_moves_the_file_and_the_other_is_told_where_it_is(office: Product) -> None:
    file = new_file(office).take_all((SUBMIT,))
    form = file.fill_in(VERIFY)
    colleagues = [office.person("front_office", sub) for sub in ("fajar", "fitri")]

    answers = office.ask_all(
        Ask(method="POST", path=f"{file.path}/verification", headers=each.headers, json=form) for each in colleagues
    )

    won, lost = sorted(answers, key=lambda answer: answer.status_code)
    assert 200 == won.status_code
    assert (409, "wrong-step") == problem(lost)
    assert (3, "back_office") == (lost.json()["step"], lost.json()["holder"])


def test_the_passphrase_is_no_part_of_what_a_retry_is_compared_by(office: Product) -> None:
    file = new_file(office).take_all(TO_THE_HEAD)
    right = file.fill_in(SIGN)
    wrong = {**right, "passphrase": "salah"}

    refused = file.send(SIGN, wrong, idempotency_key="sign")
    done = good(file.send(SIGN, right, idempotency_key="sign"))
    again = good(file.send(SIGN, wrong, idempotency_key="sign"))

    assert (422, "wrong-passphrase") == problem(refused)
    assert done.json() == again.json()
    assert 1 == file.facts().count("Signed")


def test_a_dry_run_knows_at_every_step_what_its_key_was_used_for(office: Product) -> None:
    file = new_file(office)

    told: list[str] = []
    for turn in THE_WALK:
        key, form = uuid4().hex, file.fill_in(turn)
        file.id = good(file.send(turn, idempotency_key=key)).json()["id"]
        again = good(file.send(turn, query="?dry_run=true", idempotency_key=key))
        other = OTHERS.get(turn.action, {**form, "note": "lain"})
        reused = file.send(turn, other, query="?dry_run=true", idempotency_key=key)
        told += [fact["fact"] for fact in again.json()["facts"]]

        assert 422 == reused.status_code

    assert told == file.facts()


def _marks(headers: Headers) -> list[str | None]:
    return [headers.get(name) for name in ("etag", "x-position", "location")]
