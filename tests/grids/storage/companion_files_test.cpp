#include "grids/storage/companion_files.h"

#include "tests/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

using testing::ElementsAre;

TEST(WithCompanions, FileWithSidecars_ListsThem)
{
    const TemporaryFolder folder;
    for (const char* name :
        { "g.tif", "g.tfw", "g.tif.aux.xml", "g.PRJ", "g.csv", "g2.prj", "a.nc" }) {
        folder.write(name, "");
    }
    EXPECT_THAT(with_companions(folder.file("g.tif")),
        ElementsAre(folder.file("g.tif"), folder.file("g.PRJ"), folder.file("g.tfw"),
            folder.file("g.tif.aux.xml")));
    EXPECT_THAT(with_companions(folder.file("a.nc")), ElementsAre(folder.file("a.nc")));
}

} // namespace
} // namespace cityflux
