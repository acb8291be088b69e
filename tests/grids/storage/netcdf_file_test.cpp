#include "grids/storage/netcdf_file.h"

#include "tests/grids/storage/netcdf_file_fixture.h"

#include <cstdint>
#include <filesystem>
#include <ostream>
#include <string>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using testing::HasSubstr;

TEST_F(NetcdfFileTest, SeveralGrids_MostVariablesWin)
{
    NetcdfWriter writer(path_);
    three_by_three(writer)
        .axis("coarse_lat", "degrees_north", { 45, 55 })
        .axis("coarse_lon", "degrees_east", { 5, 15 })
        .field("mask", { "coarse_lat", "coarse_lon" }, { 0, 1, 1, 0 })
        .field("emi", { "lat", "lon" }, Values(9, 1.0))
        .field("more", { "lat", "lon" }, Values(9, 2.0))
        .close();
    const auto file = open();
    EXPECT_EQ(file->grid().x, Axis(10, 1, 3));
    EXPECT_EQ(file->variables().size(), 2u);
    EXPECT_EQ(file->find("mask"), nullptr);
    EXPECT_EQ(file->notes(),
        (Words { "variable 'mask' lies on another grid and is left out; to read it, write it to "
                 "another file first, e.g. with ncks -v mask" }));
    EXPECT_EQ(values_of(*file, {}, "more"), Values(9, 2.0));
}

TEST_F(NetcdfFileTest, SeveralGrids_EmissionWins)
{
    struct Case {
        const char* unit;
        nc_type type_of_others;
        const char* unit_of_others;
    };
    const std::vector<Case> cases {
        { "t", NC_FLOAT, "" }, // masks without a unit
        { "kg m-2 s-1", NC_FLOAT, "m2" }, // areas
        { "", NC_BYTE, "" }, // nothing declares a unit: integers are no emission
        { "", NC_FLOAT, "1" }, // fractions
    };
    for (const Case& c : cases) {
        NetcdfWriter writer(path_);
        three_by_three(writer)
            .axis("y", "m", { -500, 500 })
            .axis("x", "m", { -500, 500 })
            .field("land", { "y", "x" }, { 0, 1, 1, 0 }, c.type_of_others)
            .field("sea", { "y", "x" }, { 1, 0, 0, 1 }, c.type_of_others)
            .field("emi", { "lat", "lon" }, Values(9, 1.0));
        for (const char* other : { "land", "sea" }) {
            if (*c.unit_of_others != '\0') {
                writer.attribute(other, "units", c.unit_of_others);
            }
        }
        if (*c.unit != '\0') {
            writer.attribute("emi", "units", c.unit);
        }
        writer.close();
        const auto file = open();
        EXPECT_EQ(file->grid().x, Axis(10, 1, 3)) << c.unit << c.unit_of_others;
        EXPECT_NE(file->find("emi"), nullptr) << c.unit << c.unit_of_others;
        ASSERT_EQ(file->notes().size(), 1u);
        EXPECT_THAT(file->notes()[0], HasSubstr("'land', 'sea'"));
    }
}

TEST_F(NetcdfFileTest, GridWithoutCoordinates_IsRefused)
{
    NetcdfWriter(path_)
        .dimension("lat", 2)
        .dimension("lon", 2)
        .field("emi", { "lat", "lon" }, { 1, 2, 3, 4 })
        .close();
    EXPECT_THAT(refusal(), HasSubstr(path_ + ": unsupported grid: "));
}

struct Format {
    int flag;
    const char* name;
};

void PrintTo(const Format& format, std::ostream* out)
{
    *out << format.name;
}

class ClassicFormat : public NetcdfFileTest, public testing::WithParamInterface<Format> {
protected:
    /// Fixed variables and, along the record dimension, two of different sizes.
    void write() const
    {
        NetcdfWriter writer(path_, GetParam().flag);
        three_by_three(writer)
            .attribute("", "history", std::string(2000, 'h'))
            .dimension("time", NC_UNLIMITED)
            .field("time", { "time" }, { 15.5, 45, 74.5 }, NC_DOUBLE)
            .attribute("time", "units", "days since 2019-01-01")
            .field("flag", { "time" }, { 1, 2, 3 }, NC_SHORT)
            .field("emi", { "time", "lat", "lon" }, Values(27, 5.0))
            .close();
    }
};

TEST_P(ClassicFormat, IsReadWhole)
{
    write();
    const auto file = open();
    EXPECT_EQ(file->format(), GetParam().name);
    EXPECT_EQ(file->variables()[0].dimensions[0].size, 3u);
    EXPECT_EQ(values_of(*file, { 2 }), Values(9, 5.0));
}

TEST_P(ClassicFormat, TruncatedIsRefused)
{
    // The library itself reads zeros beyond the end of a file that is cut short.
    write();
    const auto whole = std::filesystem::file_size(path_);
    for (const std::uintmax_t missing :
        { std::uintmax_t { 4 }, std::uintmax_t { 100 }, whole / 2 }) {
        write();
        cut_file(path_, whole - missing);
        const std::string message = refusal();
        EXPECT_THAT(message, testing::StartsWith(path_)) << missing << " bytes are missing";
        EXPECT_THAT(message, HasSubstr("truncated")) << missing << " bytes are missing";
    }
}

INSTANTIATE_TEST_SUITE_P(Every, ClassicFormat,
    testing::Values(Format { NC_CLASSIC_MODEL, "netCDF-3" },
        Format { NC_64BIT_OFFSET, "netCDF-3 (64-bit offset)" },
        Format { NC_64BIT_DATA, "netCDF-3 (64-bit data)" }));

TEST_F(NetcdfFileTest, ClassicWithoutRecords_CutIsRefused)
{
    // A last variable of bytes, whose padding to four may be left out of the file.
    NetcdfWriter writer(path_, NC_CLASSIC_MODEL);
    three_by_three(writer)
        .field("emi", { "lat", "lon" }, Values(9, 5.0))
        .field("mask", { "lat", "lon" }, Values(9, 1.0), NC_BYTE)
        .close();
    EXPECT_EQ(values_of(*open()), Values(9, 5.0));
    cut_file(path_, std::filesystem::file_size(path_) - 16);
    EXPECT_THAT(refusal(), HasSubstr(path_ + ": truncated: the header declares at least "));
}

TEST_F(NetcdfFileTest, TruncatedNetcdf4IsRefused)
{
    NetcdfWriter writer(path_);
    three_by_three(writer).field("emi", { "lat", "lon" }, Values(9, 5.0)).close();
    cut_file_in_half(path_);
    EXPECT_THAT(refusal(),
        testing::AllOf(testing::StartsWith(path_ + ": unreadable: cannot open it: "),
            testing::EndsWith(" (damaged, truncated or not netCDF)")));
}

TEST_F(NetcdfFileTest, FileWithoutNetcdf_IsRefused)
{
    folder_.write("a.nc", "CDF\001 and then nothing of the kind");
    EXPECT_THAT(refused([&] { open(); }), IsProblem(ProblemCode::damaged, path_));
    const std::string nothing = folder_.file("nothing.nc");
    EXPECT_THAT(
        refused([&] { open_netcdf(nothing); }), IsProblem(ProblemCode::unreadable, nothing));
}

} // namespace
} // namespace cityflux
