"""Flows and tasks that are coroutines, gathered and submitted, with retries and subflows."""

import asyncio

from prefect import flow, get_client, task
from prefect.client.schemas.filters import FlowFilter, FlowFilterName
from prefect.runtime import task_run

from support import say


@task(task_run_name="waits {number}")
async def waits(number):
    await asyncio.sleep(0.05)
    return number


@task(task_run_name="tried again", retries=1, retry_delay_seconds=0.1)
async def tried_again():
    if task_run.run_count < 2:
        raise ValueError("not yet")


@task(task_run_name="plain")
def plain(number):
    return number


@flow(name="async-child", flow_run_name="child {number}")
async def child(number: int):
    return await waits(number * 10)


@flow(name="async-flow", timeout_seconds=60)
async def async_flow():
    gathered = await asyncio.gather(waits(1), waits(2))
    futures = [waits.submit(3), plain.submit(4)]
    submitted = [future.result() for future in futures]
    await tried_again()
    children = await asyncio.gather(child(1), child(2))
    return gathered + submitted + children


async def main():
    say(await async_flow())
    async with get_client() as client:
        named = FlowFilter(name=FlowFilterName(any_=["async-flow"]))
        runs = await client.read_flow_runs(flow_filter=named)
        say(len(runs), runs[0].state_name, runs[0].run_count)


if __name__ == "__main__":
    asyncio.run(main())
