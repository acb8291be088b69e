#pragma once

#include "boundaries/city.h"
#include "pipeline/file_hashes.h"
#include "pipeline/remap.h"
#include "pipeline/totals.h"

#include <filesystem>
#include <string>
#include <vector>

namespace cityflux {

/// Versions of the program and of the libraries it runs with, by name.
std::vector<std::pair<std::string, std::string>> versions();

/// Writes OUTPUT.manifest.json beside an output: what it was made of (inputs and boundaries with their SHA-256), how
/// (options, assumptions, versions, command) and how it closes. Holds no times, so that the same run gives the same bytes.
void write_manifest(const std::filesystem::path& output, const TotalsRequest& request, const TotalsResult& result,
    const CityList& cities, FileHashes& hashes, const std::vector<std::string>& command);
/// The same for a file of remapping weights, which closes nothing.
void write_manifest(const std::filesystem::path& output, const RemapRequest& request, const RemapResult& result,
    const CityList& cities, FileHashes& hashes, const std::vector<std::string>& command);

} // namespace cityflux
