"""Results kept and found again: by key function, by inputs, by source, until they expire, and refreshed."""

import datetime
import time

from prefect import flow, task
from prefect.cache_policies import INPUTS, NO_CACHE, TASK_SOURCE

from support import say


@task(cache_key_fn=lambda context, parameters: f"key of {parameters['number']}", task_run_name="by key {number} {turn}")
def by_key(number, turn):
    return number


@task(cache_policy=INPUTS, task_run_name="by inputs {number}", persist_result=True)
def by_inputs(number):
    return number


@task(cache_policy=TASK_SOURCE + INPUTS - "turn", task_run_name="by source {turn}", persist_result=True)
def by_source(number, turn):
    return number


@task(cache_policy=INPUTS, cache_expiration=datetime.timedelta(seconds=0.8), task_run_name="expiring {turn}", persist_result=True)
def expiring(number, turn=None):
    return number


@task(cache_policy=NO_CACHE, task_run_name="never cached {turn}", persist_result=True)
def never_cached(turn):
    return turn


@task(cache_policy=INPUTS - "turn", refresh_cache=True, task_run_name="refreshed {turn}", persist_result=True)
def refreshed(number, turn):
    return number


@flow(name="cached-tasks", persist_result=True)
def cached_tasks():
    names = []
    for call in (
        lambda: by_key(1, "first", return_state=True),
        lambda: by_key(1, "second", return_state=True),
        lambda: by_key(2, "third", return_state=True),
        lambda: by_inputs(7, return_state=True),
        lambda: by_inputs(7, return_state=True),
        lambda: by_source(7, "first", return_state=True),
        lambda: by_source(7, "second", return_state=True),
        lambda: refreshed(7, "first", return_state=True),
        lambda: refreshed(7, "second", return_state=True),
        lambda: never_cached("first", return_state=True),
    ):
        names.append(call().name)
    return names


@flow(name="expiring-cache", persist_result=True)
def expiring_cache():
    names = [expiring(1, return_state=True).name]
    time.sleep(1)
    names.append(expiring(1, return_state=True).name)
    return names


if __name__ == "__main__":
    say(cached_tasks())
    say(expiring_cache())
