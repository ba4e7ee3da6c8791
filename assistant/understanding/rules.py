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


_PAPERS = r"(?:papers?|works?(?! (?:best|better|well|worse|out|under|without|as|when|if|so)\b)(?! with (?:no|a|an|any|only|just|few|the)\b)|articles?|publications?|abstracts?|studies|research)"

_MADE = r"(?:methods|techniques|models|networks|algorithms|architectures|agents|policies|losses|objectives|datasets|benchmarks|bounds|proofs|theories|analyses|attacks|defen[cs]es|systems|frameworks)"
_PEOPLE_WHO_WROTE = r"people(?=\W*$| (?:are (?:there|in|here|behind)|have|wrote|published|contributed|in (?:the|this|your)))"

CHAT = _rules(
    ("help", r"\bwhat (?:can|could|do) you (?:do|know|offer|answer)\b|\bwhat are you able to\b|\bhow (?:do|can|should) i use (?:you|this)\b|^\W*help\W*$|\bhow does this (?:tool|chat|assistant|thing) work\b|^\W*(?:can|could|will) you (?:please )?help(?: me)?\W*$|\btell me (?:something )?about (?:yourself|you)\b|\bwhat (?:can|should|may) i ask\b"),
    ("who are you", r"\bwho (?:made|built|created|wrote|trained|programmed|are) you\b|\bwhat are you\b|\bare you (?:an? )?(?:ai|bot|robot|human|chatgpt|gpt|llm)\b|\bwhat is your name\b|\bwhat'?s your name\b"),
    ("joke", r"\btell me (?:a|another) joke\b|\bsing (?:me )?a song\b|\bhow is the weather\b|\bwhat(?:'s| is) the weather\b|\bwhat time is it\b"),
)  # fmt: skip

# Words that try to change how the assistant works; the clause that holds them is not obeyed.  An
# order begins its clause: "do networks forget previous tasks?" is none.
_ORDER = r"(?:^|[.,;:!?\n)*#-]\s*|\b(?:and|then|but|please|now|also|just|you (?:must|should|will|have to|need to|are to|can)|i want you to|can you|could you|will you|kindly|to) )(?:please |now |also |just |completely |immediately |first )*"
_RULES = r"(?:instructions?|rules?|prompts?|guidelines?|polic(?:y|ies)|citations?|sources?|restrictions?|directives|safety|programming)"

