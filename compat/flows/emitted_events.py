"""Events of one's own, sent over the websocket, read back through the filter, and followed as they happen."""

import asyncio
import datetime

from prefect import flow, get_client
from prefect.events import emit_event
from prefect.events.clients import get_events_client, get_events_subscriber
from prefect.events.filters import (
    EventFilter,
    EventNameFilter,
    EventOccurredFilter,
    EventOrder,
    EventRelatedFilter,
    EventResourceFilter,
)
from prefect.events.schemas.events import Event, Resource

from support import say, wait_until

RESOURCE = {"prefect.resource.id": "compat.machine.1", "prefect.resource.name": "Machine", "colour": "red"}


@flow(name="emitting-flow")
def emitting_flow():
    started = emit_event("compat.started", RESOURCE, payload={"nested": {"list": [1, None, "ž"]}})
    related = [{"prefect.resource.id": "compat.hall.7", "prefect.resource.role": "hall"}]
    emit_event("compat.stopped", RESOURCE, related=related, follows=started)


async def follow():
    """Subscribe, then send, and take what comes; the last of them says that nothing is left."""
    filter = EventFilter(event=EventNameFilter(prefix=["compat.live."]))
    async with get_events_subscriber(filter=filter) as subscriber:
        async with get_events_client() as client:
            for name in ("compat.live.first", "compat.other", "compat.live.last"):
                now = datetime.datetime.now(datetime.timezone.utc)
                await client.emit(Event(event=name, occurred=now, resource=Resource(RESOURCE)))
        async for event in subscriber:
            say("followed", event.event)
            if event.event == "compat.live.last":
                break


def read_back(client):
    def count(**criteria):
        return client.read_events(filter=EventFilter(**criteria), limit=10).total

    names = EventNameFilter(name=["compat.started", "compat.stopped", "compat.live.last"])
    wait_until(lambda: count(event=names) == 3)
    say("by prefix", count(event=EventNameFilter(prefix=["compat."])))
    say("all but live", count(event=EventNameFilter(prefix=["compat."], exclude_prefix=["compat.live."])))
    say("by resource", count(resource=EventResourceFilter(id=["compat.machine.1"])))
    say("by label", count(resource=EventResourceFilter(labels={"colour": ["red", "blue"]})))
    say("by id prefix", count(resource=EventResourceFilter(id_prefix=["compat."])))
    say("by related", count(related=EventRelatedFilter(id=["compat.hall.7"], role=["hall"])))
    long_ago = datetime.datetime(2000, 1, 1, tzinfo=datetime.timezone.utc)
    before = datetime.datetime(2001, 1, 1, tzinfo=datetime.timezone.utc)
    say("long ago", count(occurred=EventOccurredFilter(since=long_ago, until=before)))
    page = client.read_events(filter=EventFilter(event=names, order=EventOrder.ASC), limit=2)
    say([event.event for event in page.events], page.total)
    page = client.read_events_page(page.next_page)
    say([event.event for event in page.events], page.next_page)


if __name__ == "__main__":
    emitting_flow()
    asyncio.run(follow())
    with get_client(sync_client=True) as client:
        read_back(client)
