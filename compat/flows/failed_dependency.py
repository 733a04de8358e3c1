"""A task fails; one that depends on it never starts, one that is allowed to does."""

from prefect import allow_failure, flow, task

from support import attempt, say


@task(task_run_name="broken")
def broken():
    raise ValueError("broken")


@task(task_run_name="dependent")
def dependent(value):
    return value


@task(task_run_name="next in line")
def next_in_line(value):
    return value


@task(task_run_name="forgiving")
def forgiving(value):
    return type(value).__name__


@flow(name="failed-dependency")
def failed_dependency():
    future = broken.submit()
    skipped = dependent.submit(future)
    after = next_in_line.submit(skipped)
    told = forgiving.submit(allow_failure(future))
    say(told.result())
    for each in (future, skipped, after):
        each.wait()
        say(each.state.type.value, each.state.name, each.state.message)
    return [future.state, skipped.state, after.state]


@flow(name="failed-task")
def failed_task():
    broken()


if __name__ == "__main__":
    attempt(failed_dependency)
    attempt(failed_task)
