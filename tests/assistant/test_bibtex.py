from dataclasses import replace

import pytest

from assistant.bibtex import bibliography, bibtex, citation_key
from assistant.types import Paper

PAPER = Paper(
    "1", "Attention & 50% of {it", "", ("René Müller", "Bo Li"), "ICLR", 2021, "https://a.b/c_d"
)


def test_an_entry_reads_as_bibtex_should() -> None:
    whole = replace(PAPER, title="Influence Functions Are Fragile")
    assert bibtex(whole).splitlines() == [
        "@inproceedings{muller2021influence,",
        "  title = {{Influence Functions Are Fragile}},",
        "  author = {René Müller and Bo Li},",
        "  booktitle = {ICLR},",
        "  year = {2021},",
        "  url = {https://a.b/c_d},",
        "}",
    ]


def test_special_characters_are_escaped_and_braces_balance() -> None:
    entry = bibtex(PAPER)
    assert "Attention \\& 50\\% of it" in entry
    assert entry.count("{") == entry.count("}")


def test_keys_that_clash_get_a_letter() -> None:
    text = bibliography([PAPER, replace(PAPER, id="2"), replace(PAPER, id="3")])
    keys = [line.split("{")[1] for line in text.splitlines() if line.startswith("@")]
    assert keys == ["muller2021attention,", "muller2021attentionb,", "muller2021attentionc,"]


@pytest.mark.parametrize("paper", [Paper("1", "", "x"), Paper("1", "李", "", ("李 明",))])
def test_there_is_always_a_key(paper: Paper) -> None:
    assert citation_key(paper).isalnum()
