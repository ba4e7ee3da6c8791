"""Words with a direction: what raises, what lowers, what denies, what hedges; and opposite pairs.

``alignment.py`` asks whether a statement and its source point the same way.  The words are listed
by base form and compared by stem, so that "reduces" and "reduction" count as "reduce".
"""

from __future__ import annotations

from functools import lru_cache

from assistant.wording.text import stem

NEGATORS = frozenset(
    "not no never neither nor none cannot without nothing nobody hardly barely".split()
)
HEDGES = frozenset(
    "may might could can possibly potentially perhaps likely suggest suggests suggesting seem "
    "seems appear appears often sometimes some partly partially typically generally".split()
)
ABSOLUTES = frozenset(
    "always all every only entirely completely fully guarantee guarantees never exactly any".split()
)
_UP = (
    "increase increasing raise raising rise rising enhance enhancement improve improvement "
    "promote promotion induce induction activate activation encourage facilitate boost "
    "accelerate acceleration amplify stimulate stimulation strengthen upregulate upregulation "
    "elevate gain grow growth high higher highest more most great greater larger largest "
    "large big bigger faster fast better best expand expansion enable help benefit beneficial "
    "cause drive trigger outperform exceed surpass beat effective superior strong stronger "
    "abundant positive frequent many succeed success maximize maximum upper above robust "
    "stable easy easier cheap cheaper possible require necessary essential crucial important "
    "efficient accurate add win allow able long longer deep deeper wide wider rich dense "
    "early earlier deposit restore maintain preserve rescue likely susceptible susceptibility "
    "vulnerable vulnerability safe reliable consistent useful highly greatly strongly "
    "efficiently effectively successfully quickly substantially sensitive sensitivity lead "
    "contribute form produce generate worth rose risen grew grown won sped speedup exacerbate "
    "aggravate intensify heighten elevated prolong widen enlarge broaden potentiate augment "
    "recover advantage favorable resilient surge dearer"
).split()
_DOWN = (
    "decrease decreasing reduce reduction lower lowest low inhibit inhibition inhibitor "
    "prevent prevention suppress suppression suppressor block impair impairment impede halt "
    "slow slower deactivate inactivate abolish attenuate diminish disrupt disruption weaken "
    "weak weaker worsen worse worst degrade degradation hinder hurt harm harmful limit "
    "limited restrict fail failure lack loss lose deficiency deficient absence absent deplete "
    "depletion delete deletion knockout knockdown downregulate downregulation mitigate "
    "alleviate avoid eliminate elimination remove removal minimize minimum less fewer few "
    "small smaller smallest slightly slowly inferior protect protection protective resist "
    "resistance counter oppose rarely rare unlikely scarce underperform fall drop decline shrink "
    "cut sparse "
    "shallow narrow difficult hard harder impossible unable ineffective unstable inefficient "
    "inaccurate negative below short shorter late later cheapen save unnecessary dispensable "
    "independent unrelated struggle stop interfere silence ablate free unsafe unreliable "
    "inconsistent useless poor poorly incapable unassociated discontinue suboptimal defective "
    "deprive exclude ignore underestimate insensitive weakly negligible marginal minor fell "
    "fallen shrank shrunk lost delay dampen curb lessen curtail ease relieve counteract undermine "
    "compromise deteriorate deterioration collapse vanish ameliorate fragile brittle unfaithful "
    "erroneous disadvantage unfavorable"
).split()
_OPPOSITES = (
    ("increase", "decrease"), ("increase", "reduce"), ("increase", "lower"), ("raise", "lower"),
    ("raise", "cut"), ("raise", "reduce"), ("raise", "decrease"), ("raise", "drop"),
    ("increase", "drop"), ("improve", "reduce"), ("improve", "decrease"), ("help", "hurt"),
    ("improve", "degrade"), ("improve", "worsen"),
    ("improve", "hurt"), ("improve", "impair"), ("better", "worse"), ("higher", "lower"),
    ("high", "low"), ("more", "less"), ("more", "fewer"), ("many", "few"), ("faster", "slower"),
    ("fast", "slow"), ("outperform", "underperform"), ("larger", "smaller"), ("large", "small"),
    ("stronger", "weaker"), ("strong", "weak"), ("easy", "hard"), ("easier", "harder"),
    ("easy", "difficult"), ("positive", "negative"), ("upper", "lower"), ("above", "below"),
    ("maximum", "minimum"), ("maximize", "minimize"), ("accelerate", "slow"),
    ("stable", "unstable"), ("with", "without"), ("linear", "nonlinear"),
    ("linear", "exponential"), ("linear", "quadratic"), ("supervised", "unsupervised"),
    ("gain", "loss"), ("gain", "lose"), ("win", "lose"), ("rise", "fall"), ("best", "worst"),
    ("deep", "shallow"), ("wide", "narrow"), ("long", "short"), ("longer", "shorter"),
    ("before", "after"), ("early", "late"), ("first", "last"), ("add", "remove"),
    ("cheap", "expensive"), ("cheaper", "dearer"), ("robust", "fragile"), ("robust", "brittle"),
    ("faithful", "unfaithful"), ("possible", "impossible"), ("able", "unable"),
    ("effective", "ineffective"), ("efficient", "inefficient"), ("necessary", "unnecessary"),
    ("promote", "inhibit"), ("promote", "prevent"), ("induce", "inhibit"), ("induce", "prevent"),
    ("activate", "inhibit"), ("activate", "deactivate"), ("activate", "inactivate"),
    ("encourage", "prevent"), ("encourage", "inhibit"), ("enhance", "impair"),
    ("enhance", "reduce"), ("upregulate", "downregulate"), ("allow", "prevent"),
    ("enable", "prevent"), ("succeed", "fail"), ("success", "failure"), ("support", "refute"),
    ("agree", "disagree"), ("similar", "different"), ("same", "different"), ("dense", "sparse"),
    ("convex", "nonconvex"), ("discrete", "continuous"), ("local", "global"),
    ("online", "offline"), ("implicit", "explicit"), ("sensitive", "insensitive"),
    ("dependent", "independent"), ("always", "never"), ("overestimate", "underestimate"),
    ("beat", "lose"), ("common", "rare"), ("frequent", "rare"), ("rich", "poor"),
    ("good", "bad"), ("good", "poor"), ("over", "under"), ("presence", "absence"),
    ("present", "absent"), ("simple", "complex"), ("known", "unknown"), ("superior", "inferior"),
    ("static", "dynamic"), ("fixed", "variable"), ("resistant", "susceptible"),
    ("accurate", "erroneous"), ("faster", "slowly"), ("fast", "slowly"), ("quickly", "slowly"),
    ("simple", "complicated"), ("slightly", "greatly"), ("slightly", "substantially"),
    ("public", "private"), ("cut", "increase"), ("save", "waste"), ("inside", "outside"),
)  # fmt: skip

