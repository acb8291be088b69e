#pragma once

#include "pipeline/clip/clip_plan.h"
#include "pipeline/clip/map_report.h"

#include <string>
#include <vector>

namespace cityflux {

/// Written maps of a request.
struct ClipResult {
    std::vector<MapReport> maps; ///< by city, then by name
    /// Incomplete results of the totals, sums and maps, each a sentence. Exit code 4 if not empty.
    std::vector<Message> shortcomings;
};

/// Writes the maps of a plan without conflicts, several at once. Files in a folder are committed.
/// Throws InputError if no city lies on the cells of the maps, a map does not fit into memory or
/// float32, or a file cannot be written.
ClipResult write_maps(const ClipRequest& request, const ClipReading& reading, const ClipPlan& plan,
    const Progress& progress);

} // namespace cityflux
