#pragma once

#include "tests/temporary_folder.h"

namespace cityflux {

/// Writes the known field in the forms from which the chains begin.
///
/// Cells of 1 degree, longitude 10 to 16, latitude 50 to 54; a cell emits in 2019 as many t of CO2
/// as its number:
///
///     53..54   31 32 33 34 35 36
///     52..53   21 22 23 24 25 26
///     51..52   11 12 13 14 15 16
///     50..51    1  2  3  4  5  6
///
/// | file | what it holds |
/// | --- | --- |
/// | tonnes.nc | `co2` (lat, lon) in t, attribute `year` |
/// | tonnes_gap.nc | the same, cell 1 missing (`_FillValue` -999) |
/// | rate.nc | `co2` (lat, lon) in kg m-2 s-1, attribute `year` |
/// | monthly_tonnes.nc | `co2` (time, lat, lon) in t: in month m of 2019, m times the number |
/// | monthly_rate.nc | the same in kg m-2 s-1 |
/// | cells.csv | lon,lat,t of the centres, without a header |
/// | cities.geojson | city A, four cells in the south-west, and B, the two columns in the east |
///
/// Times are the middles of the months with bounds; latitudes and longitudes have bounds too.
void write_known_fields(const TemporaryFolder& folder);

} // namespace cityflux
