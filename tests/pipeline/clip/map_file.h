#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace cityflux {

/// Relative errors that a sum over a map may have, by the type of its numbers.
inline constexpr double rounding_of_float32 = 1e-6;
inline constexpr double rounding_of_double = 1e-12;

/// A raster read back by GDAL: all of it.
struct MapFile {
    struct Band {
        std::string title;
        std::string unit;
        std::map<std::string, std::string> metadata;
        std::vector<double> values; ///< row by row from the north
        /// Rows and columns of the coarser views, and their values.
        struct View {
            std::size_t rows = 0;
            std::size_t columns = 0;
            std::vector<double> values;
        };
        std::vector<View> views;

        /// Returns the sum of all values that are not nodata.
        double sum() const;
        std::size_t cells() const;
    };

    std::size_t rows = 0;
    std::size_t columns = 0;
    std::array<double, 6> transform {};
    std::string crs; ///< "EPSG:4326", or what GDAL calls it
    bool in_double = false;
    bool nan_is_nodata = false;
    std::map<std::string, std::string> metadata;
    std::vector<Band> bands;
};

/// `name` as GDAL opens it. Throws std::runtime_error.
MapFile read_map(const std::string& name);

} // namespace cityflux
