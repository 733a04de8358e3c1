"""Variables set, read, overwritten, tagged and unset, from flows and from outside."""

from prefect import flow, get_client
from prefect.variables import Variable

from support import attempt, say


@flow(name="variables")
def variables():
    Variable.set("from_a_flow", {"nested": ["list", 1, None, True]}, tags=["flow"])
    return Variable.get("number")


if __name__ == "__main__":
    Variable.set("number", 42)
    Variable.set("text", "žluť", tags=["a", "b"])
    Variable.set("nothing", None)
    Variable.set("removed", "soon gone")
    say(variables())
    say(Variable.get("from_a_flow"), Variable.get("missing", default="default"), Variable.get("missing"))
    attempt(Variable.set, "number", 43)
    Variable.set("number", 43, overwrite=True)
    say(Variable.get("number"))
    say(Variable.unset("removed"), Variable.unset("removed"))
    attempt(Variable.set, "not a valid name!", 1)
    attempt(Variable.set, "too_long", "x" * 5001)
    with get_client(sync_client=True) as client:
        found = client.read_variables()
        say(sorted(each.name for each in found))
        say(client.read_variable_by_name("text").tags)
        say(client.read_variable_by_name("missing"))
