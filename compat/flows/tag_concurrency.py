"""Tasks with a tag of which only one may run at a time, and a tag that may not run at all."""

import time

from prefect import flow, get_client, task

from support import attempt, say


@task(tags=["compat-one"], task_run_name="one {number}")
def one_at_a_time(number):
    time.sleep(0.2)
    return number


@flow(name="tag-concurrency")
def tag_concurrency():
    futures = one_at_a_time.map([1, 2])
    return sorted(future.result() for future in futures)


if __name__ == "__main__":
    with get_client(sync_client=True) as client:
        client.create_concurrency_limit(tag="compat-one", concurrency_limit=1)
        client.create_concurrency_limit(tag="compat-unused", concurrency_limit=5)
        say(tag_concurrency())
        limit = client.read_concurrency_limit_by_tag("compat-one")
        say(limit.tag, limit.concurrency_limit, limit.active_slots)
        say(sorted(each.tag for each in client.read_concurrency_limits(limit=10, offset=0)))
        client.reset_concurrency_limit_by_tag("compat-one")
        client.delete_concurrency_limit_by_tag("compat-unused")
        attempt(client.read_concurrency_limit_by_tag, "compat-unused")
