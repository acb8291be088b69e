#pragma once

#include "boundaries/city.h"
#include "pipeline/program/file_hashes.h"
#include "pipeline/totals/remap.h"
#include "pipeline/totals/totals.h"

#include <filesystem>
#include <string>
#include <vector>

namespace cityflux {

/// Writes OUTPUT.manifest.json beside an output: what it was made of (inputs and boundaries with their SHA-256), how
/// (options, assumptions, versions, command) and how it closes.
void write_manifest(const std::filesystem::path& output, const TotalsRequest& request, const TotalsResult& result,
    const CityList& cities, FileHashes& hashes, const std::vector<std::string>& command);
/// The same for a file of remapping weights, which closes nothing.
void write_manifest(const std::filesystem::path& output, const RemapRequest& request, const RemapResult& result,
    const CityList& cities, FileHashes& hashes, const std::vector<std::string>& command);

} // namespace cityflux
