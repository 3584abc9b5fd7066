"""Values as data and back: what may cross between a student's process and the one that checks.

Plain JSON for what JSON has; for all else a mapping whose ``t`` names the kind.
What comes out of :func:`decode` is of builtin, numpy or pandas classes and nothing else, whatever was sent.
"""

import base64
import datetime as dt
import math
import re
import sys
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

_DEEPEST = 60
_LONGEST_INT = 10_000  # bits; Python reads decimal texts only up to some 14,000
_NUMBERS = "biufcmM"
_TEXTS = "SU"
# Types of pandas' own that are rebuilt from a list.
_LISTED = re.compile(r"object|str|string|boolean|U?Int(8|16|32|64)|Float(32|64)")

# What becomes of something that is no data: a message for it, or an error.
Aside = Callable[[Any], dict[str, Any] | None]
# What becomes of such a message.
Found = Callable[[dict[str, Any]], Any]


class NotDataError(Exception):
    """Something cannot be carried as data."""


class NoValueError(Exception):
    """What came cannot be read as a value."""


def what_is(value: Any) -> str:
    """Name a thing for people: ``an object of class Dog``."""
    if isinstance(value, type):
        return f"the class {value.__name__}"
    return f"an object of class {type(value).__name__}"


def encode(  # noqa: C901, PLR0911  one line for each kind of value
    value: Any, aside: Aside = lambda _: None, depth: int = 0
) -> Any:
    """The JSON of a value.

    Args:
        value: anything.
        aside: what is no data is shown to it; it gives a message that stands for the thing, or nothing.
        depth: how deep in another value this one stands.

    Raises:
        NotDataError: it, or something in it, cannot be carried.
    """
    if depth > _DEEPEST:
        raise NotDataError("something that holds itself, or is nested too deeply")
    kind = type(value)
    if value is None or kind is bool or kind is str:
        return value
    if kind is int:
        return value if value.bit_length() < _LONGEST_INT else {"t": "int", "v": hex(value)}
    if kind is float:
        return value if math.isfinite(value) else {"t": "float", "v": repr(value)}
    if kind is list:
        return [encode(one, aside, depth + 1) for one in value]
    if kind in _SIMPLE:
        return {"t": kind.__name__, "v": _SIMPLE[kind](value)}
    if kind in _MANY:
        return {"t": kind.__name__, "v": [encode(one, aside, depth + 1) for one in value]}
    if kind in _PAIRS:
        pairs = [[encode(key, aside, depth + 1), encode(one, aside, depth + 1)] for key, one in value.items()]
        return {"t": _PAIRS[kind], "v": pairs}
    for of in (_of_numpy, _of_pandas):
        if (made := of(value, aside, depth + 1)) is not None:
            return made
    if (made := aside(value)) is not None:
        return made
    raise NotDataError(what_is(value))


def decode(message: Any, found: Found | None = None) -> Any:
    """The value of a JSON.

    Args:
        message: what :func:`encode` made, or what somebody says that it made.
        found: makes something of the messages of ``aside``.

    Raises:
        NoValueError: it is no value.
    """
    try:
        return _decode(message, found)
    except NoValueError:
        raise
    except Exception as error:
        raise NoValueError(f"what came is no value ({type(error).__name__})") from error


def _decode(message: Any, found: Found | None) -> Any:  # noqa: PLR0911  one line for each kind of message
    if isinstance(message, list):
        return [_decode(one, found) for one in message]
    if not isinstance(message, dict):
        return message
    kind, held = message["t"], message.get("v")
    if kind in _SIMPLY:
        return _SIMPLY[kind](held)
    if kind in _MANY_BACK and isinstance(held, list):
        return _MANY_BACK[kind](_decode(one, found) for one in held)
    if kind in _PAIRS_BACK and isinstance(held, list):
        return _PAIRS_BACK[kind]({_decode(key, found): _decode(one, found) for key, one in held})
    if kind in _NUMPY_BACK:
        return _NUMPY_BACK[kind](message, found)
    if kind in _PANDAS_BACK:
        return _PANDAS_BACK[kind](message, found)
    if found is None:
        raise NoValueError(f"nothing is known of {str(kind)[:40]!r}")
    return found(message)


