#pragma once

#include "grids/storage/gdal_contents.h"

#include <string>

namespace cityflux {

/// Joins the bands that are the slices of one variable, with one dimension for each of:
/// - NETCDF_DIM_NAME in the metadata of the bands, where GDAL writes the dimensions of a netCDF
///   file; NAME#units and NAME#calendar of the file make it a time axis;
/// - otherwise the dates or English months in which the names of all bands end ("co2 2019-01",
///   "Jan").
/// Throws InputError if the bands of a variable are not one for each combination, if they differ in
/// type or packing, and if dates are not months or years.
void join_band_series(GdalContents& found, const std::string& path);

} // namespace cityflux
