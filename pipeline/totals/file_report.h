#pragma once

#include "boundaries/outlines/city.h"
#include "grids/layers/raster.h"

#include <string>
#include <vector>

namespace cityflux {

/// Report on one input file, for messages and the manifest.
struct FileReport {
    std::string path;
    std::string format;
    std::string inventory;
    std::string inventory_file; ///< TOML file of the inventory; "" if none was recognised
    std::string grid;
    std::string crs;
    std::string cell_areas;
    std::string coverage_key; ///< "" if no layer of the file was used
    std::vector<Message> oddities; ///< notes, without the file as subject
    std::vector<std::string> assumed;
};

/// Returns the report on a raster, without coverage_key.
FileReport report_of(const Raster& raster);

/// Prints the notes on the boundaries and on the first most_lines files.
void say_oddities(const CityList& cities, const std::vector<FileReport>& files);

} // namespace cityflux
