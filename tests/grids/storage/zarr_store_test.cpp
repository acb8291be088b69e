#include "grids/storage/zarr_store.h"

#include "tests/refusal.h"
#include "tests/temporary_folder.h"

#include <filesystem>
#include <string>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using testing::HasSubstr;

class ZarrStoreTest : public testing::Test {
protected:
    /// Makes a folder with one file in it. Returns its path.
    std::string folder(const std::string& name, const std::string& file) const
    {
        std::filesystem::create_directories(folder_.path() / name);
        folder_.write(name + "/" + file, "{}");
        return folder_.file(name);
    }

    TemporaryFolder folder_;
};

TEST_F(ZarrStoreTest, EveryVersion_IsRefused)
{
    for (const char* description : { ".zgroup", ".zarray", ".zmetadata", "zarr.json" }) {
        const std::string store = folder(std::string("a") + description, description);
        EXPECT_THAT(
            refused([&] { refuse_zarr(store); }), IsProblem(ProblemCode::unsupported, store));
        EXPECT_THAT(
            refused([&] { refuse_zarr(store + "/"); }), IsProblem(ProblemCode::unsupported, store));
    }
}

TEST_F(ZarrStoreTest, PartOfStore_NamesTheStore)
{
    const std::string store = folder("a.zarr", ".zgroup");
    const std::string array = folder("a.zarr/co2", ".zarray");
    const std::string conversion = "gdalmdimtranslate '" + store + "' 'a.nc'";
    for (const std::string& part : { array, array + "/.zarray", store + "/.zgroup" }) {
        EXPECT_THAT(refusal_of([&] { refuse_zarr(part); }), HasSubstr(conversion)) << part;
    }
}

TEST_F(ZarrStoreTest, OtherFolder_IsNot)
{
    EXPECT_EQ(refusal_of([&] { refuse_zarr(folder("plain", "a.nc")); }), "accepted");
    EXPECT_EQ(refusal_of([&] { refuse_zarr(folder("plain", "a.nc") + "/a.nc"); }), "accepted");
    EXPECT_EQ(refusal_of([&] { refuse_zarr(folder_.file("nothing.zarr")); }), "accepted");
}

} // namespace
} // namespace cityflux
