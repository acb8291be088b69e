#include "tests/folder_content.h"
#include "tests/geojson.h"
#include "tests/pipeline/clip/clip_fixture.h"

#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

namespace fs = std::filesystem;
using geojson::feature_of_parts;
using geojson::properties;
using ::testing::AllOf;
using ::testing::HasSubstr;

TEST_F(Clip, ThreadsAndMemory_ChangeNoByte)
{
    write_field("a.nc", { .months = 3 });
    for (const std::string format : { "tif", "nc" }) {
        const auto clip
            = [&](const std::string& name, const std::string& threads, const std::string& memory) {
                  const ProgramRun done = run({ "clip", "a.nc", "--quiet", "--format", format,
                      "--coverage", "--threads", threads, "--memory", memory, "-o", name });
                  ASSERT_EQ(done.code, 0) << done.err;
              };
        clip("one", "1", "512MB");
        clip("two", "2", "512MB");
        clip("small", "2", "1kB"); // what was read and what is copied from lie on disk
        for (const std::string& name : files_in("one")) {
            if (name != "manifest.json") {
                const std::string bytes = content_of(folder.path() / "one" / name);
                EXPECT_EQ(content_of(folder.path() / "two" / name), bytes) << name;
                EXPECT_EQ(content_of(folder.path() / "small" / name), bytes) << name;
            }
        }
        EXPECT_EQ(files_in("small"), files_in("one")) << "nothing of what lay on disk is left";
        for (const char* name : { "one", "two", "small" }) {
            fs::remove_all(folder.path() / name);
        }
    }
}

TEST_F(Clip, LargeMap_IsWrittenByRows)
{
    write_field("a.nc", { .columns = 700, .rows = 620, .per_degree = 100.0 });
    // Two parts, with rows between them that have nothing of the city.
    write_cities({ feature_of_parts(properties("1", "Islands"),
        { { { 100.1, 20.1 }, { 106.9, 20.4 }, { 100.4, 21.9 } },
            { { 100.1, 24.2 }, { 106.9, 24.4 }, { 106.7, 26.1 } } }) });
    for (const Words& cells :
        { Words {}, Words { "--crs", "EPSG:4326", "--resolution", "0.013" } }) {
        const auto clip = [&](const std::string& file, const std::string& memory) {
            return run(
                appended({ "clip", "a.nc", "--sector", "power", "--quantity", "density", "--type",
                             "float64", "--coverage", "--png", "--memory", memory, "-o", file },
                    cells));
        };
        ASSERT_EQ(clip("whole.tif", "512MB").code, 0);
        ASSERT_EQ(clip("rows.tif", "1kB").code, 0);
        EXPECT_EQ(content_of(folder.path() / "rows.tif"), content_of(folder.path() / "whole.tif"));
        EXPECT_EQ(content_of(folder.path() / "rows.tif.png"),
            content_of(folder.path() / "whole.tif.png"));
        // A netCDF is made in memory.
        ASSERT_EQ(clip("whole.nc", "512MB").code, 0);
        const ProgramRun refused = clip("rows.nc", "1kB");
        EXPECT_EQ(refused.code, 3);
        EXPECT_THAT(refused.err,
            AllOf(HasSubstr("Islands (1): insufficient memory"),
                HasSubstr("write GeoTIFF (--format tif)")));
        EXPECT_FALSE(fs::exists(folder.path() / "rows.nc"));
    }
}

} // namespace
} // namespace cityflux
