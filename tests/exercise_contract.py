"""What every exercise keeps: its solution passes its check, and each wrong answer fails with its own feedback."""

from __future__ import annotations

import numpy as np

from softlook.exercises.catalogue import exercises

SEEDS = range(12)


def judge(exercise, answer, seed=0):
    """Check an answer on inputs drawn by a seed."""
    return exercise.check(answer, np.random.default_rng(seed))


class Contract:
    """What every exercise keeps; a chapter's test inherits it for its own exercises."""

    def test_its_solution_passes(self, exercise):
        for seed in SEEDS:
            verdict = judge(exercise, exercise.solution, seed)
            assert verdict, verdict

    def test_at_least_three_wrong_answers_a_misconception_among_them(self, exercise):
        assert len(exercise.wrong) >= 3
        assert "misconception" in {wrong.kind for wrong in exercise.wrong}
        assert len({wrong.kind for wrong in exercise.wrong}) >= 2
        assert len({wrong.feedback for wrong in exercise.wrong}) == len(exercise.wrong)

    def test_each_wrong_answer_fails_with_its_feedback(self, exercise):
        for wrong in exercise.wrong:
            for seed in SEEDS:
                verdict = judge(exercise, wrong.answer, seed)
                assert not verdict, f"let through: {wrong.kind}, {wrong.feedback}"
                assert verdict.begun
                assert verdict.feedback == wrong.feedback, f"{wrong.feedback} / {verdict.feedback}"

    def test_dots_are_not_begun(self, exercise):
        for dots in (..., None):
            verdict = judge(exercise, dots)
            assert not verdict
            assert not verdict.begun

    def test_nonsense_fails_in_words(self, exercise):
        for nonsense in (
            "words",
            object(),
            [],
            {},
            np.nan,
            -1e9,
            np.zeros((2, 3)),
            lambda *_: "words",
            lambda: 1,
            lambda *_: np.nan,
        ):
            verdict = judge(exercise, nonsense)
            assert not verdict
            assert verdict.feedback

    def test_the_feedback_is_a_sentence_that_leads_on(self, exercise):
        for feedback in (exercise.passes, *(wrong.feedback for wrong in exercise.wrong)):
            assert feedback.endswith((".", "?"))
            assert feedback[0].islower() or not feedback[0].isalpha() or feedback.startswith("I ")

    def test_its_number_is_its_chapters(self, exercise):
        chapter = int(exercise.number.partition(".")[0])
        assert exercise in exercises(chapter)
