"""A run that pauses and is never resumed."""

from prefect import flow
from prefect.flow_runs import pause_flow_run

from support import attempt


@flow(name="never-resumed")
def never_resumed():
    pause_flow_run(timeout=1, poll_interval=0.2)


if __name__ == "__main__":
    attempt(never_resumed)
