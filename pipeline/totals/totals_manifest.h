#pragma once

#include "pipeline/program/manifest.h"
#include "pipeline/program/provenance.h"
#include "pipeline/totals/remap.h"
#include "pipeline/totals/totals.h"

#include <vector>

namespace cityflux {

/// Commits a written output together with OUTPUT.manifest.json. The manifest holds inputs and
/// boundaries with their SHA-256, options, assumptions, versions, the command and the closure.
void commit_with_manifest(OutputFile& output, const TotalsRequest& request,
    const TotalsResult& result, const Provenance& provenance);
/// Commits a file of remapping weights with its manifest, which has no closure.
void commit_with_manifest(OutputFile& output, const RemapRequest& request,
    const RemapResult& result, const Provenance& provenance);

/// Return parts of such a manifest, for outputs that are made with totals.
Json manifest_of_inputs(const std::vector<FileReport>& files, FileHashes& hashes);
Json manifest_of_closure(const std::vector<LayerReport>& layers);
/// Returns the options of totals: edge, proxy, sectors, species, periods, least valid share.
Json manifest_of_options(const TotalsRequest& request);
/// Returns the proxy, its effect on partly covered cells, and the totals with and without it.
/// Requires: result.proxy has a value.
Json manifest_of_proxy(const TotalsResult& result, FileHashes& hashes);

} // namespace cityflux
