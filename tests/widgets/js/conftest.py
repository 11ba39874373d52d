"""What the tests of the widgets' JavaScript share: one node process, and marks that say what a test compares."""

from __future__ import annotations

import base64
import json
import subprocess
from pathlib import Path

import pytest

from softlook.book.assets import NODE

HOME = Path(__file__).resolve().parents[3] / "src" / "softlook" / "widgets" / "js"


def pytest_configure(config):
    config.addinivalue_line("markers", "twin(module, *names): compares what a module of js/ exports with Python's")


class JavaScript:
    """What js/ exports, called in a node process that answers line by line."""

    def __init__(self, process):
        self._process = process
        self.used = set()

    def _ask(self, **request):
        self._process.stdin.write(json.dumps(request, allow_nan=False) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline(), object_hook=_number)
        self.used |= {tuple(pair.split(" ")) for pair in answer["used"]}
        return answer

    def __call__(self, module, name, *args, take=None):
        """Call a function: ``js("math/softmax.js", "softmax", e, mask, 1.0)``.

        Where it returns a function in turn, `take` says how many values of that are wanted.
        """
        answer = self._ask(module=module, name=name, args=args, take=take)
        assert "error" not in answer, answer["error"]
        return answer.get("value")

    def error(self, module, name, *args):
        """Return the message with which a call is refused."""
        answer = self._ask(module=module, name=name, args=args, take=None)
        assert "error" in answer, answer
        return answer["error"]

    def run(self, script, *args):
        """Run the body of an async function of ``load``, ``readFile`` and ``args``."""
        answer = self._ask(script=script, args=args)
        assert "error" not in answer, answer["error"]
        return answer.get("value")

    def exports(self, module):
        """Return the names that a module exports."""
        return set(self._ask(module=module, name="", args=[], take=None)["value"])

    @staticmethod
    def ref(module, name):
        """Return an argument that is a function of js/."""
        return {"$export": [module, name]}

    @staticmethod
    def buffer(content):
        """Return an argument that is an ArrayBuffer."""
        return {"$bytes": base64.b64encode(content).decode()}


def _number(value):
    return float(value["$number"].replace("Infinity", "inf")) if "$number" in value else value


@pytest.fixture(scope="session")
def js():
    """One node process for all tests of the session."""
    command = [str(NODE), str(Path(__file__).with_name("answer.mjs")), HOME.as_uri() + "/"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, **pipes, text=True, encoding="utf-8") as process:
        yield JavaScript(process)
        process.stdin.close()
        process.wait(timeout=10)


@pytest.fixture(autouse=True)
def _calls_what_it_compares(request):
    """A test that is marked as the comparison of a function has called it."""
    wanted = {(mark.args[0], name) for mark in request.node.iter_markers("twin") for name in mark.args[1:]}
    if wanted:
        js = request.getfixturevalue("js")
        js.used.clear()
    yield
    if wanted:
        assert wanted <= js.used, f"not called: {sorted(wanted - js.used)}"
