#include "pipeline/program/shared_options.h"

#include "tests/refusal.h"
#include "tests/temporary_folder.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

/// Two cities of one name, and one whose other name is in the gazetteer.
CityList three_cities()
{
    CityList list;
    for (const auto& [id, name] :
        { std::pair { "320500", "Suzhou" }, { "341300", "Suzhou" }, { "500000", "Chongqing" } }) {
        City city;
        city.id = id;
        city.name = name;
        list.cities.push_back(city);
    }
    return list;
}

std::string refusal_of_only(const std::vector<std::string>& names)
{
    BoundaryOptions options;
    options.boundaries = "cities.shp";
    options.only = names;
    return refusal_of<UsageError>([&] { options.chosen(three_cities()); });
}

TEST(BoundaryOptions, UnknownCity_IsRefused)
{
    EXPECT_EQ(refusal_of_only({ "Chongqin" }),
        "only=Chongqin: unknown city in cities.shp (did you mean 'Chongqing' or 'Zhongqing' or "
        "'Chungking'?); list the cities "
        "with `cityflux cities --boundaries cities.shp`");
}

TEST(BoundaryOptions, AmbiguousCity_IsRefused)
{
    EXPECT_EQ(refusal_of_only({ "Su zhou" }),
        "only=Su zhou: ambiguous city: Suzhou (320500) or Suzhou (341300) of cities.shp; choose "
        "one by its id, e.g. only=320500");
}

TEST(BoundaryOptions, CityTwice_IsRefused)
{
    EXPECT_EQ(refusal_of_only({ "Chongqing", "500000" }),
        "only=500000: duplicate city Chongqing (500000); name each city once");
    EXPECT_EQ(refusal_of_only({ "Chongqing", "Zhongqing" }),
        "only=Zhongqing: duplicate city Chongqing (500000); name each city once");
}

TEST(BoundaryOptions, DatumOfBuiltinList_IsRefused)
{
    BoundaryOptions options;
    options.datum = "gcj02";
    EXPECT_EQ(refusal_of<UsageError>([&] { options.read(); }),
        "datum=gcj02: conflicting with the built-in list china35, which is in WGS84; leave it out");
}

TEST(RasterOptions, MissingFile_IsRefused)
{
    RasterOptions options;
    options.rasters = { "sample", "nowhere.nc" };
    EXPECT_EQ(refusal_of([&] { options.files(); }), "nowhere.nc: missing file");
}

TEST(CoverageOptions, TwoRules_AreRefused)
{
    CoverageOptions options;
    options.edge = "fill";
    options.proxy = "people.tif";
    EXPECT_EQ(refusal_of<UsageError>([&] { options.rule(); }),
        "proxy=people.tif: conflicting with edge=fill: both allocate partly covered cells; leave "
        "one out");
}

TEST(Output, OverInput_IsRefused)
{
    const TemporaryFolder folder;
    folder.write("a.nc", "");
    EXPECT_EQ(refusal_of<UsageError>([&] {
        check_output_is_no_input(folder.file("a.nc"), { folder.file("a.nc") }, "china35");
    }),
        folder.file("a.nc")
            + ": conflicting with an input of the run, which it would overwrite; choose another "
              "name with output");
}

} // namespace
} // namespace cityflux
