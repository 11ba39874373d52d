"""The numpy core where torch is not installed: an import of it fails here, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

CODE = """
import sys

sys.modules["torch"] = None  # any import of it raises ImportError
from functools import partial

import numpy as np

import softlook as sl

x, one, p = np.random.default_rng(0).standard_normal((200, 4)), np.eye(4), np.linspace(0, 199, 200)
score = partial(sl.additive, w_q=one, w_k=one, v_a=np.ones(4))
bound = (partial(sl.sample, seed=0), partial(sl.local_m, half_width=2))
for normalize in (sl.softmax, sl.sparsemax, sl.hard, sl.sigmoid, *bound):
    sl.attend(x, x, x, score=score, normalize=normalize, mask=sl.band(200, None, 3) & sl.causal(200))
sl.attend_local_m(x, x, x, half_width=2)
sl.attend_local_p(x, x, x, p, half_width=2)
sl.multi_head(x, x, x, heads=2, need_weights=False)
sl.attend_cached(x, x, x)
sl.self_attend(x + sl.sinusoidal(200, 4), w_q=one, w_k=one, w_v=one, need_scores=False)
sl.attend_persistent(x, x, x, k_p=x, v_p=x)
for name in sl.__all__:
    getattr(sl, name)
try:
    import softlook.nn
except ImportError:
    pass
else:
    raise SystemExit("softlook.nn came without torch")
"""


def test_the_core_works_where_torch_is_absent():
    source = Path(__file__).parents[1] / "src"
    done = subprocess.run(
        [sys.executable, "-c", CODE], capture_output=True, text=True, check=False, env={"PYTHONPATH": str(source)}
    )
    assert done.returncode == 0, done.stderr
