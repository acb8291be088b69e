#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace cityflux {

/// Returns the rules for cloud-optimised GeoTIFFs that a file breaks, a sentence each, read from
/// its bytes, without GDAL. The rules are those that GDAL's validator holds: tiled; directories of
/// the map and of its overviews, from fine to coarse, before all pixels; pixels of coarse overviews
/// before those of finer ones, those of the map last; overviews where it is large.
std::vector<std::string> cog_violations(const std::filesystem::path& file);

} // namespace cityflux
