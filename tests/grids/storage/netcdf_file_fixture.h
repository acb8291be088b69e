#pragma once

#include "grids/storage/grid_file.h"
#include "grids/storage/netcdf_file.h"
#include "tests/netcdf_writer.h"
#include "tests/refusal.h"
#include "tests/temporary_folder.h"

#include <cmath>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {

/// Tests of one netCDF file.
class NetcdfFileTest : public testing::Test {
protected:
    using Values = std::vector<double>;
    using Words = std::vector<std::string>;
    using Slice = std::vector<std::size_t>;

    static constexpr double none = -777.0; ///< stands for NaN in what is compared

    /// Three rows from 50 to 53 N, three columns from 10 to 13 E.
    NetcdfWriter& three_by_three(NetcdfWriter& writer) const
    {
        return writer.axis("lat", "degrees_north", { 50.5, 51.5, 52.5 })
            .axis("lon", "degrees_east", { 10.5, 11.5, 12.5 });
    }

    std::unique_ptr<GridFile> open() const { return open_netcdf(path_); }
    std::string refusal() const
    {
        return refusal_of([&] { open(); });
    }

    /// All values of one slice in grid order.
    static Values values_of(
        GridFile& file, const Slice& slice = {}, const std::string& name = "emi")
    {
        Values values = file.values(*file.find(name), slice, { 0, file.grid().rows() });
        for (double& value : values) {
            value = std::isnan(value) ? none : value;
        }
        return values;
    }

    TemporaryFolder folder_;
    std::string path_ = folder_.file("a.nc");
};

} // namespace cityflux
