#pragma once

#include "grids/storage/hdf5_chunks.h"
#include "tests/netcdf_storage.h"

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <netcdf.h>

namespace cityflux {

using Shape = std::vector<std::size_t>;
using Dimensions = std::vector<std::pair<std::string, std::size_t>>;

/// Numbers 1, 2, 3 ...
std::vector<double> running_numbers(std::size_t count);

/// Cells of the grid of a file.
inline constexpr std::size_t chunked_rows = 7;
inline constexpr std::size_t chunked_columns = 10;

/// Dimensions of the grid of a file.
inline const Dimensions::value_type lat { "lat", chunked_rows };
inline const Dimensions::value_type lon { "lon", chunked_columns };

/// Variable of a file; a dimension of size 0 is without limit.
struct ChunkedLayout {
    Dimensions dimensions { lat, lon };
    nc_type type = NC_FLOAT;
    NetcdfStorage storage {};
};

/// Values that a file holds.
struct ChunkedValues {
    std::vector<double> values {}; ///< in stored order; empty: running numbers
    Shape extents {}; ///< from the first index on; empty: everywhere
    std::size_t times = 0; ///< coordinates of times without limit
};

/// A netCDF-4 file with one variable "emi" along dimensions in any order, lat and lon among them.
class ChunkedFile {
public:
    ChunkedFile(
        const std::string& path, const ChunkedLayout& layout, const ChunkedValues& values = {});

    /// The chunks of "emi"; null if the library has to read them.
    std::unique_ptr<Hdf5Chunks> chunks() const;

private:
    std::string path_;
};

} // namespace cityflux
