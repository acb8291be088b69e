#include "boundaries/kept/city_store.h"

#include "grids/text/error.h"
#include "tests/refusal.h"
#include "tests/temporary_folder.h"

#include <fstream>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

const std::string two_cities = R"({"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"adcode":"110","name":"甲市"},"geometry":{"type":"Polygon","coordinates":[
 [[100,30],[104,30],[104,34],[100,34],[100,30]],[[101,31],[101,32],[102,32],[102,31],[101,31]]]}},
{"type":"Feature","properties":{"adcode":"120","name":"乙市"},"geometry":{"type":"Polygon","coordinates":[
 [[110,30],[111,31],[111,30],[110,31],[110,30]]]}},
{"type":"Feature","properties":{"adcode":"130","name":"丙市"},"geometry":null}]})";

void expect_same(const CityList& a, const CityList& b)
{
    EXPECT_EQ(a.source, b.source);
    EXPECT_EQ(a.layer, b.layer);
    EXPECT_EQ(a.crs_name, b.crs_name);
    EXPECT_EQ(a.datum, b.datum);
    EXPECT_EQ(a.oddities, b.oddities);
    ASSERT_EQ(a.cities.size(), b.cities.size());
    for (std::size_t c = 0; c < a.cities.size(); ++c) {
        EXPECT_EQ(a.cities[c].id, b.cities[c].id);
        EXPECT_EQ(a.cities[c].name, b.cities[c].name);
        EXPECT_EQ(a.cities[c].aliases, b.cities[c].aliases);
        EXPECT_EQ(a.cities[c].flags, b.cities[c].flags);
        EXPECT_EQ(a.cities[c].repair, b.cities[c].repair);
        EXPECT_EQ(a.cities[c].area_before_km2, b.cities[c].area_before_km2);
        EXPECT_EQ(a.cities[c].area_km2, b.cities[c].area_km2);
        ASSERT_EQ(a.cities[c].shape.size(), b.cities[c].shape.size());
        for (std::size_t p = 0; p < a.cities[c].shape.size(); ++p) {
            EXPECT_EQ(a.cities[c].shape[p].outer, b.cities[c].shape[p].outer);
            EXPECT_EQ(a.cities[c].shape[p].holes, b.cities[c].shape[p].holes);
        }
    }
}

class CityStoreTest : public testing::Test {
protected:
    CityList read(const std::string& file) const
    {
        BoundaryRequest request;
        request.file = file;
        return read_boundaries(request, cache_);
    }
    std::size_t kept() const { return cache_.entries().size(); }

    TemporaryFolder folder_;
    Cache cache_ { folder_.path() / "cache" };
    std::string file_ = folder_.write("城市.geojson", two_cities);
};

TEST_F(CityStoreTest, GivesTheSameCitiesTwice)
{
    BoundaryRequest request;
    request.file = file_;
    const CityList direct = read_boundaries(request);
    EXPECT_EQ(direct.cities.at(1).flags, (std::vector<std::string> { "repaired-geometry" }));
    EXPECT_EQ(direct.cities.at(2).flags, (std::vector<std::string> { "no-geometry" }));
    expect_same(read(file_), direct);
    EXPECT_EQ(kept(), 1u);
    expect_same(read(file_), direct);
    EXPECT_EQ(kept(), 1u);
}

TEST_F(CityStoreTest, SameSizeAndTime_RereadsFile)
{
    read(file_);
    const auto time = std::filesystem::last_write_time(file_);
    std::string changed = two_cities;
    changed.replace(changed.find("甲"), std::string("甲").size(), "丁");
    folder_.write("城市.geojson", changed);
    std::filesystem::last_write_time(file_, time);
    EXPECT_EQ(read(file_).cities.at(0).name, "丁市");
}

TEST_F(CityStoreTest, OptionsAndCompanionsTellReadingsApart)
{
    read(file_);
    BoundaryRequest by_name;
    by_name.file = file_;
    by_name.id_field = "name";
    EXPECT_EQ(read_boundaries(by_name, cache_).cities.at(0).id, "甲市");
    BoundaryRequest shifted;
    shifted.file = file_;
    shifted.datum = Datum::gcj02;
    EXPECT_NE(read_boundaries(shifted, cache_).cities.at(0).shape.at(0).outer,
        read(file_).cities.at(0).shape.at(0).outer);
    EXPECT_EQ(kept(), 3u);
    folder_.write("城市.geojson-wal", "more");
    read(file_);
    EXPECT_EQ(kept(), 4u);
}

TEST_F(CityStoreTest, DamagedEntry_IsReplaced)
{
    const CityList direct = read(file_);
    const auto entry = std::filesystem::directory_iterator(cache_.folder())->path();
    std::fstream(entry, std::ios::binary | std::ios::in | std::ios::out).seekp(200).put('\xff');
    expect_same(read(file_), direct);
    std::filesystem::resize_file(entry, std::filesystem::file_size(entry) / 2);
    expect_same(read(file_), direct);
}

TEST_F(CityStoreTest, NotesOfAFile_AreKept)
{
    BoundaryRequest request;
    request.file = folder_.write("flat.geojson", R"({"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"value":7},"geometry":null}]})");
    const CityList direct = read_boundaries(request);
    EXPECT_THAT(direct.oddities,
        testing::ElementsAre(Message { .code = ProblemCode::missing,
            .problem = "missing id field: the ids are the numbers of the features",
            .remedy = { "choose a field, e.g. ", named(Setting::id, "value") } }));
    expect_same(read(request.file), direct);
    expect_same(read(request.file), direct);
    EXPECT_EQ(kept(), 1u);
}

TEST_F(CityStoreTest, RefusalsAreNotKept)
{
    BoundaryRequest request;
    request.file = file_;
    request.layer = "elsewhere";
    EXPECT_THROW(read_boundaries(request, cache_), InputError);
    EXPECT_THROW(read((folder_.path() / "none.geojson").string()), InputError);
    EXPECT_EQ(kept(), 0u);
}

TEST_F(CityStoreTest, VirtualFile_IsNotKept)
{
    const std::string virtual_file = folder_.write("cities.vrt",
        "<OGRVRTDataSource><OGRVRTLayer name=\"城市\"><SrcDataSource "
        "relativeToVRT=\"1\">城市.geojson</SrcDataSource>"
        "</OGRVRTLayer></OGRVRTDataSource>");
    EXPECT_EQ(read(virtual_file).cities.size(), 3u);
    EXPECT_EQ(kept(), 0u);
}

} // namespace
} // namespace cityflux
