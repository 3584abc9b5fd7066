"""A matplotlib figure as its texts and data: what crosses of it, and what stands for it on the other side."""

import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from safegrade.code.messages import Picture

_LOOKS = "get_label get_facecolor get_edgecolor get_alpha get_visible"
_OF_LINES = "get_label get_color get_linestyle get_linewidth get_marker get_alpha get_visible"
_AXIS = "get_{0}label get_{0}lim get_{0}scale get_{0}ticks get_{0}ticklabels"
# What may be asked of each: methods without arguments, then attributes.
MEMBERS = {
    kind: (methods.split(), attributes.split())
    for kind, methods, attributes in (
        (
            "matplotlib.figure.Figure",
            "get_axes get_suptitle get_supxlabel get_supylabel get_size_inches",
            "axes texts",
        ),
        (
            "matplotlib.axes._base._AxesBase",
            f"get_title get_legend get_legend_handles_labels get_lines {_AXIS.format('x')} {_AXIS.format('y')}",
            "title lines patches collections texts containers",
        ),
        ("matplotlib.lines.Line2D", f"get_xdata get_ydata get_xydata get_data {_OF_LINES}", ""),
        ("matplotlib.patches.Rectangle", f"get_x get_y get_width get_height get_xy {_LOOKS}", ""),
        ("matplotlib.patches.Patch", _LOOKS, ""),
        ("matplotlib.collections.Collection", f"get_offsets get_array {_LOOKS}", ""),
        ("matplotlib.text.Text", "get_text get_position get_color get_fontsize get_rotation", ""),
        ("matplotlib.legend.Legend", "get_texts get_title", ""),
        ("matplotlib.container.BarContainer", "get_label", "patches"),
    )
}


# What draws in it, or says how it looks: it is done where the figure is.
_DRAWS = {
    *("plot", "scatter", "bar", "barh", "hist", "boxplot", "pie", "imshow", "fill_between", "step", "stem", "errorbar"),
    *("axhline", "axvline", "text", "annotate", "legend", "grid", "set", "axis", "margins", "clear", "cla", "twinx"),
    *("savefig", "tight_layout", "add_subplot", "suptitle", "tick_params", "subplots_adjust", "autofmt_xdate"),
}


def picture_of(thing: Any, encode: Callable[[Any], Any], keep: Callable[[Any], int]) -> Picture | None:
    """What is carried of a figure or of something in it; None if it is neither. ``keep`` gives its place there."""
    for kind in type(thing).__mro__:
        name = f"{kind.__module__}.{kind.__qualname__}"
        if name in MEMBERS:
            methods, attributes = MEMBERS[name]
            given = {method: encode(_plain(getattr(thing, method)())) for method in methods if hasattr(thing, method)}
            shown = {attribute: encode(_plain(getattr(thing, attribute))) for attribute in attributes}
            return Picture(name, given, shown, keep(thing))
    return None


def _plain(value: Any) -> Any:
    """Lists as such, whatever matplotlib calls them, and arrays without their mask."""
    if isinstance(value, np.ma.MaskedArray):
        return value.filled(np.nan) if value.dtype.kind == "f" else value.filled()
    if type(value).__module__.startswith("matplotlib.") and hasattr(value, "__len__") and hasattr(value, "__iter__"):
        return value if type(value).__name__ == "BarContainer" else list(value)
    return [_plain(part) for part in value] if type(value) is list else value


class View:
    """Stands for a figure, or for something in it, where it is checked; refuses with a reason what it does not hold.

    Args:
        of: what it is, of matplotlib's.
        methods: what its methods give.
        attributes: what its attributes hold.
        there: the student's process.
    """

    def __init__(self, of: str, methods: dict[str, Any], attributes: dict[str, Any], there: Any) -> None:
        self.__dict__.update({"_of": of, "_there": there, "_asked": there.times_run})
        self.__dict__.update({"_methods": methods, "_attributes": attributes})

    def _look_again(self) -> None:
        """See what has been drawn since."""
        if self._asked == self._there.times_run:
            return
        seen = self._there.do("look", self)
        self.__dict__["_asked"] = self._there.times_run
        if isinstance(seen, View) and seen.__dict__["_of"] == self._of:
            self.__dict__.update({part: seen.__dict__[part] for part in ("_methods", "_attributes")})

    def _refuse(self, why: str) -> None:
        self._there.refuse(why)

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        """What ``isinstance`` is told."""
        module, _, name = self._of.rpartition(".")
        if module == "matplotlib.axes._base":
            module, name = "matplotlib.axes", "Axes"
        found = getattr(sys.modules.get(module), name, View)
        return found if isinstance(found, type) else View

    def __getattr__(self, name: str) -> Any:
        if name in _DRAWS or name.startswith("set_"):
            return lambda *more, **named: self._there.do("method", self, name, *more, **named)
        if not name.startswith("__"):
            self._look_again()
        if name in self._methods:
            return lambda: self._methods[name]
        if name in self._attributes:
            return self._attributes[name]
        if not name.startswith("__"):
            self._refuse(f"the check asks for `{name}` of a {self._of.rpartition('.')[2]}, which is not carried over")
        raise AttributeError(name)

    def __setattr__(self, name: str, _: Any) -> None:
        self._refuse(f"the check changes `{name}` of a {self._of.rpartition('.')[2]}")

    def _bars(self, otherwise: str = "it holds nothing") -> Any:
        if "BarContainer" not in self._of:
            raise TypeError(otherwise)
        return self._attributes["patches"]

    def __len__(self) -> int:
        return len(self._bars("it has no length"))

    def __iter__(self) -> Any:
        return iter(self._bars())

    def __getitem__(self, place: Any) -> Any:
        return self._bars()[place]

    def __bool__(self) -> bool:
        return True
