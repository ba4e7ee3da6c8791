"""The words by which a question shows what it wants: one table a purpose, read top to bottom.

Patterns are matched on folded text (lower case, no accents).
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """A name for the trace and the pattern that makes it fire."""

    name: str
    pattern: re.Pattern[str]


def _rules(*table: tuple[str, str]) -> tuple[Rule, ...]:
    return tuple(Rule(name, re.compile(pattern)) for name, pattern in table)


_PAPERS = r"(?:papers?|works?|articles?|publications?|abstracts?|studies|research)"

CHAT = _rules(
    ("greeting", r"^\W*(?:hi|hello|hey|hallo|hola|salut|bonjour|good (?:morning|day|evening|afternoon)|greetings)\b(?:\W+(?:there|all|everyone|assistant|you|how are you|today|and thanks|bot|are|how|doing))*\W*$"),
    ("thanks", r"^\W*(?:many |ok |okay |great |perfect |cool |no |super )*(?:thanks?|thank you|thx|cheers|merci|danke|gracias)\b(?!.*\b(?:what|which|how|who|when|where|why|can you)\b).*$"),
    ("help", r"\bwhat (?:can|could|do) you (?:do|know|offer|answer)\b|\bhow (?:do|can|should) i use (?:you|this)\b|^\W*help\W*$|\bhow does this (?:tool|chat|assistant|thing) work\b|^\W*(?:can|could|will) you (?:please )?help(?: me)?\W*$|\btell me (?:something )?about (?:yourself|you)\b|\bwhat (?:can|should|may) i ask\b"),
    ("who are you", r"\bwho (?:made|built|created|wrote|trained|programmed|are) you\b|\bwhat are you\b|\bare you (?:an? )?(?:ai|bot|robot|human|chatgpt|gpt|llm)\b|\bwhat is your name\b|\bwhat'?s your name\b"),
    ("small talk", r"^\W*(?:how are you|how is it going|how's it going|what'?s up|nice to meet you|pleased to meet you|you(?:'re| are) (?:great|awesome|the best|good|helpful|amazing|nice)|nice|ok(?:ay)?|cool|great|good|awesome|wow|lol|haha|bye|goodbye|see you|perfect|fine|got it|i see|yes|no|sure)\b(?:\W+(?:cool|ok|great|bye|nice|then|that|is|it|was|you|today|job|work|doing|and|later|everyone|all|so|very|good|helpful|for|now|tomorrow|soon|too|again))*\W*$"),
    ("joke", r"\btell me (?:a|another) joke\b|\bsing (?:me )?a song\b|\bhow is the weather\b|\bwhat(?:'s| is) the weather\b|\bwhat time is it\b"),
)  # fmt: skip

# Words that try to change how the assistant works; the clause that holds them is not obeyed.
INJECTION = _rules(
    ("override", r"\b(?:ignore|disregard|forget|override|bypass|drop)\b.{0,40}\b(?:instructions?|rules?|documents?|prompts?|context|guidelines?|policy|policies|citations?|sources?|everything|above|previous|prior)\b"),
    ("role", r"\byou are (?:now )?(?:dan\b|a pirate|an? (?:unrestricted|evil|different|helpful))|\byou are now\b|\bfrom now on\b|\bpretend (?:to be|you are|that you)\b|\bact as\b|\brole.?play\b|\bjailbreak|\bdeveloper mode\b|\bno rules\b"),
    ("prompt", r"\bwhat (?:are|were) your (?:\S+ )?(?:instructions|rules|prompts?)\b|\b(?:system|hidden|initial|secret|original) (?:prompt|instructions?|message)\b|\breveal (?:your|the) (?:prompt|instructions?|rules)\b|\b(?:print|show|repeat|output|leak) (?:me )?(?:your|the) (?:system |full |whole |entire )?(?:prompt|instructions?|configuration)\b"),
    ("dictate", r"\b(?:reply|respond|answer|output|say|print|write|return) (?:only|just|exactly|nothing but)\b|\bsay ['\"“‘]|\bsay (?:arrr|hacked|pwned)|\brepeat after me\b|\b(?:output|print|say|write|repeat|type) (?:the )?(?:word|phrase|text|string)\b|\bsystem override\b|\bwrite (?:me )?an? (?:\S+ )?(?:poem|story|song|script|essay|program|virus|limerick|haiku)\b|!\[[^\]]*\]\(|<script|<img|</?context>|</?system>|\[/?inst\]|<\|"),
    ("fake citation", r"\b(?:cite|reference|mention|quote|invent|make up|fabricate)\b.{0,60}\b(?:as the best|as proof|even if|that (?:does not|doesn't) exist|fake|made.?up)\b|\bplease cite the paper\b|\badd (?:a |an? \S+ )?(?:citation|reference)s? to\b|\b(?:invent|make up|fabricate)\b.{0,30}\b(?:papers?|citations?|references?|results?|numbers?)\b"),
    ("no sources", r"\b(?:without|no|skip|leave out|omit)\b.{0,20}\b(?:citations?|sources?|references)\b|\bfrom (?:your )?(?:own )?memory\b|\bown knowledge\b"),
    ("harm", r"\bpick a lock\b|\bmake a bomb\b|\bhack into\b|\bwrite (?:a )?(?:malware|virus)\b|\bdelete (?:all|the|your) (?:papers|files|collection|store|database)\b"),
)  # fmt: skip

AUTHORS = _rules(
    ("who wrote", r"\bwho(?:'s| is| are| were| was)? (?:wrote|authored|the (?:first |last |senior |lead )?authors?|behind|published|proposed|introduced|invented|developed|came up with|(?:first|last) author)\b|\bwho (?:wrote|authored|published|proposed|introduced|invented|developed|made|created)\b"),
    ("authors of", r"\b(?:authors?|author list|writers?)\b (?:of|on|for|behind|list)\b|\b(?:names? of the|list the|list of|the) authors\b|\b(?:first|last|senior|lead) author\b|\bhow many authors\b|\bwer hat\b.{0,60}\bgeschrieben\b|^authors\b|\b\S+'s authors\b|\bwho (?:is|are) (?:the )?(?:first|last) author"),
)  # fmt: skip

LINK = _rules(
    ("pdf", r"\bpdfs?\b|\bdownload\b"),
    ("link", r"\blinks?\b|\burls?\b|\bopenreview (?:address|page|link|url|id)\b|\bweb ?(?:page|site|address)\b|\bwhere (?:can|could|do) (?:i|we|one) (?:find|read|get|access)\b|\baddress of\b|\bforum page\b"),
)  # fmt: skip

WHEN = _rules(
    ("year", r"\bwhen (?:was|did|were)\b.{0,60}\b(?:published|appear|come out|presented|released)\b|\b(?:which|what) year\b|\byear (?:of|was)\b"),
    ("venue", r"\bwhere (?:was|were|did)\b.{0,60}\b(?:published|appear|presented)\b|\b(?:which|what) (?:venue|conference|journal)\b|\bvenue of\b|\bposter or (?:oral|talk)\b"),
)  # fmt: skip

COUNT = _rules(
    ("how many papers", rf"\bhow many (?:\w+ ){{0,3}}{_PAPERS}\b|\bnumber of (?:\w+ ){{0,2}}{_PAPERS}\b|\bcount (?:the |of )?{_PAPERS}\b|\bhow (?:big|large) is (?:the|this|your) collection\b|\bsize of (?:the|this|your) collection\b"),
)  # fmt: skip

COUNT_AUTHORS = _rules(
    ("how many authors", r"\bhow many (?:different |distinct |unique )?(?:authors|researchers|people)\b(?!.*\b(?:does|did|has|wrote|paper)\b)|\bnumber of (?:different |distinct )?authors\b(?! of)"),
)  # fmt: skip

TOP_AUTHORS = _rules(
    ("top authors", r"\b(?:which|what|who)\b.{0,25}\b(?:authors?|researchers?|people|person|has|have|is)\b.{0,25}\b(?:most|top|prolific|frequent|common)\b|\b(?:most|top|common|prolific|frequent)\b.{0,25}\bauthors?\b"),
)  # fmt: skip

BY_AUTHOR = _rules(
    ("by author", rf"\b{_PAPERS}\b.{{0,40}}\b(?:by|from|of|with|co-?authored|authored|written)\b|\b(?:anything|something|stuff|everything|results?) (?:\w+ )?(?:by|from)\b|\b(?:written|published|authored|co-?authored|contributed) by\b|\bby\b"),
    ("what did author publish", r"\b(?:what|which (?:papers?|works?|publications?)) (?:did|has|have|does)\b.{0,60}\b(?:publish|written|write|author|contribute|wrote|published|work(?:ed)? on|propose)\b|\bon any (?:of these )?papers?\b|\b(?:is|are|was|has|have|does|do|did)\b.{0,60}\b(?:an? |as |both )?(?:co-?)?authors?\b|\b(?:together|jointly|co-?wrote|co-?authors?)\b|'s? (?:papers?|works?|publications?)\b|\b(?:first|last) author (?:called|named)\b"),
)  # fmt: skip

SUMMARY = _rules(
    ("summary", r"\bsummar(?:y|i[sz]e|ies)\b|\btl;?\s?dr\b|\bgist\b|\bin a nutshell\b|\bkey (?:points|takeaways|findings|ideas?|contributions?)\b|\bmain (?:points|takeaways|contributions?)\b|\bzusammenfassung\b|\bfasse\b|\bresume\b(?= (?:of|the))|\bresumen\b|\boutline\b|\bbrief(?:ly)?\b.{0,30}\b(?:describe|explain)\b|\bexplain (?:the )?(?:paper|work)\b|\bwalk me through\b|\brecap\b|\bsynopsis\b|\boverview of (?:the )?(?:paper|['\"“])"),
    ("about", r"\bwhat (?:is|'s|was|are)\b.{0,150}\babout\b|\btell me (?:more )?about\b|\bwhat does\b.{0,120}\b(?:paper|work)\b.{0,20}\b(?:do|say|cover|contribute|propose)\b|\babstract of\b|\bdescribe the (?:\S+ ){0,6}paper\b"),
)  # fmt: skip

COMPARISON = _rules(
    ("compare", r"\bcompar(?:e|ed|ing|ison)\b|\bdiffer(?:s|ent|ence|ences)?\b|\bversus\b|\bvs\b|\bcontrast (?:\S+ ){0,8}(?:with|and|to)\b|\bin common\b|\bsimilarit|\bas opposed to\b|\bside by side\b|\bdistinguish"),
    ("either or", r"\b\S+ or \S+ ?[:?]"),
)  # fmt: skip

LIST = _rules(
    ("which papers", rf"\b(?:which|what|any|all|other|list|find|show|give me|name|are there|some|further|more|these|those|the)\b (?:\S+ ){{0,3}}{_PAPERS}\b(?<!paper)(?<!article)(?<!abstract)(?<!publication)|\b{_PAPERS}(?<!paper)(?<!article)(?<!abstract)(?<!publication) (?:on|about|that|which|dealing|with|for|in|using|treating|studying|covering|concerning|concerned|related)\b|^{_PAPERS}(?<!paper)(?<!article)(?<!abstract)(?<!publication)\b"),
    ("what work", r"\bwhat (?:\S+ )?(?:work|research|literature|is known|has been done|approaches|papers)\b|\bwork (?:is there )?on\b|\bwhich (?:ones|of (?:these|them|the))\b|\bany(?:thing|one)? (?:\S+ )?(?:on|about|dealing|related|papers|work)\b|\bis there (?:anything|something|any|work|some)\b"),
    ("survey", r"\b(?:survey|overview|literature review|state of the art|landscape)\b|\bhow (?:do|are|is|does) (?:people|papers|researchers|they|works|authors|the papers)\b.{0,20}\b(?:here|tackle|handle|approach|deal|cope|address|in this)\b|\bwhat(?:'s| is) (?:there|in the collection|here)\b|\bin the collection\b|\bdo you have\b.{0,30}\b(?:on|about)\b|: list them\b|\blist (?:all|every|the)\b|^(?:show|find|list)\b"),
)  # fmt: skip

LIST += _rules(
    ("papers", r"\b(?:papers|articles|abstracts|publications)\b"),
    ("anyone", r"\b(?:anyone|anybody|somebody)\b|\bwho (?:here |else |all )?(?:works|studies|looks|deals|uses|tackles|investigates)\b|\bwho (?:has|have) (?:worked|studied|looked)\b"),
    ("approaches", r"^(?:\S+ ){0,3}(?:approaches|methods|techniques|ways|strategies|advances|directions|contributions|work|research|literature) (?:to|for|on|of|that|in|towards?|about)\b"),
)  # fmt: skip

NEW_TOPIC = _rules(
    ("new topic", r"\b(?:different|new|another|next|other|unrelated|separate) (?:question|topic|subject|thing|matter)\b|\bsomething (?:else|different|new)\b|\bchang(?:e|ing) (?:of )?(?:the )?(?:topic|subject)\b|^(?:ok(?:ay)?[,.]? |so )?now\b[ ,:]+(?:\w+[.:,])|\bswitch(?:ing)? to\b|\bmoving on\b|\bforget that\b|\bunrelated\b|^by the way\b"),
)  # fmt: skip

FOLLOW_UP = _rules(
    ("pronoun", r"\b(?:it|its|itself|they|them|their|theirs|he|she|his|her|this|these|those)\b|\bthat (?:paper|work|one|method|approach|model|result|study|article|idea|technique|algorithm|benchmark|theorem|bound)\b"),
    ("ordinal", r"\bthe (?:first|second|third|fourth|fifth|last|latter|former|other|previous|1st|2nd|3rd)\b(?: (?:one|paper|method|work|of|two))?"),
    ("ellipsis", r"^(?:and|but|so|also|what about|how about|ok(?:ay)? and|why|how come|really|more|go on|tell me more|for example|any numbers|which ones?)\b|^(?:and )?(?:what|which) (?:data ?sets?|results?|code|authors?|numbers?|benchmarks?|limitations?|baselines?|year|venue|link|pdf)\W*$|\bcompare (?:them|both|the two)\b|\bthe two\b|\bboth\b|\bthe same\b|\belse\b"),
)  # fmt: skip

ORDINALS = {
    "first": 0, "1st": 0, "former": 0, "second": 1, "2nd": 1, "latter": -1, "third": 2, "3rd": 2,
    "fourth": 3, "fifth": 4, "last": -1,
}  # fmt: skip

YEARS = re.compile(
    r"\b(?:(?P<word>since|after|from|before|until|till|in|of|between)\s+)?(?:the year\s+)?"
    r"(?P<year>(?:19|20)\d\d)(?:\s*(?:-|–|to|and|until)\s*(?P<end>(?:19|20)\d\d))?\b"
)


def fired(rules: tuple[Rule, ...], folded: str) -> str:
    """The name of the first rule that fires on a folded text, or an empty string."""
    return next((rule.name for rule in rules if rule.pattern.search(folded)), "")
