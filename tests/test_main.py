from __future__ import annotations

import subprocess
import sys


def test_the_package_is_the_command_line():
    done = subprocess.run([sys.executable, "-m", "softlook", "--help"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("usage: softlook")


def test_its_exit_code_is_the_commands():
    done = subprocess.run([sys.executable, "-m", "softlook", "sing"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "sing" in done.stderr
