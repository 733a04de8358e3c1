"""What the scenarios share: lines for the record, a second process, and waiting."""

import os
import signal
import subprocess
import sys
import time

from prefect.events import Event

# The client builds this model when it is first used. Where the heartbeat's thread and the flow's
# are both the first, one of them loses its event.
Event.model_rebuild()


def say(*values):
    """Print one line that becomes part of the record."""
    print("compat:", *values, flush=True)


def spawn(*args, **extra):
    """Start this script again in another process, in the role that the first argument names."""
    return subprocess.Popen([sys.executable, os.path.abspath(sys.argv[0]), *map(str, args)], **extra)


def role():
    return sys.argv[1] if len(sys.argv) > 1 else "main"


def wait_until(found, seconds=45, every=0.1):
    """Call until the answer is true, and return it."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        answer = found()
        if answer:
            return answer
        time.sleep(every)
    raise TimeoutError(f"gave up waiting for {getattr(found, '__name__', found)}")


def marker(name):
    """A file in the home that the processes of a scenario share, to tell each other how far they are."""
    return os.path.join(os.environ["PREFECT_HOME"], name)


def mark(name, text=""):
    with open(marker(name) + ".part", "w") as file:
        file.write(str(text))
    os.replace(marker(name) + ".part", marker(name))


def marked(name):
    """Wait for a marker and return its text."""
    wait_until(lambda: os.path.exists(marker(name)))
    with open(marker(name)) as file:
        return file.read()


def end(process, how=signal.SIGTERM, seconds=30):
    """Send a signal to a process and wait for its end."""
    process.send_signal(how)
    return process.wait(seconds)


def attempt(action, *args, **kwargs):
    """Call, and say the kind of error in place of failing."""
    try:
        return action(*args, **kwargs)
    except Exception as error:
        say("raised", type(error).__name__)
        return None
