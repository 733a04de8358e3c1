"""Runs commands of the official client in one process: argument lists as JSON on stdin, a line of JSON for each on stdout."""

import json
import os
import re
import subprocess
import sys
import threading
import traceback
import urllib.request
import uuid
from datetime import datetime, timezone

from prefect.testing.cli import CycloptsCliRunner

STREAMED = "streamed.event"
ANSI = re.compile(r"\x1b\[[0-9;]*m")


def emit(url: str) -> None:
    event = {"id": str(uuid.uuid4()), "event": STREAMED, "resource": {"prefect.resource.id": "streamed"}}
    event["occurred"] = datetime.now(timezone.utc).isoformat()
    request = urllib.request.Request(f"{url}/events", json.dumps([event]).encode(), {"content-type": "application/json"})
    urllib.request.urlopen(request).close()


def emit_until(stopped: threading.Event, url: str) -> None:
    while not stopped.wait(0.5):
        emit(url)


def run(arguments: list[str]) -> dict:
    try:
        result = CycloptsCliRunner().invoke(arguments)
        return {"exit": result.exit_code, "output": ANSI.sub("", result.output)}
    except BaseException as error:
        return {"exit": 1, "output": "".join(traceback.format_exception_only(error))}


def stream(url: str, arguments: list[str]) -> dict:
    """The first event that is streamed. The command never ends by itself, so it has a process of its own."""
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "prefect", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        first = process.stdout.readline()
        stopped = threading.Event()
        threading.Thread(target=emit_until, args=(stopped, url), daemon=True).start()
        # Earlier events come first.
        event = next(line for line in process.stdout if STREAMED in line)
        stopped.set()
        process.kill()
    return {"exit": 0, "output": first + event}


url, commands = json.load(sys.stdin)
for arguments in commands:
    outcome = stream(url, arguments) if arguments[:2] == ["events", "stream"] else run(arguments)
    print(json.dumps(outcome), flush=True)
