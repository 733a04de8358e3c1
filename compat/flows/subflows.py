"""Flows called from flows: two deep, one that fails, and one whose failure is taken as a state."""

from prefect import flow, task

from support import attempt, say


@task(task_run_name="leaf {number}")
def leaf(number):
    return number


@flow(name="grandchild")
def grandchild(number: int):
    return leaf(number)


@flow(name="child", flow_run_name="child {number}")
def child(number: int):
    return grandchild(number) + 1


@flow(name="failing-child")
def failing_child():
    raise ValueError("child failed")


@flow(name="parent")
def parent():
    first = leaf(1)
    second = child(first)
    state = failing_child(return_state=True)
    say(state.type.value, state.message)
    return second


@flow(name="parent-of-failure")
def parent_of_failure():
    failing_child()


if __name__ == "__main__":
    say(parent())
    attempt(parent_of_failure)
