"""The translation lab: data with gold alignments that needs no download.

``corpus`` gives pairs of sentences (English to French, from a grammar of our own), of dates, of numbers and from
files, and splits them; ``vocabulary`` gives their words ids. ``decode``, ``search``, ``step``, ``checkpoints``,
``outcomes`` and ``evaluation`` translate and judge on numpy alone; the models that learn need torch.
"""
