import pytest

from assistant.errors import SettingsError
from assistant.models.naming import OLLAMA, EngineKind, ModelName, parse
from assistant.settings import Settings


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("embedded", ModelName(EngineKind.EMBEDDED)),
        ("none", ModelName(EngineKind.NONE)),
        ("Qwen/Qwen3-0.6B", ModelName(EngineKind.TRANSFORMERS, "Qwen/Qwen3-0.6B")),
        ("gpt2", ModelName(EngineKind.TRANSFORMERS, "gpt2")),
        ("./my model: v2", ModelName(EngineKind.TRANSFORMERS, "./my model: v2")),
        ("C:\\models\\qwen", ModelName(EngineKind.TRANSFORMERS, "C:\\models\\qwen")),
        ("transformers:a/b", ModelName(EngineKind.TRANSFORMERS, "a/b")),
        ("/m/x.GGUF", ModelName(EngineKind.LLAMA_CPP, "/m/x.GGUF")),
        ("llama.cpp:/m/x.bin", ModelName(EngineKind.LLAMA_CPP, "/m/x.bin")),
        ("ollama:qwen3:4b", ModelName(EngineKind.OLLAMA, "qwen3:4b", OLLAMA)),
        ("ollama:q@http://box:1/", ModelName(EngineKind.OLLAMA, "q", "http://box:1")),
        (
            "openai:org/m@https://h:8000/v1",
            ModelName(EngineKind.OPENAI, "org/m", "https://h:8000/v1"),
        ),
    ],
)
def test_a_model_is_named_with_its_engine_and_address(text: str, expected: ModelName):
    assert parse(text) == expected
    assert parse(str(expected)) == expected


@pytest.mark.parametrize(
    "text",
    ["", "gpt4all:x", "openai:m", "openai:@http://h/v1", "ollama:", "a/b/c", "openai:m@http:///v1"],
)
def test_what_names_no_model_is_told_with_the_forms(text: str):
    with pytest.raises(SettingsError, match="must be"):
        Settings(answer_model=text)


def test_a_password_in_an_address_is_refused_and_not_repeated():
    with pytest.raises(SettingsError) as failure:
        parse("openai:m@http://me:hunter2@h/v1")
    assert "hunter2" not in str(failure.value)
    assert "PAPER_ASSISTANT_API_KEY" in str(failure.value)
