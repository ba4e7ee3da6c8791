"""What a question is about, once the words that only ask, command or restrict are taken off."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.understanding.filters import without_filters
from assistant.wording.text import content_words

COMMANDS = frozenset(
    """summarize summarise summary summaries sum tldr tl dr gist nutshell key points takeaways main
    idea ideas brief briefly short sentences sentence overview recap synopsis outline describe
    explain link links url urls pdf pdfs download page address openreview web website online forum
    find get read access open wrote written authored authors author list name names published
    publish publishes publishing appear appeared year years venue venues conference conferences
    journal compare comparison differ difference differences different versus vs contrast
    similarities common
    many number count together collection collections corpus database cover covered bring quick
    one-line line lines first last senior lead send want need know behind main contribution
    contributions finding findings conclude concluded called named anything something everything
    everyone anyone anybody somebody stuff ones one publish publications publication article
    articles abstract abstracts contribute contributed write writing come came coming here two
    three four both all every each total among coauthor coauthors co-authors coauthored
    deal deals dealing treat treats treating concern concerned concerning related relating
    working worked researchers researcher people person titles title literature references
    research approaches available stored looking searching search recommend available else
    date newest oldest latest recent recently most least top whole set topic subject exist
    exists included includes contains contain available library show display interested please
    often mention mentions mentioning mentioned kindly provide
    appears present presented say saying talk talks whose whom side state art file files full
    entire size large big currently indexed bibtex bib cite citation entry et al""".split()
)


def topic(text: str, taken: Iterable[str] = ()) -> str:
    """The content words that neither ask nor restrict, in order; empty where none is left.

    Args:
        text: The question.
        taken: Stretches of it that mean something else, such as authors.
    """
    for stretch in taken:
        text = text.replace(stretch, " ")
    return " ".join(w for w in content_words(without_filters(text)) if w not in COMMANDS)
