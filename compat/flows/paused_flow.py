"""Runs that pause: resumed from another process with typed input, refused a wrong one, and resumed plainly."""

from typing import Optional

from prefect import flow, get_client, task
from prefect.flow_runs import pause_flow_run, resume_flow_run
from prefect.input import RunInput
from prefect.runtime import flow_run

from support import mark, marked, role, say, spawn, wait_until


class Answer(RunInput):
    name: str
    count: int = 3
    remark: Optional[str] = None


@task(task_run_name="after the pause")
def after(value):
    return str(value)


@flow(name="paused-with-input")
def paused_with_input():
    mark("input", flow_run.id)
    question = Answer.with_initial_data(description="Who is **it**?", name="anna")
    answer = pause_flow_run(wait_for_input=question, timeout=60, poll_interval=0.2)
    say("answer", answer.name, answer.count, answer.remark)
    number = pause_flow_run(wait_for_input=int, timeout=60, poll_interval=0.2)
    return after(f"{answer.name} {number}")


@flow(name="plainly-paused")
def plainly_paused():
    mark("plain", flow_run.id)
    pause_flow_run(timeout=60, poll_interval=0.2, key="the-only-pause")
    return after("plain")


def resume():
    with get_client(sync_client=True) as client:
        asking = marked("input")

        def is_paused(run_id, key):
            state = client.read_flow_run(run_id).state
            return state.is_paused() and state.state_details.pause_key == key

        def input_keys(run_id):
            return sorted(each.key for each in client.filter_flow_run_input(run_id, "", limit=10, exclude_keys=set()))

        wait_until(lambda: is_paused(asking, "1") and "paused-1-description" in input_keys(asking))
        say(input_keys(asking))
        for wrong in ({"name": "bob", "count": "many"}, {"name": None}):
            result = client.resume_flow_run(asking, run_input=wrong)
            say(result.status.value, getattr(result.details, "reason", None))
        resume_flow_run(asking, run_input={"name": "bob", "count": 5})
        wait_until(lambda: is_paused(asking, "2") and "paused-2-schema" in input_keys(asking))
        say(input_keys(asking))
        resume_flow_run(asking, run_input={"value": 7})
        plain = marked("plain")
        wait_until(lambda: is_paused(plain, "the-only-pause"))
        resume_flow_run(plain)


if __name__ == "__main__":
    if role() == "resume":
        resume()
    else:
        resumer = spawn("resume")
        say(paused_with_input())
        say(plainly_paused())
        say("resume", resumer.wait(60))
