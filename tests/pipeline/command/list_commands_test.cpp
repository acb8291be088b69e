#include "tests/pipeline/command/command_line_fixture.h"

#include <algorithm>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace cityflux {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::json;

using CommandLineCatalogue = CommandLine;

TEST_F(CommandLineCatalogue, ListsTheSixInventories)
{
    const ProgramRun list = run({ "inventories" });
    EXPECT_EQ(list.code, 0);
    for (const char* name : { "EDGAR-v7", "EDGAR-v8", "EDGAR-txt", "ODIAC", "MEIC", "PKU-FUEL",
             "CEADs-grid", "CHRED" }) {
        EXPECT_THAT(list.out, HasSubstr(std::string(name) + " "));
    }
    EXPECT_EQ(static_cast<std::size_t>(std::count(list.out.begin(), list.out.end(), '\n')),
        Json::parse(run({ "inventories", "--json" }).out).size());
}

TEST_F(CommandLineCatalogue, ShowsOneByNameInAnyCase)
{
    const ProgramRun show = run({ "inventories", "edgar-v8-emissions" });
    EXPECT_EQ(show.code, 0);
    for (const char* word :
        { "EDGAR-v8-emissions", "citation", "licence", "https://", "[recognise]" }) {
        EXPECT_THAT(show.out, HasSubstr(word));
    }
}

TEST_F(CommandLineCatalogue, ListsTheCities)
{
    const ProgramRun cities = run({ "cities" });
    EXPECT_EQ(cities.code, 0);
    EXPECT_EQ(std::count(cities.out.begin(), cities.out.end(), '\n'), 36);
    EXPECT_THAT(cities.out, HasSubstr("110000"));
    EXPECT_THAT(cities.out, HasSubstr("北京"));
    const Json json = Json::parse(run({ "cities", "--only", "北京", "--json" }).out);
    ASSERT_EQ(json.size(), 1u);
    EXPECT_EQ(json.at(0).at("city"), "Beijing");
    // The published area of the municipality is 16,410 km2.
    EXPECT_NEAR(json.at(0).at("area_km2").get<double>(), 16410.0, 100.0);
}

} // namespace
} // namespace cityflux
