"""Resumable work: jobs, the runners that do them, the store that keeps them, and the tables made of them.

An experiment, or whatever else brings jobs, says how their rows become a table; nothing here knows what the jobs do.
"""
