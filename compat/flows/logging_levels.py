"""Log lines of every level from flows and tasks, printed lines, and loggers of their own."""

import logging

from prefect import flow, task
from prefect.logging import get_run_logger

from support import say


@task(log_prints=True, task_run_name="printing")
def printing():
    print("printed by a task")
    print("two", "words", sep=" and ")
    logger = get_run_logger()
    logger.warning("a warning from %s", "a task")


@task(task_run_name="silent prints", log_prints=False)
def silent_prints():
    print("printed but not logged")


@flow(name="logging-levels", log_prints=True)
def logging_levels():
    logger = get_run_logger()
    logger.debug("not kept at the default level")
    logger.info("info")
    logger.warning("warning")
    logger.error("error")
    logger.critical("critical")
    logger.log(25, "between info and warning")
    logger.info("unicode: žluťoučký kůň 🐴\nand a second line")
    logger.info("not for the API", extra={"send_to_api": False})
    print("printed by a flow")
    printing()
    silent_prints()
    try:
        raise ValueError("shown with its traceback")
    except ValueError:
        logger.exception("caught")
    logging.getLogger("outside").warning("from another logger")


if __name__ == "__main__":
    logging_levels()
    say("done")
