"""Names of runs made of parameters and by functions; tags from contexts, decorators and options."""

import datetime

from prefect import flow, tags, task
from prefect.runtime import flow_run

from support import say


def name_by_function():
    return f"named 2 {flow_run.parameters['name']}"


@task(tags=["own"], task_run_name="tagged")
def tagged():
    return 1


@task(task_run_name=lambda: "named by a function")
def named():
    return 1


@flow(name="names-and-tags", flow_run_name="{name} on {day:%A}", description="names", version="v1")
def by_template(name: str, day: datetime.date):
    with tags("inner"):
        tagged()
    tagged.with_options(tags=["optional"], task_run_name="with options")()
    named()
    say(sorted(flow_run.tags), flow_run.name)


@flow(name="named by a function", flow_run_name=name_by_function)
def by_function(name: str):
    return flow_run.name


if __name__ == "__main__":
    with tags("outer", "žluť"):
        by_template("Anna", datetime.date(2024, 2, 29))
    by_template("Bob", datetime.date(2024, 3, 1))
    say(by_function("x"))
    say(by_function.with_options(flow_run_name="fixed 3")("y"))
