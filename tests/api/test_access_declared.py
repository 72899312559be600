"""Every operation that asks who is calling says what the access log makes of it."""

from api.access.declared import COMMANDS, LOGGED, ORDERS, UNLOGGED
from application.access.access import Action
from tests.api.product import Product
from tests.api.published import Published


def test_every_operation_that_asks_who_is_calling_is_declared(product: Product) -> None:
    told = [operation for _, operation in Published(product).told()]
    asking = {operation["operationId"] for operation in told if operation.get("security")}
    declared = [*LOGGED, *COMMANDS, *UNLOGGED]

    assert len(declared) == len(set(declared)), "each once"
    assert set() == asking - set(declared), "add it to api/access/declared.py"
    signing = {"demoToken", "signIn", "finishSignIn", "enter", "signOut"}  # whoever comes here is nobody yet
    assert signing == set(declared) - asking, "there is no such operation"
    assert ORDERS <= COMMANDS
    assert all(UNLOGGED.values()), "with its reason"


def test_nothing_is_declared_as_what_only_the_layer_says() -> None:
    of_the_layer = {
        Action.OTHER,
        Action.ORDER,
        Action.REFUSED_COMMAND,
        Action.REHEARSED_COMMAND,
        Action.REPLAYED_COMMAND,
    }

    assert set() == of_the_layer & set(LOGGED.values())
