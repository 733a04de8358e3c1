"""Runs in two processes that send each other typed messages."""

from prefect import flow
from prefect.input import RunInput, receive_input, send_input
from prefect.runtime import flow_run

from support import mark, marked, role, say, spawn


class Number(RunInput):
    number: int


@flow(name="receiving-flow")
def receiving():
    mark("receiver", flow_run.id)
    for message in Number.receive(timeout=30, poll_interval=0.2):
        say("received", message.number)
        message.respond(f"squared {message.number ** 2}", sender=None)
        if message.number == 3:
            break
    for text in receive_input(str, timeout=30, poll_interval=0.2, key_prefix="goodbye"):
        say("received", text)
        break


@flow(name="sending-flow")
def sending():
    receiver = marked("receiver")
    answers = receive_input(str, timeout=30, poll_interval=0.2)
    for number in (2, 3):
        Number(number=number).send_to(receiver)
        say("answer", next(answers))
    send_input("bye", receiver, key_prefix="goodbye")


if __name__ == "__main__":
    if role() == "receive":
        receiving()
    else:
        receiver = spawn("receive")
        sending()
        say("receiver", receiver.wait(60))
