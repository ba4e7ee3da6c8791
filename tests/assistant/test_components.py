"""The LlamaIndex components, in LlamaIndex's own hands."""

import re
from pathlib import Path

import pytest
from llama_index.core.llms import MockLLM
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.schema import NodeWithScore, TextNode

from assistant.components import (
    ConvexFusion,
    FilterPapers,
    OnePerPaper,
    PaperRetriever,
    RerankPapers,
    hit_of,
    node_of,
)
from assistant.errors import SettingsError
from assistant.settings import Settings
from assistant.types import Filters, Paper, Retrieved
from tests.fakes import FakeLibrary, FakeSearch

ROOT = Path(__file__).parents[2]
PAPERS = [
    Paper("g1", "Graph attention", "We attend to graphs.", ("René Vidal",), "iclr", 2018, "u", "p"),
    Paper("g2", "Graph kernels", "We compare graphs by kernels.", ("Ada Lovelace",), "icml", 2021),
    Paper("s1", "Speech codecs", "We code speech.", (), None, None),
]


@pytest.fixture
def retriever() -> PaperRetriever:
    return PaperRetriever(FakeSearch(FakeLibrary(PAPERS)), top_k=2)


def ids(nodes: list[NodeWithScore]) -> list[str]:
    return [node.node.node_id for node in nodes]


def test_a_query_engine_answers_from_the_papers(retriever: PaperRetriever):
    later = FilterPapers(year_from=2020)
    engine = RetrieverQueryEngine.from_args(retriever, llm=MockLLM(), node_postprocessors=[later])
    response = engine.query("graph kernels")
    assert ids(response.source_nodes) == ["g2"]
    assert "We compare graphs by kernels." in str(response)


def test_retriever_gives_papers_with_what_the_catalog_knows(retriever: PaperRetriever):
    best, second = retriever.retrieve("graph attention")
    assert best.score is not None
    assert second.score is not None
    assert best.score > second.score
    assert best.metadata["title"] == "Graph attention"
    assert best.metadata["authors"] == ["René Vidal"]
    filtered = PaperRetriever(FakeSearch(FakeLibrary(PAPERS)), 5, Filters(venues=("icml",)))
    assert ids(filtered.retrieve("graph attention")) == ["g2"]


@pytest.mark.parametrize("paper", PAPERS, ids=lambda p: p.id)
def test_a_paper_survives_the_way_through_a_node(paper: Paper):
    hit = Retrieved(paper, 0.5, 0.3, None)
    assert hit_of(node_of(hit)) == hit


def test_convex_fusion_weighs_vectors_against_words():
    nodes = [
        node_of(Retrieved(PAPERS[0], 0.0, dense=0.9, lexical=1.0)),
        node_of(Retrieved(PAPERS[1], 0.0, dense=0.1, lexical=9.0)),
        node_of(Retrieved(PAPERS[2], 0.0)),
    ]
    assert ids(ConvexFusion(dense_weight=1.0).postprocess_nodes(nodes)) == ["g1", "g2", "s1"]
    assert ids(ConvexFusion(dense_weight=0.0).postprocess_nodes(nodes)) == ["g2", "g1", "s1"]
    assert [n.score for n in nodes] == [0.0, 0.0, 0.0], "the nodes given are left as they are"


@pytest.mark.parametrize(
    ("restriction", "left"),
    [
        ({"year_to": 2018}, ["g1"]),
        ({"venues": ("icml", "iclr")}, ["g1", "g2"]),
        ({"authors": ("Rene Vidal",)}, ["g1"]),
        ({}, ["g1", "g2", "s1"]),
    ],
)
def test_filter_keeps_what_passes(restriction: dict[str, object], left: list[str]):
    nodes = [node_of(Retrieved(paper, 1.0)) for paper in PAPERS]
    assert ids(FilterPapers(**restriction).postprocess_nodes(nodes)) == left


def test_several_passages_of_a_paper_become_one():
    nodes = [
        NodeWithScore(node=TextNode(id_=i, text=i, metadata={"paper_id": p}), score=s)
        for i, p, s in (("a#0", "a", 0.2), ("b#0", "b", 0.5), ("a#1", "a", 0.9))
    ]
    assert ids(OnePerPaper().postprocess_nodes(nodes)) == ["a#1", "b#0"]


def test_reranking_needs_a_query_and_a_model():
    class ByTitle:
        def rerank(self, query: str, hits: list[Retrieved]) -> list[Retrieved]:
            return sorted(hits, key=lambda hit: hit.paper.title, reverse=True)

    nodes = [node_of(Retrieved(paper, 1.0)) for paper in PAPERS]
    rerank = RerankPapers(reranker=ByTitle(), top_n=2)
    assert ids(rerank.postprocess_nodes(nodes, query_str="graphs")) == ["s1", "g2"]
    with pytest.raises(ValueError, match="query_str"):
        rerank.postprocess_nodes(nodes)
    with pytest.raises(SettingsError, match="reranker"):
        RerankPapers.of(Settings())


@pytest.mark.model
def test_the_example_in_the_readme_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    from assistant.models.embedding import SentenceEmbedder
    from assistant.settings import load_settings
    from assistant.wiring import open_catalog, open_index
    from tests.stores import builtin_papers
    from vectorstore.ingest import embed_pending

    monkeypatch.setenv("PAPER_ASSISTANT_STORE", str(tmp_path))
    settings = load_settings()
    catalog = open_catalog(settings)
    catalog.put(builtin_papers()[:20])
    embed_pending(catalog, open_index(settings), SentenceEmbedder(settings))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    [example] = [b for b in re.findall(r"```python\n(.*?)```", readme, re.S) if "retriever" in b]
    exec(compile(example, "README.md", "exec"), {})
    printed = capsys.readouterr().out
    assert len(re.findall(r"^[01]\.\d\d \S.*https://", printed, re.M)) == 8
    assert "How do graph networks attend to neighbours?" in printed
