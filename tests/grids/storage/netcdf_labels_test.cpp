#include "tests/grids/storage/netcdf_file_fixture.h"

namespace cityflux {
namespace {

class NetcdfLabelsTest : public NetcdfFileTest {
protected:
    /// A file with a dimension "sector" of two, whose coordinate is 1, 2.
    std::unique_ptr<NetcdfWriter> file() const
    {
        auto writer = std::make_unique<NetcdfWriter>(path_);
        three_by_three(*writer).axis("sector", "", { 1, 2 }).dimension("width", 8);
        writer->field("emi", { "sector", "lat", "lon" }, Values(18, 1.0));
        return writer;
    }

    Words labels() const { return open()->variables()[0].dimensions[0].labels; }
};

TEST_F(NetcdfLabelsTest, TextsBesideNumbers_AreTheLabels)
{
    auto writer = file();
    writer->characters("sector_name", { "sector", "width" }, { "power", "road" })
        .attribute("emi", "coordinates", "sector_name")
        .close();
    EXPECT_EQ(labels(), (Words { "power", "road" }));
}

TEST_F(NetcdfLabelsTest, StringsNobodyNames_AreTheLabels)
{
    auto writer = file();
    writer->strings("names", { "sector" }, { "power", "road" }).close();
    EXPECT_EQ(labels(), (Words { "power", "road" }));
}

TEST_F(NetcdfLabelsTest, NamedTexts_ComeFirst)
{
    auto writer = file();
    writer->strings("code", { "sector" }, { "1A1", "1A3" })
        .strings("name", { "sector" }, { "power", "road" })
        .attribute("emi", "coordinates", "name lat lon")
        .close();
    EXPECT_EQ(labels(), (Words { "power", "road" }));
}

TEST_F(NetcdfLabelsTest, EqualOrEmptyTexts_AreNoLabels)
{
    auto writer = file();
    writer->strings("region", { "sector" }, { "north", "north" })
        .strings("note", { "sector" }, { "", "new" })
        .close();
    EXPECT_EQ(labels(), (Words { "1", "2" }));
}

TEST_F(NetcdfLabelsTest, FlagsOfTheCoordinate_AreTheLabels)
{
    auto writer = file();
    writer->attribute("sector", "flag_values", Values { 2, 1 })
        .attribute("sector", "flag_meanings", "road  power")
        .strings("other", { "sector" }, { "a", "b" })
        .close();
    EXPECT_EQ(labels(), (Words { "power", "road" }));
}

TEST_F(NetcdfLabelsTest, FlagsAsTexts_AreTheLabels)
{
    auto writer = file();
    writer->attribute("sector", "flag_values", "1, 2")
        .attribute("sector", "flag_meanings", "power plants, road traffic")
        .close();
    EXPECT_EQ(labels(), (Words { "power plants", "road traffic" }));
}

TEST_F(NetcdfLabelsTest, FlagsOfAnotherVariable_AreTheLabels)
{
    NetcdfWriter writer(path_);
    three_by_three(writer).dimension("sector", 2);
    writer.field("emi", { "sector", "lat", "lon" }, Values(18, 1.0))
        .field("kind", { "sector" }, { 2, 1 })
        .attribute("kind", "flag_values", Values { 1, 2 })
        .attribute("kind", "flag_meanings", "power road")
        .close();
    EXPECT_EQ(labels(), (Words { "road", "power" }));
}

TEST_F(NetcdfLabelsTest, ListOfTheCoordinate_HasTheLabels)
{
    auto writer = file();
    writer->attribute("sector", "ids", "1: Agriculture; 2: Energy Sector").close();
    EXPECT_EQ(labels(), (Words { "Agriculture", "Energy Sector" }));
}

TEST_F(NetcdfLabelsTest, ListWithoutAll_HasNone)
{
    auto writer = file();
    writer->attribute("sector", "ids", "1: Agriculture; 3: Energy").close();
    EXPECT_EQ(labels(), (Words { "1", "2" }));
}

} // namespace
} // namespace cityflux
