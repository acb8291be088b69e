#include "boundaries/outlines/datum_evidence.h"

#include "boundaries/outlines/boundary_file.h"
#include "tests/shared_data.h"

#include <filesystem>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

std::vector<City> outlines(const std::string& file, const std::string& id)
{
    BoundaryRequest request;
    request.file = file;
    request.id_field = id;
    return read_boundaries(request).cities;
}

std::vector<City> builtin()
{
    return outlines(
        std::string(CITYFLUX_SOURCE_DIR) + "/boundaries/data/china35.geojson", "adcode");
}

std::vector<City> in_datum(std::vector<City> cities, Datum datum)
{
    for (City& city : cities) {
        for (Polygon& part : city.shape) {
            for (Point& point : part.outer) {
                point = from_wgs84(point, datum);
            }
        }
    }
    return cities;
}

/// Points every few kilometres only, each beside the line: another source with other details.
std::vector<City> drawn_otherwise(std::vector<City> cities)
{
    for (City& city : cities) {
        for (Polygon& part : city.shape) {
            Ring ring;
            for (std::size_t i = 0; i < part.outer.size(); i += 2) {
                const double aside = (i * 7919) % 11 < 5 ? 0.001 : -0.001;
                ring.push_back({ part.outer[i].x + aside, part.outer[i].y - aside });
            }
            if (ring.size() > 2) {
                part.outer = ring;
            }
        }
    }
    return cities;
}

TEST(DatumEvidence, FindsTheShiftOfWebMaps)
{
    const std::vector<City> known = builtin();
    for (const Datum datum : { Datum::gcj02, Datum::bd09 }) {
        for (const std::vector<City>& cities :
            { in_datum(known, datum), in_datum(drawn_otherwise(known), datum) }) {
            const auto evidence = evidence_of_datum(cities, known);
            ASSERT_TRUE(evidence);
            EXPECT_EQ(evidence->best, datum);
            EXPECT_TRUE(evidence->suspicious())
                << evidence->as_it_is_m << " " << evidence->as_best_m;
            EXPECT_GE(evidence->cities, 10u);
        }
    }
}

TEST(DatumEvidence, FindsNoShiftWhereThereIsNone)
{
    const std::vector<City> known = builtin();
    for (const std::vector<City>& cities : { known, drawn_otherwise(known) }) {
        const auto evidence = evidence_of_datum(cities, known);
        ASSERT_TRUE(evidence);
        EXPECT_EQ(evidence->best, Datum::wgs84);
        EXPECT_FALSE(evidence->suspicious());
    }
}

TEST(DatumEvidence, SaysNothingOfFewOrUnknownCities)
{
    const std::vector<City> known = builtin();
    EXPECT_FALSE(evidence_of_datum({ known[0], known[1] }, known));
    std::vector<City> strangers = known;
    for (City& city : strangers) {
        city.id = "x" + city.id;
    }
    EXPECT_FALSE(evidence_of_datum(strangers, known));
}

TEST(DatumEvidence, OtherSource_IsNotSuspicious)
{
    const std::string tianditu = shared_data("boundaries/china35_tianditu.geojson");
    if (!std::filesystem::exists(tianditu)) {
        GTEST_SKIP() << "the shared data are not here";
    }
    const std::vector<City> known = builtin();
    const std::vector<City> cities = outlines(tianditu, "adcode");
    const auto evidence = evidence_of_datum(cities, known);
    ASSERT_TRUE(evidence);
    EXPECT_FALSE(evidence->suspicious()) << evidence->as_it_is_m << " " << evidence->as_best_m;
    for (const Datum datum : { Datum::gcj02, Datum::bd09 }) {
        const auto shifted = evidence_of_datum(in_datum(cities, datum), known);
        ASSERT_TRUE(shifted);
        EXPECT_EQ(shifted->best, datum);
        EXPECT_TRUE(shifted->suspicious()) << shifted->as_it_is_m << " " << shifted->as_best_m;
    }
}

} // namespace
} // namespace cityflux
