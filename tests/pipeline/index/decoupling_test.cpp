#include "pipeline/index/decoupling.h"

#include "pipeline/index/index_definition.h"
#include "tests/refusal.h"
#include "tests/temporary_folder.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

using ::testing::HasSubstr;

Observation value(const std::string& city, const std::string& variable, int year, double number,
    const std::string& unit)
{
    Observation o;
    o.city = city;
    o.variable = variable;
    o.year = year;
    o.value = number;
    o.unit = unit;
    o.place = variable + ".csv:" + std::to_string(year);
    return o;
}

DecouplingPlan plan()
{
    DecouplingPlan plan;
    plan.co2 = { "co2", "CO2", {}, "t", "", "", "" };
    plan.gdp = { "gdp", "gdp", {}, "10^8 CNY", "", "", "" };
    plan.population = { "population", "population", { 2019, 2018 }, "person", "", "", "" };
    plan.first_year = 2015;
    plan.last_year = 2019;
    return plan;
}

const CityNames& names()
{
    static const CityNames cities({ { "a", "Alder", {} }, { "b", "Birch", {} },
        { "c", "Cedar", {} }, { "d", "Dogwood", {} } });
    return cities;
}

/// CO2 of 2010 to 2019 in Mt, GDP of 2015 and 2019, inhabitants.
void add(std::vector<Observation>& all, const std::string& city, const std::vector<double>& co2,
    double gdp_growth, double people, int people_year = 2019)
{
    for (std::size_t i = 0; i < co2.size(); ++i) {
        all.push_back(value(city, "CO2", 2010 + static_cast<int>(i), co2[i], "Mt"));
    }
    all.push_back(value(city, "gdp", 2015, 100.0, "亿元"));
    all.push_back(value(city, "gdp", 2019, 100.0 * (1.0 + gdp_growth), "亿元"));
    all.push_back(value(city, "population", people_year, people, "万人"));
}

TEST(Decoupling, TellsTheClassesApart)
{
    std::vector<Observation> all;
    add(all, "Alder", { 20, 30, 29, 28, 27, 26, 25, 24, 23, 22 }, 0.4,
        550); // 4 t each, falls every year since 2011
    add(all, "Birch", { 10, 11, 12, 13, 14, 20, 21, 22, 23, 24 }, 0.5,
        480); // 5 t each, +20 % while GDP grows by 50 %
    add(all, "Cedar", { 10, 11, 12, 13, 14, 20, 23, 25, 27, 30 }, 0.4, 600,
        2018); // 5 t each, +50 % while GDP grows by 40 %
    add(all, "Dogwood", { 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 }, 0.4,
        100); // 19 t each, the median is 5
    const Statistics statistics(all, names());
    const std::vector<CityDecoupling> cities = decoupling_of(plan(), statistics, "x.toml");
    EXPECT_EQ(cities[0].verdict.decoupling, DecouplingClass::decoupled);
    EXPECT_EQ(cities[0].evidence.peak->peak_year, 2011);
    EXPECT_DOUBLE_EQ(cities[0].co2_per_inhabitant, 4.0);
    EXPECT_EQ(cities[1].verdict.decoupling, DecouplingClass::decoupling);
    EXPECT_NEAR(cities[1].evidence.elasticity->elasticity, 0.2 / 0.5, 1e-14);
    EXPECT_EQ(cities[2].verdict.decoupling, DecouplingClass::not_yet);
    EXPECT_NEAR(cities[2].evidence.elasticity->elasticity, 0.5 / 0.4, 1e-14);
    EXPECT_EQ(cities[2].population_year, 2018) << "there is none of 2019";
    EXPECT_EQ(cities[2].co2_year, 2019);
    EXPECT_EQ(cities[3].verdict.decoupling, DecouplingClass::energy_base);
    EXPECT_DOUBLE_EQ(*cities[3].evidence.multiple, 19.0 / 5.0);
}

TEST(Decoupling, MissingInput_LeavesTheClassOpen)
{
    std::vector<Observation> all;
    add(all, "Alder", { 20, 30, 29, 28, 27, 26, 25, 24, 23, 22 }, 0.4, 550);
    all.push_back(value("Birch", "CO2", 2015, 1.0, "t"));
    const Statistics statistics(all, names());
    const std::vector<CityDecoupling> cities = decoupling_of(plan(), statistics, "x.toml");
    EXPECT_TRUE(cities[0].verdict.decoupling);
    EXPECT_FALSE(cities[1].verdict.decoupling);
    EXPECT_THAT(cities[1].verdict.reason, HasSubstr("CO2 for each inhabitant is missing"));
    EXPECT_TRUE(std::isnan(cities[1].co2_per_inhabitant));
    EXPECT_FALSE(cities[2].evidence.peak);
    DecouplingPlan no_gdp = plan();
    no_gdp.gdp = {};
    EXPECT_FALSE(decoupling_of(no_gdp, statistics, "x.toml")[0].evidence.elasticity);
}

