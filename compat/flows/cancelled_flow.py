"""Runs that another process sets to Cancelling and Cancelled while they run, without a worker to act on it."""

import sys
import time

from prefect import flow, get_client, task
from prefect.client.schemas.filters import FlowRunFilter
from prefect.states import Cancelled, Cancelling

from support import mark, marked, role, say, spawn


@task(task_run_name="before")
def before():
    return 1


@task(task_run_name="after")
def after():
    return 2


@flow(name="cancelled-flow", flow_run_name="to be {how}")
def cancelled_flow(how: str):
    from prefect.runtime import flow_run

    before()
    mark(f"{how} runs", flow_run.id)
    marked(f"{how} set")
    time.sleep(0.2)
    after()
    return how


if __name__ == "__main__":
    if role() == "run":
        try:
            cancelled_flow(sys.argv[2])
        except BaseException as error:
            mark(f"{sys.argv[2]} ended", f"raised {type(error).__name__}")
            raise
        mark(f"{sys.argv[2]} ended", "returned")
    else:
        runs = {how: spawn("run", how) for how in ("cancelling", "cancelled")}
        with get_client(sync_client=True) as client:
            for how, state in (("cancelling", Cancelling()), ("cancelled", Cancelled(message="by hand"))):
                run_id = marked(f"{how} runs")
                result = client.set_flow_run_state(run_id, state)
                say(how, result.status.value, result.state.name)
                mark(f"{how} set")
                process = runs[how]
                process.wait(60)
                say(how, "script", marked(f"{how} ended"), "exit", process.returncode)
                run = client.read_flow_run(run_id)
                say(how, "run is", run.state.type.value, run.state.name, run.state.message)
            result = client.set_flow_run_state(run_id, Cancelling())
            say("again", result.status.value, result.details)
