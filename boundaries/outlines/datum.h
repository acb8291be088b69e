#pragma once

#include "grids/geometry/projection.h"
#include "grids/text/message.h"

#include <string_view>

namespace cityflux {

/// Datum of a boundary's coordinates. Chinese web maps shift positions by up to about 700 m: GCJ-02
/// (national obfuscation, 火星坐标系) and BD-09 (Baidu's shift in addition).
enum class Datum { wgs84, gcj02, bd09 };

/// Parses "wgs84", "gcj02" or "bd09". Throws InputError of `subject` on other names.
Datum parse_datum(std::string_view name, const Text& subject);
std::string_view name_of(Datum datum);

/// Returns the WGS84 position of a point in `datum` (degrees). Inverts the published forward
/// formula by fixed-point iteration, to 1e-10 degrees. GCJ-02 does not shift points outside China
/// (72.004..137.8347 E, 0.8293..55.8271 N).
Point to_wgs84(Point shifted, Datum datum);

/// Applies the forward shift, WGS84 -> datum.
Point from_wgs84(Point wgs84, Datum datum);

} // namespace cityflux
