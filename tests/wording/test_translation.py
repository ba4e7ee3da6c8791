"""Questions in other languages are put into English words; English ones are left alone."""

from importlib.resources import files
from pathlib import Path

import pytest

from assistant.types import Kind
from assistant.understanding.understand import Understanding
from assistant.wording.language import ENGLISH, language_of
from assistant.wording.text import content_stems
from assistant.wording.translation import SPOKEN, aside, translated
from eval.questions import load, reference_set
from tests.stores import ask, builtin_assistant, builtin_catalog
from vectorstore.catalog import Catalog


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return builtin_catalog(tmp_path_factory.mktemp("t"))


def test_every_english_development_question_is_told_to_be_english():
    asked = [q for q in load(reference_set(), "dev") if q.kind != "language"]
    assert [q.question for q in asked if language_of(q.question) != ENGLISH] == []


def test_the_name_of_a_person_is_of_no_language():
    assert language_of("Papers by Riccardo Zecchina") == ENGLISH
    assert language_of("Welche Arbeiten sind von Riccardo Zecchina?") == "de"


@pytest.mark.parametrize(
    ("question", "language", "words"),
    [
        ("Warum vergessen neuronale Netze frühere Aufgaben?", "de", "forgetting neural network"),
        ("Wie schnell erzeugt DDIM Bilder?", "de", "DDIM image generate"),
        ("Quels articles traitent de l'apprentissage par renforcement ?", "fr",
         "papers reinforcement learning"),
        ("¿Qué artículos tratan de la generalización de redes neuronales?", "es",
         "papers generalization neural network"),
        ("Quali articoli trattano la segmentazione delle immagini?", "it",
         "papers segmentation image"),
        ("Quais artigos tratam de aprendizado contrastivo?", "pt", "papers contrastive learning"),
        ("哪些论文研究图神经网络？", "zh", "which papers study graph neural network"),
    ],
)  # fmt: skip
def test_the_words_of_the_field_become_english(
    catalog: Catalog, question: str, language: str, words: str
):
    found = translated(question, catalog)
    assert found is not None
    assert found.language == language
    assert set(content_stems(words)) <= set(content_stems(found.text)), found.text


@pytest.mark.parametrize(
    ("question", "kept", "dropped"),
    [
        ("Wie gut ist die Proteinvorhersage?", ["protein", "prediction"], ["Wie", "die"]),
        ("Quelle est la robustesse de NeMo aux occlusions ?", ["NeMo", "occlusion"], ["est", "la"]),
        ("¿Cuál es la complejidad del algoritmo SEDONA?", ["SEDONA", "algorithm"], ["es", "del"]),
    ],
)
def test_names_and_halves_of_compounds_stay_and_other_words_go(
    catalog: Catalog, question: str, kept: list[str], dropped: list[str]
):
    found = translated(question, catalog)
    assert found is not None
    assert set(kept) <= set(found.text.split())
    assert not set(dropped) & set(found.text.split())


def test_english_is_not_translated(catalog: Catalog):
    assert translated("How do graph networks forget?", catalog) is None
    assert translated("GShard TPU", catalog) is None


def test_a_question_in_another_language_is_understood_by_the_same_rules(catalog: Catalog):
    understanding = Understanding(catalog, lambda phrase: None)
    request = understanding.request("哪些论文研究图神经网络？")
    assert (request.kind, request.language) == (Kind.LIST, "zh")
    assert request.standalone == request.query
    assert understanding.request("Wer hat GShard geschrieben?").asks == "authors"


def test_the_answer_says_in_that_language_how_it_was_read(tmp_path: Path):
    answer = ask(builtin_assistant(tmp_path), "Wie viele TPUs nutzt GShard?")
    assert "Read as: how many TPUs" in answer.text
    assert aside("de") in answer.text


def test_every_row_of_the_glossary_has_every_language():
    text = files("assistant.wording").joinpath("glossary.tsv").read_text(encoding="utf-8")
    head, *rows = [line.split("\t") for line in text.splitlines()]
    assert head == ["en", *SPOKEN]
    assert [row for row in rows if len(row) != len(head) or not all(row)] == []
    english = [row[0] for row in rows]
    assert len(english) == len(set(english))
