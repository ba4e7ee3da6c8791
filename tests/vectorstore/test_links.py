from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest

from assistant.errors import InputError
from vectorstore.fetchers import hub
from vectorstore.fetchers.http import Client
from vectorstore.fetchers.links import sources_of
from vectorstore.fetchers.pages import Pages
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


@dataclass
class Hub:
    """The library of datasets as far as it is called: one dataset, whose files lie anywhere."""

    files: list[str]

    def load_dataset_builder(self, name: str) -> Hub:
        assert name == "ada/papers"
        return self

    @property
    def config(self) -> SimpleNamespace:
        return SimpleNamespace(data_files={"train": self.files})

    def as_streaming_dataset(self, split: str) -> list[dict[str, str]]:
        assert split == "train"
        return [{"title": "Robots"}]


def test_a_dataset_is_read_from_the_hub_and_no_other_host(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def read(file: str) -> list[object]:
        monkeypatch.setitem(sys.modules, "datasets", Hub([file]))  # type: ignore[arg-type]
        return list(hub.records(Client(), "ada/papers", Pages(tmp_path, "x")))

    assert read("hf://datasets/ada/papers@1/a.parquet") == [(1, {"title": "Robots"})]
    with pytest.raises(InputError, match=r"leads to http://169\.254"):
        read("http://169.254.169.254/latest/meta-data")
