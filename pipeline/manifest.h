#pragma once

#include "boundaries/city.h"
#include "pipeline/totals.h"

#include <filesystem>
#include <string>
#include <vector>

namespace cityflux {

/// The version of the method by which coverage is computed: changes when the same input would give other numbers.
inline constexpr int coverage_algorithm_version = 1;

/// Versions of the program and of the libraries it runs with, by name.
std::vector<std::pair<std::string, std::string>> versions();

/// Writes OUTPUT.manifest.json beside an output: what it was made of (inputs and boundaries with their SHA-256), how
/// (options, assumptions, versions, command) and how it closes. Holds no times, so that the same run gives the same bytes.
void write_manifest(const std::filesystem::path& output, const TotalsRequest& request, const TotalsResult& result,
    const CityList& cities, const std::vector<std::string>& command);

/// Hash of a coverage: the grid, the cities' outlines and the algorithm.
std::string coverage_hash(const CityList& cities, const std::string& grid_description, EdgeRule rule);

} // namespace cityflux
