#pragma once

#include "boundaries/outlines/city.h"
#include "pipeline/compare/compare.h"
#include "pipeline/output/output_file.h"

#include <cstddef>
#include <vector>

namespace cityflux {

/// Writes the layer `compare` to file.temporary(): a feature for each row of cities.csv with its columns and the city's
/// outline. `chosen` says where in the list each compared city stands. Throws InputError where it cannot be written.
void write_compare_geopackage(
    const CompareResult& result, const CityList& cities, const std::vector<std::size_t>& chosen, const OutputFile& file);

} // namespace cityflux
