"""The papers' experiments on the translation lab's data: one module an idea, a list of jobs and a table of their rows.

``softlook experiments`` runs them, one after the other, in several processes or on a Dask cluster, keeps every
finished job at once, and writes the tables to ``softlook/results``. :mod:`softlook.experiments.translation.catalogue`
lists them.
"""
