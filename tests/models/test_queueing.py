import threading
import time

from hypothesis import given
from hypothesis import strategies as st

from assistant.models.queueing import Turnstile


def test_the_first_is_in_and_the_others_know_their_place():
    line = Turnstile()
    first, second, third = line.join(), line.join(), line.join()
    assert [t.place for t in (first, second, third)] == [0, 1, 2]
    assert line.waiting == 2
    assert first.wait(0)
    assert not third.wait(0.01)
    second.leave()
    assert third.place == 1
    first.leave()
    first.leave()
    assert third.wait(0)
    assert line.waiting == 0


@given(st.integers(1, 3), st.lists(st.integers(0, 7), max_size=12))
def test_they_are_let_in_in_the_order_they_came(places: int, leaving: list[int]):
    line = Turnstile(places)
    inside = [line.join() for _ in range(8)]
    for index in leaving:
        if index < len(inside):
            inside.pop(index).leave()
        assert [t.place for t in inside] == [max(0, i + 1 - places) for i in range(len(inside))]


def test_eight_people_are_served_in_turn():
    line, served = Turnstile(), list[int]()
    tickets = [line.join() for _ in range(8)]

    def use(number: int) -> None:
        with tickets[number]:
            served.append(number)
            time.sleep(0.002)

    threads = [threading.Thread(target=use, args=(n,)) for n in reversed(range(8))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert served == list(range(8))
