"""The catalog: identity, merging, revisions, history; equal to a simple model whatever comes."""

import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from assistant.types import Filters, Paper
from tests.stores import HashingEmbedder
from tests.vectorstore.conftest import NewCatalog
from vectorstore import ingest, repair
from vectorstore.catalog import Catalog
from vectorstore.entry import Entry, entry_from_record
from vectorstore.export import FORMATS, export
from vectorstore.index import MemoryIndex
from vectorstore.readers import entries
from vectorstore.rejection import Rejection


def entry(source: str = "a.jsonl", **record: object) -> Entry:
    found = entry_from_record(record, source, 1)
    assert isinstance(found, Entry)
    return found


TEXT = "We show that long things are better than short ones in every way that counts."


def test_the_same_record_again_changes_nothing(catalog: Catalog):
    one = entry(id="1", title="A title", abstract=TEXT)
    assert catalog.put([one]) == {"added": 1}
    assert catalog.put([one]) == {"unchanged": 1}


@pytest.mark.parametrize(
    "other",
    [
        {"id": "b:9", "title": "A TITLE of four words", "abstract": TEXT + " "},
        {"id": "b:9", "title": "A title of four words!", "abstract": "", "authors": "Rene Li"},
        {"url": "https://doi.org/10.1000/X", "title": "A title of four words", "abstract": "New."},
        {"arxiv": "2001.01234v3", "title": "A title of four other words", "abstract": "New."},
    ],
)
def test_the_same_work_from_another_source_is_merged(catalog: Catalog, other: dict):
    first = {"id": "a:1", "title": "A title of four words", "abstract": TEXT, "authors": "René Li",
             "doi": "10.1000/x", "pdf": "https://arxiv.org/pdf/2001.01234"}  # fmt: skip
    catalog.put([entry(**first)])
    assert catalog.put([entry("b.csv", venue="ICLR", **other)]) == {"merged": 1}
    (paper,) = catalog.papers()
    assert (paper.id, paper.abstract, paper.venue) == ("a:1", TEXT, "ICLR")
    assert [origin for origin, _ in catalog.sources("a:1")] == ["a.jsonl", "b.csv"]
    assert catalog.put([entry("b.csv", venue="ICLR", **other)]) == {"unchanged": 1}


@pytest.mark.parametrize(
    "other",
    [
        {"id": "2", "title": "A title of four words", "abstract": "Quite another text."},
        {"id": "2", "title": "Another title", "abstract": TEXT},
        {"id": "2", "title": "Far from it", "abstract": "Else.", "doi": "10.1000/x"},
        {"id": "1", "title": "Far from it", "abstract": "Else.", "authors": "Somebody Else"},
        {"id": "1", "title": "Far from it", "abstract": "Else."},
        {"id": "1", "title": "Far from it"},
        {"id": "1", "title": "A part of the way", "abstract": "Else.", "authors": "Some Body"},
        {"title": "A title of four words", "authors": "Another One"},
    ],
)
def test_different_works_are_kept_apart(catalog: Catalog, other: dict):
    first = {"id": "1", "title": "A title of four words", "abstract": TEXT, "authors": "René Li",
             "doi": "10.1000/x"}  # fmt: skip
    catalog.put([entry(**first)])
    assert catalog.put([entry("b.csv", **other)]) == {"added": 1}
    assert catalog.put([entry("b.csv", **other)]) == {"unchanged": 1}
    assert catalog.count() == 2


def test_a_revision_replaces_the_text_and_keeps_the_old_one(catalog: Catalog):
    catalog.put([entry(id="1", title="A title", abstract="Old text here.", authors="Ann One")])
    assert catalog.put([entry("new.jsonl", id="1", title="A title", abstract=TEXT)]) == {
        "updated": 1
    }
    (paper,) = catalog.get(["1"])
    assert (paper.abstract, paper.authors) == (TEXT, ("Ann One",))
    assert [text for _, text, _ in catalog.history("1")] == ["Old text here."]
    assert not catalog.search_text("old", 5)
    assert catalog.count_pending() == 1


def test_a_revision_without_authors_is_believed_where_the_id_is_more_than_a_number(
    catalog: Catalog,
):
    catalog.put([entry(id="a:1", title="A first title", abstract=TEXT)])
    assert catalog.put([entry(id="a:1", title="Renamed", abstract="And rewritten.")]) == {
        "updated": 1
    }


def test_a_field_that_its_own_file_empties_is_emptied(catalog: Catalog):
    catalog.put([entry(id="1", title="A title", abstract=TEXT, venue="ICLR")])
    catalog.put([entry(id="1", title="A title", abstract=TEXT)])
    assert catalog.get(["1"])[0].venue is None


