"""What the client writes itself: flows, runs with an idempotency key, states proposed and forced, names, labels, deletions."""

from prefect import flow, get_client, task
from prefect.states import AwaitingRetry, Cancelling, Completed, Failed, Paused, Pending, Running, Scheduled

from support import attempt, say


@flow(name="written-flow", version="1.2", description="written by the client")
def written(number: int = 1):
    return number


@task(name="written-task", retries=1, tags=["written"])
def written_task():
    return 1


def propose(client, run, *states, force=False):
    for state in states:
        result = client.set_flow_run_state(run.id, state, force=force)
        details = getattr(result.details, "reason", None)
        say(result.status.value, result.state.name if result.state else None, details)


if __name__ == "__main__":
    with get_client(sync_client=True) as client:
        flow_id = client.create_flow(written)
        say("same flow", flow_id == client.create_flow(written), flow_id == client.create_flow_from_name("written-flow"))
        first = client.create_flow_run(written, parameters={"number": 2}, name="run 1", tags=["a"], state=Scheduled())
        propose(client, first, Pending(), Pending(), Running(), Running(), AwaitingRetry(), Running(), Completed(), Running())
        propose(client, first, Pending(), force=True)
        propose(client, first, Cancelling(), Failed(message="after all"))
        second = client.create_flow_run(written, name="run 2")
        propose(client, second, Paused(timeout_seconds=60), Running(), Paused(timeout_seconds=60), Completed())
        client.update_flow_run(second.id, name="run 2 renamed", tags=["b", "b"], parameters={"number": 3}, flow_version="9")
        client.set_flow_run_name(first.id, "run 1 renamed")
        client.update_flow_run_labels(first.id, {"team": "compat", "level": 3, "checked": True, "ratio": 0.5})
        gone = client.create_flow_run(written, name="run 3")
        client.delete_flow_run(gone.id)
        attempt(client.read_flow_run, gone.id)
        attempt(client.delete_flow_run, gone.id)
        client.create_flow_run_input(first.id, "key-1", '{"value": 1}')
        attempt(client.create_flow_run_input, first.id, "key-1", "again")
        say(client.read_flow_run_input(first.id, "key-1"))
        client.create_flow_run_input(first.id, "key-2", "gone")
        client.delete_flow_run_input(first.id, "key-2")
        task_run = client.create_task_run(written_task, flow_run_id=first.id, dynamic_key="0", name="written task run")
        for state in (Pending(), Running(), Failed(), Running(), Completed(data=None)):
            result = client.set_task_run_state(task_run.id, state)
            say("task", result.status.value, result.state.name if result.state else None)
        client.set_task_run_name(task_run.id, "renamed task run")
        say(client.hello().json(), client.api_healthcheck(), client.api_version() != "")
