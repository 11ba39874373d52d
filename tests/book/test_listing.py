import inspect
from functools import partial

import pytest

import softlook
from softlook.book import source


def test_it_shows_what_runs_without_the_docstring():
    written = inspect.getsource(softlook.read).rstrip().splitlines()
    shown = source(softlook.read).code.splitlines()
    assert (shown[0], shown[-1]) == (written[0], written[-1])
    assert '"""' not in "".join(shown)
    assert [line for line in written if line in shown] == shown


def test_a_notebook_gets_it_as_markdown():
    assert source(softlook.read)._repr_markdown_().startswith("```python\ndef read(")


def test_a_function_without_a_docstring_is_shown_whole():
    def double(x):
        return 2 * x

    assert source(double).code == "def double(x):\n    return 2 * x"


@pytest.mark.parametrize("given", [len, partial(len), "softmax"])
def test_what_has_no_python_source_is_refused(given):
    with pytest.raises(TypeError, match=r"function: .* given, a function written in Python wanted"):
        source(given)
