#pragma once

#include "grids/geometry/projection.h"

#include <string_view>

namespace cityflux {

/// The datum of a boundary's coordinates. Chinese web maps shift positions by up to about 700 m: GCJ-02 (national
/// obfuscation, 火星坐标系) and BD-09 (Baidu's shift on top of it).
enum class Datum { wgs84, gcj02, bd09 };

/// "wgs84", "gcj02", "bd09"; throws UsageError otherwise.
Datum parse_datum(std::string_view name);
std::string_view name_of(Datum datum);

/// WGS84 position of a point given in `datum` (degrees): inverse of the published forward formula by fixed-point
/// iteration, to 1e-10 degrees. Points outside China (72.004..137.8347 E, 0.8293..55.8271 N) are not shifted in GCJ-02.
Point to_wgs84(Point shifted, Datum datum);

/// The forward shift, WGS84 -> datum.
Point from_wgs84(Point wgs84, Datum datum);

} // namespace cityflux
