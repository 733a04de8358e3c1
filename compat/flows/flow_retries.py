"""A flow that fails first and is tried again after a delay; its tasks run again."""

from prefect import flow, task
from prefect.runtime import flow_run

from support import attempt, say


@task(task_run_name="step in run {attempt}")
def step(attempt):
    return attempt


@flow(name="flow-retries", retries=2, retry_delay_seconds=0.5)
def flow_retries():
    run = flow_run.run_count
    step(run)
    if run < 3:
        raise ValueError(f"failed in run {run}")
    return run


@flow(name="flow-retries-in-vain", retries=1)
def in_vain():
    raise ValueError("always")


if __name__ == "__main__":
    say(attempt(flow_retries))
    attempt(in_vain)