def _text(value: bytes | bytearray) -> str:
    return base64.b64encode(value).decode("ascii")


def _short(digits: str) -> str:
    """Digits with which something is computed as they come: of millions of them, that takes hours."""
    if len(digits) > _MOST_DIGITS:
        raise NoValueError("a number of too many digits")
    return digits


_MOST_DIGITS = 5000


_SIMPLE: dict[type, Callable[[Any], Any]] = {
    complex: lambda value: [repr(value.real), repr(value.imag)],
    bytes: _text,
    bytearray: _text,
    range: lambda value: [value.start, value.stop, value.step],
    slice: lambda value: [encode(value.start), encode(value.stop), encode(value.step)],
    Decimal: str,
    Fraction: lambda value: [hex(value.numerator), hex(value.denominator)],
    dt.datetime: lambda value: [value.isoformat(), value.fold] if _plain_zone(value) else _no_zone(value),
    dt.date: dt.date.isoformat,
    dt.time: lambda value: value.isoformat() if _plain_zone(value) else _no_zone(value),
    dt.timedelta: lambda value: [value.days, value.seconds, value.microseconds],
    type(Ellipsis): lambda _: None,
}
_SIMPLY: dict[str, Callable[[Any], Any]] = {
    "int": lambda held: int(held, 16),
    "float": float,
    "complex": lambda held: complex(float(held[0]), float(held[1])),
    "bytes": base64.b64decode,
    "bytearray": lambda held: bytearray(base64.b64decode(held)),
    "range": lambda held: range(*map(int, held)),
    "slice": lambda held: slice(*map(decode, held)),
    "Decimal": lambda held: Decimal(_short(str(held))),
    "Fraction": lambda held: Fraction(*(int(_short(one), 16) for one in held)),
    "datetime": lambda held: dt.datetime.fromisoformat(held[0]).replace(fold=int(bool(held[1]))),
    "date": dt.date.fromisoformat,
    "time": dt.time.fromisoformat,
    "timedelta": lambda held: dt.timedelta(*map(int, held)),
    "ellipsis": lambda _: Ellipsis,
}
_MANY: dict[type, str] = dict.fromkeys((tuple, set, frozenset, deque), "")
_MANY_BACK: dict[str, Callable[[Any], Any]] = {"tuple": tuple, "set": set, "frozenset": frozenset, "deque": deque}
# What a missing key gives is code; a copy does without.
_PAIRS: dict[type, str] = {dict: "dict", OrderedDict: "OrderedDict", Counter: "Counter", defaultdict: "dict"}
_PAIRS_BACK: dict[str, Callable[[Any], Any]] = {"dict": dict, "OrderedDict": OrderedDict, "Counter": Counter}


def _plain_zone(value: dt.datetime | dt.time) -> bool:
    return value.tzinfo is None or isinstance(value.tzinfo, dt.timezone)


def _no_zone(value: dt.datetime | dt.time) -> Any:
    raise NotDataError(f"a time in the zone {type(value.tzinfo).__name__}")


def _of_numpy(value: Any, aside: Aside, depth: int) -> dict[str, Any] | None:
    np = sys.modules.get("numpy")
    if np is None:
        return None
    kind = type(value)
    if kind is np.ndarray:
        if value.dtype.kind in _NUMBERS + _TEXTS:
            return {"t": "array", **_block(value)}
        if value.dtype.kind == "O":
            held = [encode(one, aside, depth) for one in value.ravel().tolist()]
            return {"t": "objects", "shape": list(value.shape), "v": held}
        raise NotDataError(f"an array of {value.dtype}")
    if isinstance(value, np.generic) and kind.__module__ == "numpy" and value.dtype.kind in _NUMBERS + _TEXTS:
        return {"t": "scalar", **_block(np.asarray(value))}
    if isinstance(value, np.dtype) and value.kind in _NUMBERS + _TEXTS + "O":
        return {"t": "dtype", "v": value.str}
    return None


