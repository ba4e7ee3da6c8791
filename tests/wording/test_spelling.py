"""Typing errors are put right by the collection's vocabulary, and nothing else is touched."""

from pathlib import Path

import pytest

from assistant.wording.spelling import corrected
from tests.stores import builtin_catalog
from vectorstore.catalog import Catalog


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return builtin_catalog(tmp_path_factory.mktemp("store"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Which papers use reinforcemnet learning?", "Which papers use reinforcement learning?"),
        ("What about attenton?", "What about attention?"),
        ("Transformrs for grphs", "Transformers for graphs"),
        ("generalisaton to new environmetns", "generalisation to new environments"),
        ("which enviroments were used?", "which environments were used?"),  # of one stem: a word
    ],
)
def test_a_typing_error_becomes_the_word_that_papers_hold(catalog: Catalog, typed: str, meant: str):
    assert corrected(typed, catalog).lower() == meant.lower()


@pytest.mark.parametrize(
    "query",
    [
        "Which papers use reinforcement learning?",
        "How does AlphaFold work?",
        "What is GPT-3's perplexity on WikiText?",
        "attn",  # too short to tell what was meant
        "how many params?",  # nobody mistypes the first letter
        "zzyzxqwert",  # nothing is near
        "",
        "the of and",
        "日本語の質問",
        "bonjour pourriez trouver quelquechose",
        "Sur combien de scénarios l'apprentissage de rôles gagne-t-il ?",
        "¿Cuántos parámetros tiene el modelo?",
        "What do linear probes bring, and how are relations sorted?",  # English, in no paper
    ],
)
def test_what_is_right_or_a_name_or_near_nothing_stays(catalog: Catalog, query: str):
    assert corrected(query, catalog) == query


def test_every_word_of_the_collection_is_right(catalog: Catalog):
    for paper in list(catalog.papers())[:20]:
        assert corrected(paper.abstract, catalog) == paper.abstract


def test_a_rare_typing_error_of_an_author_is_no_vocabulary_in_a_large_collection(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    from assistant.types import Paper

    catalog = Catalog(tmp_path / "catalog.sqlite3")
    catalog.put([Paper("slip", "", "grapf networks"), Paper("a", "", "graph networks")])
    monkeypatch.setattr(catalog, "count", lambda: 5000)
    catalog.put([Paper(f"g{i}", "", f"graph number {i}") for i in range(5)])
    assert corrected("grapt", catalog) == "graph"
