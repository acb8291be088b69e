#include "pipeline/index/decoupling_class.h"

#include "tests/folder_content.h"
#include "tests/run_program.h"
#include "tests/shared_data.h"

#include <algorithm>
#include <array>
#include <map>
#include <memory>

#include <gdal_priv.h>
#include <gtest/gtest.h>
#include <ogrsf_frmts.h>

namespace cityflux {
namespace {

/// A city of the white paper with its class in figure 16 and its CO2 (Mt) by CEADs, 1997-2019 with
/// gaps.
struct PaperCity {
    std::string name;
    std::size_t printed_class = 0;
    YearlySeries co2;
};

/// CEADs call a city by its province and name ("安徽合肥"), the municipalities by their name.
std::vector<PaperCity> paper_cities(const std::string& classes, const std::string& ceads)
{
    std::vector<PaperCity> cities;
    for (const auto& row : read_csv(content_of(classes))) {
        cities.push_back({ row.at("city"), std::stoul(row.at("class")), {} });
    }
    GDALAllRegister();
    const std::unique_ptr<GDALDataset> data(
        GDALDataset::Open(ceads.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY));
    OGRLayer* layer = data == nullptr ? nullptr : data->GetLayerByName("emission matrix");
    if (layer == nullptr) {
        return {};
    }
    for (const auto& feature : *layer) {
        const std::string place = feature->GetFieldAsString("city");
        const auto city = std::find_if(cities.begin(), cities.end(),
            [&](const PaperCity& c) { return place.ends_with(c.name); });
        for (int f = 0; city != cities.end() && f < feature->GetFieldCount(); ++f) {
            const int year = std::atoi(feature->GetFieldDefnRef(f)->GetNameRef());
            if (year > 0 && feature->IsFieldSetAndNotNull(f)) {
                city->co2.push_back({ year, feature->GetFieldAsDouble(f) });
            }
        }
    }
    return cities;
}

class DecouplingFigures : public ::testing::Test {
protected:
    void SetUp() override
    {
        const std::string classes = shared_data("whitepaper/figure16_classes.csv");
        const std::string ceads = shared_data("statistics/ceads_290_cities_1997_2019.xlsx");
        SKIP_WITHOUT(classes);
        SKIP_WITHOUT(ceads);
        cities = paper_cities(classes, ceads);
        ASSERT_EQ(cities.size(), 35U);
    }

    /// Returns the number of cities past their peak by the rule, for each printed class 1 to 4.
    std::array<int, 4> past_their_peak(int years, double most_p) const
    {
        DecouplingRule rule;
        rule.years_since_peak = years;
        rule.most_p = most_p;
        std::array<int, 4> found {};
        for (const PaperCity& city : cities) {
            found.at(city.printed_class - 1) += peak_is_behind(*peak_test(city.co2), rule) ? 1 : 0;
        }
        return found;
    }

    std::vector<PaperCity> cities;
};

// Expected values: computed independently with Python from the same table.
TEST_F(DecouplingFigures, SingleCities_HaveExpectedPeaks)
{
    const auto of = [&](const std::string& name) {
        return *peak_test(std::find_if(cities.begin(), cities.end(), [&](const PaperCity& c) {
            return c.name == name;
        })->co2);
    };
    const PeakTest beijing = of("北京");
    EXPECT_EQ(beijing.values, 23U);
    EXPECT_EQ(beijing.peak_year, 2010);
    EXPECT_EQ(beijing.years_since, 9);
    EXPECT_NEAR(beijing.below, 0.161, 5e-4);
    EXPECT_EQ(beijing.whole.test.s, 85);
    EXPECT_EQ(beijing.since_peak.test.s, -39);
    EXPECT_NEAR(beijing.since_peak.slope, -1.45, 5e-3);
    const PeakTest xiamen = of("厦门");
    EXPECT_EQ(xiamen.values, 9U);
    EXPECT_EQ(xiamen.years_missing, 2U);
    EXPECT_EQ(xiamen.since_peak.test.s, -6);
    EXPECT_NEAR(xiamen.since_peak.test.p, 0.221, 5e-4);
    EXPECT_EQ(of("西宁").last_year, 2015) << "the table ends here for it";
}

/// The white paper calls 6, 14, 12 and 3 cities decoupled, decoupling, not yet and energy base. The
/// peak test does not tell the first class from the others, whatever its parameters: other data or
/// judgement went into the figure.
TEST_F(DecouplingFigures, ConfusePeaksWithThePrintedClasses)
{
    struct Case {
        int years;
        double most_p;
        std::array<int, 4> found;
    };
    for (const Case& c : { Case { 1, 1.0, { 6, 8, 8, 2 } }, Case { 3, 1.0, { 5, 6, 6, 2 } },
             Case { 5, 1.0, { 4, 6, 5, 2 } }, Case { 7, 1.0, { 1, 3, 3, 0 } },
             Case { 3, 0.1, { 2, 1, 2, 1 } }, Case { 5, 0.05, { 1, 0, 2, 1 } },
             Case { 9, 0.05, { 1, 0, 1, 0 } } }) {
        EXPECT_EQ(past_their_peak(c.years, c.most_p), c.found)
            << c.years << " years, p " << c.most_p;
    }
}

} // namespace
} // namespace cityflux
