"""The data of the translation lab: sentences of English and French with gold alignments, dates, numbers, files."""
