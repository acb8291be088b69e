#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace cityflux {

/// A GeoTIFF of an inventory's size: one deflated band of float32.
/// (tests/grids/storage/geotiff.h is for small files.)
struct NativeGeotiff {
    std::array<double, 6> transform {}; ///< GDAL's geotransform
    std::string crs; ///< any definition that GDAL reads; "" for none
    std::size_t columns = 0;
    std::size_t rows = 0;
    std::vector<float> values;
    std::string unit; ///< "" for none

    /// Throws std::runtime_error if GDAL refuses.
    void write(const std::filesystem::path& path) const;
};

} // namespace cityflux