INJECTION = _rules(
    ("override", rf"{_ORDER}(?:ignore|disregard|forget|override|bypass|drop|skip)\b(?: \S+){{0,6}}? (?:{_RULES}|everything (?:above|you|before|i)|(?:the )?above|(?:the )?(?:context|documents?|abstracts?|papers)(?=\W*(?:$|and\b|[.,;])))|\b(?:system|admin|developer) override\b"),
    ("role", r"\byou are (?:now )?(?:dan\b|a pirate|an? (?:unrestricted|evil|different|helpful))|\byou are now\b|^(?:\W*|.*[.;:!] )from now on\b|\bpretend (?:to be|you are|that you)\b|\b(?:you (?:must|should|will)|please|now|to) (?:now )?act as\b|(?:^|[.;:!] )act as\b|(?:^|[.;:!] |let us |let's )role.?play\b|\bdeveloper mode\b|\bdebug mode\b|\bwithout (?:any )?(?:restrictions|filters|limits)\b|\byou are [\w-]+ ?bot\b|\bobey (?:only )?me\b|\bnew (?:system )?instructions?:"),
    ("prompt", r"\bwhat (?:are|were) your (?:\S+ )?(?:instructions|rules|prompts?)\b|\byour (?:system|hidden|initial|secret|original) (?:prompt|instructions?|message)\b|\b(?:reveal|print|show|repeat|output|leak|dump|read|give|tell|translate)\b(?: me| us)? (?:your|the) (?:\S+ )?(?:system prompt|prompts?\b(?! \w)|hidden instructions?|instructions?|configuration|initial (?:prompt|message)|rules)\b|\b(?:output|print|show|reveal) your\b|\brepeat (?:everything|all|the (?:words|text|lines?)) (?:\S+ )?(?:above|before)\b|\bme the system prompt\b"),
    ("dictate", rf"{_ORDER}(?:close|end|finish|conclude|begin|start|open|preface) (?:your|the|each|every) (?:reply|replies|answers?|responses?|messages?|output) (?:with|by)\b|{_ORDER}(?:reply|respond|answer|output|print|write|return) (?:only|just|exactly|nothing but) (?:with |the )?(?:['\"“‘]|this|word|yes\b|no\b|pwned|hacked)|{_ORDER}say (?:['\"“‘]|only|hi\b|arrr|hacked|pwned|the word|nothing)|\brepeat after me\b|{_ORDER}(?:output|print|say|write|repeat|type) (?:the )?(?:word|phrase|string)\b|{_ORDER}(?:write|compose|sing|give)(?: me)? an? (?:\S+ )?(?:poem|story|song|script|essay|virus|limerick|haiku|joke)\b|!\[[^\]]*\]\(|<script|<img|</?context>|</?system>|\[/?inst\]|<\|"),
    ("fake citation", rf"\b(?:cite|reference|mention|quote|invent|make up|fabricate)\b.{{0,60}}\b(?:as the best|as proof|even if|that (?:does not|doesn't) exist|fake|made.?up)\b|\bplease cite the paper\b|\badd (?:a |an? \S+ )?(?:citation|reference)s? to\b|{_ORDER}(?:invent|make up|fabricate)\b.{{0,30}}\b(?:papers?|citations?|references?|results?|numbers?)\b|\bmake (?:things|stuff|it) up\b|\bstop citing\b"),
    ("no sources", r"\b(?:without|no|skip|leave out|omit)\b.{0,20}\b(?:citations?|sources|references)\b|\bfrom (?:your )?(?:own )?memory\b(?=\W*(?:$|[,.:;]|what|which|how|who|tell|answer|without))|\byour own knowledge\b"),
    ("harm", rf"\bpick a lock\b|\bmake a bomb\b|\bhack into\b|{_ORDER}write (?:a )?(?:malware|virus)\b|{_ORDER}delete (?:all|the|your|every)\b.{{0,20}}\b(?:papers|files|collection|store|database)\b"),
)  # fmt: skip

AUTHORS = _rules(
    ("who wrote", r"\bwho(?:'s| is| are| were| was| all| else)? (?:wrote|authored|the (?:first |last |senior |lead |main )?authors?|behind|published|proposed|introduced|invented|developed|came up with|did|(?:first|last) author)\b|\bwho (?:wrote|authored|published|proposed|introduced|invented|developed|made|created)\b|\bby whom\b|\bwhose (?:work|paper|idea|method) is\b|\bwho (?:are|is) the (?:people|person|researchers?|group|team)\b|\bwhich (?:people|researchers?|authors?|group|team) (?:wrote|made|proposed|did|are behind)\b"),
    ("authors of", r"(?<!did the )(?<!do the )(?<!have the )\b(?:authors?|author list|writers?)\b (?:of|on|for|behind|list)\b|\b(?:names? of the|list the|list of|(?<!did )(?<!do )(?<!have )the) authors\b(?! (?:do|did|use|used|find|found|show|showed|propose[sd]?|claim|report|mean|say|test|tested|compare|train|evaluate|suggest|argue|run|ran|get|need|have|prove|deal|handle|assume)\b)|\b(?:first|last|senior|lead) author\b|\bhow many (?:authors|researchers|people (?:wrote|co-?wrote|authored|worked on|are behind|are (?:the )?authors))\b|\bwer hat\b.{0,60}\bgeschrieben\b|^\W*authors?\b|\bauthors?\W*$|\b\S+'s authors\b|\bwho (?:is|are) (?:the )?(?:first|last) author|\b(?:everyone|everybody|all) who (?:co-?)?(?:wrote|authored)\b|\bauthor list\b"),
)  # fmt: skip

WROTE_ABOUT = _rules(
    ("who wrote about", r"\bwho(?: else| all)?(?: has| have)? (?:wrote|written|writes?|publish(?:ed|es)?|worked|research(?:es|ed)?)(?: papers?| work)? (?:about|on|regarding|concerning)\b|\bwhich (?:authors?|researchers?|people|groups?)\b.{0,20}\b(?:write|wrote|work|works|worked|publish|published|study|studied) (?:about|on|regarding)?|\b(?:authors?|researchers?|people)\b.{0,12}\b(?:working|writing|publishing) on\b"),
)  # fmt: skip

