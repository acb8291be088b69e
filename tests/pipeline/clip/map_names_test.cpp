#include "pipeline/clip/map_names.h"

#include "grids/text/error.h"
#include "tests/refusal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

using ::testing::HasSubstr;

const TotalsSeries power { "MEIC", "CO2", "power" };
const PeriodSpan march { Period { 2019, 3 } };

std::string name(const std::string& pattern, const std::string& city = "Beijing",
    const TotalsSeries& series = power, const PeriodSpan& period = march)
{
    return MapNamePattern(pattern).name_for("110000", city, series, period);
}

std::string complaint_about(const std::string& pattern)
{
    return refusal_of<UsageError>([&] { const MapNamePattern read(pattern); });
}

TEST(MapNames, FieldsAreFilledIn)
{
    EXPECT_EQ(name("{id}_{inventory}_{sector}_{period}"), "110000_MEIC_power_2019-03");
    EXPECT_EQ(name("{city} {species}"), "Beijing CO2");
    EXPECT_EQ(name("map"), "map");
}

TEST(MapNames, ForbiddenCharacters_BecomeDashes)
{
    EXPECT_EQ(name("{city}", "北京 市"), "北京 市");
    EXPECT_EQ(name("{city}", "a/b\\c:d*e?f\"g<h>i|j\nk"), "a-b-c-d-e-f-g-h-i-j-k");
    EXPECT_EQ(name("{city}", "../../etc"), "-.-..-etc");
    EXPECT_EQ(name("{city}", ".hidden"), "-hidden");
    EXPECT_EQ(name("{period}", "", power, { { 2019, 1 }, { 2019, 3 } }), "2019-01-2019-03");
}

TEST(MapNames, InvalidPattern_IsExplained)
{
    EXPECT_EQ(complaint_about("{sectr}"),
        "name_pattern={sectr}: unknown field {sectr} (did you mean 'sector'?) (known: {id} {city} "
        "{inventory} {species} {sector} {period})");
    EXPECT_THAT(complaint_about("maps/{id}"), HasSubstr("'/' in a file name"));
    EXPECT_THAT(complaint_about("{id"), HasSubstr("unpaired brace"));
    EXPECT_THAT(complaint_about("id}"), HasSubstr("unpaired brace"));
    EXPECT_THAT(complaint_about(""), HasSubstr("empty pattern"));
}

TEST(MapNames, BandTitle_NamesSectorAndPeriod)
{
    EXPECT_EQ(band_title(power, march, "t"), "CO2 power 2019-03 [t]");
}

} // namespace
} // namespace cityflux
