from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import InputError
from vectorstore.fetchers.links import sources_of
from vectorstore.fetchers.source import Source


@pytest.mark.parametrize(
    ("link", "source"),
    [
        ("https://arxiv.org/abs/2010.02502", Source("arxiv", "id:2010.02502")),
        ("https://www.arxiv.org/pdf/2010.02502v4.pdf", Source("arxiv", "id:2010.02502v4")),
        ("http://arxiv.org/abs/math.GT/0309136", Source("arxiv", "id:math.GT/0309136")),
        ("https://openreview.net/forum?id=St1giarCHLP&noteId=x",
         Source("openreview", "forum:St1giarCHLP")),
        ("https://openreview.net/pdf?id=St1giarCHLP", Source("openreview", "forum:St1giarCHLP")),
        ("https://openreview.net/group?id=ICLR.cc/2021/Conference",
         Source("openreview", "ICLR.cc/2021/Conference")),
        ("https://huggingface.co/datasets/ada/papers", Source("hf", "ada/papers")),
        ("arxiv:cat:cs.CL", Source("arxiv", "cat:cs.CL")),
    ],
)  # fmt: skip
def test_a_link_names_its_source(link: str, source: Source) -> None:
    assert sources_of(f"\n  {link}\n") == [source]


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/papers.bib",
        "http://127.0.0.1:8080/abs/2010.02502",
        "http://169.254.169.254/latest/meta-data",
        "https://arxiv.org.evil.example/abs/2010.02502",
        "https://arxiv.org@evil.example/abs/2010.02502",
        "https://arxiv.org/help",
        "https://openreview.net/profile?id=x",
        "ftp://arxiv.org/abs/2010.02502",
        "file:///etc/passwd",
        "http://[",
        "https://huggingface.co/ada/model",
    ],
)
def test_nothing_is_fetched_from_elsewhere(link: str) -> None:
    with pytest.raises(InputError, match="not fetched from"):
        sources_of(link)


def test_records_are_no_links() -> None:
    assert sources_of("@article{a, url = {https://arxiv.org/abs/1}}") == []
    assert sources_of('{"id": "a", "url": "https://arxiv.org/abs/1"}') == []
    assert sources_of("") == []


def test_links_and_records_do_not_mix() -> None:
    with pytest.raises(InputError, match="mixed"):
        sources_of("https://arxiv.org/abs/2010.02502\n@article{a, title = {b}}")


@pytest.mark.parametrize("name", ["hf:../../etc", "hf:/etc", "hf:./papers", "hf:a/b/c", "hf:ada"])
def test_a_folder_of_this_machine_is_no_dataset(name: str) -> None:
    with pytest.raises(InputError, match="no dataset of the Hugging Face hub"):
        sources_of(name)


def test_a_name_that_is_a_folder_here_is_no_dataset(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ada" / "papers").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    link = "https://huggingface.co/datasets/ada/papers"
    for text in ("hf:ada/papers", "hf:ada/papers@train", link):
        with pytest.raises(InputError, match="no dataset of the Hugging Face hub"):
            sources_of(text)
