"""States of one's own name and message, returned by flows and tasks."""

from prefect import flow, task
from prefect.states import Cancelled, Completed, Failed, State
from prefect.client.schemas.objects import StateType

from support import say


@task(task_run_name="skipped")
def skipped():
    return Completed(message="nothing to do", name="Skipped")


@task(task_run_name="failed by hand")
def failed():
    return Failed(message="by hand")


@task(task_run_name="cancelled by hand")
def cancelled():
    return Cancelled(message="not wanted")


@task(task_run_name="several")
def several():
    return [Completed(message="one"), Completed(message="two")]


@flow(name="returns-a-named-state")
def named():
    skipped()
    return Completed(message="all skipped", name="Custom Done")


@flow(name="returns-a-failed-state")
def returns_failed():
    return Failed(message="as told", name="Rejected")


@flow(name="returns-states")
def returns_states():
    return [skipped(return_state=True), failed(return_state=True), several(return_state=True)]


@flow(name="returns-cancelled")
def returns_cancelled():
    state = cancelled(return_state=True)
    say(state.type.value)
    return State(type=StateType.CANCELLED, name="Stopped", message="stopped from within")


if __name__ == "__main__":
    for each in (named, returns_failed, returns_states, returns_cancelled):
        state = each(return_state=True)
        say(state.type.value, state.name, state.message)
