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

TEST(WithCompanions, RasterOfSeveralFiles_ListsThem)
{
    const TemporaryFolder folder;
    for (const char* name : { "r.grd", "r.gri", "i.mpr", "i.mp#", "i.grf", "i.csy", "e.ers", "e",
             "s.sdat", "s.sgrd", "d.rst", "d.rdc", "m.tif", "m.tif.msk" }) {
        folder.write(name, "");
    }
    for (const auto& [file, companion] :
        { std::pair("r.grd", "r.gri"), std::pair("e.ers", "e"), std::pair("s.sdat", "s.sgrd"),
            std::pair("d.rst", "d.rdc"), std::pair("m.tif", "m.tif.msk") }) {
        EXPECT_THAT(with_companions(folder.file(file)),
            ElementsAre(folder.file(file), folder.file(companion)));
    }
    EXPECT_THAT(with_companions(folder.file("i.mpr")),
        ElementsAre(folder.file("i.mpr"), folder.file("i.csy"), folder.file("i.grf"),
            folder.file("i.mp#")));
}

} // namespace
} // namespace cityflux
