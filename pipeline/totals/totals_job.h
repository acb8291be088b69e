#pragma once

#include "pipeline/program/file_hashes.h"
#include "pipeline/totals/totals.h"

#include <cstddef>
#include <string>
#include <vector>

namespace cityflux {

/// Raised when the same rasters, outlines and options give other bytes in a totals table.
inline constexpr int totals_algorithm_version = 1;

/// City totals from a request to files: what `cityflux totals` and the totals of a pipeline have in common.
struct TotalsJob {
    const TotalsRequest& request;
    const Catalogue& catalogue;
    const CityList& cities;
    const std::vector<std::size_t>& chosen; ///< positions in the list
    bool shows_progress = false;
};

/// The totals, with a progress bar where it is wanted.
TotalsResult do_job(const TotalsJob& job);

/// Writes the table and its manifest, which names `command` as what makes it.
void write_job(const TotalsJob& job, const TotalsResult& result, const std::string& output, FileHashes& hashes,
    const std::vector<std::string>& command);

/// Says so where the memory allowed was not enough: what is in work is bounded, what is `kept` (a sentence) is not.
void say_memory(std::size_t memory_bytes, const std::string& kept);

/// Says what a proxy did to totals that have one.
void say_proxy(const TotalsResult& result);

/// Says what was odd and what is missing, and how the layers close.
void say_job(const TotalsJob& job, const TotalsResult& result);

} // namespace cityflux
