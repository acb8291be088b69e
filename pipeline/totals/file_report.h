#pragma once

#include "boundaries/outlines/city.h"
#include "grids/layers/raster.h"

#include <string>
#include <vector>

namespace cityflux {

/// How one file was read, for messages and the manifest.
struct FileReport {
    std::string path;
    std::string format;
    std::string inventory;
    std::string inventory_file; ///< the TOML, "" where none was recognised
    std::string grid;
    std::string crs;
    std::string cell_areas;
    std::string coverage_key; ///< "" where no layer of the file was taken
    std::vector<std::string> oddities;
    std::vector<std::string> assumed;
};

/// What a raster says of itself; the coverage key is not known to it.
FileReport report_of(const Raster& raster);

/// Says what was odd about the boundaries and the files.
void say_oddities(const CityList& cities, const std::vector<FileReport>& files);

} // namespace cityflux
