from __future__ import annotations

from softlook.experiments.translation import alignment_offset


def test_offsets_are_shares_of_all_links(finished):
    jobs = alignment_offset.EXPERIMENT.jobs()[:2]
    counts = [{-3: 1, 0: 6, 1: 1}, {"0": 1, "2": 1}]  # keys of a row that was kept are text
    rows = alignment_offset.EXPERIMENT.table(finished(jobs, lambda n: {"offsets": counts[n], "i love you": n}))
    assert rows[0]["offsets"] == {-2: 0, -1: 0, 0: 0.7, 1: 0.1, 2: 0.1}
    assert rows[0]["i love you"] == [0, 1]
    assert rows[0]["seeds"] == 2


def test_the_published_model_attends_to_the_neighbours(row):
    published = row("alignment_offset", residual=False, previous_word=False, readout="s")
    ours = row("alignment_offset", residual=True, previous_word=True, readout="s;c")
    beside = [each["offsets"]["1"] + each["offsets"]["-1"] for each in (published, ours)]
    assert beside[0] > 0.2 > beside[1]
    assert published["aer"]["least"] > ours["aer"]["most"]
