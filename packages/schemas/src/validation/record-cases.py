"""Writes pydantic-cases.jsonl: what pydantic makes of many inputs, for the tests of our own checker.

Run with the reference's Python: python record-cases.py > pydantic-cases.jsonl
"""

import datetime as dt
import enum
import json
from collections import Counter
from typing import Annotated, Any, Literal, Optional, Union
from uuid import UUID

from fastapi.encoders import jsonable_encoder
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    TypeAdapter,
    ValidationError,
)

from prefect.types import DateTime


class Color(str, enum.Enum):
    red = "red"
    green = "green"
    blue = "blue"


class Point(BaseModel):
    x: int
    y: Optional[int] = None


class Circle(BaseModel):
    x: int
    radius: float = 1.5
    color: Color = Color.red


class Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    tags: list[str] = Field(default_factory=list)
    inner: Optional["Closed"] = None


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int = 9


class Dog(BaseModel):
    kind: Literal["dog", "wolf"]
    name: str


class Loose(BaseModel):
    value: Union[int, str]
    note: Optional[str] = None


class Tight(BaseModel):
    value: int


def short(value):
    if value == "long":
        raise ValueError("too long by far")
    return value


def doubled(value):
    if value is None:
        raise ValueError("nothing to double")
    return [value, value]


TYPES = {
    "int": int,
    "int 1..5": Annotated[int, Field(ge=1, le=5)],
    "int between 1 and 5": Annotated[int, Field(gt=1, lt=5)],
    "int of 3": Annotated[int, Field(multiple_of=3)],
    "strict int": StrictInt,
    "float": float,
    "float 0.5..": Annotated[float, Field(ge=0.5)],
    "strict float": StrictFloat,
    "bool": bool,
    "strict bool": StrictBool,
    "str": str,
    "str 1..3": Annotated[str, Field(min_length=1, max_length=3)],
    "str 2..": Annotated[str, Field(min_length=2)],
    "str pattern": Annotated[str, Field(pattern="^[^/%&><]+$")],
    "none": None,
    "uuid": UUID,
    "datetime": DateTime,
    "timedelta": dt.timedelta,
    "timedelta 10..": Annotated[dt.timedelta, Field(ge=dt.timedelta(seconds=10))],
    "timedelta over 1 day 1.5": Annotated[dt.timedelta, Field(gt=dt.timedelta(days=1, seconds=1.5))],
    "literal": Literal["a", "it's"],
    "literal 1": Literal[1],
    "enum": Color,
    "any": Any,
    "optional int": Optional[int],
    "optional literal": Optional[Literal["a", "b"]],
    "list int": list[int],
    "list any": list[Any],
    "list 1..2": Annotated[list[int], Field(min_length=1, max_length=2)],
    "list optional uuid": list[Optional[UUID]],
    "set str": set[str],
    "set any": set[Any],
    "set 1..1": Annotated[set[int], Field(min_length=1, max_length=1)],
    "dict any": dict[str, Any],
    "dict int": dict[str, int],
    "dict 1..1": Annotated[dict[str, Any], Field(min_length=1, max_length=1)],
    "tuple": tuple[int, str],
    "point": Point,
    "optional point": Optional[Point],
    "circle": Circle,
    "closed": Closed,
    "point or circle": Union[Point, Circle],
    "circle or point": Union[Circle, Point],
    "loose or tight": Union[Loose, Tight],
    "tight or loose": Union[Tight, Loose],
    "points or circles": Union[list[Point], list[Circle]],
    "dict or point": Union[dict[str, Any], Point],
    "point or dict": Union[Point, dict[str, Any]],
    "cat or dog": Annotated[Union[Cat, Dog], Field(discriminator="kind")],
    "int or str": Union[int, str],
    "str or int": Union[str, int],
    "float or int": Union[float, int],
    "bool or int": Union[bool, int],
    "int or bool": Union[int, bool],
    "uuid or str": Union[UUID, str],
    "datetime or int": Union[DateTime, int],
    "timedelta or str": Union[dt.timedelta, str],
    "enum or str": Union[Color, str],
    "literal or bool": Union[Literal["a", 1], bool],
    "any or int": Union[Any, int],
    "constrained": Union[Annotated[str, Field(max_length=2)], Annotated[int, Field(ge=2)], Annotated[float, Field(lt=9)]],
    "lists": Union[list[int], list[str]],
    "list of unions": Union[list[Union[int, str]], set[str]],
    "dicts": Union[dict[str, int], dict[str, Optional[list[UUID]]]],
    "tagged members": Union[Color, UUID, dt.timedelta, DateTime, Literal["a", 1], tuple[int, str], dict[str, Union[int, None]]],
    "label": Union[StrictBool, StrictInt, StrictFloat, str],
    "variable": Union[StrictStr, StrictInt, StrictBool, StrictFloat, None, dict[str, Any], list[Any]],
    "checked str": Annotated[str, AfterValidator(short)],
    "checked in union": Union[int, Annotated[str, AfterValidator(short)]],
    "rewritten": Annotated[list[int], BeforeValidator(doubled)],
}

