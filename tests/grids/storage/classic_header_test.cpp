#include "grids/storage/classic_header.h"

#include "tests/folder_content.h"
#include "tests/netcdf_writer.h"
#include "tests/refusal.h"
#include "tests/temporary_folder.h"

#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

using testing::HasSubstr;

class ClassicHeaderTest : public testing::Test {
protected:
    std::string refusal(const std::string& bytes)
    {
        return refusal_of([&] { check_classic_header(folder_.write("a.nc", bytes)); });
    }

    /// A file of a form, with names and attributes that need padding.
    std::string file_of(int format)
    {
        const std::string path = folder_.file("sound.nc");
        NetcdfWriter(path, format)
            .dimension("time", NC_UNLIMITED)
            .axis("lat", "degrees_north", { 50, 51 })
            .axis("lon", "degrees_east", { 10, 11, 12 })
            .field("emission", { "time", "lat", "lon" }, { 1, 2, 3, 4, 5, 6 })
            .attribute("emission", "flags", { 1, 2, 3 }, NC_SHORT)
            .attribute("", "title", "a file")
            .close();
        return content_of(path);
    }

    TemporaryFolder folder_;
};

TEST_F(ClassicHeaderTest, SoundFilesPass)
{
    for (const int format : { NC_CLASSIC_MODEL, NC_64BIT_OFFSET, NC_64BIT_DATA, NC_NETCDF4 }) {
        EXPECT_EQ(refusal(file_of(format)), "accepted") << format;
    }
    EXPECT_EQ(refusal("no netCDF at all"), "accepted") << "others find out";
    EXPECT_EQ(refusal(""), "accepted");
}

TEST_F(ClassicHeaderTest, CountBeyondTheFile_IsRefused)
{
    // The count of the dimensions follows magic, records and tag; each dimension takes eight bytes
    // at least.
    constexpr std::size_t at = 12;
    std::string bytes = file_of(NC_CLASSIC_MODEL);
    const std::size_t count = (bytes.size() - at - 4) / 8 + 1;
    ASSERT_LT(count, 256U);
    bytes.replace(at, 4, { '\0', '\0', '\0', static_cast<char>(count) });
    EXPECT_THAT(refusal(bytes),
        HasSubstr(fmt::format(
            "a.nc: the file announces {} dimensions in its header and has {} bytes in all", count,
            bytes.size())));
}

TEST_F(ClassicHeaderTest, NameOf256Bytes_IsAccepted)
{
    const std::string path = folder_.file("long.nc");
    NetcdfWriter(path, NC_CLASSIC_MODEL).dimension(std::string(256, 'n'), 3).close();
    std::ifstream in(path, std::ios::binary);
    EXPECT_EQ(refusal({ std::istreambuf_iterator<char>(in), {} }), "accepted");
}

TEST_F(ClassicHeaderTest, NameOf257Bytes_IsRefused)
{
    // The length of the first name follows magic, records, tag and count; the file ends before the
    // name does.
    std::string bytes = file_of(NC_64BIT_DATA).substr(0, 100);
    bytes.replace(24, 8, std::string("\0\0\0\0\0\0\1\1", 8));
    EXPECT_THAT(refusal(bytes),
        HasSubstr("has a name of 257 bytes in its header, and none has more than 256"));
}

TEST_F(ClassicHeaderTest, RankOf1025_IsRefused)
{
    // The file ends before the list of dimensions does.
    std::string bytes = file_of(NC_CLASSIC_MODEL);
    ASSERT_LT(bytes.size(), 1024U);
    bytes.replace(
        bytes.find(std::string("emission\0\0\0\3", 12)) + 8, 4, std::string("\0\0\x4\1", 4));
    EXPECT_THAT(refusal(bytes),
        HasSubstr("has a variable of 1025 dimensions, and none has more than 1024"));
}

TEST_F(ClassicHeaderTest, ListWithAnotherTag_IsRefused)
{
    std::string bytes = file_of(NC_CLASSIC_MODEL);
    bytes[11] = 13;
    EXPECT_THAT(
        refusal(bytes), HasSubstr("has no list of dimensions where its header must have one"));
}

TEST_F(ClassicHeaderTest, HeaderCutShort_IsRefused)
{
    const std::string sound = file_of(NC_CLASSIC_MODEL);
    for (const std::size_t size : { 5, 14, 40, 100, 200 }) {
        EXPECT_THAT(refusal(sound.substr(0, size)), HasSubstr("cut short")) << size;
    }
}

} // namespace
} // namespace cityflux