def test_the_original_text_is_kept(catalog: Catalog):
    catalog.put([entry(id="1", title="na\u00c3\u00afve", abstract="<p>Text here.</p>")])
    assert catalog.get(["1"])[0].title == "naïve"
    assert catalog.original("1") == ("na\u00c3\u00afve", "<p>Text here.</p>")


def test_a_paper_is_found_by_any_id_it_has_had(catalog: Catalog):
    url = "https://openreview.net/forum?id=-abc_"
    catalog.put([entry(id="iclr2021:-abc_", title="A title", abstract=TEXT, url=url)])
    assert [p.id for p in catalog.get(["iclr2021:-abc_", "-abc_"])] == ["-abc_", "-abc_"]
    assert catalog.delete(["iclr2021:-abc_"]) == ["-abc_"]
    assert catalog.get(["-abc_"]) == []


def test_delete_leaves_nothing_in_any_table(catalog: Catalog):
    catalog.put([entry(id="1", title="A title", abstract="Old text.", doi="10.1000/x")])
    catalog.put([entry("b.csv", id="1", title="A title", abstract=TEXT)])
    catalog.delete(["1"])
    for table in ("papers", "authors", "records", "names", "history", "papers_text"):
        assert catalog._read(f"SELECT count(*) FROM {table}")[0][0] == 0


def test_names_and_texts_of_any_length_are_stored_and_found(catalog: Catalog):
    chance = random.Random(1)

    def word(length: int) -> str:
        return "".join(chance.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=length))

    long = Paper(
        word(6000), f"Title {word(300)}", " ".join(word(60) for _ in range(20_000)),
        (word(6000), "Ann One"), venue=word(6000), url="https://x.y/" + word(6000),
    )  # fmt: skip
    usual = Paper("usual", "A title", "Words.", ("Ann One",))
    assert catalog.put([long, usual]) == {"added": 2}
    assert catalog.put([long, usual]) == {"unchanged": 2}
    assert catalog.get([long.id]) == [long]
    assert catalog.count(Filters(authors=(long.authors[0],))) == 1
    assert catalog.count(Filters(authors=("Ann One",), venues=(long.venue or "",))) == 1
    assert catalog.search_text(long.abstract[:60], 5)[0][0] == long.id
    assert catalog.delete([long.id]) == [long.id]


def test_accents_match_both_ways(catalog: Catalog):
    catalog.put([entry(id="1", title="One", abstract=TEXT, authors="René Müller")])
    catalog.put([entry(id="2", title="Two", abstract="Else.", authors="Rene Muller")])
    assert catalog.count(Filters(authors=("Rene Müller",))) == 2
    assert {i for i, _ in catalog.search_text("muller", 5)} == {"1", "2"}


@pytest.mark.parametrize("format_", FORMATS)
def test_an_export_comes_in_again_as_it_was(
    tmp_path: Path, catalog: Catalog, new_catalog: NewCatalog, format_: str
):
    odd = [
        entry(id="-1_", title="{Odd} \\ braces } of $x_{1}$", abstract='"Q", 5% & a\\b {',
              year=2001, authors=["René Li", "Team, Big, Inc"], url="https://openreview.net/forum?id=-1_"),
        entry(id="2", abstract="No title here.", venue="ICLR, and more", pdf="https://x.y/z.pdf"),
        entry(title="No text, no id", authors="Ann One", doi="10.1000/x"),
        entry(id="é", title="A digest", abstract="Told anew.", text_kind="digest"),
    ]  # fmt: skip
    catalog.put(odd)
    catalog.put([entry("b.csv", id="other", title="No text, no id", doi="10.1000/X", year=1999)])
    file, again = tmp_path / "out", new_catalog()
    with file.open("w", encoding="utf-8", newline="") as stream:
        assert export(catalog, stream, format_) == 4
    again.put([e for e in entries(file) if isinstance(e, Entry)])
    plain = [replace(paper, source="") for paper in catalog.papers()]
    assert [replace(paper, source="") for paper in again.papers()] == plain
    assert [again.other_ids(p.id) for p in plain] == [catalog.other_ids(p.id) for p in plain]


@pytest.mark.whole
def test_revisions_of_iclr_2021_replace_text_and_vectors(tmp_path: Path, shared_data: Path):
    import gzip

    path = shared_data / "iclr2021_revisions.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    catalog, index, embedder = Catalog(tmp_path / "c.sqlite3"), MemoryIndex(), HashingEmbedder()
    for edition in ("old", "new"):
        catalog.put(
            [
                entry(f"{edition}.jsonl", id=r["id"], title=r[f"{edition}_title" if edition == "old"
                      else "title"], abstract=r[f"{edition}_abstract"])
                for r in rows
            ]
        )  # fmt: skip
        ingest.embed_pending(catalog, index, embedder)
    assert catalog.count() == len(rows)
    assert not repair.compare(catalog, index)
    changed = [r for r in rows if catalog.history(r["id"])]
    assert len(changed) > 0.9 * len(rows)


