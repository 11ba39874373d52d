from softlook.book import benchmark_setting, benchmark_table
from softlook.runs.results import read

MEASURE = {"peer": "SDPA", "version": "2.13", "quantity": "CPU time", "value": 1.2345, "at_most": 1.05, "met": False}


def run_of(**changes):
    return {"rows": [{"name": "output", "setting": "n = 8", "measures": [MEASURE | changes]}]}


def last_line(run):
    return benchmark_table(run)._repr_markdown_().splitlines()[-1]


def test_a_target_that_is_missed_is_called_so():
    line = "| **output**, n = 8 | SDPA (2.13) | CPU time | 1.23 × | ≤ 1.05 × | **not met**, by 18 % |"
    assert last_line(run_of()) == line


def test_why_it_was_missed_stands_beside_it_and_nowhere_else():
    assert last_line(run_of(why="it is far")).endswith("| **not met**, by 18 %: it is far |")
    assert last_line(run_of(why="it is far", met=True, at_most=2.0)).endswith("| met |")


def test_without_a_target_there_is_no_verdict():
    line = "| **output**, n = 8 | SDPA | CPU time | 1.23 × |  |  |"
    assert last_line(run_of(at_most=None, met=None, version="")) == line


def test_milliseconds_and_exponents_have_their_units():
    assert "| CPU time | 1234 ms |" in last_line(run_of(quantity="ms", value=1234.4, at_most=None, met=None))
    assert "| growth of CPU time | n to the 1.02 | ≤ n to the 1.10 | met |" in last_line(
        run_of(quantity="exponent", value=1.02, at_most=1.1, met=True)
    )


def test_training_tells_its_tokens_and_seconds_and_memory():
    assert "| time (30000 against 15000 target tokens a CPU second) | 0.5 × |" in last_line(
        run_of(quantity="time", value=0.5, **{"tokens a second": [3e4, 1.5e4]})
    )
    assert "| time (9.0 against 30.0 CPU s) | 0.3 × | ≤ 0.333 × | met |" in last_line(
        run_of(quantity="time", value=0.3, at_most=1 / 3, met=True, seconds=[9, 30])
    )
    assert "| peak memory | 443 MB | ≤ 600 MB | met |" in last_line(
        run_of(quantity="MB", value=443.2, at_most=600, met=True)
    )


def test_a_row_that_failed_says_why():
    assert last_line({"rows": [{"name": "output", "setting": "n = 8", "measures": [], "error": "no peer"}]}).endswith(
        "| not measured | | | no peer |"
    )


def test_the_book_shows_every_row_of_the_run_that_is_kept():
    run = read("benchmarks")
    table = benchmark_table().text
    assert run["rows"]
    assert all(f"**{row['name']}**" in table for row in run["rows"])
    assert run["date"] in benchmark_setting().text
    assert ("quick run" in benchmark_setting().text) == run["settings"]["quick"]