LINK = _rules(
    ("bibtex", r"\bbib ?te?x\b|\bhow (?:do|can|should|would|to) ?(?:i|we|one|you)? (?:cite|reference)\b|\bcitation (?:entry|key)\b"),
    ("pdf", r"\bpdfs?\b|\bdownload\b"),
    ("link", r"(?<!useful to )(?<!possible to )(?<!they )(?<!we )(?<!authors )\blinks?\b(?! (?:prediction|between|to the literature|function)|.{1,60}\b(?:with an?|to an?)\b)|\burls?\b|\bopenreview (?:address|page|link|url|id)\b|\bweb ?(?:page|site|address)\b|\bwhere (?:can|could|do|would) (?:i|we|one) (?:find|read|get|access)\b|\baddress of\b|\bforum (?:page|link)\b|\bfind\b.{0,60}\bonline\b|\bhow (?:can|do) (?:i|we) (?:access|get|read|open) (?:the )?(?:paper|article|work)\b"),
)  # fmt: skip

WHEN = _rules(
    ("year", r"\bwhen (?:was|did|were)\b.{0,80}\b(?:published|appear|come out|presented|released)\b|\b(?:which|what) year\b(?!-)|\byear (?:of|was)\b|\bpublication (?:year|date)\b"),
    ("venue", r"\bwhere (?:was|were|did)\b.{0,80}\b(?:published|appear|presented)\b|\b(?:which|what) (?:venue|conference|journal)\b|\bvenue (?:of|for)\b|\bposter or (?:oral|talk)\b"),
)  # fmt: skip

_COLLECTION = (
    r"(?:this|the|your|our) (?:paper )?(?:collection|corpus|database|library|set of papers)"
)

COVERAGE = _rules(
    ("overview", rf"\bwhat(?:'s| is| does| do)?(?: in)? {_COLLECTION}(?: all)?(?: (?:about|contain|cover|hold|include|deal with))*\W*$|\bwhat(?:'s| is)(?: there)? in (?:here|there|{_COLLECTION})(?= (?:from|since|before|after|by|until)\b|\W*$)|\b(?:overview|summary|description|gist|idea) of (?:what is in )?{_COLLECTION}\b|\b(?:describe|summari[sz]e|introduce|explain) {_COLLECTION}\b|\b(?:what|which)(?: main| research| kinds? of| sorts? of)? (?:topics|subjects|areas|fields|themes)(?: (?:are|is|does|do|can))? (?:there|here|covered|i find|you (?:cover|have|know)|{_COLLECTION} (?:cover|contain|hold|have|include|deal with)|the papers (?:cover|deal with|treat|here))\b|\bwhat (?:kinds?|sorts?|types?) of papers (?:are|do you have|is)(?: there| here| in (?:here|{_COLLECTION}))*\W*$|^\W*what do you (?:have|cover)(?: in)?(?: here)?\W*$"),
    ("with_code", rf"\b{_PAPERS}\b.{{0,40}}?\b(?:with|ha(?:ve|s|ving)|releas(?:e|es|ed|ing)|provid(?:e|es|ed|ing)|offer|publish(?:es|ed)?|com(?:e|es|ing) with|shar(?:e|es|ed|ing)|giv(?:e|es|ing)|open.?sourc(?:e|es|ed|ing))(?: (?:their|its|public|publicly|available|open|source|a|an|the|official|any|link to))* (?:code|implementations?|github(?: repo(?:sitor(?:y|ies))?s?| links?)?)\b(?: (?:is |are |that is )?(?:publicly |freely )?(?:available|online|released|public|on github))*(?=\W*(?:$|[,.?!]|in|from|since|on|about|by|at|for|here)(?:\W|$))|\b(?:code|implementation) of which {_PAPERS} is\b|\bwhich {_PAPERS}['’]s? code is\b"),
    ("venues", r"\b(?:which|what|list)(?: (?:the|all|of the))* (?:venues|conferences|journals)\b|\bfrom (?:which|what) (?:venues?|conferences?|journals?)\b"),
    ("years", r"\b(?:which|what) years\b|\b(?:papers|publications) (?:per|by|each|in each) year\b|\bwhat (?:time span|period|date range|range of years)\b|\bhow (?:old|recent) (?:is|are) (?:the|these|this|your)\b"),
    ("most_authors", rf"\b{_PAPERS}\b.{{0,20}}\b(?:most authors|largest number of authors|longest (?:author list|list of authors)|biggest team)\b"),
    ("newest", rf"\b(?:newest|latest|most recent|last added)\b(?: \S+){{0,2}}? {_PAPERS}\b(?! (?:on|about|by|from|dealing|that|which|in (?!the collection|here|this)|of|using))"),
    ("oldest", rf"\b(?:oldest|earliest|first ever)\b(?: \S+){{0,2}}? {_PAPERS}\b(?! (?:on|about|by|from|dealing|that|which|of|using))"),
)  # fmt: skip

