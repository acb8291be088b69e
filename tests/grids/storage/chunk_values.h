#pragma once

#include "grids/storage/grid_file.h"
#include "grids/storage/raw_block.h"
#include "tests/grids/storage/chunked_file.h"
#include "tests/temporary_folder.h"

#include <cstddef>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {

/// Undoes the coding of a block of a file; returns its values.
std::vector<double> unpacked_values(RawBlock& block, const std::string& path);

/// Reads "emi" by nc_get_vara_double.
std::vector<double> values_by_library(
    const std::string& path, const Shape& start, const Shape& count);

/// Values of one slice, read tile by tile.
struct TiledValues {
    std::vector<double> values; ///< in grid order
    std::size_t coded = 0; ///< tiles that came as they are stored, past the library
};

/// Reads all tiles of a slice of the first variable of a file.
TiledValues values_by_tiles(const std::string& path, GridFile& file, const Shape& slice = {});

/// Tests of one file whose chunks are read past the netCDF library.
class Hdf5ChunksTest : public testing::Test {
protected:
    TemporaryFolder folder_;
    std::string path_ = folder_.file("a.nc");
};

} // namespace cityflux
