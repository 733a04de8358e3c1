"""Results kept in files by the client, of which the server records the whereabouts."""

from pathlib import Path

from prefect import flow, get_client, task
from prefect.filesystems import LocalFileSystem

from support import marker, say


@task(persist_result=True, result_storage_key="kept-{task_run.name}.json", result_serializer="json", task_run_name="kept")
def kept():
    return {"kept": True}


@task(persist_result=False, task_run_name="not kept")
def not_kept():
    return 1


@flow(name="persisted-results", persist_result=True, result_serializer="compressed/json")
def persisted_results():
    kept()
    not_kept()
    return ["a", 1, None]


@flow(name="results-in-a-block", persist_result=True)
def results_in_a_block():
    return "in a block"


if __name__ == "__main__":
    storage = Path(marker("results"))
    storage.mkdir()
    block = LocalFileSystem(basepath=str(storage))
    block.save("compat-results", overwrite=True)
    state = persisted_results(return_state=True)
    say(state.result())
    state = results_in_a_block.with_options(result_storage=LocalFileSystem.load("compat-results"))(return_state=True)
    say(state.result(), len(list(storage.iterdir())))
    with get_client(sync_client=True) as client:
        run = client.read_flow_run(state.state_details.flow_run_id)
        say(sorted(run.state.data.model_dump()))
        say(run.state.result())
