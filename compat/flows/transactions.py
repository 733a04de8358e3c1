"""Transactions that commit, and ones that fail and roll back what their tasks had done."""

from prefect import flow, task
from prefect.transactions import transaction

from support import attempt, say


@task(task_run_name="writes {name}")
def write(name):
    return name


@write.on_rollback
def take_back(txn):
    say("rolled back", txn.get("name", "nothing"))


@write.on_commit
def keep(txn):
    say("committed", txn.get("name", "nothing"))


@task(task_run_name="checks")
def check():
    raise ValueError("check failed")


@flow(name="committed-transaction")
def committed():
    with transaction() as txn:
        txn.set("name", "first")
        write("first")


@flow(name="rolled-back-transaction")
def rolled_back():
    with transaction() as txn:
        txn.set("name", "second")
        write("second")
        check()


@flow(name="keyed-transaction", persist_result=True)
def keyed():
    with transaction(key="compat-keyed", write_on_commit=True) as txn:
        if txn.is_committed():
            return "was committed"
        txn.stage("written")
        return "written now"


if __name__ == "__main__":
    committed()
    attempt(rolled_back)
    say(keyed())
    say(keyed())
