"""The data of the translation lab: a grammar of English and French with gold alignments, dates, numbers, and a reader's own files."""
