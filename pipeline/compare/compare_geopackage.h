#pragma once

#include "boundaries/outlines/city.h"
#include "pipeline/compare/compare.h"
#include "pipeline/output/output_file.h"

#include <cstddef>
#include <vector>

namespace cityflux {

/// Writes the layer `compare` to file.temporary(). Each row of cities.csv is a feature with its
/// columns and the city's outline. `chosen` has the position of each compared city in the list.
/// Throws InputError if the file cannot be written.
void write_compare_geopackage(const CompareResult& result, const CityList& cities,
    const std::vector<std::size_t>& chosen, const OutputFile& file);

} // namespace cityflux
