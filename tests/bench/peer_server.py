"""Runs in the environment of the peers: a line names a function and its arguments, the answer says when it is done."""

import contextlib
import functools
import io
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


def ixdat(*paths):
    from ixdat import Measurement

    for path in paths:
        Measurement.read(path, reader="biologic").grab("raw_potential")


@functools.cache
def _report(numbers, picture):
    """The columns of each sheet, and the bytes of the picture."""
    import numpy

    with numpy.load(numbers) as kept:
        columns = [kept[name] for name in kept.files]
    width = len(columns) // int(numbers.rsplit(" ", 1)[1].split(".")[0])
    with open(picture, "rb") as stream:
        return [columns[at : at + width] for at in range(0, len(columns), width)], stream.read()


def xlsxwriter_report(numbers, picture, path):
    import xlsxwriter

    sheets, png = _report(numbers, picture)
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    for columns in sheets:
        sheet = book.add_worksheet()
        for row in range(max(map(len, columns))):
            for column, values in enumerate(columns):
                if row < len(values):
                    sheet.write_number(row, column, values[row])
        chart = book.add_chart({"type": "scatter", "subtype": "straight"})
        for column in range(0, len(columns), 2):
            last = len(columns[column]) - 1
            x, y = ([sheet.name, 0, at, last, at] for at in (column, column + 1))
            chart.add_series({"categories": x, "values": y})
        sheet.insert_chart("K2", chart)
        sheet.insert_image("K30", "picture.png", {"image_data": io.BytesIO(png)})
    book.close()


def openpyxl_report(numbers, picture, path):
    from openpyxl import Workbook
    from openpyxl.chart import Reference, ScatterChart, Series
    from openpyxl.drawing.image import Image

    sheets, png = _report(numbers, picture)
    book = Workbook(write_only=True)
    for columns in sheets:
        sheet = book.create_sheet()
        chart = ScatterChart()
        for column in range(0, len(columns), 2):
            last = len(columns[column])
            x, y = (Reference(sheet, min_col=at + 1, min_row=1, max_row=last) for at in (column, column + 1))
            chart.series.append(Series(y, x))
        for row in range(max(map(len, columns))):
            sheet.append([values[row] if row < len(values) else None for values in columns])
        sheet.add_chart(chart, "K2")
        sheet.add_image(Image(io.BytesIO(png)), "K30")
    book.save(path)


def lmfit_mhc(sweep, size, energy, rest):
    """The Marcus-Hush-Chidsey integral at every point, by the trapezoid rule (exact to 1e-13), fitted by lmfit."""
    import lmfit
    import numpy

    columns = numpy.load(sweep)
    thermal = 8.31446261815324 * 298.15 / 96485.33212331
    x = numpy.arange(-70.0, 70.25, 0.5)
    weight = 1 / (2 * numpy.cosh(x / 2))

    def integral(reduced, reduced_energy):
        return numpy.exp(-((x - reduced[:, None]) ** 2) / (4 * reduced_energy)) @ weight

    def current(E, size, energy, rest):
        reduced, reduced_energy = (E - rest) / thermal, energy / thermal
        equilibrium = integral(numpy.zeros(1), reduced_energy)
        return size * 2 * numpy.sinh(reduced / 2) * integral(reduced, reduced_energy) / equilibrium

    found = lmfit.Model(current, independent_vars=["E"]).fit(
        columns["current"], E=columns["potential"], size=float(size), energy=float(energy), rest=float(rest),
        weights=1 / columns["deviation"],
    )  # fmt: skip
    return tuple(found.params[name].value for name in ("size", "energy", "rest"))


def main():
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        try:
            with contextlib.redirect_stdout(sys.stderr):  # what a peer prints is no answer
                found = globals()[name](*arguments)
            answer = {"done": name, "found": found if isinstance(found, tuple) else None}  # a few numbers to compare
        except Exception as error:
            answer = {"error": repr(error)}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
