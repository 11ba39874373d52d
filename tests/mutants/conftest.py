"""The runner and its catalogue are no tests."""

collect_ignore = ["run.py", "catalogue.py", "generic.py"]
