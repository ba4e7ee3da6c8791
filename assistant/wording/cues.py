"""Words that show what a question wants and what a sentence does: one table of patterns each.

All are matched on folded text (``assistant.wording.text.fold``) but for ``CAPITAL`` and ``JOINT``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.wording.text import fold

_NUMBER_ASKED = re.compile(
    r"\bhow (?:many|much|large|big|long|fast|often|far|few|high|low|small)\b|\bby how\b|\bpercent|%"
    r"|\b(?:what|which) (?:\S+ ){0,3}(?:accuracy|score|rate|size|number|share|fraction|factor"
    r"|speed|gain|result|figure|temperature|threshold|dimension|value|budget)s?\b"
    r"|\b(?:numbers?|figures?|speed-?up|times faster|rate|size|cost|gains?|score|bleu|fid|error)\b"
)
_NAME_ASKED = re.compile(
    r"\b(?:which|what|name|names|called|named|on which|with which)\b.{0,40}\b(?:data ?sets?|"
    r"benchmarks?|tasks?|models?|methods?|algorithms?|name|called|frameworks?|architectures?|"
    r"corp(?:us|ora)|domains?|environments?|baselines?|metrics?|languages?|networks?)\b"
    r"|\bcalled\b|\bnamed\b|\bname of\b"
)
# The evidence model weighs the two above as it was fitted, and they fire on any mention; these say
# that a number or the names of data are what is asked for, and nothing less answers.
NUMBER_MEANT = re.compile(
    r"\bhow (?:many|much|large|big|long|fast|often|far|few|high|low|small|narrow|short|deep|wide"
    r"|slow|close|accurate|strong)\b|\bby how\b|\bpercent|%|\bnumbers?\b"
    r"|\b(?:what|which)(?:['’]s)? (?:\S+ ){0,3}(?:accuracy|score|rate|size|number|share|fraction"
    r"|factor|speed-?up|gain|figure|temperature|threshold|dimension|value|budget|cost|price|ratio"
    r"|percentage|saving|benefit|improvement|reduction|increase)s?\b"
    r"|\bwhat (?:is|was|'s) (?:the|its|their) (?:largest|biggest|smallest)\b"
)
DATA_MEANT = re.compile(
    r"\b(?:which|what)(?: (?:sorts?|kinds?|types?) of)?"
    r"(?: (?!is\b|are\b|do\b|does\b|makes?\b|explains?\b)[\w-]+){0,2} "
    r"(?:data ?sets?|benchmarks?|environments?|games?|graphs|domains|robots?|corpora|corpus"
    r"|languages|simulators?|problems|tasks|diseases?|applications)\b"
    r"(?! models?\b| net(?:work)?s?\b)"
    r"|\b(?:tested|tried|evaluated|checked|demonstrated|validated|run|ran)"
    r" (?:it |this |that |them )?(?:on|in|with)\b|\bon what\b"
    r"|\bwhere (?:did|do|was|were|is)\b.{0,30}\b(?:test|try|tried|run|evaluate)"
)
# Cues are matched on folded text: of a question's want, and of a sentence's rhetorical role.
QUESTION_CUES: Mapping[str, re.Pattern[str]] = {
    "number": _NUMBER_ASKED,
    "name": _NAME_ASKED,
    "why": re.compile(
        r"\bwhy\b|\breason|\bmotivat|\bproblem\b|\bwrong\b|\bissues?\b|\bchalleng|\bfail"
        r"|\bdifficult"
    ),
    "how": re.compile(
        r"\bhow (?:does|do|is|are|did|can|to|they)\b|\bwhat (?:trick|idea|mechanism)"
    ),
    "result": re.compile(
        r"\bresults?\b|\bperform|\bcompar|\bimprov|\bbetter\b|\bbeat|\boutperform|\bgains?\b"
        r"|\beffect\b|\bfind|\bfound|\bshow|\bachiev|\baccura|\bwork(?:s|ed)? (?:well|better)"
    ),
    "data": re.compile(
        r"\bdata ?sets?\b|\bbenchmarks?\b|\bevaluat|\btested\b|\bexperiments?\b|\btasks?\b"
        r"|\btried\b"
    ),
    "limit": re.compile(
        r"\blimit|\bassum|\bcondition|\bdrawback|\bweak|\bonly\b|\bwhen\b|\bcannot\b|\bfail"
        r"|\brequire"
    ),
    "code": re.compile(r"\bcode\b|\bgithub\b|\bavailable\b|\brepo|\bopen.?source|\breleas"),
    "theory": re.compile(
        r"\bprov|\btheor|\bbounds?\b|\bguarantee|\bconverg|\bcomplexity\b|\brate\b"
    ),
}
SENTENCE_CUES: Mapping[str, re.Pattern[str]] = {
    "number": re.compile(r"\d"),
    "name": re.compile(r"(?!)"),  # names show in the case of letters: see ``_roles``
    "why": re.compile(
        r"\bhowever\b|\bbut\b|\bdifficult|\bchalleng|\bsuffer|\bfail|\blimit|\bproblem|\bbecause\b"
        r"|\bdue to\b|\bsince\b|\bunfortunately\b|\black|\bexpensive|\bremain"
    ),
    "how": re.compile(
        r"\bby \w+ing\b|\busing\b|\bvia\b|\bwhich\b|\bpropos|\bintroduc|\bdevelop|\bpresent"
        r"|\bdesign"
        r"|\bspecifically\b|\bin particular\b|\bfirst\b|\bthen\b|\bconsist|\bbased on\b|\bthrough\b"
    ),
    "result": re.compile(
        r"\bresults?\b|\boutperform|\bimprov|\bachiev|\bstate.of.the.art\b|\bdemonstrat|\bshow"
        r"|\bbetter\b|\bsuperior|\bcompar|\bfind\b|\bsignificant|\bhigher\b|\bfaster\b|\breduc"
    ),
    "data": re.compile(
        r"\bdata ?sets?\b|\bbenchmarks?\b|\bexperiments?\b|\bevaluat|\btasks?\b|\breal.world\b"
        r"|\bempirical|\btest"
    ),
    "limit": re.compile(
        r"\bassum|\bonly\b|\bwithout\b|\bunder\b|\bwhen\b|\bif\b|\beven\b|\bnot\b|\blimit|\brequir"
        r"|\bmild\b|\bcondition"
    ),
    "code": re.compile(r"\bcode\b|\bgithub\b|https?://|\bavailable\b|\breleas"),
    "theory": re.compile(r"\bprov|\btheor|\bbounds?\b|\bguarantee|\bconverg|\bo\(|\bcomplexity\b"),
}
OWN_WORK = re.compile(
    r"\bwe\b|\bour\b|\bthis (?:paper|work|article|study)\b|\bthe (?:authors|paper)\b|\bin this\b"
)
ANAPHORA = re.compile(
    r"(?:this|these|those|it|its|they|their|such|he|she|both|the former|the latter|here|there|thus"
    r"|hence|therefore|moreover|furthermore|additionally|in addition|also|finally|however)\b"
)

INTRODUCES = re.compile(
    r"\bwe (?:\w+ ){0,2}(?:propos|introduc|present|develop|design|call|dub|name|term)"
    r"|\b(?:called|named|dubbed|termed|coined|namely|known as)\b"
    r"|\b(?:is|are) (?:proposed|introduced|presented)"
)
THING_ASKED = re.compile(r"\b(?:which|what|is there|any|name|called|named)\b")
EXAMPLES = re.compile(r"\be\.g\.|\bsuch as\b|\bincluding\b")
CAPITAL = re.compile(r"(?<=[a-z,(] )[A-Z][\w-]+")
JOINT = re.compile(
    r",? and (?:also )?|; |\? |: | but | or |, (?=how|what|which|why|where|when|by)", re.IGNORECASE
)


def wants(question: str) -> dict[str, bool]:
    """Which kinds of thing the question asks for, by its words."""
    folded = fold(question)
    return {cue: bool(pattern.search(folded)) for cue, pattern in QUESTION_CUES.items()}
