"""Nothing here is a test, and nothing is to be imported while tests are looked for."""

collect_ignore_glob = ["*.py"]
