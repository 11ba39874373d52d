"""Resumable work: jobs, the runners that do them, the store that keeps them, and the tables made of them.

It knows nothing of translation or grading: an experiment brings its jobs and says how they become a table.
"""