ZERO = "00000000-0000-0000-0000-000000000000"
POOL = [
    None, True, False, 0, 1, -1, 2, 5, 6, 12, 1.5, -0.5, 1e100, float("nan"), float("inf"), 20_000_000_001,
    "", " ", "a", "b", "it's", "red", "long", "a/b", "5", " 7 ", "+5", "5.0", "5.", ".5", "1e3", "1_0", "1__0", "0x1", "true", "TRUE", "Yes", "off", "nan", "-Infinity", "\U0001f600\U0001f600\U0001f600", "\u0663",
    ZERO, ZERO.replace("-", ""), "{" + ZERO + "}", "urn:uuid:" + ZERO, ZERO[:-1], "ABCDEF00-0000-4000-8000-00000000000F",
    "2024-01-31", "2024-01-31T08:05:00Z", "2024-01-31 08:05:00.5+02:00", "PT1H", "1 day, 01:00:00", "01:00:00.5x",
    [], ["a"], [1], [1, "2"], ["1", "1"], [1, 2, 3], [None], [True, 2], [[]], [{}], [1, "a"], [ZERO, None],
    {}, {"a": 1}, {"a": "1"}, {"a": "x", "b": None}, {"a": None}, {"a": [ZERO]}, {"x": 1}, {"x": "1", "y": 2}, {"x": 1, "radius": "2"}, {"x": 1, "color": "pink"}, {"x": None}, {"y": 1},
    [{"x": 1}], [{"x": 1, "radius": 2}, {"x": 2, "y": 1}], {"value": "1"}, {"value": 1}, {"value": 1, "note": "n"}, {"value": "a"},
    {"name": "n", "tags": ["t"], "inner": {"name": 5, "other": 1}}, {"name": "n", "extra": 1, "more": 2}, {"__proto__": 1, "name": "n"}, {"constructor": {"x": 1}},
    {"kind": "cat"}, {"kind": "wolf", "name": 1}, {"kind": "cow"}, {"kind": None}, {"kind": 1}, {"name": "x"},
]  # fmt: skip
MORE = {
    "int": ["-0", "9" * 4301, "1_000", "_1", "1_", "+ 5", "1_0.00", "5.5", "\u00a05", -0.0, "\ud800"],
    "float": ["1_000.5", "1e1_0", "+inf", "infinity", "1e400", "1,5", "-.5e-2", "\ud800"],
    "bool": ["n", "Y", "t", "F", "on", " 1", "2", 0.0, 1.0, 2.0, "\ud800"],
    "str 2..": ["\U0001f600", "\U0001f600\U0001f600", "\ud800x"],
    "str pattern": ["a\n", "\n", "a<b", "\ud800"],
    "uuid": [
        "x", "{x", "{x}", "urn:uuid:x", "URN:UUID:" + ZERO, "0-" * 18, "0000-0-0-0-0", ZERO + "1", ZERO[:-2] + "zz", "{" + ZERO[:-1] + "}", "{" + ZERO[:-2] + "}",
        "urn:uuid:" + ZERO[:-1], " " + ZERO, "\u00e9" * 3, "\u20ac1\u20ac", "0000000000000000-0000-0000-000000000", "00000000-00000-000-0000-000000000000", "{" + "0" * 32 + "}", "{}", "{", "\ud800",
    ],
    "datetime": [
        "2024-01-31T08:05", "2024-01-31t08:05:00z", "2024-01-31_08:05:00", "2024-01-31T08:05:00.123456789Z", "2024-01-31T08:05:00,5", "2024-01-31T08:05:00.", "2024-01-31T08:05:00+0530",
        "2024-01-31T08:05:00+05", "2024-01-31T08:05:00-23:59", "2024-01-31T08:05:00 Z", "2024-02-30T00:00:00Z", "2024-02-29", "2023-02-29", "1900-02-29", "2000-02-29", "2024-13-01", "2024-01-00",
        "2024-01-01T24:00:00", "2024-01-01T23:60:00", "2024-01-01T23:59:60", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "0000-01-01", "10000-01-01", "2024-12-31T23:30:00-01:00",
        "0099-06-01T00:00:00+01:00", "2024-01-31T08:05:00\u221205:00", "2024-01-31T08:05:00+05:60", "2024-01-31T8:05", "2024-01-31T", " 2024-01-31", "31-01-2024", "now?", "1706688300", "1706688300.123456789", "1706688300123",
        "-5.5", "+5", "1.9999999", 1706688300, 1706688300.1234567, 1706688300123, 1706688300123.4567, -1.25, -0.0000001, 0.0000005, 1.9999999, 20_000_000_000, -20_000_000_001, 253402300799999, 1e20, "1e20", "99999999999999999999",
        "2024-02", "2024-02T08", "2024-02-03T08Z", "20240203T08", "20240203T080506.5+05", "20240203 08:05", "20240203 8:5", "2024020308:05", "2024-W05", "2024W05T0805", "2020-W53", "2024-W54", "2024-034", "2024034T08", "2023-366T01", "2024/02/03", "2024/02/03 8:05:6,5", "2024:02:03", "2024/0203", "2024 08:05",
        "2024/13/01", "2024/02/30", "2024/02/03 25:00", "2024/02/03 08:", "2024/02/03 08:60", "2024/02/03 08:05:60", "0000/01/01", "202403408:05", "P", "PX", "P1Y2M", "2024-02-03\n", "24-02-03", "T24:00", "2024-02-03T08+5",
    ],
    "timedelta": [
        1.1234567, -1.1234565, 1e9, 86399999999999, 86400000000000, "-P1D", "+P1D", "P1Y", "P1M", "P1W", "P1DT2H", "PT1.5H", "P1.5D", "PT0.5M", "P1Y2M3W4DT5H6M7.8S", "PT1.123456789S", "PT3S2M", "PT1,5S", "PT1.S", "PT.5S",
        "PT", "P", "pt1h", "P1DT", "PT1H ", "P-1D", "P1D1H", "P1D1", "PT1H1", "P1TT1H", "PT1.5H1M", "P0.5D", "P1.5Y", "PT99999999999999999999S", "999999999 days", "1000000000 days", "P1000000000D",
        "01:00:00", "1:00:00", "10:00", "123:00:00", "1234567:00:00", "12345678901:00:00", "3000000000:00:00", "01:02:03.123456789", "01:02:03,5", "01:02:03.", "-01:00:00", "+01:00:00", "25:00:00", "01:60:00", "01:00:60", "01:00:00Z", "01:00x", "01:00:0", "01:0", "aa:00:00", "01:aa:00", "01:00:aa", "12345", "hello",
        "1 day", "1day", "1d", "1 DAYS", "1  day", "1 day,", "1 day, ", "1 day 1", "1 dy", "1 da", "1 day,01:00:00", "1d 01:00", "-1 day, 1:00:00", "1 day -01:00:00", "1 day, 25:00:00", "1.5 days", "- 1 day", "days", "-", "1:00", "1 day  01:00:00", "1 days01:00:00", "1 ", "é1", "éé1",
    ],
    "timedelta 10..": [10, 9.999999],
    "timedelta over 1 day 1.5": [86401.5, 86401.500001],
    "closed": [{"name": "n", "inner": {"name": "m", "inner": {"name": "o", "tags": "t"}}}],
}  # fmt: skip


