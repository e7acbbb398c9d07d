"""Runs in the environment of the peers: a line names a function and its arguments, the answer says when it is done."""

import json
import sys


def pandas_chi(path, before):
    import numpy
    import pandas

    return pandas.read_csv(path, skiprows=int(before), header=None, engine="c", dtype=numpy.float64)


def pandas_eclab(path, before, columns):
    import numpy
    import pandas

    places = [int(place) for place in columns.split(",")]
    return pandas.read_csv(
        path, sep="\t", decimal=",", skiprows=int(before), header=None, usecols=places, engine="c", dtype=numpy.float64,
        encoding="cp1252",
    )  # fmt: skip


def polars_eclab(path, before, columns):
    import polars

    places = [int(place) for place in columns.split(",")]
    return polars.read_csv(
        path, separator="\t", decimal_comma=True, skip_rows=int(before), has_header=False, columns=places,
        encoding="utf8-lossy", truncate_ragged_lines=True,
    )  # fmt: skip


def polars_chi(path, before):
    import polars

    return polars.read_csv(path, skip_rows=int(before), has_header=False, schema_overrides=[polars.Float64] * 2)


def galvani_mpt(path):
    from galvani import MPTfile

    with open(path, "rb") as stream:
        return MPTfile(stream)


def galvani_mpr_records(path):
    from galvani.BioLogic import MPRfile

    return MPRfile(path).data


def galvani_mpr(path):
    """As its README says."""
    import pandas

    return pandas.DataFrame(galvani_mpr_records(path))


def calamine(path):
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(path)
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def main():
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        try:
            globals()[name](*arguments)
            answer = {"done": name}
        except Exception as error:
            answer = {"error": repr(error)}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