LEVEL = frozenset(
    map(
        stem,
        "similar same unchanged comparable equal unaffected indistinguishable equivalent "
        "regardless irrespective independent unrelated identical".split(),
    )
)
"""What neither raises nor lowers: "similar in both groups" bears no "higher" and no "lower"."""
UP = frozenset(map(stem, _UP))
DOWN = frozenset(map(stem, _DOWN)) - UP
_OPPOSITE = frozenset(
    (stem(a), stem(b)) for pair in _OPPOSITES for a, b in (pair, (pair[1], pair[0]))
)
_OPPOSITES_OF = {a: [b for other, b in _OPPOSITE if other == a] for a, _ in _OPPOSITE}
_PREFIXES = ("un", "in", "non", "dis", "im", "ir", "anti")
_ADVERB = 5
"""A stem in "li" of more letters is an adverb's: "rapidli", and not "earli" or "famili"."""


@lru_cache(maxsize=65536)
def direction(stem: str) -> int:
    """1 where the word raises, -1 where it lowers, 0 where it has no direction."""
    forms = _forms(stem)
    return 1 if forms & UP else -1 if forms & DOWN else 0


def _forms(stem: str) -> frozenset[str]:
    """The stem, and that of its adverb or of the adjective it comes from: linear, linearli."""
    other = stem[:-2] if stem.endswith("li") and len(stem) > _ADVERB else f"{stem}li"
    return frozenset((stem, other))


@lru_cache(maxsize=65536)
def opposite(one: str, other: str) -> bool:
    """Whether two stems say the opposite: a listed pair, or one is the other's negation."""
    if any((a, b) in _OPPOSITE for a in _forms(one) for b in _forms(other)):
        return True
    short, long = sorted((one, other), key=len)
    return len(short) > 4 and any(long == prefix + short for prefix in _PREFIXES)


def opposites_among(stem: str, among: frozenset[str]) -> list[str]:
    """Which of some stems say the opposite of one."""
    return sorted(other for other in _candidates(stem) if other in among)


@lru_cache(maxsize=65536)
def _candidates(stem: str) -> frozenset[str]:
    """Every stem that would be the opposite of one: listed, or with a denying beginning."""
    opposite_to = (b for form in _forms(stem) for b in _OPPOSITES_OF.get(form, ()))
    listed = {form for b in opposite_to for form in _forms(b)}
    long = {prefix + stem for prefix in _PREFIXES if len(stem) > 4}
    short = {stem[len(p) :] for p in _PREFIXES if stem.startswith(p) and len(stem) - len(p) > 4}
    return frozenset(listed | long | short)


@lru_cache(maxsize=1)
def listed_opposites() -> dict[str, str]:
    """Each listed word with one opposite, as written: to turn statements round on purpose."""
    return {a: b for pair in _OPPOSITES for a, b in (pair, (pair[1], pair[0]))}
