"""Tasks that fail first and are tried again after a delay, with a list of delays, and until a condition says no."""

from prefect import flow, task
from prefect.runtime import task_run

from support import attempt, say


@task(retries=2, retry_delay_seconds=0.3)
def second_time_lucky():
    if task_run.run_count < 2:
        raise ValueError("not yet")
    return task_run.run_count


@task(retries=2, retry_delay_seconds=[0.2, 0.4], task_run_name="never")
def never():
    raise RuntimeError("never")


@task(retries=3, retry_delay_seconds=0.1, retry_condition_fn=lambda task, run, state: False, task_run_name="hopeless")
def hopeless():
    raise KeyError("hopeless")


@task(retries=1, task_run_name="at once")
def at_once():
    if task_run.run_count < 2:
        raise ValueError("again")
    return "done"


@flow(name="task-retries")
def task_retries():
    return [
        second_time_lucky(),
        at_once(),
        never(return_state=True).type.value,
        hopeless(return_state=True).type.value,
    ]


if __name__ == "__main__":
    say(attempt(task_retries))
