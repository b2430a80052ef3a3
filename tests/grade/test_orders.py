"""The channel between slot and judge: whole messages, descriptors, and nothing else."""

import os
import socket
import threading

import pytest

from gradlab.grade import orders


@pytest.fixture
def ends():
    one, other = socket.socketpair()
    slot, judge = orders.Channel(one, orders.ToSlot), orders.Channel(other, orders.ToJudge)
    yield slot, judge
    slot.close()
    judge.close()


def test_a_message_arrives_as_it_was_sent(ends) -> None:
    slot, judge = ends
    task = orders.Task(cells=(orders.TaskCell("a", "test", "assert True", 2.0),), skipped=("b",))
    slot.send(task)
    assert judge.receive(5) == (task, None)


def test_a_descriptor_travels_with_its_message(ends) -> None:
    slot, judge = ends
    read, write = os.pipe()
    slot.send(orders.StudentIs(), fd=write)
    os.close(write)
    message, fd = judge.receive(5)
    assert isinstance(message, orders.StudentIs) and fd is not None
    os.write(fd, b"x")
    assert os.read(read, 1) == b"x"
    os.close(fd)
    os.close(read)


def test_a_large_message_arrives_whole(ends) -> None:
    slot, judge = ends
    ran = orders.Ran("a", images=(os.urandom(5 << 20),))
    sender = threading.Thread(target=judge.send, args=(ran,))
    sender.start()
    assert slot.receive(20) == (ran, None)
    sender.join()


def test_silence_is_told_from_an_end(ends) -> None:
    slot, judge = ends
    with pytest.raises(orders.ChannelSilent):
        slot.receive(0.01)
    judge.close()
    with pytest.raises(orders.ChannelClosed):
        slot.receive(1)


@pytest.mark.parametrize(
    "data",
    [
        orders.HEADER.pack(orders.FRAME_BYTES + 1),
        orders.HEADER.pack(3) + b"abc",
        orders.HEADER.pack(1 << 63),
    ],
    ids=["too large", "not msgpack", "absurd"],
)
def test_what_is_no_message_closes_the_channel(ends, data: bytes) -> None:
    slot, judge = ends
    judge.sock.sendall(data)
    with pytest.raises(orders.ChannelClosed):
        slot.receive(1)


def test_a_message_for_the_other_side_is_refused(ends) -> None:
    slot, judge = ends
    judge.send(orders.StudentIs())
    with pytest.raises(orders.ChannelClosed, match="not a message"):
        slot.receive(1)