_OF_THESE = (
    r"(?=.*\b(?:these|those|them|ones?)\b)^\W*(?:and |so |ok |but )*(?:which|what|who)\b.{0,40}"
)

# Of the papers just shown; the names are what the catalog counts.
EXTREMES = _rules(
    ("oldest", rf"{_OF_THESE}\b(?:oldest|earliest|(?:was|is|came|appeared|published) first|first published)\b"),
    ("newest", rf"{_OF_THESE}\b(?:newest|latest|most recent|youngest|(?:was|is|came|appeared|published) last|last published)\b"),
    ("most_authors", rf"{_OF_THESE}\b(?:most|largest number of|more) authors\b|{_OF_THESE}\b(?:longest (?:author list|list of authors)|biggest team)\b"),
    ("years", r"^\W*(?:and )?(?:from |in )?(?:what|which) years?\b.*\b(?:these|those|they|them)\b"),
    ("venues", r"^\W*(?:and )?(?:from |at )?(?:what|which) (?:venues?|conferences?|journals?)\b.*\b(?:these|those|they|them)\b"),
    ("with_code", rf"{_OF_THESE}\b(?:ha(?:ve|s)|with|releas(?:e|es|ed)|shar(?:e|es|ed)|come with)(?: (?:their|its|public|available|open|source|any))* code\b"),
)  # fmt: skip

COAUTHORS = _rules(
    ("coauthors", r"\bco-?authors? (?:of|with|does|do|has)\b|\b(?:co-?authors|collaborators)\W*$|\bcollaborators? of\b|\bwho (?:has|have|did|does) .{2,50}\b(?:written|write|published|publish|work(?:ed)?|collaborated?|paper) (?:together )?with\b|\bwith whom\b|\bwho (?:worked|works|wrote|published|collaborate[sd]?) (?:\w+ )?(?:together )?with\b"),
)  # fmt: skip

COUNT = _rules(
    ("how many papers", rf"\bhow many (?:of (?:the|these|your) )?(?:\w+ ){{0,3}}?{_PAPERS}\b(?! (?:do|does|did|were|are|was) (?:the (?!collection|papers)|they|it|he|she|[a-z]+ing\b))|\bnumber of (?:\w+ ){{0,2}}{_PAPERS}\b|\bcount (?:the |of |all )*{_PAPERS}\b|\bhow (?:big|large) is (?:the|this|your) (?:collection|corpus|database|library)\b|\bsize of (?:the|this|your) (?:collection|corpus|database|library)\b"),
    ("how often", r"\bhow often (?:does|do|is|are|has|did)\b.{2,50}\bauthors?\b"),
)  # fmt: skip
ONLY_COUNT = re.compile(
    r"^\W*(?:and |so |ok |then )?how many(?: (?:are (?:there|they|these|those)|is that|is it|in total|of them|altogether|were there|papers(?: are there| is that)?))*\W*$"
)

COUNT_AUTHORS = _rules(
    ("how many authors", rf"\bhow many (?:different |distinct |unique )?(?:authors|researchers|{_PEOPLE_WHO_WROTE})\b(?!.*\b(?:does|did|wrote|paper)\b)|\bnumber of (?:different |distinct |unique )?authors\b(?! (?:of|on) (?!the collection|this collection))"),
)  # fmt: skip

