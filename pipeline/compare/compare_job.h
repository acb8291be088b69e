#pragma once

#include "pipeline/compare/compare.h"
#include "pipeline/program/provenance.h"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace cityflux {

/// Version of the algorithm. It increases if the same tables give other bytes in
/// the files of a comparison.
inline constexpr int compare_algorithm_version = 2;

/// Returns all input files of a comparison, including the names of cities, except the outlines.
std::vector<std::string> files_of(const CompareRequest& request);

/// Returns the files that any comparison may write or remove, without their folder.
std::vector<std::string> comparison_files();
/// Returns the files that this comparison writes, without their folder.
std::vector<std::string> comparison_files(const CompareRequest& request);
/// Returns the file with the corrected totals; std::nullopt if there is none.
std::optional<std::string> corrected_file(const CompareRequest& request);

/// Writes the tables, the map, the summary and manifest.json into a folder. Creates the folder if
/// it does not exist. Removes files of earlier comparisons that this one does not write. `chosen`
/// has the position of each compared city in the list.
void write_comparison(const std::filesystem::path& folder, const CompareRequest& request,
    const CompareResult& result, const std::vector<std::size_t>& chosen,
    const Provenance& provenance);

/// Prints unmatched names, notes and incomplete results.
void say_comparison(const CompareResult& result);

} // namespace cityflux