TITLES = ["", "One title of the many", "Another title of them", "Preface"]
ABSTRACTS = ["", "The text.", "Text \x00 of $x$ &amp; <b>more</b>.", "withdrawn", "N/A", TEXT]
RECORDS = st.fixed_dictionaries(
    {"id": st.sampled_from(["a", "b", "-c_", "d e"]), "title": st.sampled_from(TITLES),
     "abstract": st.sampled_from(ABSTRACTS)},
    optional={
        "authors": st.sampled_from(["", "Ann One;René Two", ["Rene Two"], "Anonymous", None]),
        "venue": st.sampled_from(["ICLR", "", None]),
        "year": st.sampled_from([2020, "2021-03-04", "soon", None]),
        "url": st.sampled_from(["https://x.y/1", "nowhere", None]),
    },
)  # fmt: skip


class StoreAgainstModel(RuleBasedStateMachine):
    """One file's records under ids that are its own: the last one of an id counts."""

    new: NewCatalog

    def __init__(self) -> None:
        super().__init__()
        self.catalog = type(self).new()
        self.index, self.model = MemoryIndex(), dict[str, Paper]()

    def teardown(self) -> None:
        self.catalog.close()

    @rule(records=st.lists(RECORDS, max_size=6))
    def bring_in(self, records: list[dict]) -> None:
        # A title of its own for each id keeps the model free of merging, tested by itself.
        found = []
        for record in records:
            title = f"{record['title']} {record['id']}" if record["title"] else ""
            abstract = record["abstract"] and f"{record['abstract']} {record['id']}"
            if record["abstract"] in ("withdrawn", "N/A"):
                abstract = record["abstract"]
            found.append(entry_from_record(record | {"title": title, "abstract": abstract}, "f", 1))
        report = ingest.ingest(found, self.catalog)
        expected: Counter[str] = Counter()
        for record in found:
            if isinstance(record, Rejection):
                continue
            old = self.model.get(record.paper.id)
            same = old == record.paper
            expected["added" if old is None else "unchanged" if same else "updated"] += 1
            self.model[record.paper.id] = record.paper
        assert +report.counts == +expected
        assert report.read == len(records)

    @rule(ids=st.lists(st.sampled_from(["a", "b", "-c_", "d e", "unknown"])))
    def delete(self, ids: list[str]) -> None:
        gone = ingest.delete(ids, self.catalog, self.index)
        assert gone == [i for i in dict.fromkeys(ids) if self.model.pop(i, None)]

    @rule()
    def embed(self) -> None:
        ingest.embed_pending(self.catalog, self.index, HashingEmbedder())
        assert not repair.compare(self.catalog, self.index)
        assert set(dict(self.index.contents())) == set(self.model)

    @invariant()
    def equal(self) -> None:
        found = {paper.id: paper for paper in self.catalog.papers()}
        assert found == self.model
        assert not self.catalog.check_search()


def test_whatever_comes_the_store_equals_a_simple_model(new_catalog: NewCatalog):
    StoreAgainstModel.new = staticmethod(new_catalog)
    limits = hypothesis_settings(max_examples=15, stateful_step_count=8, deadline=None)
    run_state_machine_as_test(StoreAgainstModel, settings=limits)


def batches(number: int) -> Iterator[Paper]:
    for i in range(number):
        yield Paper(f"{i}", f"Title {i}", f"Text {i}", source=f"f:{i}")


def test_threads_share_a_catalog(catalog: Catalog):
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda paper: catalog.put([paper]), batches(60)))
        assert set(pool.map(lambda _: catalog.count(), range(20))) == {60}


def test_document_frequencies_follow_what_is_written_here_and_elsewhere(tmp_path: Path):
    here, elsewhere = Catalog(tmp_path / "c.sqlite3"), Catalog(tmp_path / "c.sqlite3")
    assert here.document_frequencies(["tree", "sea"]) == {"tree": 0, "sea": 0}
    here.put([Paper("a", "Trees", "A tree.")])
    assert here.document_frequencies(["tree", "sea"]) == {"tree": 1, "sea": 0}
    elsewhere.put([Paper("b", "Trees by the sea", "Both.")])
    assert here.document_frequencies(["tree", "sea"]) == {"tree": 2, "sea": 1}
    elsewhere.delete(["a"])
    assert here.document_frequencies(["tree"]) == {"tree": 1}
    assert Catalog(tmp_path / "c.sqlite3").document_frequencies(["tree"]) == {"tree": 1}
