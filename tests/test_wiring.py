from pathlib import Path

import pytest

from assistant.settings import Settings
from assistant.wiring import open_catalog, open_search
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