TOP_AUTHORS = _rules(
    ("top authors", r"\b(?:which|what|who)\b.{0,25}\b(?:authors?|researchers?|people|person|has|have|is|are|publishes)\b.{0,25}\b(?:most|top|prolific|frequent|common)\b(?! authors\b.{0,3}of)|\b(?:most|top|common|prolific|frequent)\b.{0,25}\b(?:authors?|researchers)\b|\bwho (?:publishes|writes|wrote|published) (?:the )?most\b|\bwho (?:works?|worked|publishe[sd]|publish|writes?|wrote)\b.{0,60}\bmost\W*$|\b(?:authors|researchers|who|people) (?:has|have|with) (?:several|more than one|multiple|at least two|many) papers?\b|\bappears? most often\b"),
)  # fmt: skip

BY_AUTHOR = _rules(
    ("by author", rf"\b{_PAPERS}\b.{{0,40}}\b(?:by|from|of|with|co-?authored|authored|written)\b|\b(?:anything|something|stuff|everything|results?|titles?|all the work) (?:\w+ )?(?:by|from)\b|\b(?:written|published|authored|co-?authored|contributed) by\b|\bby\b(?! (?:how|what|means|default|far)\b)"),
    ("what did author publish", r"\b(?:what|which (?:papers?|works?|publications?|articles?)) (?:did|has|have|does|do)\b.{0,60}\b(?:publish|written|write|author|contribute|wrote|published|work(?:ed)? on|propose|co-?write|co-?author(?:ed)?)\b|\bon any (?:of these )?papers?\b|\b(?:is|are|was|has|have|does|do|did)\b.{0,60}\b(?:an? |as |both |the )?(?:co-?)?authors?\b|\b(?:together|jointly|co-?wrote|co-?authors?)\b|'s? (?:papers?|works?|publications?|articles?)\b|['’]s (?:contributions?|research|group|team|study|studies)\b|^\W*who(?:'s| is| was) (?:\S+ ?){1,3}$|\b(?:first|last) author (?:called|named)\b"),
    ("does author appear", r"\b(?:does|do|did|has|have|is)\b.{2,50}\b(?:appear|contribute|got|involved|represented|here|anything|a paper|any papers?|papers)\b"),
)  # fmt: skip

SUMMARY = _rules(
    ("summary", r"\bsum up\b|\bin short\b|\btell me more\b|\bmain contributions?\b|\bshow me the abstract\b|\bsummar(?:y|i[sz]e|ies)\b|\btl;?\s?dr\b|\bgist\b|\bin a nutshell\b|\bkey (?:points|takeaways|findings|ideas?|contributions?)\b|\bmain (?:points|takeaways|contributions?)\b|\bzusammenfassung\b|\bfasse\b|\bresume\b(?= (?:of|the))|\bresumen\b|\boutline\b|\bbrief(?:ly)?\b.{0,30}\b(?:describe|explain)\b|\bexplain (?:the )?(?:paper|work)\b|\bwalk me through\b|\brecap\b|\bsynopsis\b|\boverview of (?:the )?(?:paper|['\"“])"),
    ("about", r"\bwhat (?:is|'s|was|are)\b(?! (?:people|researchers|they|there|known|being)\b).{0,150}\babout\b|\bwhat's\b.{0,100}\babout\b|\btell me (?:more )?about\b|\bexplain (?:this|that|it|the (?:second|first|third|last))\b|\bwhat does\b.{0,120}\b(?:paper|work)\b.{0,100}\b(?:do|say|cover|contribute|propose)\b|\babstract of\b|\bdescribe the (?:\S+ ){0,6}paper\b|^\W*describe\b"),
)  # fmt: skip

COMPARISON = _rules(
    ("compare", r"\bcompar(?:e|ed|ing|ison)\b|\bdiffer(?:s|ent|ence|ences)?\b|\bversus\b|\bvs\b|\bcontrast (?:\S+ ){0,8}(?:with|and|to)\b|\bin common\b|\bsimilarit|\bas opposed to\b|\bside by side\b|\bdistinguish|\bset apart\b"),
    ("either or", r"\b\S+ or \S+ ?[:?]"),
)  # fmt: skip

