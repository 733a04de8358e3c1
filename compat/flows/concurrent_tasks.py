"""Submitted and mapped tasks whose inputs are recorded as dependencies."""

from prefect import flow, task, unmapped
from prefect.futures import wait

from support import say


@task(task_run_name="load {name}")
def load(name):
    return len(name)


@task(task_run_name="square {number}")
def square(number, offset):
    return number * number + offset


@task(task_run_name="total")
def total(numbers):
    return sum(numbers)


@task(task_run_name="report")
def report(text):
    return text


@flow(name="concurrent-tasks")
def concurrent_tasks():
    first = load.submit("one")
    second = load.submit("three")
    wait([first, second])
    squares = square.map([1, 2, 3], offset=unmapped(first))
    sum_of_all = total.submit(squares)
    done = report.submit("done", wait_for=[sum_of_all, second])
    done.wait()
    return sum_of_all.result()


if __name__ == "__main__":
    say(concurrent_tasks())
