"""An exam made from any collection, without a language model: the answers are known by making.

Known-item questions from titles and distinctive sentences (with words left out, so that nothing is
verbatim), catalog questions with exact answers, and unanswerable ones by leaving their paper out of
a copy of the collection.
"""

from __future__ import annotations

import math
import random
import shutil
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.errors import EmptyStoreError, InputError
from assistant.settings import Settings
from assistant.types import Paper
from assistant.wording.text import STOPWORDS, content_stems, fold, stem
from eval.questions import Gold, Question, save
from vectorstore.place import Place
from vectorstore.sentences import sentence_spans

_TITLE = (
    "Which paper deals with {}?", "Is there a paper about {}?", "I am looking for work on {}.",
    "What does the paper on {} do?",
)  # fmt: skip
_SENTENCE = (
    "Which paper says something about {}?", "Who reports on {}?",
    "Where do I find something on {}?",
)  # fmt: skip
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ITEMS, _HELD_OUT, _AUTHORED = 0.65, 0.3, 0.6
"""Shares: questions about a paper; of these, with the paper left out; of the others, on authors."""
_KEPT_WORDS, _IN_A_ROW = 6, 3
_TELLING = math.log(20)
"""The rarity of a word that stands in one paper of twenty."""


def make(papers: Sequence[Paper], count: int, seed: int = 0) -> tuple[list[Question], list[str]]:
    """About ``count`` questions, and the ids of the papers that must be left out for them.

    Args:
        papers: The collection.
        count: Questions wanted; a small collection gives fewer.
        seed: The same seed gives the same exam.

    Raises:
        EmptyStoreError: No paper has both a title and text.
    """
    rng = random.Random(seed)  # noqa: S311 - an exam, not a secret
    usable = [p for p in papers if p.title and len(p.abstract) > 200]
    if len(usable) < 5:
        message = f"An exam needs at least 5 papers with title and abstract; found {len(usable)}."
        raise EmptyStoreError(message, "Bring some in: paper-assistant ingest FILE")
    rarity = _rarity(papers)
    chosen = rng.sample(usable, min(len(usable), max(2, round(_ITEMS * count))))
    out = chosen[: max(1, round(_HELD_OUT * len(chosen)))]
    gone = {p.id for p in out}
    stay = [p for p in papers if p.id not in gone]
    questions = []
    for i, paper in enumerate(chosen):
        # A topic may have other papers that answer; what one sentence tells has none.
        told = i % 2 == 1 or paper.id in gone
        templates = _SENTENCE if told else _TITLE
        words = _sentence_words(paper, rarity) if told else _title_words(paper, rng)
        if len(words) >= 3:
            text = rng.choice(templates).format(_phrase(words))
            questions.append(_known_item(f"item-{i:03}", text, paper, held_out=paper.id in gone))
    questions += _catalog_questions(stay, max(2, count - len(questions)), rng)
    return questions, [p.id for p in out]


def write(settings: Settings, out: Path, count: int, seed: int = 0) -> tuple[Path, Settings]:
    """Write ``exam.jsonl`` and the copy of the collection that it is to be run on.

    Returns:
        The question set, and settings whose store is the copy.

    Raises:
        InputError: The folder holds something else already.
        StoreBusyError: Another process is writing to the collection.
    """
    from assistant.wiring import open_catalog, open_index
    from vectorstore.ingest import delete
    from vectorstore.store import writing

    if settings.place != Place(settings.store):
        message = f"An exam copies the collection's folder; {settings.place} is on a server."
        raise InputError(message, "Export it, and ingest the file into a folder: --store DIR")
    copy = out / "store"
    if out.exists() and any(out.iterdir()) and not (out / "exam.jsonl").exists():
        message = f"The folder {out} holds other things."
        raise InputError(message, "Choose an empty one with --out DIR.")
    questions, gone = make(list(open_catalog(settings).papers()), count, seed)
    shutil.rmtree(copy, ignore_errors=True)
    with writing(settings.store):
        shutil.copytree(settings.store, copy, ignore=shutil.ignore_patterns("*.lock"))
    copied = settings.alone_in(copy)
    with writing(copy):
        delete(gone, open_catalog(copied), open_index(copied))
    save(out / "exam.jsonl", questions)
    return out / "exam.jsonl", copied


def _known_item(id_: str, text: str, paper: Paper, *, held_out: bool) -> Question:
    if held_out:
        note = f"the paper '{paper.label}' was left out"
        return Question(id=id_, kind="unanswerable", question=text, expect="abstain", note=note)
    gold = Gold(all=(paper.id,))
    return Question(id=id_, kind="known_item", question=text, expect="answer", gold=gold)