LIST = _rules(
    ("which papers", rf"\b(?:which|what|any|all|other|list|find|show|give me|name|are there|some|further|more|these|those|the)\b (?:\S+ ){{0,3}}{_PAPERS}\b(?<!paper)(?<!article)(?<!abstract)(?<!publication)|\b{_PAPERS}(?<!paper)(?<!article)(?<!abstract)(?<!publication) (?:on|about|that|which|dealing|with|for|in|using|treating|studying|covering|concerning|concerned|related)\b|^{_PAPERS}(?<!paper)(?<!article)(?<!abstract)(?<!publication)\b"),
    ("what work", r"\bwhat (?:\S+ )?(?:work|research|literature|is known|has been done|approaches|papers)\b|\bwork (?:is there )?on\b|\bwhich (?:ones|of (?:these|them|the))\b|\bany(?:thing|one)? (?:(?:else|other|new|recent|good|more|relevant|published|known|interesting) )?(?:on|about|dealing|related|papers|work|works|research|literature|results on|studies)\b|\bis there (?:anything|something|any|work|some)\b"),
    ("survey", r"\b(?:survey|overview|literature review|state of the art|landscape)\b|\bhow (?:do|are|is|does) (?:people|papers|researchers|works|authors|the papers)\b.{0,20}\b(?:here|tackle|handle|approach|deal|cope|address|in this)\b|\bwhat(?:'s| is) (?:there|in the collection|here)\b|\bin the collection\b|\bdo you have\b.{0,30}\b(?:on|about)\b|: list them\b|\blist (?:all|every|the)\b|^(?:show|find|list)\b"),
)  # fmt: skip

LIST += _rules(
    ("papers", r"\b(?:papers|articles|abstracts|publications)\b|\bworks (?:on|about|that|which|with|using|concerned)\b|\bthe works\b|\breferences (?:on|for|about)\b|\brelated work\b|\bthe research\b|\bwhich ones\b|\b(?:every|each) paper\b|^\W*everything\b"),
    ("something", r"\b(?:anything|something|some work|research)\b.{0,12}\b(?:about|on|regarding|around|involving|concerning|to do with)\b|\beverything (?:you have|here|there is|in here|about|on)\b|\bwhat (?:is|are) available\b|\bwhere (?:do|does|are|is)\b.{3,120}\b(?:play an?(?: \w+)? (?:role|part)|matter|used|needed)\W*$|^\W*(?:all|any)?\s*works?\b|\bwhat(?:'s| is| are)? (?:there|people doing)\b"),
    ("anyone", r"(?:^\W*(?:and |so )?|\b(?:does|do|did|has|have|is|are|was|were|can) (?:there )?)(?:anyone|anybody|somebody)\b(?!['’]s)|\bwho (?:here |else |all )?(?:works|studies|looks|deals|uses|tackles|investigates)\b|\bwho (?:has|have) (?:worked|studied|looked)\b"),
    ("approaches", rf"^(?!(?:name|state|tell|how|do|does|did|why|can|are|is|when)\b)(?:\S+ ){{0,3}}(?:(?:approaches|ways|strategies|advances|directions|contributions|work|research|literature)|{_MADE}) (?:to|for|on|of|that|in|towards?|about|whose|which|with|without)\b(?!.*[?.,;] (?:which|what|how|why|yet|but|do|does|is|are)\b)[^?]*\??$"),
)  # fmt: skip

NEW_TOPIC = _rules(
    ("new topic", r"\b(?:different|new|another|next|other|unrelated|separate) (?:question|topic|subject|thing|matter)\b|\bsomething (?:else|different|new)\b|\bchang(?:e|ing) (?:of )?(?:the )?(?:topic|subject)\b|^(?:ok(?:ay)?[,.]? |so )?now\b[ ,:]+(?:\w+[.:,])|\bswitch(?:ing)? (?:over )?to\b|\bmoving on\b|\bforget that\b|\bunrelated\b|^by the way\b"),
)  # fmt: skip

