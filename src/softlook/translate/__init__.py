"""The translation lab: data with gold alignments that needs no download.

``sentences`` (English to French, from a grammar of our own), ``dates``, ``numbers`` and ``tsv`` give pairs; ``splits`` parts them and
``vocabulary`` numbers their words. All of this runs on numpy alone.
"""
