"""The files of js/ and of static/: built one of the other, short lines, nothing asked of another host."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from softlook.book.assets import NODE

ROOT = Path(__file__).resolve().parents[3]
PACKAGE = ROOT / "src" / "softlook"
SOURCES = sorted(file for file in (PACKAGE / "widgets" / "js").rglob("*") if file.suffix in {".js", ".css"})
SERVED = sorted((PACKAGE / "widgets" / "static").iterdir())
SCRIPTS = [file for file in SOURCES if file.suffix == ".js"]
SCRIPTS += [*(PACKAGE / "book" / "theme").glob("*.js"), *Path(__file__).parent.glob("*.mjs")]
LONGEST = 119
BANNER = "Built by make widgets from src/softlook/widgets/js: do not edit."


def name(file):
    return str(file.relative_to(ROOT))


@pytest.mark.parametrize("file", SCRIPTS, ids=name)
def test_lines_are_short_in_comments_and_strings_too(file):
    """Which prettier leaves as they are."""
    long = [f"line {n}" for n, line in enumerate(file.read_text("utf-8").splitlines(), 1) if len(line) > LONGEST]
    assert not long


@pytest.mark.parametrize("file", SCRIPTS, ids=name)
def test_every_script_is_checked_by_its_types(file):
    assert file.read_text("utf-8").startswith("// @ts-check\n")


def test_what_is_served_is_what_esbuild_joins(tmp_path):
    path = os.pathsep.join([str(NODE.parent), str(ROOT / "node_modules" / ".bin"), os.environ["PATH"]])
    script = json.loads((ROOT / "package.json").read_text("utf-8"))["scripts"]["widgets"]
    done = subprocess.run(  # noqa: S602 - the script is ours
        f"{script} --outdir='{tmp_path}'",
        cwd=ROOT,
        env={**os.environ, "PATH": path},
        shell=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    joined = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert joined, "esbuild wrote nothing"
    assert {file.name: file.read_bytes() for file in SERVED} == joined, "make widgets writes static/ anew"


@pytest.mark.parametrize("file", SERVED, ids=name)
def test_what_is_served_is_ours_and_can_be_read(file):
    text = file.read_text("utf-8")
    assert text.startswith(f"/* {BANNER} */\n" if file.suffix == ".css" else f"// {BANNER}\n")
    origins = re.findall(r"^(?://|/\*) (\S+\.(?:js|css))(?: \*/)?$", text, re.MULTILINE)
    assert origins, "esbuild names the file that each part comes from"
    assert all(origin.startswith("src/softlook/widgets/js/") for origin in origins)
    assert max(map(len, text.splitlines())) <= 400
    assert not re.search(r"@license|copyright|node_modules|https?://", text, re.IGNORECASE)


def test_git_knows_what_is_built():
    command = ["git", "check-attr", "diff", "linguist-generated", "--", *map(name, SERVED)]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    assert {line.rpartition(": ")[2] for line in listed} == {"unset", "set"}
    assert len(listed) == 2 * len(SERVED)


@pytest.mark.parametrize("file", SOURCES, ids=name)
def test_no_widget_asks_for_another_host(file):
    text = file.read_text("utf-8")
    if file.name == "host.js":
        text = text.replace("fetch(new URL(`./${path}`, import.meta.url))", "")
    assert not re.search(r"https?:|//[a-z]+\.[a-z]+/|\bfetch\(|XMLHttpRequest", text)