FOLLOW_UP = _rules(
    ("ordinal", r"\bthe (?:\w+ )?(?:first|second|third|fourth|fifth|last|latter|former|other|previous|1st|2nd|3rd|4th)\b(?: (?:one|paper|method|work|of|two|three))?|(?:\bnumber|\bpaper|\bno\.?|#)\s*\d\b|\[\d\]"),
    ("pronoun", r"\b(?:it|its|itself|they|them|their|theirs|he|she|his|her|this|these|those)\b|\bthat (?:paper|work|one|method|approach|model|result|study|article|idea|technique|algorithm|benchmark|theorem|bound|problem|preference|case)\b"),
    ("the paper", r"\bthe (?:paper|authors|method|approach|work|article|study|experiments?|results?|abstract|idea|technique|algorithm)\b(?! (?:on|about|of|by|that|which|with|in|for|called|from)\b)|\bthe (?:\S+ ){1,3}(?:one|paper)\b|\bthe one (?:on|about|by|from|with|that|of|in)\b"),
    ("ellipsis", r"^\W*(?:and|but|so|also|only|just|what about|how about|ok(?:ay)? and|why|how come|really|more|go on|tell me more|for example|any numbers|any theory|which ones?)\b|\bcompare (?:them|both|all|the two)\b|\bthe (?:two|three|four)\b|\bboth\b|\bthe same\b|\belse\b|\bin there\b|\ball of them\b|\bthem all\b"),
)  # fmt: skip

# What is asked of a paper: a short question of such words alone is about the paper spoken of.
ATTRIBUTES = frozenset(
    """bibtex cite datasets dataset data results result numbers number code limitations limits baselines
    baseline authors author year venue link pdf accuracy speed benchmarks benchmark experiments
    experiment method methods idea theory proof assumptions metrics metric evaluation hardware
    parameters conclusion conclusions motivation problem performance tasks task drawbacks github
    implementation available public gains improvement details detail explain work works figures
    faster better online open tested evaluated why how abstract title contribution""".split()
)

SIMILAR = _rules(
    ("similar", r"\b(?:anything|something|papers?|works?|more|any|others?)\b.{0,15}\b(?:similar|like (?:this|that|it)|related)\b(?! (?:to|work on)\b(?! (?:it|this|that)\b))|\bin (?:that|this|the same|a similar) (?:vein|spirit|direction)\b|\balong (?:these|those|the same|similar) lines\b|\bmore like (?:this|that|it)\b|\bsimilar (?:papers?|works?|ones?|ideas?)\W*$|\brelated (?:papers?|works?)(?: to (?:it|this|that))?\W*$|\bmore (?:papers|works) like\b"),
)  # fmt: skip

QUESTION_WORDS = _rules(
    ("question word", r"\b(?:what|which|who|whom|how|why|when|where|does|do|did|is|are|was|were|can|could|explain|compare|summari[sz]e)\b"),
)  # fmt: skip

LEAD = re.compile(
    r"^\W*(?:(?:and|but|so|ok(?:ay)?|now|also|then|what about|how about|what of|only|just|or|same for|the same for|those|the ones|ones|show|papers|published|limit(?:ed)? to|restrict(?:ed)? to|those from)\b[\s,:]*)+"
)

ORDINALS = {
    "first": 0, "1st": 0, "former": 0, "second": 1, "2nd": 1, "latter": -1, "third": 2, "3rd": 2,
    "fourth": 3, "4th": 3, "fifth": 4, "last": -1,
}  # fmt: skip


_WORKS = re.compile(
    r"(\b(?:do|does|did|can|could|will|would)\b(?! you\b)[^.?!;,]* (?!(?:have|any|some|recent|related"
    r"|prior|previous|earlier|other|of|the|this|which|what|more|your|much)\b)[\w-]+ )work\b"
    r"(?=\W*(?:$|[.?!;,])| (?:for|in|on|with|when|if|at|under|out|without|across|as|well|best)\b)"
    r"|(\b(?:it|they|still|also|method|approach|idea|trick) )works?\b"
)
"""Where somebody asks whether something works, and for no works."""


def without_working(folded: str) -> str:
    """A folded text with "run" for the verb in "does the recipe work?", which asks for no works."""
    return _WORKS.sub(lambda m: f"{m[1] or m[2]}run", folded)


def fired(rules: tuple[Rule, ...], folded: str) -> str:
    """The name of the first rule that fires on a folded text, or an empty string."""
    return next((rule.name for rule in rules if rule.pattern.search(folded)), "")


def without(rules: tuple[Rule, ...], folded: str) -> str:
    """A folded text without the words that make the rules fire."""
    for rule in rules:
        folded = rule.pattern.sub(" ", folded)
    return folded
