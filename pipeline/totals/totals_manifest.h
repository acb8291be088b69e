#pragma once

#include "boundaries/outlines/city.h"
#include "pipeline/program/file_hashes.h"
#include "pipeline/program/manifest.h"
#include "pipeline/totals/remap.h"
#include "pipeline/totals/totals.h"

#include <filesystem>
#include <string>
#include <vector>

namespace cityflux {

/// Commits an output that is written with OUTPUT.manifest.json beside it: what it was made of (inputs and boundaries with their
/// SHA-256), how (options, assumptions, versions, command) and how it closes.
void commit_with_manifest(OutputFile& output, const TotalsRequest& request, const TotalsResult& result, const CityList& cities,
    FileHashes& hashes, const std::vector<std::string>& command);
/// The same for a file of remapping weights, which closes nothing.
void commit_with_manifest(OutputFile& output, const RemapRequest& request, const RemapResult& result, const CityList& cities,
    FileHashes& hashes, const std::vector<std::string>& command);

/// Parts of such a manifest, for outputs that are made with totals.
Json manifest_of_inputs(const std::vector<FileReport>& files, FileHashes& hashes);
Json manifest_of_closure(const std::vector<LayerReport>& layers);
/// What the totals were asked for: edge, proxy, sectors, species, periods, least valid share.
Json manifest_of_options(const TotalsRequest& request);
/// The proxy of totals that have one, what it did to cells at edges, and the totals with and without it.
Json manifest_of_proxy(const TotalsResult& result, FileHashes& hashes);

} // namespace cityflux
