#include "tests/run_program.h"

#include "tests/geojson.h"
#include "tests/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace cityflux {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;

/// a and b share a strip of 0.1 by 1 degrees at the equator; c closes a slot of the same size
/// between b and d.
class CitiesCommand : public testing::Test {
protected:
    CitiesCommand()
    {
        const auto square = [](const std::string& id, const Box& outline) {
            return geojson::feature(geojson::properties(id), outline);
        };
        folder.write("cities.geojson",
            geojson::collection({ square("a", { 0, 0, 1.1, 1 }), square("b", { 1, 0, 2, 1 }),
                square("c", { 1.5, 1, 3, 2 }), square("d", { 2.1, 0, 3, 1 }),
                square("e", { 1.5, -1, 3, 0 }) }));
    }

    ProgramRun run(const Words& further) const
    {
        return run_program(folder.path(),
            appended({ "cities", "--boundaries", "cities.geojson", "--id", "id" }, further));
    }

    TemporaryFolder folder;
};

/// A degree of longitude by one of latitude at the equator on WGS84 has 12308.5 km2.
constexpr double strip_km2 = 1230.85;

TEST_F(CitiesCommand, NamesOverlapsAndGaps)
{
    const ProgramRun text = run({ "--neighbours" });
    EXPECT_EQ(text.code, 0) << text.err;
    EXPECT_THAT(text.out, HasSubstr("overlaps: 1 pairs of cities, 1230.8"));
    EXPECT_THAT(text.out,
        ContainsRegex("1230\\.8[0-9]* km2 at 1\\.0500, 0\\.5[0-9]*: a \\(a\\) and b \\(b\\)"));
    EXPECT_THAT(
        text.out, HasSubstr("gaps: 1 areas that cities enclose and no city covers, 1230.8"));
    EXPECT_THAT(text.out,
        ContainsRegex("1230\\.8[0-9]* km2 at 2\\.0500, 0\\.5[0-9]*: b \\(b\\), c \\(c\\), d "
                      "\\(d\\), e \\(e\\)"));

    const auto json = nlohmann::json::parse(run({ "--neighbours", "--json" }).out);
    EXPECT_EQ(json["cities"].size(), 5u);
    const auto& neighbours = json["neighbours"];
    EXPECT_EQ(neighbours["overlaps"][0]["city_ids"], (nlohmann::json { "a", "b" }));
    EXPECT_NEAR(neighbours["overlap_km2"].get<double>(), strip_km2, 0.1);
    EXPECT_NEAR(neighbours["gap_km2"].get<double>(), strip_km2, 0.1);
    EXPECT_EQ(neighbours["undecided"], 0);
}

TEST_F(CitiesCommand, WithoutNeighbours_ListsCitiesOnly)
{
    EXPECT_THAT(run({}).out, testing::Not(HasSubstr("overlaps")));
    EXPECT_TRUE(nlohmann::json::parse(run({ "--json" }).out).is_array());
}

} // namespace
} // namespace cityflux
