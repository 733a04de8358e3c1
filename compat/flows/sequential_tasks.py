"""Tasks called one after another, each with the result of the one before."""

from prefect import flow, task

from support import say


@task
def read_number():
    return 20


@task
def add(number, more):
    return number + more


@task(name="Show the sum", tags=["shown"])
def show(number):
    return f"sum {number}"


@flow(name="sequential-tasks", description="one after another")
def sequential_tasks(more: int = 1):
    number = read_number()
    number = add(number, more)
    number = add(number, more=more)
    return show(number)


if __name__ == "__main__":
    say(sequential_tasks())
    say(sequential_tasks(more=2))
