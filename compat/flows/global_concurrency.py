"""Slots of global limits taken by flows: one after another, strict, with more slots than there are, and as a rate."""

import time
from concurrent.futures import ThreadPoolExecutor

from prefect import flow, get_client, task
from prefect.client.schemas.actions import GlobalConcurrencyLimitCreate, GlobalConcurrencyLimitUpdate
from prefect.concurrency.sync import concurrency, rate_limit

from support import attempt, say


@task(task_run_name="inside {number}")
def inside(number):
    with concurrency("compat-slots", occupy=1):
        time.sleep(0.1)
    return number


def strictly():
    with concurrency("compat-missing", strict=True):
        say("not reached")


def too_many():
    with concurrency("compat-slots", occupy=5):
        say("not reached")


def while_taken():
    with concurrency("compat-single", occupy=1):
        with concurrency("compat-single", occupy=1, timeout_seconds=0.5):
            say("not reached")


@flow(name="global-concurrency")
def global_concurrency():
    with concurrency(["compat-slots", "compat-single"], occupy=1):
        say("inside both")
    with concurrency("compat-missing"):
        say("a missing limit does not hold anyone up")
    for future in inside.map([1, 2, 3]):
        future.result()
    rate_limit("compat-rate", occupy=2)
    rate_limit("compat-rate")
    attempt(strictly)
    attempt(while_taken)
    attempt(rate_limit, "compat-no-decay")


if __name__ == "__main__":
    with get_client(sync_client=True) as client:
        for name, limit, decay in (("slots", 2, 0), ("single", 1, 0), ("rate", 10, 5.0), ("no-decay", 3, 0)):
            body = GlobalConcurrencyLimitCreate(name=f"compat-{name}", limit=limit, slot_decay_per_second=decay)
            client.create_global_concurrency_limit(body)
        client.update_global_concurrency_limit("compat-no-decay", GlobalConcurrencyLimitUpdate(limit=4, active=False))
        global_concurrency()
        attempt(too_many)
        held = client.read_global_concurrency_limit_by_name("compat-slots")
        say(held.limit, held.active_slots)
        client.delete_global_concurrency_limit_by_name("compat-single")
        say(sorted(each.name for each in client.read_global_concurrency_limits()))
        attempt(client.read_global_concurrency_limit_by_name, "compat-single")
