#pragma once

#include "boundaries/outlines/city.h"
#include "pipeline/compare/compare.h"
#include "pipeline/program/file_hashes.h"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace cityflux {

/// Raised when the same tables give other bytes in the files of a comparison.
inline constexpr int compare_algorithm_version = 1;

/// All files that a comparison is made of, the names of cities included, but for the outlines.
std::vector<std::string> files_of(const CompareRequest& request);

/// The files that a comparison may write or remove, without their folder.
std::vector<std::string> comparison_files();
/// Those that this one writes.
std::vector<std::string> comparison_files(const CompareRequest& request);
/// The one with the corrected totals, where there are any.
std::optional<std::string> corrected_file(const CompareRequest& request);

/// Writes the tables, the map, the summary and manifest.json into a folder, which is made where it is not there; files of ours
/// that an earlier run left are removed where this one has none of the kind. `chosen` says where in the list each compared city
/// stands.
void write_comparison(const std::filesystem::path& folder, const CompareRequest& request, const CompareResult& result,
    const CityList& cities, const std::vector<std::size_t>& chosen, FileHashes& hashes,
    const std::vector<std::string>& command);

/// Says what found no city, what was left out and which cities have nothing to compare.
void say_comparison(const CompareResult& result);

} // namespace cityflux