def _block(array: Any) -> dict[str, Any]:
    return {"dtype": array.dtype.str, "shape": list(array.shape), "v": _text(array.tobytes())}


def _of_block(message: dict[str, Any], _: Found | None = None) -> Any:
    import numpy as np  # noqa: PLC0415  only where an array came

    dtype = np.dtype(str(message["dtype"]))
    if dtype.kind not in _NUMBERS + _TEXTS:
        raise NoValueError("an array of something else than numbers and texts")
    return np.frombuffer(base64.b64decode(message["v"]), dtype=dtype).reshape(message["shape"]).copy()


def _of_objects(message: dict[str, Any], found: Found | None) -> Any:
    import numpy as np  # noqa: PLC0415

    array = np.empty(len(message["v"]), dtype=object)
    for place, one in enumerate(message["v"]):
        array[place] = _decode(one, found)
    return array.reshape(message["shape"])


def _of_dtype(message: dict[str, Any], _: Found | None) -> Any:
    import numpy as np  # noqa: PLC0415

    return np.dtype(str(message["v"]))


_NUMPY_BACK: dict[str, Callable[[dict[str, Any], Found | None], Any]] = {
    "array": _of_block,
    "scalar": lambda message, _: _of_block(message)[()],
    "objects": _of_objects,
    "dtype": _of_dtype,
}


def _of_pandas(  # noqa: PLR0911  one line for each kind of value
    value: Any, aside: Aside, depth: int
) -> dict[str, Any] | None:
    pd = sys.modules.get("pandas")
    if pd is None or type(value).__module__.partition(".")[0] != "pandas":
        return None
    kind = type(value)
    if value is pd.NA or value is pd.NaT:
        return {"t": "NA" if value is pd.NA else "NaT"}
    if kind is pd.Timestamp:
        return {"t": "stamps", "one": True, **_stamps(pd.Series([value]))}
    if kind is pd.Timedelta:
        return {"t": "pause", **_block(value.to_numpy())}
    if isinstance(value, pd.Index):
        return {"t": "index", **_index(value, aside, depth)}
    if kind is pd.Series:
        held = {"index": _index(value.index, aside, depth), "name": encode(value.name, aside, depth)}
        return {"t": "series", **held, "v": _column(value, aside, depth)}
    if kind is pd.DataFrame:
        columns = [_column(value.iloc[:, place], aside, depth) for place in range(value.shape[1])]
        held = {"index": _index(value.index, aside, depth), "columns": _index(value.columns, aside, depth)}
        return {"t": "frame", **held, "v": columns}
    return None


def _index(index: Any, aside: Aside, depth: int) -> dict[str, Any]:
    import pandas as pd  # noqa: PLC0415

    names = [encode(name, aside, depth) for name in index.names]
    if type(index) is pd.RangeIndex:
        return {"kind": "range", "names": names, "v": [index.start, index.stop, index.step]}
    if type(index) is pd.MultiIndex:
        levels = [_column(index.get_level_values(place), aside, depth) for place in range(index.nlevels)]
        return {"kind": "multi", "names": names, "v": levels}
    freq = getattr(index, "freqstr", None)
    return {"kind": "flat", "names": names, "freq": freq, "v": _column(index, aside, depth)}


def _of_index(message: dict[str, Any], found: Found | None) -> Any:
    import pandas as pd  # noqa: PLC0415

    names = [_decode(name, found) for name in message["names"]]
    if message["kind"] == "range":
        return pd.RangeIndex(*map(int, message["v"]), name=names[0])
    if message["kind"] == "multi":
        return pd.MultiIndex.from_arrays([_of_column(one, found) for one in message["v"]], names=names)
    index = pd.Index(_of_column(message["v"], found), name=names[0])
    if isinstance(message.get("freq"), str) and isinstance(index, (pd.DatetimeIndex, pd.TimedeltaIndex)):
        index.freq = message["freq"]
    return index


