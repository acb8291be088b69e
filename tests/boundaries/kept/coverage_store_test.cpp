#include "boundaries/kept/coverage_store.h"

#include "tests/boundaries/coverage/plane_picture.h"
#include "tests/temporary_folder.h"

#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

City box_city(double west, double south, double size)
{
    City city;
    city.id = city.name = "box";
    city.shape = { { { { west, south }, { west + size, south }, { west + size, south + size }, { west, south + size } }, {} } };
    return city;
}

Grid china()
{
    Grid grid;
    grid.x = Axis(73.0, 0.1, 630);
    grid.y = Axis(18.0, 0.1, 360);
    grid.crs = Crs();
    return grid;
}

class CoverageStoreTest : public testing::Test {
protected:
    std::filesystem::path only_file() const { return std::filesystem::directory_iterator(folder_.path() / "cache")->path(); }

    TemporaryFolder folder_;
    CoverageStore store_ { Cache(folder_.path() / "cache") };
    std::vector<City> cities_ { box_city(116.03, 39.97, 1.2), box_city(121.0, 31.0, 0.04), City() };
    std::string key_ = coverage_key(cities_, china());
};

TEST_F(CoverageStoreTest, GivesBackWhatWasKept)
{
    EXPECT_FALSE(store_.load(key_));
    const Coverage computed = cover(cities_, china());
    ASSERT_TRUE(store_.save(key_, computed));
    const auto kept = store_.load(key_);
    ASSERT_TRUE(kept);
    ASSERT_EQ(kept->cities.size(), computed.cities.size());
    for (std::size_t c = 0; c < computed.cities.size(); ++c) {
        EXPECT_EQ(kept->cities[c].runs, computed.cities[c].runs);
        EXPECT_EQ(kept->cities[c].cells, computed.cities[c].cells);
        EXPECT_EQ(kept->cities[c].share_on_grid, computed.cities[c].share_on_grid);
    }
}

TEST_F(CoverageStoreTest, TheKeyFollowsOutlinesGridAndOrder)
{
    std::vector<City> moved = cities_;
    moved[0].shape[0].outer[0].x += 1e-9;
    EXPECT_NE(coverage_key(moved, china()), key_);
    const std::vector<City> swapped { cities_[1], cities_[0], cities_[2] };
    EXPECT_NE(coverage_key(swapped, china()), key_);
    Grid descending = china();
    descending.y = Axis(54.0, -0.1, 360);
    EXPECT_NE(coverage_key(cities_, descending), key_);
    std::vector<City> renamed = cities_;
    renamed[0].name = "another name";
    EXPECT_EQ(coverage_key(renamed, china()), key_) << "names cover nothing";
}

TEST_F(CoverageStoreTest, DamagedEntriesAreNotUsed)
{
    ASSERT_TRUE(store_.save(key_, cover(cities_, china())));
    std::ifstream in(only_file(), std::ios::binary);
    const std::string sound((std::istreambuf_iterator<char>(in)), {});
    for (std::size_t place = 0; place < sound.size(); place += 97) {
        std::string damaged = sound;
        damaged[place] = static_cast<char>(damaged[place] ^ 4);
        std::ofstream(only_file(), std::ios::binary) << damaged;
        EXPECT_FALSE(store_.load(key_)) << "byte " << place;
        std::ofstream(only_file(), std::ios::binary) << sound.substr(0, place);
        EXPECT_FALSE(store_.load(key_)) << "cut after " << place;
    }
}

TEST_F(CoverageStoreTest, AnEntryUnderAnotherNameIsNotUsed)
{
    ASSERT_TRUE(store_.save(key_, cover(cities_, china())));
    const std::string other(32, 'a');
    std::filesystem::rename(only_file(), folder_.path() / "cache" / (other + ".coverage"));
    EXPECT_FALSE(store_.load(other));
}

} // namespace
} // namespace cityflux
