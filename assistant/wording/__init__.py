"""The words of questions and papers: stems, names, cues, spelling, other languages."""
