#include "boundaries/kept/cache.h"

#include "tests/temporary_folder.h"

#include <atomic>
#include <chrono>
#include <fstream>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

constexpr Cache::Kind coverage { "coverage", 1 };
constexpr Cache::Kind cities { "cities", 1 };

class CacheTest : public testing::Test {
protected:
    TemporaryFolder folder_;
    Cache cache_ { folder_.path() / "cache" };
};

TEST_F(CacheTest, SavedRecord_IsLoadedBack)
{
    const std::string bytes("a\0b", 3);
    EXPECT_FALSE(cache_.load(coverage, "key"));
    ASSERT_TRUE(cache_.save(coverage, "key", bytes));
    const Cache::Record record = cache_.load(coverage, "key");
    ASSERT_TRUE(record);
    EXPECT_EQ(record.bytes(), bytes);
    ASSERT_TRUE(cache_.save(coverage, "empty", ""));
    EXPECT_TRUE(cache_.load(coverage, "empty"));
}

TEST_F(CacheTest, KindKeyAndVersionTellRecordsApart)
{
    ASSERT_TRUE(cache_.save(coverage, "key", "one"));
    EXPECT_FALSE(cache_.load(cities, "key"));
    EXPECT_FALSE(cache_.load({ "coverage", 2 }, "key"));
    std::filesystem::rename(cache_.folder() / "key.coverage", cache_.folder() / "other.coverage");
    EXPECT_FALSE(cache_.load(coverage, "other")) << "a record under another name";
}

TEST_F(CacheTest, FullCache_DropsLongestUnused)
{
    const std::string bytes(1000, 'x');
    ASSERT_TRUE(cache_.save(coverage, "first", bytes));
    const auto size = cache_.entries().front().bytes;
    const Cache small(cache_.folder(), 2 * size + size / 2);
    std::filesystem::last_write_time(cache_.folder() / "first.coverage",
        std::filesystem::file_time_type::clock::now() - std::chrono::hours(1));
    ASSERT_TRUE(small.save(cities, "second", bytes));
    ASSERT_TRUE(small.save(coverage, "third", bytes));
    EXPECT_EQ(small.entries().size(), 2U);
    EXPECT_FALSE(small.load(coverage, "first"));
    const Cache tiny(cache_.folder(), 10);
    EXPECT_FALSE(tiny.save(coverage, "fourth", bytes)) << "larger than all that may be kept";
}

TEST_F(CacheTest, SeveralThreads_MaySaveOneRecord)
{
    const std::string bytes(1 << 20, 'x');
    std::atomic<std::size_t> kept = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < 10; ++i) {
                kept += cache_.save(coverage, "key", bytes) && cache_.load(coverage, "key") ? 1 : 0;
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(kept, 40U);
    EXPECT_EQ(cache_.load(coverage, "key").bytes(), bytes);
}

TEST_F(CacheTest, UnwritableFolder_KeepsNothing)
{
    const std::string file = folder_.write("file", "no folder");
    const Cache cache(std::filesystem::path(file) / "cache");
    EXPECT_FALSE(cache.save(coverage, "key", "bytes"));
    EXPECT_FALSE(cache.load(coverage, "key"));
    EXPECT_TRUE(cache.entries().empty());
    EXPECT_EQ(cache.clear(), 0U);
}

TEST_F(CacheTest, Save_RemovesOldPartials)
{
    ASSERT_TRUE(cache_.save(coverage, "a", ""));
    for (const char* name : { "old.coverage.1.partial", "young.coverage.2.partial" }) {
        std::ofstream(cache_.folder() / name) << "x";
    }
    std::filesystem::last_write_time(cache_.folder() / "old.coverage.1.partial",
        std::filesystem::file_time_type::clock::now() - std::chrono::hours(2));
    ASSERT_TRUE(cache_.save(coverage, "b", ""));
    EXPECT_FALSE(std::filesystem::exists(cache_.folder() / "old.coverage.1.partial"));
    EXPECT_TRUE(std::filesystem::exists(cache_.folder() / "young.coverage.2.partial"))
        << "may be at work";
}

TEST_F(CacheTest, UnwritableFolder_GivesTheReason)
{
    std::error_code why;
    EXPECT_FALSE(Cache("/dev/null/cache").save(coverage, "a", "", &why));
    EXPECT_EQ(why, std::errc::not_a_directory);
}

TEST_F(CacheTest, Clear_RemovesEntriesAndOldPartials)
{
    ASSERT_TRUE(cache_.save(coverage, "a", ""));
    ASSERT_TRUE(cache_.save(cities, "b", ""));
    for (const char* name : { "old.coverage.1.partial", "young.coverage.2.partial", "mine.txt" }) {
        std::ofstream(cache_.folder() / name) << "x";
    }
    std::filesystem::last_write_time(cache_.folder() / "old.coverage.1.partial",
        std::filesystem::file_time_type::clock::now() - std::chrono::hours(2));
    EXPECT_EQ(cache_.clear(), 2U);
    EXPECT_TRUE(cache_.entries().empty());
    EXPECT_FALSE(std::filesystem::exists(cache_.folder() / "old.coverage.1.partial"));
    EXPECT_TRUE(std::filesystem::exists(cache_.folder() / "young.coverage.2.partial"))
        << "may be at work";
    EXPECT_TRUE(std::filesystem::exists(cache_.folder() / "mine.txt"));
}

} // namespace
} // namespace cityflux