def plain(value):
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.timezone.utc).strftime("%Y-%m-%d %H:%M:%S.%f").rjust(26, "0")
    if isinstance(value, dt.timedelta):
        return value.total_seconds()
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, BaseModel):
        return plain(dict(value))
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (set, frozenset)):
        return {"set": sorted(map(plain, value), key=repr)}
    return [plain(item) for item in value] if isinstance(value, (list, tuple)) else value


def outcome(adapter, value):
    try:
        return {"value": plain(adapter.validate_python(value, from_attributes=True))}
    except ValidationError as error:
        return {"errors": jsonable_encoder(error.errors(include_url=False), custom_encoder={float: lambda x: x})}


def kind(value, result):
    """What makes one case like another: the kind of input, and the shape of the value or which errors are where."""
    made = result.get("value")
    shape = tuple(made) if isinstance(made, dict) else type(made)
    return type(value), shape, *((error["type"], *error["loc"]) for error in result.get("errors", []))


def record():
    for name, annotation in TYPES.items():
        adapter = TypeAdapter(annotation)
        seen = Counter()
        for value in POOL:
            result = outcome(adapter, value)
            seen[kind(value, result)] += 1
            if seen[kind(value, result)] <= 2:
                yield name, value, result
        for value in MORE.get(name, []):
            yield name, value, outcome(adapter, value)


for case in record():
    print(json.dumps(case))
