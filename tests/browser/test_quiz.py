"""Quizzes in the page: choose, check, read why, come back later."""

from __future__ import annotations

import drive
import pytest

CHAPTER = "book/01-biological-attention.html"


def open_quiz(page, name="quiz-1-promote"):
    quiz = page.locator(f'form[data-quiz="{name}"][data-ready]')
    quiz.wait_for()
    quiz.scroll_into_view_if_needed()
    return quiz


def why(quiz):
    return [text.strip() for text in quiz.locator(".softlook-why:visible").all_text_contents()]


def test_a_wrong_answer_hears_why_and_a_right_one_everything(visit):
    quiz = open_quiz(visit(CHAPTER))
    assert why(quiz) == []
    quiz.get_by_label("By a half.").check()
    assert why(quiz) == [], "nothing is given away before Check"
    quiz.get_by_role("button", name="Check").click()
    assert quiz.get_by_role("status").text_content().startswith("Not yet")
    assert len(why(quiz)) == 1
    assert why(quiz)[0].startswith("Not so. ")
    quiz.get_by_label("By a quarter.").check()
    assert why(quiz) == []
    quiz.get_by_role("button", name="Check").click()
    assert quiz.get_by_role("status").text_content() == "Right."
    assert len(why(quiz)) == 3
    assert [text.startswith("Right. ") for text in why(quiz)] == [True, False, False]


def test_nothing_chosen_is_said(visit):
    quiz = open_quiz(visit(CHAPTER))
    quiz.get_by_role("button", name="Check").click()
    assert quiz.get_by_role("status").text_content() == "Nothing is chosen yet."


def test_several_right_ones_are_all_wanted(visit):
    quiz = open_quiz(visit(CHAPTER), "quiz-1-topdown")
    boxes = quiz.get_by_role("checkbox")
    boxes.nth(0).check()
    quiz.get_by_role("button", name="Check").click()
    assert quiz.get_by_role("status").text_content() == "Not yet: 1 is missing."
    boxes.nth(1).check()
    quiz.get_by_role("button", name="Check").click()
    assert quiz.get_by_role("status").text_content() == "Not yet: 1 of your ticks does not hold, 1 is missing."
    boxes.nth(1).uncheck()
    boxes.nth(2).check()
    quiz.get_by_role("button", name="Check").click()
    assert quiz.get_by_role("status").text_content() == "Right."


def test_it_remembers_by_page_and_question_and_can_start_again(visit):
    page = visit(CHAPTER)
    quiz = open_quiz(page)
    quiz.get_by_label("By a quarter.").check()
    quiz.get_by_role("button", name="Check").click()
    page.reload()
    quiz = open_quiz(page)
    assert quiz.get_by_label("By a quarter.").is_checked()
    assert quiz.get_by_role("status").text_content() == "Right."
    assert page.locator('form[data-quiz="quiz-1-inhibition"] input:checked').count() == 0
    quiz.get_by_role("button", name="Start again").click()
    page.reload()
    assert open_quiz(page).locator("input:checked").count() == 0


@pytest.mark.parametrize(
    "kept", ["no JSON", '{"mark": "other", "chosen": [0], "checked": true}', "null", '{"mark": 1}']
)
def test_what_was_kept_of_another_text_counts_for_nothing(visit, kept):
    page = visit(CHAPTER)
    page.evaluate("(kept) => localStorage.setItem(`softlook-quiz ${location.pathname} quiz-1-promote`, kept)", kept)
    page.reload()
    assert open_quiz(page).locator("input:checked").count() == 0


def test_the_keyboard_suffices(visit):
    page = visit(CHAPTER)
    quiz = open_quiz(page)
    quiz.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    assert quiz.get_by_role("radio").first.is_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert quiz.get_by_role("status").text_content() == "Right."


def test_without_javascript_the_answers_are_folded(visit):
    page = visit(CHAPTER, javascript=False)
    quiz = page.locator('form[data-quiz="quiz-1-promote"]')
    answers = quiz.locator("details")
    assert quiz.locator(".softlook-why").count() == 3
    assert not quiz.locator(".softlook-why").first.is_visible()
    answers.locator("summary").click()
    assert quiz.locator(".softlook-why").first.is_visible()
    assert quiz.get_by_role("group", name="A map has four peaks").count() == 1


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_everybody_can_use_it(visit, theme):
    page = visit(CHAPTER, theme=theme, width=360)
    quiz = open_quiz(page)
    quiz.get_by_label("By a half.").check()
    quiz.get_by_role("button", name="Check").click()
    assert drive.violations(page, "form.softlook-quiz") == ""
    for control in quiz.locator("button:visible, label").all():
        assert control.bounding_box()["height"] >= 44
