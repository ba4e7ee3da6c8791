"""Records that speak to a program instead of a reader: orders to a model, hidden characters.

Such a record is taken (a paper about attacks quotes them too) but flagged at ingest and where it is
shown, and its ordering sentences are neither quoted nor given to a model.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

HIDDEN = re.compile(
    r"[\U000e0000-\U000e007f]|[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069]{3,}"
)
_EARLIER = r"(?:previous|prior|above|earlier|preceding|former|foregoing|other)"
_ORDERS = r"(?:instructions?|prompts?|directions?|rules?|guidelines?|orders?|commands?)"
_ORDER = re.compile(
    rf"\b(?:ignore|disregard|forget|override|bypass)\b.{{0,30}}\b{_EARLIER}\b.{{0,20}}{_ORDERS}"
    rf"|\b(?:ignore|disregard|forget)\b.{{0,12}}\b(?:all|any|your|the|these|everything)\b.{{0,16}}"
    rf"(?:{_ORDERS}|you were told|before|sources)"
    r"|\byou are (?:now |no longer )(?:an? |in )?|\bfrom now on,? (?:you|answer|respond|reply)"
    r"|\b(?:you must|you should|you will|please) (?:now )?(?:answer|respond|reply|output"
    r"|print|say|cite"
    r"|recommend|praise|reveal|ignore)\b"
    r"|(?:^|[.!?:] |\b(?:only|just) )(?:respond|reply|answer) (?:only |just |exactly )?with\b"
    r"|\bas an ai (?:language )?model\b"
    r"|\b(?:reveal|print|repeat|show|leak|output)\b.{0,24}\b(?:system|hidden"
    r"|initial) (?:prompt|message)"
    r"|\bsystem ?prompt\b|\b(?:new|updated) (?:system )?instructions?\s*:"
    r"|\b(?:note|message|instructions?|attention)(?: to| for)? (?:the |any |all )?"
    r"(?:ai|llm|llms|language models?|assistants?|chatbots?|reviewers?(?: model)?)\b\s*[:,]"
    r"|\b(?:ai|llm|language model|assistant)s?(?: reading this|,) (?:you )?(?:must|should"
    r"|please|answer|say|ignore)\b"
    r"|\bgive (?:a |only )?positive reviews?\b|\bdo not (?:highlight"
    r"|mention) any (?:negatives?|weakness)"
    r"|\bpretend (?:to be|you are)\b|(?:^|[.!?:] |\bnow |\byou (?:must|should"
    r"|will) )act as (?:an? |if )|\bdo anything now\b|\bjailbreak mode\b"
    r"|<\|?(?:im_start|im_end|system|user|assistant|endoftext)\|?>|\[/?inst\]|<<sys>>"
    r"|\bBEGIN SYSTEM\b"
    r"|^\s*#+ ?(?:system|instruction|response)\b|(?:^|[.!?]\s+)(?:system|assistant|developer)\s*: "
    r"|\bcite (?:this paper|only this|it|source|paper)\b.{0,20}(?:\[\d+\]|everything|always"
    r"|every|instead)"
    # The same in other languages.
    r"|\bignorier\w* (?:alle|die|bitte)?.{0,20}(?:anweisung|vorherig|bisherig)"
    r"|\bignor(?:ez|e|a|ar|en|ate)\b.{0,24}(?:instrucc|instruct|consignes|indicac|istruzion"
    r"|instruç)"
    r"|\bignorujte?\b|\bigno?rez\b|игнорируй|забудь (?:все|предыдущ)|忽略(?:之前|以上|所有"
    r"|前面|先前)"
    r"|(?:以前|これまで|上記)の?(?:指示|命令).{0,6}無視|이전.{0,6}지시.{0,6}무시"
    r"|تجاهل.{0,12}التعليمات",
    re.IGNORECASE | re.MULTILINE,
)


# Every pattern above holds one of these: most abstracts hold none and need no more looking.
_HINTS = (
    "ignor", "disregard", "forget", "overrid", "bypass", "you are", "you must",
    "you should", "you will", "from now on", "please", "respond", "reply", "answer", "as an ai",
    "prompt", "message", "instruction", "note ", "attention:", "attention ai", "attention llm",
    "attention to", "attention for", "attention assistant", "attention reviewer",
    "attention language", "attention chatbot", "attention all", "attention the", "attention any",
    "ai,", "llm,", "llms,", "model,", "models,", "assistant", " reading this", "positive review",
    "do not highlight", "do not mention", "pretend", "act as", "do anything now", "jailbreak",
    "<", "[inst", "[/inst", "begin system", "#", "system:", "system :", "developer:",
    "developer :", "cite ", "игнорир", "забудь", "忽略", "無視", "무시", "تجاهل",
)  # fmt: skip


@lru_cache(maxsize=4096)
def suspicion(text: str) -> str:
    """What in a text reads like an order to a program, for a person; empty where nothing does."""
    if not text.isascii():
        if HIDDEN.search(text):
            return "it holds hidden characters"
        text = unicodedata.normalize("NFKC", text)
    lowered = text.lower()
    if not any(hint in lowered for hint in _HINTS):
        return ""
    if match := _ORDER.search(text):
        return f"it reads like an order to a program: “{' '.join(match.group().split())[:60]}”"
    return ""
