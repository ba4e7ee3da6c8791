from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.models.capability import Capability
from assistant.settings import Settings
from assistant.wiring import keeps_close, open_catalog, open_search
from tests.stores import HashingEmbedder, builtin_papers


@pytest.mark.whole
def test_without_a_usable_index_the_words_still_find_papers(tmp_path: Path):
    settings = Settings(store=tmp_path)
    catalog = open_catalog(settings)
    catalog.put(builtin_papers())
    (tmp_path / "chroma").write_text("a file where Chroma's folder should be")
    hits = open_search(settings, catalog, HashingEmbedder()).search("denoising diffusion", 3)
    assert hits[0].paper.title == "Denoising Diffusion Implicit Models"
    assert all(hit.dense is None for hit in hits)


GOOD = Capability(0.7, 0.9, 1.0, 24, 20.0, "prompts", "2026-11-24")


@pytest.mark.parametrize(
    ("changed", "measured", "closely"),
    [
        ({}, None, True),
        ({}, replace(GOOD, facts=0.4), True),
        ({}, GOOD, False),
        ({"support_model": "some/nli-model"}, None, False),
        ({"closely": "always", "support_model": "some/nli-model"}, GOOD, True),
        ({"closely": "never"}, None, False),
    ],
)
def test_the_less_is_known_of_a_model_the_closer_its_sentences_must_keep(
    changed: dict[str, Any], measured: Capability | None, closely: bool
):
    assert keeps_close(replace(Settings(), **changed), measured) is closely
