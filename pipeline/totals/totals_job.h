#pragma once

#include "pipeline/program/provenance.h"
#include "pipeline/totals/totals.h"

#include <cstddef>
#include <string>
#include <vector>

namespace cityflux {

/// Version of the algorithm. It increases if the same rasters, outlines and options give
/// other bytes in a totals table.
inline constexpr int totals_algorithm_version = 1;

/// City totals from a request to files, as shared by `cityflux totals` and pipelines.
struct TotalsJob {
    const TotalsRequest& request;
    const Catalogue& catalogue;
    ChosenCities cities;
    bool shows_progress = false;
};

/// Computes the totals, with a progress bar if `job.shows_progress` is true.
TotalsResult do_job(const TotalsJob& job);

/// Writes the table and its manifest, which records `provenance`.
void write_job(const TotalsRequest& request, const TotalsResult& result, const std::string& output,
    const Provenance& provenance);

/// Warns if the run used more memory than allowed. Only work in progress is bounded; `kept` is a
/// sentence on memory that is not.
void say_memory(std::size_t memory_bytes, const std::string& kept);

/// Prints the effect of a proxy on the totals. Requires: result.proxy has a value.
void say_proxy(const TotalsResult& result);

/// Prints notes, incomplete results, the closure of layers, and the effect of memory
/// limit, proxy and --edge fill.
void say_job(const TotalsJob& job, const TotalsResult& result);

} // namespace cityflux
