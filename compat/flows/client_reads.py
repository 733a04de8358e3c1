"""What the client reads: runs, flows and logs by filter, sorted, counted and by page."""

from prefect import flow, get_client, tags, task
from prefect.client.schemas.filters import (
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterName,
    FlowRunFilterParentFlowRunId,
    FlowRunFilterState,
    FlowRunFilterStateName,
    FlowRunFilterStateType,
    FlowRunFilterTags,
    LogFilter,
    LogFilterFlowRunId,
    LogFilterLevel,
    TaskRunFilter,
    TaskRunFilterFlowRunId,
    TaskRunFilterName,
    TaskRunFilterState,
    TaskRunFilterStateType,
    TaskRunFilterTags,
)
from prefect.client.schemas.objects import StateType
from prefect.client.schemas.sorting import FlowRunSort, FlowSort, LogSort, TaskRunSort
from prefect.logging import get_run_logger

from support import attempt, say, wait_until


@task(task_run_name="step {number}", tags=["step"])
def step(number):
    get_run_logger().warning("step %s is at work", number)
    if number == 13:
        raise ValueError("unlucky")
    return number


@flow(name="reads-child", flow_run_name="child of {number}")
def child(number: int):
    return step(number)


@flow(name="reads", flow_run_name="run {number}")
def reads(number: int):
    get_run_logger().info("number %s", number)
    step(number)
    return child(number + 1)


def runs(client, **filters):
    options = {key: filters.pop(key) for key in ("sort", "limit", "offset") if key in filters}
    found = client.read_flow_runs(flow_run_filter=FlowRunFilter(**filters), **{"sort": FlowRunSort.NAME_ASC, **options})
    return [run.name for run in found]


def task_runs(client, sort=TaskRunSort.NAME_ASC, **filters):
    return [run.name for run in client.read_task_runs(task_run_filter=TaskRunFilter(**filters), sort=sort)]


if __name__ == "__main__":
    with tags("even"):
        reads(2)
    reads(1)
    attempt(reads, 12)
    with get_client(sync_client=True) as client:
        failed = FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.FAILED]))
        wait_until(lambda: client.read_task_runs(task_run_filter=TaskRunFilter(name=TaskRunFilterName(any_=["step 13"]))))
        wait_until(lambda: len(task_runs(client, tags=TaskRunFilterTags(all_=["step"]))) == 6)
        say(runs(client))
        say(runs(client, state=failed))
        say(runs(client, state=FlowRunFilterState(name=FlowRunFilterStateName(not_any_=["Failed"]))))
        say(runs(client, name=FlowRunFilterName(like_="RUN")))
        say(runs(client, tags=FlowRunFilterTags(all_=["even"])), runs(client, tags=FlowRunFilterTags(is_null_=True)))
        say(runs(client, sort=FlowRunSort.START_TIME_ASC), runs(client, sort=FlowRunSort.END_TIME_DESC))
        say(runs(client, limit=2, offset=1, sort=FlowRunSort.NAME_DESC))
        parent = client.read_flow_runs(flow_run_filter=FlowRunFilter(name=FlowRunFilterName(any_=["run 1"])))[0]
        say(runs(client, parent_flow_run_id=FlowRunFilterParentFlowRunId(any_=[parent.id])))
        by_flow = FlowFilter(name=FlowFilterName(any_=["reads"]))
        say([run.name for run in client.read_flow_runs(flow_filter=by_flow, sort=FlowRunSort.NAME_ASC)])
        say(client.count_flow_runs(flow_filter=by_flow), client.count_flow_runs(flow_run_filter=FlowRunFilter(state=failed)))
        say([each.name for each in client.read_flows(sort=FlowSort.NAME_DESC)])
        say([each.name for each in client.read_flows(task_run_filter=TaskRunFilter(name=TaskRunFilterName(any_=["step 3"])))])
        say(client.read_flow_by_name("reads").name)
        completed = TaskRunFilterState(type=TaskRunFilterStateType(any_=[StateType.COMPLETED]))
        say(task_runs(client, state=completed))
        say(task_runs(client, TaskRunSort.END_TIME_DESC, tags=TaskRunFilterTags(all_=["step"])))
        say(task_runs(client, flow_run_id=TaskRunFilterFlowRunId(any_=[parent.id])))
        say([state.name for state in client.read_flow_run_states(parent.id)])

        def logs(sort=LogSort.TIMESTAMP_ASC, **filters):
            return [log.message for log in client.read_logs(LogFilter(**filters), sort=sort)]

        wait_until(lambda: len(logs(level=LogFilterLevel(ge_=30, le_=30))) == 6)
        say(sorted(logs(level=LogFilterLevel(ge_=30, le_=30))))
        say(logs(flow_run_id=LogFilterFlowRunId(any_=[parent.id]), level=LogFilterLevel(ge_=20)))
        say(logs(LogSort.TIMESTAMP_DESC, flow_run_id=LogFilterFlowRunId(any_=[parent.id])))
        attempt(client.read_flow_run, "00000000-0000-0000-0000-000000000000")
        attempt(client.read_flow_by_name, "no such flow")
