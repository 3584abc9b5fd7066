"""Arrays of numpy's and tables of pandas', as data and back; the part of :mod:`values` that knows these libraries."""

import base64
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from safegrade.code.carried.files import to_base64
from safegrade.code.messages import NotDataError, RefusedError

# As numpy names them: kinds of numbers and moments, and kinds of texts.
_NUMBERS, _TEXTS = "biufcmM", "SU"
# Types of pandas' own that are rebuilt from a list.
_LISTED = re.compile(r"object|str|string|boolean|U?Int(8|16|32|64)|Float(32|64)")

# What becomes of a value within a table, and of its JSON.
Encode = Callable[[Any], Any]
Decode = Callable[[Any], Any]


def encode_table(value: Any, encode: Encode) -> dict[str, Any] | None:
    """The JSON of something of numpy's or pandas'; None if it is neither.

    Raises:
        NotDataError: it holds something that cannot be carried.
    """
    return _of_numpy(value, encode) or _of_pandas(value, encode)


def _of_numpy(value: Any, encode: Encode) -> dict[str, Any] | None:
    kind = type(value)
    if kind is np.ndarray:
        if value.dtype.kind in _NUMBERS + _TEXTS:
            return {"t": "array", **_block(value)}
        if value.dtype.kind == "O":
            held = [encode(part) for part in value.ravel().tolist()]
            return {"t": "objects", "shape": list(value.shape), "v": held}
        if value.dtype.names and all(value.dtype[name].kind in _NUMBERS + _TEXTS for name in value.dtype.names):
            return {"t": "records", "shape": list(value.shape), "v": [[n, _block(value[n])] for n in value.dtype.names]}
        raise NotDataError(f"an array of {value.dtype}")
    if isinstance(value, np.generic) and kind.__module__ == "numpy" and value.dtype.kind in _NUMBERS + _TEXTS:
        return {"t": "scalar", **_block(np.asarray(value))}
    if isinstance(value, np.dtype) and value.kind in _NUMBERS + _TEXTS + "O":
        return {"t": "dtype", "v": value.str}
    return None


def _of_pandas(  # noqa: PLR0911  one line for each kind of value
    value: Any, encode: Encode
) -> dict[str, Any] | None:
    kind = type(value)
    if kind.__module__.partition(".")[0] != "pandas":
        return None
    if value is pd.NA or value is pd.NaT:
        return {"t": "NA" if value is pd.NA else "NaT"}
    if kind is pd.Timestamp:
        return {"t": "stamps", "one": True, **_stamps(pd.Series([value]))}
    if kind is pd.Timedelta:
        return {"t": "pause", **_block(value.to_numpy())}
    if kind is pd.Period or kind is pd.Interval:
        return {"t": "part", **_column(pd.Series([value]), encode)}
    if isinstance(value, pd.Index):
        return {"t": "index", **_index(value, encode)}
    if kind is pd.Series:
        held = {"index": _index(value.index, encode), "name": encode(value.name)}
        return {"t": "series", **held, "v": _column(value, encode)}
    if kind is pd.DataFrame:
        columns = [_column(value.iloc[:, place], encode) for place in range(value.shape[1])]
        held = {"index": _index(value.index, encode), "columns": _index(value.columns, encode)}
        return {"t": "frame", **held, "v": columns}
    return None


def _block(array: Any) -> dict[str, Any]:
    return {"dtype": array.dtype.str, "shape": list(array.shape), "v": to_base64(array.tobytes())}


def _of_block(message: dict[str, Any]) -> Any:
    dtype = np.dtype(str(message["dtype"]))
    if dtype.kind not in _NUMBERS + _TEXTS:
        raise RefusedError("an array of something else than numbers and texts")
    return np.frombuffer(base64.b64decode(message["v"]), dtype=dtype).reshape(message["shape"]).copy()


def _of_records(message: dict[str, Any]) -> Any:
    columns = {str(name): _of_block(block) for name, block in message["v"]}
    made = np.empty(message["shape"], dtype=[(name, column.dtype) for name, column in columns.items()])
    for name, column in columns.items():
        made[name] = column
    return made


def _of_objects(parts: list[Any], decode: Decode) -> Any:
    # One by one: numpy would make a table of lists of one length.
    array = np.empty(len(parts), dtype=object)
    for place, part in enumerate(parts):
        array[place] = decode(part)
    return array


def _index(index: Any, encode: Encode) -> dict[str, Any]:
    names = [encode(name) for name in index.names]
    if type(index) is pd.RangeIndex:
        return {"kind": "range", "names": names, "v": [index.start, index.stop, index.step]}
    if type(index) is pd.MultiIndex:
        levels = [_column(index.get_level_values(place), encode) for place in range(index.nlevels)]
        return {"kind": "multi", "names": names, "v": levels}
    freq = getattr(index, "freqstr", None)
    return {"kind": "flat", "names": names, "freq": freq, "v": _column(index, encode)}


