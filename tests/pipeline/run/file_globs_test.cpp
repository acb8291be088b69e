#include "pipeline/run/file_globs.h"

#include "tests/refusal.h"
#include "tests/temporary_folder.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

namespace fs = std::filesystem;
using Files = std::vector<std::string>;

class FileGlobs : public ::testing::Test {
protected:
    FileGlobs()
    {
        fs::create_directories(folder.path() / "b");
        for (const char* name : { "b2020.nc", "a2019.nc", "a2020.nc", "a2020.txt", "b/c2020.nc",
                 "数据 一.nc", "[x].nc" }) {
            folder.write(name, "");
        }
    }
    Files matching(const std::string& pattern) const
    {
        return files_matching(pattern, folder.path(), "p.toml:3: 'files'");
    }
    std::string refused(const std::string& pattern) const
    {
        return refusal_of([&] { matching(pattern); });
    }

    TemporaryFolder folder;
};

TEST_F(FileGlobs, Files_AreInByteOrder)
{
    EXPECT_EQ(matching("a*.nc"), (Files { folder.file("a2019.nc"), folder.file("a2020.nc") }));
    EXPECT_EQ(matching("?2020.nc"), (Files { folder.file("a2020.nc"), folder.file("b2020.nc") }));
    EXPECT_EQ(
        matching("[ab]2020.nc"), (Files { folder.file("a2020.nc"), folder.file("b2020.nc") }));
    EXPECT_EQ(matching("*/*.nc"), Files { folder.file("b/c2020.nc") });
    EXPECT_EQ(matching("b*"), Files { folder.file("b2020.nc") }) << "the folder b is no file";
}

TEST_F(FileGlobs, ExistingName_IsTakenAsWritten)
{
    EXPECT_EQ(matching("[x].nc"), Files { folder.file("[x].nc") });
    EXPECT_EQ(matching("数据 一.nc"), Files { folder.file("数据 一.nc") });
    EXPECT_EQ(matching("数据*"), Files { folder.file("数据 一.nc") });
    EXPECT_EQ(matching(folder.file("a2019.nc")), Files { folder.file("a2019.nc") })
        << "a whole path";
    EXPECT_EQ(matching(folder.file("a20*.nc")).size(), 2U);
}

TEST_F(FileGlobs, MeansOnlyThePatternNotItsFolder)
{
    const fs::path odd = folder.path() / "run [1] *";
    fs::create_directories(odd);
    std::ofstream(odd / "x.nc") << "";
    EXPECT_EQ(files_matching("*.nc", odd, "f"), Files { (odd / "x.nc").string() });
}

TEST_F(FileGlobs, PatternWithoutMatch_IsRefused)
{
    EXPECT_EQ(refused("c*.nc"),
        fmt::format("p.toml:3: 'files': missing files: nothing matches 'c*.nc' (searched: {}); "
                    "check the path, which starts at the pipeline's folder",
            (folder.path() / "c*.nc").string()));
    EXPECT_THAT(refused("none.nc"), testing::HasSubstr("nothing matches 'none.nc'"));
    EXPECT_EQ(refused("**/*.nc"),
        "p.toml:3: 'files': unsupported '**' in '**/*.nc'; write one '*' for each folder, e.g. "
        "'*/*.nc'");
}

} // namespace
} // namespace cityflux
