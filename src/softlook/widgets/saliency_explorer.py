"""SaliencyExplorer: what stands out, and where the eye goes."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import traitlets

from softlook._show import two
from softlook.vision.saliency import STEP, saliency_map
from softlook.vision.search import winner_takes_all
from softlook.widgets import _bars, _traits
from softlook.widgets._base import BookWidget, table
from softlook.widgets._photograph import CHANNELS, FINE, Photograph, china

SCENES = ("bars", "photograph")
MOST_FIXATIONS, LIMIT = 20, 40  # on the slider; before a search is given up
LARGEST_WEIGHT = 10.0
FAINT = 1e-12  # less is rounding, and draws no fixation
NEAR = 32.0  # pixels: half a bar's place


class SaliencyExplorer(BookWidget):
    r"""See what stands out of a display or a photograph, weigh the channels, and let the gaze wander.

    Opens on a conjunction: one red tilted bar among red upright and blue tilted ones, which no single channel finds.

    Parameters
    ----------
    scene : {"bars", "photograph"}
        What the eye is shown.
    differs : {"colour", "orientation", "conjunction", "nothing"}
        In what the other bars differ from the target, a red tilted bar.
    bars : int
        How many bars, 1 to 36; one stands alone.
    target : int
        Which of them is the target, from 0 to bars - 1.
    seed : int
        Says where the bars stand, 0 to 9999.
    intensity : float
        Weight of the channel, 0 to 10; not all three may be 0.
    colour : float
        The same.
    orientation : float
        The same.
    fixations : int
        How many fixations the eye has made, 0 to 20.
    inhibit : bool
        Whether a place that was seen is inhibited, so that the gaze goes on.
    photograph : (h, w, 3) array of uint8
        64 to 4096 pixels each way; Pillow makes it small. One of a tower in China if left out.
    hint : str
        One line that says what to try first.

    Attributes
    ----------
    s : rows of float
        The saliency map, one entry for 16 x 16 pixels; read only.
    path : rows of int
        Row and column of each fixation, in pixels; read only.
    found_at : int
        The fixation that falls on the target, from 1; 0 if none of the first 40 does or there is a photograph; read
        only.

    Raises
    ------
    traitlets.TraitError
        If a value is refused; the last good one is kept. To change `bars` and `target` together, set them inside
        ``with explorer.hold_trait_notifications():``.

    Examples
    --------
    >>> explorer = SaliencyExplorer(differs="colour")
    >>> explorer.found_at
    1
    >>> explorer.colour, explorer.intensity = 0, 0
    >>> explorer.found_at > 1
    True
    """

    module = "saliency_explorer"

    scene = traitlets.Enum(SCENES, "bars").tag(sync=True)
    differs = traitlets.Enum(_bars.DIFFERS, "conjunction").tag(sync=True)
    bars = _traits.Whole(1, _bars.CELLS**2, default_value=24).tag(sync=True)
    target = _traits.Whole(0, _bars.CELLS**2 - 1, default_value=0).tag(sync=True)
    seed = _traits.Whole(0, 9999, default_value=3).tag(sync=True)
    intensity = _traits.Number(1.0).tag(sync=True)
    colour = _traits.Number(1.0).tag(sync=True)
    orientation = _traits.Number(1.0).tag(sync=True)
    fixations = _traits.Whole(0, MOST_FIXATIONS, default_value=5).tag(sync=True)
    inhibit = traitlets.Bool(True).tag(sync=True)
    photograph = Photograph().tag(sync=True)
    hint = traitlets.Unicode(
        "Try this: let the bars differ in colour alone, and see how many fixations it takes. "
        "Then take the weight of colour away."
    ).tag(sync=True)

    s = _traits.Rows(read_only=True)
    path = _traits.Rows(read_only=True)
    found_at = _traits.Whole(0, LIMIT, default_value=0, read_only=True)

    def __init__(self, scene: str = "bars", *, photograph: Any = None, **traits: Any) -> None:
        super().__init__(scene=scene, photograph=china() if photograph is None else photograph, **traits)
        self._derive()

    @traitlets.validate("intensity", "colour", "orientation")
    def _some_weight(self, proposal: Any) -> float:
        name, given = proposal.trait.name, proposal.value
        if not 0 <= given <= LARGEST_WEIGHT:
            raise traitlets.TraitError(f"{name}: {given} given, a number from 0 to {LARGEST_WEIGHT:g} wanted")
        if not given and not any(getattr(self, channel) for channel in CHANNELS if channel != name):
            raise traitlets.TraitError(
                "intensity, colour, orientation: 0, 0, 0 given, at least one weight above 0 wanted"
            )
        return float(given)

    @traitlets.validate("bars", "target")
    def _a_target_among_them(self, proposal: Any) -> int:
        name, given = proposal.trait.name, proposal.value
        bars, target = (given, self.target) if name == "bars" else (self.bars, given)
        if target >= bars:
            raise traitlets.TraitError(
                f"{name}: {given} given, the target is bar {target} of {bars}: 0 to {bars - 1} wanted; "
                "set bars and target together"
            )
        return int(given)

    def conspicuity(self) -> dict[str, Any]:
        """Return the maps of the three channels, (h, w) each, before they are weighed."""
        if self.scene == "photograph":
            held = self.photograph
            return {
                name: np.array(held["maps"][name], float).reshape(held["h"], held["w"]) / FINE for name in CHANNELS
            }
        return dict(zip(CHANNELS, _maps(self.bars, self.target, self.differs, self.seed), strict=True))

    def compare(self) -> dict[str, tuple[float, float]]:
        """Return the largest value at the target and the largest elsewhere, for each channel and for s.

        In a photograph the first fixation takes the target's place.
        """
        s = np.array(self.s)
        spot = self._spot(s)
        rows, columns = np.ogrid[: s.shape[0], : s.shape[1]]
        here = np.hypot(STEP * rows - spot[0], STEP * columns - spot[1]) <= self._radius(s)
        return {
            name: (float(m[here].max(initial=0)), float(m[~here].max(initial=0)))
            for name, m in [*self.conspicuity().items(), ("s", s)]
        }

    def _spot(self, s: Any) -> tuple[float, float]:
        if self.scene == "bars":
            bar = _bars.arrange(self.bars, self.target, self.differs, self.seed)[self.target]
            return bar.row, bar.column
        row, column = divmod(int(s.argmax()), s.shape[1])
        return STEP * row, STEP * column

    def _radius(self, s: Any) -> float:
        return NEAR if self.scene == "bars" else STEP * min(s.shape) / 6

    @traitlets.observe("scene", "differs", "bars", "target", "seed", *CHANNELS, "fixations", "inhibit", "photograph")
    def _derive(self, _change: Any = None) -> None:
        """Derive the map, the path and how long the search takes."""
        weights = {name: getattr(self, name) for name in CHANNELS}
        s = np.asarray(sum(weights[name] * m for name, m in self.conspicuity().items()) / sum(weights.values()))
        s[s < FAINT] = 0
        path = winner_takes_all(s, max(LIMIT, self.fixations), radius=self._radius(s), inhibit=self.inhibit)
        self.set_trait("s", s)
        self.set_trait("path", path[: self.fixations])
        hits = np.hypot(*(path[:LIMIT] - self._spot(s)).T) <= NEAR
        self.set_trait("found_at", int(hits.argmax()) + 1 if self.scene == "bars" and hits.any() else 0)

    def _table(self) -> str:
        where = "at the target" if self.scene == "bars" else "at the first fixation"
        rows = [
            ["saliency S" if name == "s" else name, two(here), two(elsewhere)]
            for name, (here, elsewhere) in self.compare().items()
        ]
        bars = f"{self.bars} bars, the target differs in {self.differs}"
        scene = bars if self.scene == "bars" else self.photograph["alt"]
        search = f"; found at fixation {self.found_at}" if self.found_at else ""
        return table(["channel", where, "most elsewhere"], rows, f"What stands out: {scene}{search}")


@lru_cache(maxsize=64)
def _maps(bars: int, target: int, differs: str, seed: int) -> tuple[Any, ...]:
    """Return the conspicuity maps of a display; a reader who changes other things needs the same ones again."""
    return saliency_map(_bars.paint(_bars.arrange(bars, target, differs, seed)))[1:]
