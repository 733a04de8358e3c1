"""Tasks and flows that yield."""

from prefect import flow, task

from support import attempt, say


@task(task_run_name="counts to {last}")
def counts(last):
    for number in range(last):
        yield number


@task(task_run_name="breaks")
def breaks():
    yield 1
    raise ValueError("after the first")


@task(task_run_name="takes {number}")
def takes(number):
    return number


@flow(name="generator-tasks")
def generator_tasks():
    taken = [takes(number) for number in counts(3)]
    first = next(counts(10))
    attempt(list, breaks())
    return taken, first


@flow(name="generator-flow")
def generator_flow():
    yield "one"
    yield takes(2)


if __name__ == "__main__":
    say(generator_tasks())
    say(list(generator_flow()))
