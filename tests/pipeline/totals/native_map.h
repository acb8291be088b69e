#pragma once

#include "tests/pipeline/totals/mass_field.h"
#include "tests/pipeline/totals/native_netcdf.h"

#include <filesystem>

namespace cityflux {

/// Where a file's longitudes begin.
enum class Longitudes { from_0, from_minus_180 };

/// Returns the cells of the whole Earth.
Lattice global_lattice(int per_degree, Longitudes longitudes);

/// A longitude-latitude netCDF file with rows from south to north, its coordinates defined but not
/// yet written.
struct NativeMap {
    NativeMap(const std::filesystem::path& path, const Lattice& map,
        NativeNetcdf::Form form = NativeNetcdf::Form::netcdf4);

    void write_coordinates();

    Lattice lattice;
    NativeNetcdf file;
    int lat;
    int lon;
    int latitudes;
    int longitudes;
};

} // namespace cityflux
