"""A process killed in the middle of its run: what was recorded stays as it was."""

import signal
import time

from prefect import flow, task

from support import end, mark, marked, role, say, spawn


@task(task_run_name="finished")
def finished():
    return 1


@task(task_run_name="never finished")
def never_finished():
    time.sleep(1.5)
    mark("in the task")
    time.sleep(60)


@flow(name="killed-flow")
def killed_flow():
    finished()
    never_finished()


if __name__ == "__main__":
    if role() == "run":
        killed_flow()
    else:
        run = spawn("run")
        marked("in the task")
        say("exit", end(run, signal.SIGKILL))
