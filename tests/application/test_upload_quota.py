"""How much one person may upload: twenty files in a minute and many more, but no disk full; and never for ever."""

import pytest

from application.uploads import quota as module
from application.uploads.quota import DAY, MIB, DailyLimit, Quota, QuotaReached


class Watch:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def upload(quota: Quota, sub: str = "siti", size: int = 1) -> None:
    with quota.taking(sub, size):
        pass


def wait_of(quota: Quota, size: int = 1) -> int:
    with pytest.raises(QuotaReached) as reached:
        upload(quota, size=size)
    return reached.value.wait_s


def test_a_day_has_so_many_files_and_then_room_for_one_after_another() -> None:
    watch = Watch()
    quota = Quota(DailyLimit(files=24), watch)
    for _ in range(24):
        upload(quota)

    wait = wait_of(quota)
    upload(quota, "budi")
    watch.now += wait - 1
    still = wait_of(quota)
    watch.now += still
    upload(quota)

    assert (DAY / 24, 1) == (wait, still)
    assert DAY / 24 == wait_of(quota)


def test_bytes_are_counted_too() -> None:
    watch = Watch()
    quota = Quota(DailyLimit(mib=10), watch)
    upload(quota, size=9 * MIB)

    wait = wait_of(quota, size=2 * MIB)
    upload(quota, size=MIB)

    assert DAY / 10 == wait


def test_what_was_not_kept_does_not_count() -> None:
    quota = Quota(DailyLimit(files=1), Watch())
    for _ in range(3):
        with pytest.raises(OSError, match="full"), quota.taking("siti", 1):
            raise OSError("full")

    upload(quota)
    assert wait_of(quota)


def test_after_a_day_all_is_forgotten() -> None:
    watch = Watch()
    quota = Quota(DailyLimit(files=3), watch)
    for _ in range(2):
        for _ in range(3):
            upload(quota)
        assert wait_of(quota)
        watch.now += DAY


def test_twenty_documents_a_minute_pass_for_more_than_an_hour() -> None:
    watch = Watch()
    quota = Quota(now=watch)
    for _ in range(90):
        for _ in range(20):
            upload(quota, size=5 * MIB)
        watch.now += 60


def test_not_everybody_is_remembered() -> None:
    quota = Quota(DailyLimit(files=1), Watch())
    for n in range(module.REMEMBERED + 1):
        upload(quota, f"{n}")

    upload(quota, "0")
    with pytest.raises(QuotaReached):
        upload(quota, "2")
