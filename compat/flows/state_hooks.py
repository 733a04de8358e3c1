"""What is called when runs start, complete, fail, crash or are cancelled."""

import signal
import time

from prefect import flow, task
from prefect.logging.handlers import APILogHandler

from support import attempt, end, mark, marked, role, say, spawn


def tell(kind):
    def hook(owner, run, state):
        say(kind, owner.name, state.type.value, state.name)

    hook.__name__ = f"tell_{kind}"
    return hook


def broken_hook(owner, run, state):
    raise ValueError("a broken hook")


@task(on_completion=[tell("task-completed")], on_running=[tell("task-running")], task_run_name="fine")
def fine():
    return 1


@task(on_failure=[tell("task-failed"), broken_hook], retries=1, task_run_name="failing")
def failing():
    raise ValueError("failing")


@flow(name="hooked", on_completion=[tell("completed")], on_running=[tell("running")], on_failure=[tell("failed")])
def hooked(fail: bool):
    fine()
    if fail:
        failing()


@flow(name="hooked-crash", on_crashed=[tell("crashed")])
def hooked_crash():
    # What is logged waits two seconds for company; the process may not live that long.
    APILogHandler().flush()
    mark("crash runs")
    time.sleep(30)


if __name__ == "__main__":
    if role() == "crash":
        hooked_crash()
    else:
        crash = spawn("crash")
        hooked(fail=False)
        attempt(hooked, fail=True)
        marked("crash runs")
        end(crash, signal.SIGTERM)