def _of_index(message: dict[str, Any], decode: Decode) -> Any:
    names = [decode(name) for name in message["names"]]
    if message["kind"] == "range":
        return pd.RangeIndex(*map(int, message["v"]), name=names[0])
    if message["kind"] == "multi":
        return pd.MultiIndex.from_arrays([_of_column(part, decode) for part in message["v"]], names=names)
    index = pd.Index(_of_column(message["v"], decode), name=names[0])
    if isinstance(message.get("freq"), str) and isinstance(index, (pd.DatetimeIndex, pd.TimedeltaIndex)):
        index.freq = message["freq"]
    return index


def _column(column: Any, encode: Encode) -> dict[str, Any]:
    """The values of a series or an index."""
    dtype = column.dtype
    if isinstance(dtype, np.dtype) and dtype.kind in _NUMBERS:
        return {"kind": "block", **_block(np.asarray(column))}
    if isinstance(dtype, pd.CategoricalDtype):
        codes = column.cat.codes if isinstance(column, pd.Series) else pd.Series(column.codes)
        kinds = _column(dtype.categories, encode)
        return {"kind": "kinds", "codes": _block(np.asarray(codes)), "ordered": dtype.ordered, "kinds": kinds}
    if isinstance(dtype, pd.DatetimeTZDtype):
        return {"kind": "stamps", **_stamps(pd.Series(column))}
    if isinstance(dtype, pd.PeriodDtype):
        return {"kind": "periods", "freq": column.array.freqstr, "v": _block(column.array.asi8)}
    if isinstance(dtype, pd.IntervalDtype):
        ends = [_column(pd.Series(end), encode) for end in (column.array.left, column.array.right)]
        return {"kind": "intervals", "closed": dtype.closed, "v": ends}
    if not _LISTED.fullmatch(str(dtype)):
        raise NotDataError(f"a column of {dtype}", "column")
    return {"kind": "list", "dtype": str(dtype), "v": [encode(part) for part in column.tolist()]}


def _of_column(message: dict[str, Any], decode: Decode) -> Any:
    if message["kind"] == "block":
        return _of_block(message)
    if message["kind"] == "kinds":
        kinds = pd.Index(_of_column(message["kinds"], decode))
        return pd.Categorical.from_codes(_of_block(message["codes"]), kinds, ordered=bool(message["ordered"]))
    if message["kind"] == "stamps":
        return _of_stamps(message).array
    if message["kind"] == "periods":
        return pd.PeriodIndex.from_ordinals(_of_block(message["v"]), freq=str(message["freq"])).array
    if message["kind"] == "intervals":
        left, right = (_of_column(end, decode) for end in message["v"])
        return pd.arrays.IntervalArray.from_arrays(left, right, closed=message["closed"])
    if not _LISTED.fullmatch(message["dtype"]):
        raise RefusedError("a column of an unknown kind")
    held = _of_objects(message["v"], decode)
    return pd.Series(held, dtype=object) if message["dtype"] == "object" else pd.array(held, dtype=message["dtype"])


def _stamps(series: Any) -> dict[str, Any]:
    """Moments, with their time zone if they have one."""
    zone = getattr(series.dtype, "tz", None)
    bare = series.dt.tz_convert("UTC").dt.tz_localize(None) if zone is not None else series
    return {"zone": None if zone is None else str(zone), "block": _block(bare.to_numpy())}


def _of_stamps(message: dict[str, Any]) -> Any:
    series = pd.Series(_of_block(message["block"]))
    if message["zone"] is None:
        return series
    return series.dt.tz_localize("UTC").dt.tz_convert(str(message["zone"]))


def _of_series(message: dict[str, Any], decode: Decode) -> Any:
    series = pd.Series(_of_column(message["v"], decode))
    series.index = _of_index(message["index"], decode)
    series.name = decode(message["name"])
    return series


def _of_frame(message: dict[str, Any], decode: Decode) -> Any:
    index = _of_index(message["index"], decode)
    columns = {place: pd.Series(_of_column(part, decode)) for place, part in enumerate(message["v"])}
    frame = pd.DataFrame(columns) if columns else pd.DataFrame(index=range(len(index)))
    frame.index = index
    frame.columns = _of_index(message["columns"], decode)
    return frame


# By the name of its kind: the value of a JSON, with what decodes what it holds.
DECODERS: dict[str, Callable[[dict[str, Any], Decode], Any]] = {
    "array": lambda message, _: _of_block(message),
    "scalar": lambda message, _: _of_block(message)[()],
    "objects": lambda message, decode: _of_objects(message["v"], decode).reshape(message["shape"]),
    "records": lambda message, _: _of_records(message),
    "dtype": lambda message, _: np.dtype(str(message["v"])),
    "NA": lambda *_: pd.NA,
    "NaT": lambda *_: pd.NaT,
    "stamps": lambda message, _: _of_stamps(message)[0],
    "pause": lambda message, _: pd.Timedelta(_of_block(message)[()]),
    "part": lambda message, decode: pd.Series(_of_column(message, decode))[0],
    "index": _of_index,
    "series": _of_series,
    "frame": _of_frame,
}
