"""Guessing passwords is slowed down without locking out who has come in from here before."""

from community.accounts.throttle import ACCOUNT, ADDRESS, HERE, Throttle


def fail(throttle: Throttle, account: str, address: str, times: int, now: float = 0.0) -> float:
    return [throttle.begin(account, address, now) for _ in range(times)][-1]


def test_one_address_guesses_one_account_a_few_times_only() -> None:
    throttle = Throttle()
    assert fail(throttle, "anna", "a", HERE.tries) == 0
    wait = throttle.begin("anna", "a", 0)
    assert wait == HERE.per / HERE.tries
    assert throttle.begin("anna", "a", wait) == 0


def test_refused_tries_do_not_make_the_wait_longer() -> None:
    throttle = Throttle()
    fail(throttle, "anna", "a", HERE.tries)
    assert {throttle.begin("anna", "a", 0) for _ in range(50)} == {HERE.per / HERE.tries}


def test_many_accounts_cannot_be_tried_from_one_address() -> None:
    throttle = Throttle()
    waits = [throttle.begin(f"person-{i}", "a", 0) for i in range(ADDRESS.tries + 1)]
    assert waits[-2] == 0 < waits[-1]
    assert throttle.begin("anna", "b", 0) == 0


def test_many_addresses_slow_each_other_down_but_not_where_the_owner_signs_in() -> None:
    throttle = Throttle()
    assert throttle.begin("anna", "home", 0) == 0
    throttle.succeeded("anna", "home", 0)
    waits = [throttle.begin("anna", f"bot-{i}", 0) for i in range(ACCOUNT.tries + 1)]
    assert waits[-2] == 0 < waits[-1]
    assert throttle.begin("anna", "elsewhere", 0) > 0
    assert throttle.begin("anna", "home", 0) == 0


def test_signing_in_well_costs_nothing() -> None:
    throttle = Throttle()
    for i in range(3 * ADDRESS.tries):
        assert throttle.begin(f"person-{i}", "school", 0) == 0
        throttle.succeeded(f"person-{i}", "school", 0)
