"""Tasks delayed by one process and run by another that serves them: one done, one failing, one tried again."""

import time

from prefect import flow, get_client, task
from prefect.cache_policies import NO_CACHE
from prefect.runtime import task_run
from prefect.task_worker import serve

from support import end, role, say, spawn, wait_until


@task(task_run_name="adds {a} and {b}", persist_result=True, cache_policy=NO_CACHE, log_prints=True)
def add(a, b):
    print("adding", a, b)
    return a + b


@task(task_run_name="fails", cache_policy=NO_CACHE)
def fails():
    raise ValueError("in the background")


@task(task_run_name="again", retries=1, retry_delay_seconds=0.3, cache_policy=NO_CACHE, tags=["background"])
def again():
    if task_run.run_count < 2:
        raise ValueError("not yet")
    return "done"


@flow(name="delaying-flow")
def delaying_flow():
    future = add.delay(3, b=4)
    future.wait(timeout=60)
    return future.state.name


if __name__ == "__main__":
    if role() == "serve":
        serve(add, fails, again)
    else:
        waiting = add.delay(1, 2)
        say(waiting.state.type.value, waiting.state.name)
        worker = spawn("serve")
        with get_client(sync_client=True) as client:
            # One at first: a worker whose very first runs begin together may wait for itself for ever.
            for delay in (lambda: waiting, fails.delay, again.delay):
                future = delay()
                wait_until(lambda: client.read_task_run(future.task_run_id).state.is_final(), seconds=60)
                say(client.read_task_run(future.task_run_id).state.type.value)
            say(waiting.result(timeout=10))
            mapped = add.map([10, 20], b=1, deferred=True)
            for future in mapped:
                future.wait(timeout=60)
            say([future.result() for future in mapped])
        say(delaying_flow())
        time.sleep(0.5)
        say("worker ended", end(worker) in (0, -15))
