"""What the widgets' tests share: JavaScript in one node process that answers line by line in JSON."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from softlook.book.assets import NODE

WIDGETS = Path(__file__).resolve().parents[2] / "src" / "softlook" / "widgets"
ANSWER = """
import { createInterface } from "node:readline";
const home = process.argv[1];
for await (const line of createInterface({ input: process.stdin })) {
  const { module, name, args } = JSON.parse(line);
  try {
    const made = (await import(home + module))[name];
    const given = name === "pcg64" ? Array.from({ length: args[1] }, made(args[0])) : made(...args);
    console.log(JSON.stringify({ given }));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error) }));
  }
}
"""


@pytest.fixture(scope="session")
def js():
    """Call a function of js/: ``js("math/softmax.js", "softmax", e, mask, temperature)``."""
    command = [str(NODE), "--input-type=module", "-e", ANSWER, (WIDGETS / "js").as_uri() + "/"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:

        def call(module, name, *args):
            process.stdin.write(json.dumps({"module": module, "name": name, "args": args}, allow_nan=False) + "\n")
            process.stdin.flush()
            answer = json.loads(process.stdout.readline())
            assert "error" not in answer, answer["error"]
            return answer["given"]

        yield call
        process.stdin.close()
        process.wait(timeout=10)