TEST(Decoupling, AmbiguousValue_IsRefused)
{
    const std::vector<Observation> twice { value("Alder", "CO2", 2015, 1.0, "t"),
        value("Alder", "CO2", 2015, 2.0, "t") };
    EXPECT_EQ(refusal_of([&] { decoupling_of(plan(), Statistics(twice, names()), "x.toml"); }),
        "x.toml: ambiguous 'CO2' of Alder in 2015: several values, one at CO2.csv:2015; choose one "
        "by the keys inventory, sector or scope");
    const std::vector<Observation> tce { value("Alder", "CO2", 2015, 1.0, "tce") };
    EXPECT_THAT(refused([&] { decoupling_of(plan(), Statistics(tce, names()), "x.toml"); }),
        IsProblem(ProblemCode::inconsistent, "x.toml: CO2.csv:2015"));
}

constexpr const char* index
    = "[index]\nname = \"x\"\ntitle = \"X\"\nyear = 2019\n[[indicator]]\ncode = \"C\"\n"
      "name = { zh = \"碳\", en = \"Carbon\" }\nunit = \"t\"\ndirection = \"less\"\nweight = 1\n"
      "column = \"CO2\"\nnormalisation = { goalposts = [0, 4] }\n";

TEST(DecouplingPlan, IsReadFromTheIndex)
{
    const TemporaryFolder folder;
    const auto load = [&](const std::string& text) {
        return IndexDefinition::load(folder.write("x.toml", index + text));
    };
    EXPECT_FALSE(load("").decoupling);
    const DecouplingPlan read
        = *load("[decoupling]\nco2 = { variable = \"CO2\", unit = \"t\", inventory = \"CEADs\" }\n"
                "years = [2015, 2019]\nyears_since_peak = 3\nmost_p = 0.1\n")
               .decoupling;
    EXPECT_EQ(read.co2.inventory, "CEADs");
    EXPECT_EQ(read.first_year, 2015);
    EXPECT_EQ(read.rule.years_since_peak, 3);
    EXPECT_EQ(read.rule.most_p, 0.1);
    EXPECT_EQ(read.gdp.variable, "");
    const std::string head = "[decoupling]\nco2 = { variable = \"CO2\", unit = \"t\" }\n";
    EXPECT_THAT(
        refusal_of([&] { load("[decoupling]\nyears = [2015, 2019]\n"); }), HasSubstr("co2"));
    EXPECT_THAT(refusal_of([&] { load(head + "years = [2019, 2015]\n"); }),
        HasSubstr("'decoupling.years': [2019, 2015] is not in order of time; write the earlier "
                  "year first"));
    EXPECT_THAT(refusal_of([&] { load(head + "years = [2019]\n"); }),
        HasSubstr("invalid number of entries: 1; write two years"));
    EXPECT_THAT(refusal_of([&] { load(head + "years = [2015, 2019]\nmost_p = 0\n"); }),
        HasSubstr("'decoupling': largest p out of range: 0"));
    EXPECT_THAT(refusal_of([&] { load(head + "years = [2015, 2019]\nyears_since = 3\n"); }),
        HasSubstr("years_since_peak"));
}

TEST(Decoupling, ScopesThatDiffer_AreFlagged)
{
    std::vector<Observation> all;
    for (const char* city : { "Alder", "Birch", "Cedar", "Dogwood" }) {
        add(all, city, { 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 }, 0.4, 100);
    }
    for (Observation& o : all) {
        if (o.variable == "gdp") {
            o.scope = o.city == "Alder" && o.year == 2015 ? "2015 prices"
                : o.city == "Birch"                       ? "Current prices"
                : o.city == "Cedar"                       ? "2015 prices"
                                                          : "";
        } else if (o.city == "Dogwood" && o.variable == "CO2") {
            o.scope = o.year < 2015 ? "total" : "urban";
        }
    }
    const Statistics statistics(all, names());
    const std::vector<CityDecoupling> cities = decoupling_of(plan(), statistics, "x.toml");
    EXPECT_THAT(cities[0].flags,
        testing::ElementsAre("scopes of gdp differ: 2015 prices in 2015, none said in 2019"));
    EXPECT_THAT(cities[1].flags, testing::ElementsAre("gdp is at current prices"));
    EXPECT_THAT(cities[2].flags, testing::IsEmpty());
    EXPECT_THAT(cities[3].flags,
        testing::ElementsAre("scopes of CO2 differ: total in 2010, urban in 2015"));
}

} // namespace
} // namespace cityflux
