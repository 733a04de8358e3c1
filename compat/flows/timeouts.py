"""A flow and a task that take longer than they may."""

import time

from prefect import flow, task

from support import attempt, say


@task(timeout_seconds=0.3, task_run_name="slow task")
def slow_task():
    for _ in range(300):
        time.sleep(0.05)


@flow(name="flow-with-slow-task")
def flow_with_slow_task():
    state = slow_task(return_state=True)
    say(state.type.value, state.name, state.message)
    return 1


@flow(name="slow-flow", timeout_seconds=0.8)
def slow_flow():
    for _ in range(300):
        time.sleep(0.05)


if __name__ == "__main__":
    say(attempt(flow_with_slow_task))
    attempt(slow_flow)
