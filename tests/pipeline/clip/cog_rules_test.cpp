#include "tests/pipeline/clip/cog_rules.h"

#include "tests/run_program.h"
#include "tests/temporary_folder.h"

#include <filesystem>
#include <optional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(CogRules, OrdinaryGeotiff_ListsItsViolations)
{
    const std::optional<fs::path> translate = program_on_path("gdal_translate");
    if (!translate) {
        GTEST_SKIP() << "gdal_translate is not installed";
    }
    const TemporaryFolder folder;
    folder.write("a.asc", "ncols 2\nnrows 2\nxllcorner 0\nyllcorner 0\ncellsize 1\n1 2\n3 4\n");
    const auto translated = [&](const Words& words) {
        EXPECT_EQ(run_other_program(
                      *translate, folder.path(), appended(words, { "-q", "a.asc", "a.tif" }))
                      .code,
            0);
        return cog_violations(folder.path() / "a.tif");
    };
    EXPECT_THAT(translated({ "-of", "COG", "-outsize", "1400", "1400" }), IsEmpty());
    EXPECT_THAT(translated({ "-of", "GTiff", "-outsize", "1400", "1400" }),
        Contains(HasSubstr("is not tiled")));
    EXPECT_THAT(translated({ "-of", "COG", "-outsize", "1400", "1400", "-co", "OVERVIEWS=NONE" }),
        ElementsAre("a large map has no overviews"));
}

} // namespace
} // namespace cityflux
