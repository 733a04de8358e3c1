"""Runs that crash: by Ctrl+C, by a termination signal, and by an exit from within."""

import signal
import sys
import time

from prefect import flow, task

from support import end, mark, marked, role, say, spawn


@task(task_run_name="waiting")
def waiting():
    mark("in the task")
    time.sleep(30)


@flow(name="interrupted-in-a-task")
def interrupted_in_a_task():
    waiting()


@flow(name="terminated-flow")
def terminated_flow():
    mark("terminated flow runs")
    time.sleep(30)


@flow(name="exiting-flow")
def exiting_flow():
    raise SystemExit(3)


@flow(name="keyboard-interrupt")
def keyboard_interrupt():
    raise KeyboardInterrupt()


ROLES = {
    "interrupted": interrupted_in_a_task,
    "terminated": terminated_flow,
    "exiting": exiting_flow,
    "keyboard": keyboard_interrupt,
}

if __name__ == "__main__":
    if role() in ROLES:
        ROLES[role()]()
        sys.exit(0)
    interrupted, terminated = spawn("interrupted"), spawn("terminated")
    marked("in the task")
    say("interrupted", end(interrupted, signal.SIGINT))
    marked("terminated flow runs")
    say("terminated", end(terminated, signal.SIGTERM))
    exiting, keyboard = spawn("exiting"), spawn("keyboard")
    say("exiting", exiting.wait(60))
    say("keyboard", keyboard.wait(60))
