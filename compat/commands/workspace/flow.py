from prefect import flow


@flow
def hello(name: str = "world"):
    """Greets someone."""
    print(name)
