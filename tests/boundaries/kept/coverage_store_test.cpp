#include "boundaries/kept/coverage_store.h"

#include "tests/boundaries/coverage/plane_picture.h"
#include "tests/boundaries/coverage/tenth_degree_china.h"
#include "tests/box_outline.h"
#include "tests/folder_content.h"
#include "tests/temporary_folder.h"

#include <fstream>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using test::tenth_degree_china;

class CoverageStoreTest : public testing::Test {
protected:
    std::filesystem::path only_file() const
    {
        return std::filesystem::directory_iterator(folder_.path() / "cache")->path();
    }

    TemporaryFolder folder_;
    CoverageStore store_ { Cache(folder_.path() / "cache") };
    std::vector<City> cities_ { box_city({ 116.03, 39.97, 117.23, 41.17 }),
        box_city({ 121.0, 31.0, 121.04, 31.04 }), City() };
    std::string key_ = coverage_key(cities_, tenth_degree_china());
};

TEST_F(CoverageStoreTest, SavedCoverage_IsLoadedBack)
{
    EXPECT_FALSE(store_.load(key_));
    const Coverage computed = cover(cities_, tenth_degree_china());
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

TEST_F(CoverageStoreTest, Key_FollowsOutlinesGridAndOrder)
{
    std::vector<City> moved = cities_;
    moved[0].shape[0].outer[0].x += 1e-9;
    EXPECT_NE(coverage_key(moved, tenth_degree_china()), key_);
    const std::vector<City> swapped { cities_[1], cities_[0], cities_[2] };
    EXPECT_NE(coverage_key(swapped, tenth_degree_china()), key_);
    Grid descending = tenth_degree_china();
    descending.y = Axis(54.0, -0.1, 360);
    EXPECT_NE(coverage_key(cities_, descending), key_);
    std::vector<City> renamed = cities_;
    renamed[0].name = "another name";
    EXPECT_EQ(coverage_key(renamed, tenth_degree_china()), key_) << "names cover nothing";
}

TEST_F(CoverageStoreTest, DamagedEntriesAreNotUsed)
{
    ASSERT_TRUE(store_.save(key_, cover(cities_, tenth_degree_china())));
    const std::string sound = content_of(only_file());
    for (std::size_t place = 0; place < sound.size(); place += 97) {
        std::string damaged = sound;
        damaged[place] = static_cast<char>(damaged[place] ^ 4);
        std::ofstream(only_file(), std::ios::binary) << damaged;
        EXPECT_FALSE(store_.load(key_)) << "byte " << place;
        std::ofstream(only_file(), std::ios::binary) << sound.substr(0, place);
        EXPECT_FALSE(store_.load(key_)) << "cut after " << place;
    }
}

TEST_F(CoverageStoreTest, RenamedEntry_IsNotUsed)
{
    ASSERT_TRUE(store_.save(key_, cover(cities_, tenth_degree_china())));
    const std::string other(32, 'a');
    std::filesystem::rename(only_file(), folder_.path() / "cache" / (other + ".coverage"));
    EXPECT_FALSE(store_.load(other));
}

} // namespace
} // namespace cityflux
