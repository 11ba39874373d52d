"""The book's experiments: what each chapter measures, one module an idea, each with a test on its number.

A chapter imports one, calls it, and draws what it returns. What runs longer than a page may is run by
``softlook experiments``, which keeps its numbers in ``softlook/results``.
"""
