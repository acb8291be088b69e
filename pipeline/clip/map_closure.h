#pragma once

#include "boundaries/outlines/city.h"
#include "pipeline/clip/clip_request.h"
#include "pipeline/clip/map_report.h"

#include <string>
#include <vector>

namespace cityflux {

/// Checks that the mass read for the totals equals the mass written and lost, if the
/// mask shows all of it. Throws InputError if float32 cannot hold the values,
/// std::logic_error for another difference.
void check_closure(const MapReport& map, const ClipRequest& request);

/// Returns a sentence for each band with mass of the city that lies off the grid of the map.
std::vector<std::string> lost_mass_sentences(
    const MapReport& map, const City& city, MapQuantity quantity);

} // namespace cityflux