def _catalog_questions(papers: Sequence[Paper], count: int, rng: random.Random) -> list[Question]:
    by_author: dict[str, list[Paper]] = {}
    for paper in papers:
        for name in dict.fromkeys(paper.authors):
            by_author.setdefault(name, []).append(paper)
    folded = Counter(fold(name) for name in by_author)
    # Two spellings of one name would make the count ambiguous.
    sure = [n for n, mine in by_author.items() if folded[fold(n)] == 1 and len(mine) <= 10]
    names = rng.sample(sorted(sure), min(len(sure), round(_AUTHORED * count)))
    questions = [
        _authored(f"author-{i:03}", name, by_author[name], how_many=i % 2 == 1)
        for i, name in enumerate(names)
    ]
    titled = [p for p in papers if p.title and p.authors]
    for i, paper in enumerate(rng.sample(titled, min(len(titled), count - len(questions)))):
        questions.append(_who_wrote(f"who-{i:03}", paper))
    return [*questions, _how_many("count-000", len(papers)), *_years(papers, rng)]


def _authored(id_: str, name: str, papers: Sequence[Paper], *, how_many: bool) -> Question:
    number = len(papers)
    facts: tuple[tuple[str, ...], ...] = ((str(number), _NUMBERS[number]),) if how_many else ()
    text = f"How many papers are by {name}?" if how_many else f"Which papers did {name} write?"
    gold = Gold(all=tuple(p.id for p in papers))
    return _metadata(id_, text, gold, facts)


def _who_wrote(id_: str, paper: Paper) -> Question:
    facts = tuple((name,) for name in dict.fromkeys(paper.authors))[:4]
    text = f"Who are the authors of “{paper.title}”?"
    return _metadata(id_, text, Gold(all=(paper.id,)), facts)


def _how_many(id_: str, count: int) -> Question:
    return _metadata(id_, "How many papers are in this collection?", Gold(), ((str(count),),))


def _years(papers: Sequence[Paper], rng: random.Random) -> list[Question]:
    counts = Counter(p.year for p in papers if p.year)
    # Where every paper has one year, its count is the question above again.
    years = rng.sample(sorted(counts), min(3, len(counts))) if len(counts) > 1 else []
    return [
        _metadata(f"year-{y}", f"How many papers are from {y}?", Gold(), ((str(counts[y]),),))
        for y in years
        if str(counts[y]) != str(y)
    ]


def _metadata(id_: str, text: str, gold: Gold, facts: tuple[tuple[str, ...], ...]) -> Question:
    options: dict[str, Any] = {"kind": "metadata", "expect": "answer"}
    return Question(id=id_, question=text, gold=gold, facts=facts, **options)


def _rarity(papers: Sequence[Paper]) -> dict[str, float]:
    seen = Counter(s for p in papers for s in set(content_stems(f"{p.title} {p.abstract}")))
    return {s: math.log(len(papers) / n) for s, n in seen.items()}


def _title_words(paper: Paper, rng: random.Random) -> list[str]:
    """The title's content words in their order, with some left out."""
    words = _content(paper.title)
    if len(words) <= 3:
        return words[::-1]
    kept = rng.sample(range(len(words)), max(3, round(len(words) * 2 / 3)))[:_KEPT_WORDS]
    return [words[i] for i in sorted(kept)]


def _sentence_words(paper: Paper, rarity: dict[str, float]) -> list[str]:
    """The rarest words of the most distinctive sentence, in their order."""

    def weight(word: str) -> float:
        return rarity.get(stem(fold(word)), 0.0)

    pieces = [_content(paper.abstract[a:b]) for a, b in sentence_spans(paper.abstract)]
    best = max(pieces, key=lambda words: sum(sorted(map(weight, words))[-_KEPT_WORDS:]))
    ranked = sorted(range(len(best)), key=lambda i: -weight(best[i]))[:_KEPT_WORDS]
    telling = [i for i in ranked if weight(best[i]) > _TELLING and not best[i].endswith("ly")]
    kept = telling if len(telling) >= _IN_A_ROW else ranked
    return [best[i] for i in sorted(kept)]


def _content(text: str) -> list[str]:
    """Content words as written, without formulas and signs, each once."""
    plain = [w.strip("“”\"'()[]{},.;:?!") for w in text.split()]
    good = [w for w in plain if len(w) > 2 and w.replace("-", "").isalnum()]
    return list(dict.fromkeys(w for w in good if fold(w) not in STOPWORDS))


def _phrase(words: Sequence[str]) -> str:
    """The words as one would type them: in lower case but for names, a comma where it gets long."""
    typed = [w if any(c.isupper() or c.isdigit() for c in w[1:]) else w.lower() for w in words]
    parts = [" ".join(typed[i : i + _IN_A_ROW]) for i in range(0, len(typed), _IN_A_ROW)]
    return ", ".join(parts)
