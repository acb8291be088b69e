#include "pipeline/program/file_hashes.h"

#include "tests/refusal.h"
#include "tests/temporary_folder.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

namespace cityflux {
namespace {

// echo -n abc | sha256sum, and of "abd"
constexpr const char* hash_of_abc
    = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
constexpr const char* hash_of_abd
    = "a52d159f262b2c6ddb724a61840befc36eb30c88877a4030b65cbe86298449c9";

class FileHashesTest : public testing::Test {
protected:
    std::string hash_of(const std::string& file) const
    {
        FileHashes hashes(cache_.folder());
        hashes.begin({ file });
        return hashes.of(file);
    }
    /// Gives a file the content and modification time, as a copy that preserves times does.
    void write(const std::string& content, std::time_t time) const
    {
        folder_.write("a.nc", content);
        const timespec times[2] { { time, 0 }, { time, 0 } };
        ASSERT_EQ(utimensat(AT_FDCWD, file_.c_str(), times, 0), 0);
    }

    TemporaryFolder folder_;
    Cache cache_ { folder_.path() / "cache" };
    std::string file_ = (folder_.path() / "a.nc").string();
};

TEST_F(FileHashesTest, AreThoseOfTheContents)
{
    folder_.write("a.nc", "abc");
    EXPECT_EQ(hash_of(file_), hash_of_abc);
    FileHashes without_cache(std::nullopt);
    EXPECT_EQ(without_cache.of(file_), hash_of_abc) << "also where it was not begun";
    EXPECT_EQ(without_cache.of(file_), hash_of_abc) << "twice";
}

TEST_F(FileHashesTest, RecentlyChangedFile_IsNotKept)
{
    write("abc", 1'000'000'000);
    EXPECT_EQ(hash_of(file_), hash_of_abc);
    EXPECT_TRUE(cache_.entries().empty()) << "its status changed less than two seconds ago";
}

TEST_F(FileHashesTest, SameSizeAndTime_RehashesFile)
{
    // A file of the system that has not changed for long is kept ...
    const std::string settled = "/etc/debian_version";
    struct stat status { };
    if (stat(settled.c_str(), &status) != 0 || status.st_ctime + 10 > std::time(nullptr)) {
        GTEST_SKIP() << settled << " is not there, or new";
    }
    const std::string hash = hash_of(settled);
    ASSERT_EQ(cache_.entries().size(), 1u);
    EXPECT_EQ(hash_of(settled), hash);
    // ... and one whose times were set back is told by the time of its last change of status.
    write("abc", 1'000'000'000);
    EXPECT_EQ(hash_of(file_), hash_of_abc);
    write("abd", 1'000'000'000);
    EXPECT_EQ(hash_of(file_), hash_of_abd);
}

TEST_F(FileHashesTest, MissingFile_IsRefused)
{
    FileHashes hashes(cache_.folder());
    hashes.begin({ file_ });
    EXPECT_EQ(
        refusal_of([&] { hashes.of(file_); }), file_ + ": unreadable: the file cannot be opened");
}

} // namespace
} // namespace cityflux
