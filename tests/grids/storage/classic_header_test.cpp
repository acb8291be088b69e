#include "grids/storage/classic_header.h"

#include "tests/folder_content.h"
#include "tests/netcdf_writer.h"
#include "tests/refusal.h"
#include "tests/temporary_folder.h"

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

TEST_F(ClassicHeaderTest, CountsThatTheFileCannotHoldAreRefused)
{
    // Magic, records, tag of the dimensions, and their count from byte 12 on.
    std::string dimensions = file_of(NC_CLASSIC_MODEL);
    dimensions.replace(12, 4, std::string("\x7f\xff\xff\xff", 4));
    EXPECT_THAT(refusal(dimensions), HasSubstr("a.nc: the file announces 2147483647 dimensions in its header and has"));
    std::string name = file_of(NC_64BIT_DATA);
    // Counts have eight bytes: magic 4, records 8, tag 4, count 8, then the length of the first name.
    name.replace(24, 8, std::string("\x40\0\0\0\0\0\0\0", 8));
    EXPECT_THAT(refusal(name), HasSubstr("has a name of 4611686018427387904 bytes in its header, and none has more than 256"));
    std::string rank = file_of(NC_CLASSIC_MODEL);
    rank.replace(rank.find(std::string("emission\0\0\0\3", 12)) + 8, 4, std::string("\0\0\x4\1", 4));
    EXPECT_THAT(refusal(rank), HasSubstr("has a variable of 1025 dimensions, and none has more than 1024"));
    std::string tag = file_of(NC_CLASSIC_MODEL);
    tag[11] = 13;
    EXPECT_THAT(refusal(tag), HasSubstr("has no list of dimensions where its header must have one"));
}

TEST_F(ClassicHeaderTest, AHeaderThatEndsEarlyIsRefused)
{
    const std::string sound = file_of(NC_CLASSIC_MODEL);
    for (const std::size_t size : { 5, 14, 40, 100, 200 }) {
        EXPECT_THAT(refusal(sound.substr(0, size)), HasSubstr("cut short")) << size;
    }
}

} // namespace
} // namespace cityflux
