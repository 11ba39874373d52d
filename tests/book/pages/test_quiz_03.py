"""What settles the quiz of chapter 3; a question's right options are those that the code makes true."""

from __future__ import annotations

from sources import right


def test_quiz_3_vector():
    import torch

    encoder = torch.nn.RNN(4, 7, batch_first=True)
    five, fifty = (encoder(torch.zeros(1, n, 4))[1].shape for n in (5, 50))
    vectors = [five[1], fifty[1]]
    assert [vectors == [5, 50], five == fifty == (1, 1, 7), fifty[-1] > five[-1]] == right("quiz-3-vector")


def test_quiz_3_recurrence():
    from softlook.experiments.sizes import sizes

    takes = sizes().encoder
    assert [takes == 300, takes == 300 + 300, takes == 300 + 500] == right("quiz-3-recurrence")


def test_quiz_3_gradient():
    from softlook.experiments.gradient_reach import gradient_reach

    reach = {(row.reader, row.distance): row.gradient for row in gradient_reach(40, seeds=4)}
    far, near = reach["attention", 39], reach["attention", 0]
    truth = [
        reach["attention on one word", 5] > 1e-3,  # then there were a path to where no query attends as well
        0.3 < far / near < 3,  # the path is as long for all
        far < 1e3 * reach["fixed vector", 39],  # then it did nothing
        near < reach["fixed vector", 0],
    ]
    assert truth == right("quiz-3-gradient")
