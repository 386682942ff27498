"""What the explorer's page asks, and what Python answers: words as JSON, pictures as bytes, (n, h, w, channels) of 0 to 255."""

from typing import Any

import torch

from gancourse.widgets.explorer_code import code
from gancourse.widgets.places import GRID, MOST, REACH, SWEEP

Answer = tuple[dict[str, Any], list[bytes]]

SAMPLES = 24  # pictures to pick from at once
PSI = torch.linspace(0, 1, 21)  # steps of a twentieth


class Answers:
    """The answers to one message: `Answers(explorer)(content)`. A method answers the question of its own name."""

    def __init__(self, explorer: Any):
        self.explorer, self.places, self.frozen = explorer, explorer._places, explorer._frozen

    def __call__(self, content: dict[str, Any]) -> Answer:
        questions = ("hello", "show", "change", "set", "samples", "exact", "sweep", "reveal", "save", "forget", "export", "at")
        if content["ask"] not in questions:
            raise ValueError(
                f"the page asked {content['ask']!r}, which this version of gancourse does not know: run the cell again"
            )
        answer: Answer = getattr(self, content["ask"])(content)
        return answer

    def hello(self, content: dict[str, Any]) -> Answer:
        """What there is to explore; the first message of a page, which alone may wait for a running cell."""
        channels, height, width = self.frozen.shape
        spec = {
            "height": height, "width": width, "channels": channels, "latent": self.frozen.latent, "grid": GRID, "most": MOST,
            "reach": REACH, "sweep": len(SWEEP), "directions": self.explorer._names, "classes": self.frozen.classes,
            "psi": self.frozen.has_psi, "psis": len(PSI), "noise": self.frozen.noisy, "samples": SAMPLES,
            "first": self.places.seed, "place": self.explorer._place,
            "caption": self.explorer._sentence(min(9, self.places.frames())),
        }  # fmt: skip
        told, buffers = self.show({"mode": self.explorer._place["mode"]})
        return {"spec": spec, **told}, buffers

    def show(self, content: dict[str, Any]) -> Answer:
        """All pictures of a mode: the path's frames, the square's grid, or the one picture that the sliders start from."""
        mode = content["mode"]
        if mode == "path":
            z = self.places.path()
        elif mode == "square":
            z = self.places.grid()
        else:
            z = self.places.changed(content.get("changes", {}))[None]
        told = {
            "mode": mode, "count": len(z), "leg": self.places.leg(), "method": self.places.method, "loop": self.places.loop,
            "points": [point.told() for point in self.places.points[mode]], "saved": list(self.places.saved),
            "settings": vars(self.explorer._settings), "code": self._code(content),
        }  # fmt: skip
        return told, self._pictures(z)

    def change(self, content: dict[str, Any]) -> Answer:
        """Change the points of a mode, and show it."""
        more = {name: content[name] for name in ("seed", "saved") if name in content}
        before = list(self.places.points[content["mode"]])
        self.places.change(content["mode"], content["do"], int(content.get("index", 0)), **more)
        try:
            return self.show(content)
        except ValueError:
            self.places.points[content["mode"]] = before  # a point whose picture cannot be shown is not gone to
            raise

    def set(self, content: dict[str, Any]) -> Answer:
        """Change how points are joined, or what the generator is told, and show the mode."""
        settings = self.explorer._settings
        if content.get("method") in ("slerp", "lerp"):
            self.places.method = content["method"]
        if "loop" in content:
            self.places.loop = bool(content["loop"])
        if "label" in content:
            settings.label = int(content["label"]) % max(1, len(self.frozen.classes))
        if "psi" in content:
            settings.psi = float(content["psi"])
        if "noise" in content:
            settings.noise = bool(content["noise"])
        return self.show(content)

    def samples(self, content: dict[str, Any]) -> Answer:
        """Pictures of the next 24 numbers, to pick from."""
        seeds = list(range(int(content["first"]), int(content["first"]) + SAMPLES))
        return {"seeds": seeds}, self._pictures(torch.stack([self.places.numbered(seed).z for seed in seeds]))

    def exact(self, content: dict[str, Any]) -> Answer:
        """The one picture of a place."""
        return {}, self._pictures(self.places.at(content["place"])[None])

    def sweep(self, content: dict[str, Any]) -> Answer:
        """All pictures that one slider can show, everything else as it is."""
        if content["what"] != "psi":
            return {"count": len(SWEEP)}, self._pictures(self.places.sweep(content["changes"], int(content["index"])))
        z, kept = self.places.at(content["place"])[None], self.explorer._settings.psi
        try:
            buffers: list[bytes] = []
            for psi in PSI.tolist():
                self.explorer._settings.psi = psi
                buffers += self._pictures(z)
        finally:
            self.explorer._settings.psi = kept
        return {"count": len(PSI)}, [b"".join(buffers)]

    def reveal(self, content: dict[str, Any]) -> Answer:
        """How much each direction moves: the mean change of a pixel between one step before and one after, in % of the range."""
        frames = self.frozen.frames(self.places.reach(content["changes"]), self.explorer._settings).astype("float32")
        after, before = frames[: len(frames) // 2], frames[len(frames) // 2 :]
        moved = abs(after - before).mean((1, 2, 3)) / 2 / 255 * 100  # (k,), for one step
        return {"moved": [round(float(one), 4) for one in moved]}, []

    def save(self, content: dict[str, Any]) -> Answer:
        name = self.places.keep(content.get("name", ""), content["place"])
        return {"name": name, "saved": list(self.places.saved)}, []

    def forget(self, content: dict[str, Any]) -> Answer:
        self.places.saved.pop(content["name"], None)
        return {"saved": list(self.places.saved)}, []

    def export(self, content: dict[str, Any]) -> Answer:
        """A file to download: the strip as PNG or the path as GIF."""
        data = self.explorer.gif() if content["kind"] == "gif" else self.explorer.strip().png
        return {"name": f"path.{content['kind']}", "type": f"image/{content['kind']}"}, [data]

    def at(self, content: dict[str, Any]) -> Answer:
        """Where the page stands now; the answer is the code that goes there."""
        self.explorer._place = dict(content["place"])
        return {"code": self._code({})}, []

    def _code(self, content: dict[str, Any]) -> str:
        place = content.get("place") or self.explorer._place
        return code(self.places, place, self.explorer._settings, self.frozen)

    def _pictures(self, z: torch.Tensor) -> list[bytes]:
        return [self.frozen.frames(z, self.explorer._settings).tobytes()]
