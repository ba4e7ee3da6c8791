"""Which detail a question asks for, and whether a text gives it: a count, a score, time, hardware.

An abstract that is on the topic often lacks the detail that is asked for.  One table says how each
sort of detail is asked for and how a sentence that gives it looks; ``relevance`` makes features of
what is missing, and its fitted weights say how much that counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.wording.text import STOPWORDS, fold, names, numbers, stem, words


@dataclass(frozen=True, slots=True)
class Detail:
    """A sort of detail: how it is asked for, and what a sentence that gives it must hold.

    Attributes:
        asked: Matched on the folded question.
        given: Matched on a folded sentence.
        number: Whether the sentence needs a number too.
    """

    name: str
    asked: re.Pattern[str]
    given: re.Pattern[str]
    number: bool = False


def _detail(name: str, asked: str, given: str, number: bool = False) -> Detail:
    return Detail(name, re.compile(asked), re.compile(given), number)


_HARDWARE = r"\b(?:gpus?|tpus?|cpus?|cores?|hardware|machines?|nvidia|v100|a100|clusters?|nodes?)\b"
_SETTING = (
    r"\bbatch(?: ?|-)sizes?\b|\bepochs?\b|\blearning[ -]rates?\b|\boptimi[sz]ers?\b|\bseeds?\b"
    r"|\bhyper-?parameters?\b|\bweight decay\b|\bdropout (?:rate|probability)\b"
    r"|\btemperature\b|\bwarm-?up\b"
    r"|\b(?:gradient|training|update) steps\b|\biterations?\b"
)
_SIZE = (
    r"\b(?:layers?|parameters?|channels?|heads?|neurons?|dimensions?|memory|gigabytes?|[gmt]b)\b"
)
_PEOPLE = r"\b(?:participants?|annotators?|subjects?|volunteers?|patients?|students?|raters?)\b"

DETAILS = (
    _detail("hardware", _HARDWARE, _HARDWARE),
    _detail("training setting", _SETTING, _SETTING),
    _detail(
        "time",
        r"\bhow long\b|\b(?:hours?|minutes?|seconds?|milliseconds?|ms|fps|latency|runtime)\b"
        r"|\b(?:running|training|inference|computation|wall.?clock) (?:time|speed)\b"
        r"|\bframe ?rate\b|\bframes per\b|\bhow fast\b|\bthroughput\b",
        r"\b(?:hours?|minutes?|seconds?|milliseconds?|ms|fps|days?|latency|runtime|faster|fast"
        r"|speed\w*|real.?time|throughput|accelerat\w+|slower)\b|\b(?:running|training|inference"
        r"|computation|wall.?clock) times?\b",
    ),
    _detail(
        "size", rf"\bhow (?:many|much|large|big)\b.*{_SIZE}|\b(?:model|vocabulary) size\b", _SIZE
    ),
    _detail(
        "score",
        r"\b(?:what|which|how (?:high|much|many))\b (?:\S+ ){0,3}(?:accurac(?:y|ies)|bleu|fid|m?ap"
        r"|m?iou|f1|auc|auroc|psnr|ssim|rmse|perplexity|wer|error rate|opinion score)\b"
        r"|\b(?:accuracy|bleu|fid|miou|f1|auc|auroc|psnr|ssim|rmse|wer) (?:of|on|in|score|reach)\b"
        r"|\bwhat (?:exact )?score\b(?! does)",
        r"\w",
        number=True,
    ),
    _detail("people", _PEOPLE, _PEOPLE),
    _detail(
        "code",
        r"\bcode\b|\bgithub\b|\brepo(?:sitory)?\b|\bcheckpoints?\b|\bopen.?sourced?\b"
        r"|\bimplemented (?:in|with)\b|\b(?:pytorch|tensorflow|jax)\b",
        r"\bcode\b|\bgithub\b|\brepo|\bcheckpoints?\b|\bavailable\b|\breleas|\bopen.?sourc"
        r"|\bpytorch\b|\btensorflow\b|\bjax\b|\bpackage\b|\blibrary\b|https?:",
    ),
    _detail(
        "circumstances",
        r"\bfund(?:ed|ing)\b|\bgrants?\b|\baffiliat|\bwhich (?:universit|institut|compan|countr)"
        r"|\bemail\b|\blicen[cs]e\b|\bhow much (?:money|did it cost)\b|\breviewers?\b"
        r"|\bacceptance rate\b|\bhow many citations\b",
        r"\bfund(?:ed|ing)\b|\bgrants?\b|\buniversit|\binstitut|\bcountr|\blicen[cs]e\b|\bcost",
    ),
)  # fmt: skip
_METRICS = re.compile(
    r"\b(?:accuracy|bleu|fid|map|miou|iou|f1|auc|auroc|psnr|ssim|rmse|mse|mae|perplexity|wer|cer"
    r"|recall|precision|loss|regret)\b"
)
_COUNTED = re.compile(
    r"\b(?:how many(?: of (?:the|these))?|(?:exact |total )?number of|count of)"
    r"\s+(?:\d+\s+)?((?:[\w-]+\s*){1,4})"
)
_NAMED = re.compile(
    r"\b(?:which|what|name of the|names of the)\s+((?:[\w-]+\s+){0,2}?)(data ?sets?|benchmarks?"
    r"|corpora|corpus|backbones?|architectures?|networks?|models?|encoders?|classifiers?"
    r"|languages?|environments?|games?|tasks?|baselines?|simulators?|librar(?:y|ies)|optimi[sz]ers?"
    r"|activations?|tokeni[sz]ers?)\b"
)
_NUMBER_WORDS = frozenset(
    """one two three four five six seven eight nine ten eleven twelve twenty thirty
    forty fifty sixty seventy eighty ninety hundred
    hundreds thousand thousands million millions billion billions dozen dozens several single
    half double twice triple""".split()
)
_STOP_COUNT = frozenset("are is were was do does did can could have has had in on of for".split())


@dataclass(frozen=True, slots=True)
class Asked:
    """The details that a question asks for.

    Attributes:
        details: The sorts of detail, from the table.
        counted: Stems of what is to be counted: ``how many training videos``.
        metrics: The measures whose value is asked for.
        named: Whether names are asked for: ``which datasets``.
        known: Folded names and numbers that the question itself holds.
    """

    details: tuple[Detail, ...] = ()
    counted: frozenset[str] = frozenset()
    metrics: frozenset[str] = frozenset()
    named: bool = False
    known: frozenset[str] = frozenset()

    @classmethod
    def of(cls, question: str) -> Asked:
        """Read a question."""
        folded = fold(question)
        counted = set[str]()
        for match in _COUNTED.finditer(folded):
            for word in words(match.group(1)):
                if word in _STOP_COUNT or word in STOPWORDS:
                    break
                counted.add(stem(word))
        return cls(
            tuple(d for d in DETAILS if d.asked.search(folded)),
            frozenset(counted),
            frozenset(_METRICS.findall(folded)),
            bool(_NAMED.search(folded)),
            frozenset(fold(n) for n in names(question)) | frozenset(numbers(question)),
        )

    def unmet(self, sentences: Sequence[str], title: str = "") -> float:
        """How many of the details none of the sentences gives.

        Args:
            sentences: What may give them.
            title: The paper's; names in it are no answer.
        """
        folded = [fold(s) for s in sentences]
        missing = sum(
            not any(d.given.search(f) and (not d.number or self._number(s))
                    for f, s in zip(folded, sentences, strict=True))
            for d in self.details
        )  # fmt: skip
        if self.counted:
            missing += not any(self._counts(s) for s in sentences)
        if self.named:
            known = self.known | {fold(n) for n in names(title)}
            missing += not any(_names_something(s, known) for s in sentences)
        return float(missing)

    def metrics_missing(self, sentences: Sequence[str]) -> float:
        """How many of the measures asked for no sentence mentions."""
        text = set(words(" ".join(sentences)))
        return float(sum(metric not in text for metric in self.metrics))

    def counted_missing(self, sentences: Sequence[str]) -> float:
        """Share of the counted thing's words that the sentences lack."""
        text = {stem(w) for w in words(" ".join(sentences))}
        return len(self.counted - text) / len(self.counted) if self.counted else 0.0

    def _number(self, sentence: str) -> bool:
        return bool(set(numbers(sentence)) - self.known)

    def _counts(self, sentence: str) -> bool:
        """Whether a sentence has a number and what is counted."""
        found = words(sentence)
        some = self._number(sentence) or bool(_NUMBER_WORDS & set(found))
        return some and bool(self.counted & {stem(w) for w in found})


def _names_something(sentence: str, known: frozenset[str]) -> bool:
    """Whether a sentence holds a name: an acronym, or a capital that does not begin it."""
    capitals = {fold(w) for w in re.findall(r"(?<=[a-z,;(] )[(\"“]?([A-Z]\w+)", sentence)}
    return bool(({fold(n) for n in names(sentence)} | capitals) - known)
