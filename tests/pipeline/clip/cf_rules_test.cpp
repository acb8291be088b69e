#include "tests/pipeline/clip/cf_rules.h"

#include "tests/netcdf_writer.h"
#include "tests/temporary_folder.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

TEST(CfRules, BrokenFile_ListsItsViolations)
{
    const TemporaryFolder folder;
    ::NetcdfWriter(folder.file("a.nc"))
        .attribute("", "Conventions", "CF-1.6")
        .axis("lat", "degrees_north", { 1, 2 })
        .axis("lon", "degrees_east", { 1, 3, 2 })
        .attribute("lat", "standard_name", "latitude")
        .attribute("lat", "bounds", "lat_bnds")
        .attribute("lon", "standard_name", "longtitude")
        .field("1st", { "lat", "lon" }, { 1, 2, 3, 4, 5, 6 })
        .attribute("1st", "units", "tons of it")
        .attribute("1st", "long_name", "mass")
        .attribute("1st", "cell_methods", "height: sum area: adding")
        .attribute("1st", "grid_mapping", "crs")
        .attribute("1st", "coordinates", "sector")
        .attribute("1st", "_FillValue", -1.0, NC_FLOAT)
        .close();
    const std::vector<std::string> broken = cf_violations(folder.file("a.nc"));
    for (const char* sentence : { "Conventions do not name CF-1.8", "'1st' is not a name",
             "tons of it", "the bounds of lat are not there", "lon is not monotonic",
             "'longtitude' is no standard name", "'height: sum' is no cell method",
             "'area: adding' is no cell method", "the grid mapping of 1st is none",
             "there is no coordinate sector" }) {
        EXPECT_THAT(broken, Contains(HasSubstr(sentence)));
    }
}

} // namespace
} // namespace cityflux
