"""Parameters of many types as the server keeps them: dates, models, sets, numbers at the edge, text of all kinds."""

import dataclasses
import datetime
import decimal
import enum
import json
import pathlib
import uuid
from typing import Any, Optional

from prefect import flow, get_client, task
from prefect.client.schemas.filters import FlowFilter, FlowFilterName
from pydantic import BaseModel, SecretStr

from support import attempt, say


class Colour(enum.Enum):
    RED = "red"


class Order(BaseModel):
    lines: list[int]
    note: Optional[str] = None
    key: SecretStr = SecretStr("hidden")


@dataclasses.dataclass
class Point:
    x: int
    y: float


@task(task_run_name="takes anything")
def takes(value):
    return 1


@flow(name="odd-parameters")
def odd_parameters(
    text: str = "žluť 🐴 \u0007 \"quoted\" \\ 'single' </script>",
    nested: dict[str, Any] = {"a": [1, {"b": None}], "": True, "ž": [[], {}]},
    big: int = 9007199254740993,
    small: float = 1e-300,
    many: tuple = (1, "two", 3.0),
    unique: set[int] = {1},
    day: datetime.date = datetime.date(2024, 2, 29),
    when: datetime.datetime = datetime.datetime(1999, 12, 31, 23, 59, 59, 123456, datetime.timezone.utc),
    long: datetime.timedelta = datetime.timedelta(days=1, seconds=2),
    price: decimal.Decimal = decimal.Decimal("10.50"),
    where: pathlib.PurePosixPath = pathlib.PurePosixPath("/tmp/x"),
    who: uuid.UUID = uuid.UUID(int=1),
    colour: Colour = Colour.RED,
    order: Order = Order(lines=[1, 2]),
    point: Point = Point(1, 2.5),
    raw: bytes = b"bytes",
    nothing: None = None,
    whole: float = 3.0,
):
    takes(nested)
    return type(order).__name__


@flow(name="edge-numbers", validate_parameters=False)
def edge_numbers(value):
    takes(value)


@flow(name="strict-parameters")
def strict_parameters(number: int, names: list[str]):
    return number


@flow(name="any-number-of-them")
def any_number(*numbers, **options):
    return len(numbers) + len(options)


if __name__ == "__main__":
    say(odd_parameters())
    say(strict_parameters("5", ["a"]))
    attempt(strict_parameters, "five", "a")
    attempt(strict_parameters)
    say(any_number(1, 2, three=3))
    for value in (float("nan"), float("inf"), -0.0, 2**63 - 1, "x" * 300, object):
        attempt(edge_numbers, value)
    with get_client(sync_client=True) as client:
        for name in ("odd-parameters", "edge-numbers"):
            # Read by the client, because not every reader of JSON keeps integers of 64 bits as they are.
            runs = client.read_flow_runs(flow_filter=FlowFilter(name=FlowFilterName(any_=[name])))
            for text in sorted(json.dumps(client.read_flow_run(run.id).parameters, sort_keys=True) for run in runs):
                say(text)
