"""Three processes running the same flow at once: one flow, three runs, a limit respected."""

import sys
import time

from prefect import flow, get_client, task
from prefect.client.schemas.actions import GlobalConcurrencyLimitCreate
from prefect.concurrency.sync import concurrency

from support import role, say, spawn


@task(task_run_name="works for {number}")
def work(number):
    with concurrency("compat-shared"):
        time.sleep(0.1)
    return number


@flow(name="concurrent-scripts", flow_run_name="script {number}")
def concurrent_scripts(number: int):
    return sum(work.map([number * 10 + each for each in range(4)]).result())


if __name__ == "__main__":
    if role() == "run":
        concurrent_scripts(int(sys.argv[2]))
    else:
        with get_client(sync_client=True) as client:
            client.create_global_concurrency_limit(GlobalConcurrencyLimitCreate(name="compat-shared", limit=3))
        scripts = [spawn("run", number) for number in range(3)]
        say([script.wait(90) for script in scripts])
