"""The library's own tests of a recorder, on our ledger, on the oldest and the newest PostgreSQL."""

import unittest

import pytest
from eventsourcing.persistence import ApplicationRecorder, InfrastructureFactory
from eventsourcing.tests import persistence as library

from application.ledger import Ledger, LedgerFactory, environment


class _OnOurLedger(unittest.TestCase):
    """Construction only: the tests are the library's."""

    __test__ = False  # not to be collected: run once for each PostgreSQL below
    factory: LedgerFactory

    def create_recorder(self) -> ApplicationRecorder:
        recorder = self.factory.application_recorder()
        assert isinstance(recorder, Ledger)
        return recorder


class _Recorder(_OnOurLedger, library.ApplicationRecorderTestCase):
    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class _Order(_OnOurLedger, library.NonInterleavingNotificationIDsBaseCase):
    pass


CASES = [
    pytest.param(case, method, id=f"{case.__name__.lstrip('_')}-{method}")
    for case in (_Recorder, _Order)
    for method in unittest.TestLoader().getTestCaseNames(case)
]


@pytest.mark.parametrize(("case", "method"), CASES)
def test_our_ledger_is_a_recorder_of_the_library(
    case: type[_OnOurLedger], method: str, postgres_url_of_major: str
) -> None:
    factory = InfrastructureFactory.construct(environment(postgres_url_of_major))
    assert isinstance(factory, LedgerFactory)
    with factory:
        test = case(method)
        test.factory = factory
        test.debug()  # like run, but a failure is raised


def test_the_librarys_tests_are_there() -> None:
    assert len(CASES) == 6