def _column(column: Any, aside: Aside, depth: int) -> dict[str, Any]:
    """The values of a series or an index."""
    import numpy as np  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415

    dtype = column.dtype
    if isinstance(dtype, np.dtype) and dtype.kind in _NUMBERS:
        return {"kind": "block", **_block(np.asarray(column))}
    if isinstance(dtype, pd.CategoricalDtype):
        codes = column.cat.codes if isinstance(column, pd.Series) else pd.Series(column.codes)
        kinds = _column(dtype.categories, aside, depth)
        return {"kind": "kinds", "codes": _block(np.asarray(codes)), "ordered": dtype.ordered, "kinds": kinds}
    if isinstance(dtype, pd.DatetimeTZDtype):
        return {"kind": "stamps", **_stamps(pd.Series(column))}
    if not _LISTED.fullmatch(str(dtype)):
        raise NotDataError(f"a column of {dtype}")
    return {"kind": "list", "dtype": str(dtype), "v": [encode(one, aside, depth) for one in column.tolist()]}


def _of_column(message: dict[str, Any], found: Found | None) -> Any:
    import numpy as np  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415

    if message["kind"] == "block":
        return _of_block(message)
    if message["kind"] == "kinds":
        kinds = pd.Index(_of_column(message["kinds"], found))
        return pd.Categorical.from_codes(_of_block(message["codes"]), kinds, ordered=bool(message["ordered"]))
    if message["kind"] == "stamps":
        return _of_stamps(message).array
    if not _LISTED.fullmatch(message["dtype"]):
        raise NoValueError("a column of an unknown kind")
    held = np.empty(len(message["v"]), dtype=object)
    for place, one in enumerate(message["v"]):
        held[place] = _decode(one, found)
    return pd.Series(held, dtype=object) if message["dtype"] == "object" else pd.array(held, dtype=message["dtype"])


def _stamps(series: Any) -> dict[str, Any]:
    """Moments, with their time zone if they have one."""
    zone = getattr(series.dtype, "tz", None)
    bare = series.dt.tz_convert("UTC").dt.tz_localize(None) if zone is not None else series
    return {"zone": None if zone is None else str(zone), "block": _block(bare.to_numpy())}


def _of_stamps(message: dict[str, Any]) -> Any:
    import pandas as pd  # noqa: PLC0415

    series = pd.Series(_of_block(message["block"]))
    if message["zone"] is None:
        return series
    return series.dt.tz_localize("UTC").dt.tz_convert(str(message["zone"]))


def _of_pause(message: dict[str, Any], _: Found | None) -> Any:
    import pandas as pd  # noqa: PLC0415

    return pd.Timedelta(_of_block(message)[()])


def _of_nothing(message: dict[str, Any], _: Found | None) -> Any:
    import pandas as pd  # noqa: PLC0415

    return pd.NA if message["t"] == "NA" else pd.NaT


def _of_series(message: dict[str, Any], found: Found | None) -> Any:
    import pandas as pd  # noqa: PLC0415

    series = pd.Series(_of_column(message["v"], found))
    series.index = _of_index(message["index"], found)
    series.name = _decode(message["name"], found)
    return series


def _of_frame(message: dict[str, Any], found: Found | None) -> Any:
    import pandas as pd  # noqa: PLC0415

    index = _of_index(message["index"], found)
    columns = {place: pd.Series(_of_column(one, found)) for place, one in enumerate(message["v"])}
    frame = pd.DataFrame(columns) if columns else pd.DataFrame(index=range(len(index)))
    frame.index = index
    frame.columns = _of_index(message["columns"], found)
    return frame


_PANDAS_BACK: dict[str, Callable[[dict[str, Any], Found | None], Any]] = {
    "NA": _of_nothing,
    "NaT": _of_nothing,
    "stamps": lambda message, _: _of_stamps(message)[0],
    "pause": _of_pause,
    "index": _of_index,
    "series": _of_series,
    "frame": _of_frame,
}
