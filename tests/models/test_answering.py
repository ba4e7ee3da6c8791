import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import pairwise

import pytest

from assistant.errors import ModelError
from assistant.models.answering import AnswerModel, Fits, Progress
from assistant.models.engines import Piece, Stop
from assistant.settings import Settings
from assistant.types import Turn
from tests.models.engines import ScriptedEngine


def asked(fits: Fits, examples: bool) -> list[Turn]:
    return [Turn("user", "How much faster is it?")]


def model_of(engine: object, **settings: object) -> AnswerModel:
    return AnswerModel(Settings(**settings), lambda _: engine)  # type: ignore[arg-type, return-value]


def last(model: AnswerModel) -> Progress:
    return list(model.stream(asked))[-1]


def test_the_answer_grows_to_the_whole_and_is_counted():
    model = model_of(ScriptedEngine("It is ten times faster than before."))
    texts = [p.text for p in model.stream(asked)]
    assert texts[-1] == "It is ten times faster than before."
    assert all(b.startswith(a) for a, b in pairwise(texts))
    assert model.usage.answers == 1
    assert model.usage.tokens == 7
    assert model.usage.seconds > 0


def test_closing_frees_the_model_within_half_a_second():
    engine = ScriptedEngine("word " * 100, "Yes.", pause=0.05)
    model = model_of(engine)
    stream = model.stream(asked)
    while not next(stream).text:
        pass
    start = time.monotonic()
    stream.close()
    assert last(model).text == "Yes."
    assert time.monotonic() - start < 0.5
    assert engine.stopped == 1


def test_a_silent_model_can_be_left_too():
    model = model_of(ScriptedEngine("never", pause=60))
    stream = model.stream(asked)
    assert next(stream).text == ""
    start = time.monotonic()
    stream.close()
    assert time.monotonic() - start < 0.5
    assert model.waiting == 0


def test_those_who_wait_are_told_their_place_and_served_in_turn():
    engine = ScriptedEngine("one two three four", pause=0.05)
    model = model_of(engine)
    places: dict[int, list[int]] = {}
    ended: list[int] = []

    def ask(number: int) -> None:
        for progress in model.stream(asked):
            places.setdefault(number, []).append(progress.place)
        ended.append(number)

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
        time.sleep(0.03)
    for thread in threads:
        thread.join(10)
    assert ended == [0, 1, 2, 3]
    assert engine.most_at_once == 1
    assert set(places[0]) == {0}
    assert places[3][0] in (2, 3)
    assert places[3] == sorted(places[3], reverse=True)


def test_one_who_leaves_the_queue_holds_nobody_up():
    engine = ScriptedEngine("long " * 500, "a b c", pause=0.1)
    model = model_of(engine)
    first, waiting = model.stream(asked), model.stream(asked)
    next(first)
    assert next(waiting).place == 1
    waiting.close()
    first.close()
    assert last(model).text == "a b c"
    assert len(engine.prompts) == 2


def test_a_silent_model_is_given_up_after_patience():
    model = model_of(ScriptedEngine("never", pause=60), patience=0.3)
    start = time.monotonic()
    with pytest.raises(ModelError, match="said nothing") as failure:
        last(model)
    assert time.monotonic() - start < 2
    assert "patience" in failure.value.hint


def test_loading_may_take_longer_than_patience():
    def slow(_: Settings) -> ScriptedEngine:
        time.sleep(0.5)
        return ScriptedEngine("Yes.")

    assert last(AnswerModel(Settings(patience=0.2), slow)).text == "Yes."


def test_a_loop_is_cut_and_the_model_freed():
    engine = ScriptedEngine("It is good. " + "the model is trained on many pairs " * 50)
    progress = last(model_of(engine))
    assert progress.cut == "loop"
    assert progress.text == "It is good. the model is trained on many pairs"


def test_an_endless_answer_is_cut_but_thinking_does_not_count():
    words = " ".join(f"w{i}" for i in range(300))
    assert last(model_of(ScriptedEngine(words))).cut == "length"
    thought = last(model_of(ScriptedEngine(f"<think> {words} </think> Yes.")))
    assert (thought.text, thought.cut) == ("Yes.", "")


class Breaks:
    context, most, examples = 4096, 160, True

    def count(self, turns: Sequence[Turn]) -> int:
        return 1

    def stream(self, turns: Sequence[Turn], stop: Stop) -> Iterator[Piece]:
        yield Piece("It ")
        message = "CUDA error: an illegal memory access"
        raise RuntimeError(message)


def test_a_failure_is_told_and_the_next_is_served():
    model = model_of(Breaks())
    for _ in range(2):
        with pytest.raises(ModelError, match="illegal memory access"):
            last(model)


def test_a_model_that_could_not_be_opened_is_tried_again():
    tries = list[int]()

    def open_(_: Settings) -> ScriptedEngine:
        tries.append(1)
        if len(tries) == 1:
            message = "The model server cannot be reached."
            raise ModelError(message)
        return ScriptedEngine("Yes.")

    model = AnswerModel(Settings(), open_)
    with pytest.raises(ModelError, match="reached"):
        last(model)
    assert last(model).text == "Yes."


def test_a_server_may_write_several_answers_at_once():
    engine = ScriptedEngine("a b c d", pause=0.03)
    settings = Settings(answer_model="openai:m@http://127.0.0.1:9/v1", answers_at_once=3)
    model = AnswerModel(settings, lambda _: engine)
    threads = [threading.Thread(target=last, args=(model,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert engine.most_at_once == 3


def test_the_prompt_is_told_what_fits():
    engine = ScriptedEngine("Yes.", context=200)
    seen = list[bool]()

    def compose(fits: Fits, examples: bool) -> list[Turn]:
        seen.extend([fits([Turn("user", "x " * 40)]), fits([Turn("user", "x " * 41)])])
        return [Turn("user", "x")]

    with closing(model_of(engine).stream(compose)) as stream:
        list(stream)
    assert seen == [True, False]
