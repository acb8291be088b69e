#include "pipeline/index/gather.h"

#include "pipeline/tables/statistics_table.h"
#include "pipeline/tables/text_table.h"
#include "tests/pipeline/tables/china35_names.h"
#include "tests/refusal.h"
#include "tests/shared_data.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr double exact_enough = 1e-14; ///< relative: a few roundings

/// An index of one level whose indicators have the codes "1.1", "1.2" ...
IndexDefinition index_of(std::vector<IndicatorSource> sources)
{
    IndexDefinition definition;
    definition.source = "x.toml";
    definition.year = 2019;
    definition.nodes.emplace_back();
    definition.labels.push_back({ "x", "", "", "", "" });
    for (std::size_t i = 0; i < sources.size(); ++i) {
        IndexNode node;
        node.parent = 0;
        node.indicator = i;
        definition.nodes.push_back(node);
        definition.labels.push_back({ fmt::format("1.{}", i + 1), "", "", "", "" });
    }
    definition.methods.resize(sources.size());
    definition.sources = std::move(sources);
    return definition;
}

IndicatorSource ratio(
    std::vector<int> co2_years = { 2019, 2018 }, std::vector<int> gdp_years = { 2019 })
{
    IndicatorSource source;
    source.expression = "co2 / gdp";
    source.inputs = { { "co2", "CO2", std::move(co2_years), "t", "", "", "" },
        { "gdp", "gdp", std::move(gdp_years), "10^4 CNY", "", "", "" } };
    return source;
}

Observation value(const std::string& city, const std::string& variable, int year, double number,
    const std::string& unit, const std::string& scope = "total", const std::string& source = "S")
{
    Observation o;
    o.city = city;
    o.variable = variable;
    o.year = year;
    o.value = number;
    o.text = fmt::format("{}", number);
    o.unit = unit;
    o.scope = scope;
    o.source = source;
    o.place = fmt::format("{}-{}.csv:{}", variable, source, year);
    return o;
}

const CityNames& three_cities()
{
    static const CityNames names({ { "1", "A", {} }, { "2", "B", {} }, { "3", "C", {} } });
    return names;
}

Gathered gathered(const IndexDefinition& definition, const std::vector<Observation>& observations,
    const std::vector<PolicyAction>& actions = {})
{
    return gather(definition, Statistics(observations, three_cities()), actions);
}

TEST(Gather, CalculatesInTheUnitsOfTheIndex)
{
    const Gathered g = gathered(index_of({ ratio() }),
        { value("A", "CO2", 2019, 90.0, "Mt"), value("A", "gdp", 2019, 35371.3, "亿元") });
    const IndicatorValue& a = g.indicators.values[0][0];
    EXPECT_NEAR(a.value, 90e6 / 353713000.0, exact_enough); // t per 10^4 CNY, by hand
    EXPECT_EQ(a.lower, a.value);
    EXPECT_EQ(a.upper, a.value);
    EXPECT_THAT(a.flags, IsEmpty());
    EXPECT_THAT(a.traces, ElementsAre("CO2-S.csv:2019", "gdp-S.csv:2019"));
    EXPECT_EQ(g.indicators.cities[1].name, "B");
    EXPECT_TRUE(std::isnan(g.indicators.values[0][1].value));
    EXPECT_THAT(g.indicators.values[0][1].flags,
        ElementsAre("co2: no CO2 of 2019, 2018", "gdp: no gdp of 2019"));
}

TEST(Gather, FirstPresentYear_IsTaken)
{
    const Gathered g = gathered(index_of({ ratio() }),
        { value("A", "CO2", 2019, 4.0, "t"), value("A", "CO2", 2018, 3.0, "t"),
            value("A", "gdp", 2019, 1.0, "万元"), value("B", "CO2", 2018, 3.0, "t"),
            value("B", "gdp", 2019, 1.0, "万元") });
    EXPECT_EQ(g.indicators.values[0][0].value, 4.0);
    EXPECT_EQ(g.indicators.values[0][1].value, 3.0);
    EXPECT_THAT(g.indicators.values[0][1].flags,
        ElementsAre("co2: year 2018 for 2019", "years differ: co2 2018, gdp 2019"));
}

TEST(Gather, YearsApart_AreFlagged)
{
    IndicatorSource change;
    change.expression = "now / before - 1";
    change.inputs = { { "now", "gdp", { 2019, 2018 }, "CNY", "", "", "" },
        { "before", "gdp", { 2018, 2017 }, "CNY", "", "", "" } };
    const Gathered g = gathered(index_of({ change }),
        { value("A", "gdp", 2019, 3.0, "CNY"), value("A", "gdp", 2018, 2.0, "CNY"),
            value("B", "gdp", 2018, 3.0, "CNY"), value("B", "gdp", 2017, 2.0, "CNY"),
            value("C", "gdp", 2019, 3.0, "CNY"), value("C", "gdp", 2017, 2.0, "CNY") });
    const auto flags = [&](std::size_t city) { return g.indicators.values[0][city].flags; };
    EXPECT_EQ(g.indicators.values[0][0].value, 0.5);
    EXPECT_THAT(flags(0), IsEmpty());
    EXPECT_EQ(g.indicators.values[0][1].value, 3.0 / 3.0 - 1.0 + 0.0)
        << "now is 2018, and so is before";
    EXPECT_THAT(
        flags(1), ElementsAre("now: year 2018 for 2019", "years differ: now 2018, before 2018"));
    EXPECT_THAT(
        flags(2), ElementsAre("before: year 2017 for 2018", "years differ: now 2019, before 2017"));
}

TEST(Gather, FlagsMixedScopes)
{
    IndicatorSource intensity;
    intensity.expression = "energy / gdp";
    intensity.inputs = { { "energy", "energy_consumption", { 2019 }, "tce", "", "", "" },
        { "gdp", "gdp", { 2019 }, "万元", "", "", "" } };
    const Gathered g = gathered(index_of({ intensity }),
        { value("A", "energy_consumption", 2019, 6.0, "tce"), value("A", "gdp", 2019, 1.0, "万元"),
            value("B", "energy_consumption", 2019, 6.0, "tce"),
            value("B", "gdp", 2019, 1.0, "万元"),
            value("C", "energy_consumption", 2019, 5.0, "tce", "end-use"),
            value("C", "gdp", 2019, 1.0, "万元", "") });
    EXPECT_THAT(g.indicators.values[0][0].flags, IsEmpty());
    EXPECT_THAT(g.indicators.values[0][2].flags,
        ElementsAre("energy: scope end-use, of most cities total",
            "gdp: scope none said, of most cities total"));
    EXPECT_THAT(g.notes,
        Contains(HasSubstr("x.toml: indicator '1.1', input 'energy': cities have different scopes: "
                           "end-use (1), total (2)")));

    const Gathered mixed = gathered(index_of({ intensity }),
        { value("A", "energy_consumption", 2019, 6.0, "tce", "end-use"),
            value("A", "gdp", 2019, 1.0, "万元") });
    EXPECT_THAT(mixed.indicators.values[0][0].flags,
        ElementsAre("scopes differ: energy end-use, gdp total"));
    EXPECT_NEAR(mixed.indicators.values[0][0].value, 6.0, 6.0 * exact_enough);
}

TEST(Gather, DoesNotUseCoalEquivalentsAsTonnes)
{
    const Gathered g = gathered(index_of({ ratio() }),
        { value("A", "CO2", 2019, 90.0, "tce"), value("A", "gdp", 2019, 1.0, "亿元") });
    EXPECT_TRUE(std::isnan(g.indicators.values[0][0].value));
    EXPECT_THAT(g.indicators.values[0][0].flags,
        ElementsAre(
            "co2: not used, inconsistent units: 'tce' (an energy) cannot be converted to 't' "
            "(a mass) (a tonne of coal equivalent is an energy of 29.3076 GJ) "
            "(CO2-S.csv:2019)"));
    EXPECT_THAT(
        refused([] { gathered(index_of({ ratio() }), { value("A", "CO2", 2019, 90.0, "Mtt") }); }),
        IsProblem(ProblemCode::unknown, "CO2-S.csv:2019"));
}

TEST(Gather, AmbiguousValue_IsRefused)
{
    const std::vector<Observation> inventories { value(
                                                     "A", "CO2", 2019, 1.0, "t", "total", "EDGAR"),
        value("A", "CO2", 2019, 2.0, "t", "total", "ODIAC") };
    EXPECT_THAT(refusal_of([&] { gathered(index_of({ ratio() }), inventories); }),
        HasSubstr(
            "x.toml: indicator '1.1', input 'co2': ambiguous CO2 of A in 2019: of inventory or "
            "source 'EDGAR' (CO2-EDGAR.csv:2019) and of 'ODIAC' (CO2-ODIAC.csv:2019); choose "
            "one by the key of the input, e.g. inventory = \"EDGAR\""));
    const std::vector<Observation> scopes { value("A", "CO2", 2019, 1.0, "t", "urban"),
        value("A", "CO2", 2019, 2.0, "t", "whole city") };
    EXPECT_THAT(refusal_of([&] { gathered(index_of({ ratio() }), scopes); }),
        HasSubstr("; choose one by the key of the input, e.g. scope = \"urban\""));
    std::vector<Observation> sectors { value("A", "CO2", 2019, 1.0, "t", ""),
        value("A", "CO2", 2019, 2.0, "t", "") };
    sectors[0].sector = "power";
    sectors[1].sector = "transport";
    EXPECT_THAT(refusal_of([&] { gathered(index_of({ ratio() }), sectors); }),
        HasSubstr("; choose one by the key of the input, e.g. sector = \"power\""));
    EXPECT_THAT(refusal_of([&] {
        gathered(index_of({ ratio() }),
            { value("A", "CO2", 2019, 1.0, "t"), value("a", "CO2", 2019, 1.0, "t") });
    }),
        HasSubstr("duplicate CO2 of A in 2019: under the names 'A' (CO2-S.csv:2019) and 'a' "
                  "(CO2-S.csv:2019); keep one"));

    IndicatorSource chosen = ratio();
    chosen.inputs[0].inventory = "odiac";
    std::vector<Observation> with_gdp = inventories;
    with_gdp.push_back(value("A", "gdp", 2019, 1.0, "万元"));
    EXPECT_EQ(gathered(index_of({ chosen }), with_gdp).indicators.values[0][0].value, 2.0);
    chosen = ratio();
    chosen.inputs[0].sector = "transport";
    with_gdp = sectors;
    with_gdp.push_back(value("A", "gdp", 2019, 1.0, "万元", ""));
    EXPECT_EQ(gathered(index_of({ chosen }), with_gdp).indicators.values[0][0].value, 2.0);
}

TEST(Gather, CarriesIntervalsAndFlagsOfTotals)
{
    Observation total = value("A", "CO2", 2019, 6.0, "kt");
    total.lower = 5.0;
    total.upper = 8.0;
    total.flag = "incomplete";
    Observation lost = value("B", "CO2", 2019, std::nan(""), "t");
    lost.flag = "no-geometry";
    const Gathered g
        = gathered(index_of({ ratio() }), { total, value("A", "gdp", 2019, 2.0, "万元"), lost });
    const IndicatorValue& a = g.indicators.values[0][0];
    EXPECT_NEAR(a.value, 3000.0, 3000.0 * exact_enough);
    EXPECT_NEAR(a.lower, 2500.0, 2500.0 * exact_enough);
    EXPECT_NEAR(a.upper, 4000.0, 4000.0 * exact_enough);
    EXPECT_THAT(a.flags, ElementsAre("co2: incomplete"));
    EXPECT_THAT(g.indicators.values[0][1].flags, Contains("co2: no-geometry in 2019"));
}

TEST(Gather, DivisionByZero_IsMissing)
{
    const Gathered g = gathered(index_of({ ratio() }),
        { value("A", "CO2", 2019, 6.0, "t"), value("A", "gdp", 2019, 0.0, "万元") });
    EXPECT_TRUE(std::isnan(g.indicators.values[0][0].value));
    EXPECT_TRUE(std::isnan(g.indicators.values[0][0].upper));
    EXPECT_THAT(g.indicators.values[0][0].flags,
        ElementsAre("'co2 / gdp' has no finite value with co2 = 6, gdp = 0"));
}

TEST(Gather, TakesWordsAsCategories)
{
    IndicatorSource source;
    source.kind = IndicatorSource::Kind::categories;
    source.inputs = { { "class", "class", { 2021 }, "", "", "", "" } };
    source.categories = { "energy base", "decoupling", "decoupled" };
    Observation o = value("A", "class", 2021, std::nan(""), "text");
    o.text = "Decoupled";
    EXPECT_EQ(gathered(index_of({ source }), { o }).indicators.values[0][0].value, 2.0);
    o.text = "decoupeld";
    EXPECT_THAT(refusal_of([&] { gathered(index_of({ source }), { o }); }),
        HasSubstr("class-S.csv:2021: unknown category 'decoupeld' of x.toml: indicator '1.1' "
                  "(categories: "));
    source.inputs.clear();
    EXPECT_THAT(refusal_of([&] { check_sources(index_of({ source })); }),
        HasSubstr(
            "invalid categories: 0 inputs and 3 words (required: one input and a list of words)"));
}

TEST(Gather, UnknownNames_AreListed)
{
    const Gathered g = gathered(index_of({ ratio() }),
        { value("Dd", "CO2", 2019, 1.0, "t"), value("Dd", "CO2", 2018, 1.0, "t") });
    ASSERT_EQ(g.unmatched.size(), 1u);
    EXPECT_EQ(g.unmatched[0].times, 2u);
    EXPECT_THAT(g.unmatched[0].text(), HasSubstr("CO2-S.csv:2019 and 1 more: unknown city 'Dd'"));
    const CityNames twins({ { "1", "Suzhou", {} }, { "2", "苏州", { "Suzhou" } } });
    const std::vector<Observation> suzhou { value("Suzhou", "CO2", 2019, 1.0, "t") };
    const Gathered t = gather(index_of({ ratio() }), Statistics(suzhou, twins), {});
    ASSERT_EQ(t.unmatched.size(), 1u);
    EXPECT_EQ(t.unmatched[0].text(),
        "CO2-S.csv:2019: ambiguous city 'Suzhou': Suzhou or 苏州; write the name of the city that "
        "is "
        "meant");
    EXPECT_TRUE(std::isnan(t.indicators.values[0][0].value));
}

TEST(Gather, MissingVariable_IsNoted)
{
    EXPECT_THAT(gathered(index_of({ ratio() }), { value("A", "CO", 2019, 1.0, "t") }).notes,
        Contains(HasSubstr("input 'co2': the indicator is missing for all cities, because no table "
                           "has the variable "
                           "'CO2' (did you mean 'CO'?)")));
    EXPECT_THAT(gathered(index_of({ ratio() }), { value("A", "CO2", 2010, 1.0, "t") }).notes,
        Contains(
            HasSubstr("because no city has a matching 'CO2' of 2019, 2018 in 't'; the tables have "
                      "2010 of source 'S' and scope 'total' in t")));
}

TEST(Gather, InvalidIndex_IsRefusedBeforeData)
{
    IndicatorSource source = ratio();
    source.expression = "co2 / gpd";
    EXPECT_THAT(refused([&] { check_sources(index_of({ source })); }),
        IsProblem(ProblemCode::unknown, "x.toml: indicator '1.1'"));
    source = ratio();
    source.inputs[1].unit = "10^8 CNYS";
    EXPECT_THAT(refused([&] { check_sources(index_of({ source })); }),
        IsProblem(ProblemCode::unknown, "x.toml: indicator '1.1', input 'gdp'"));
    IndexDefinition definition = index_of({ ratio() });
    definition.cut_off = "end of 2021";
    EXPECT_THAT(refused([&] { check_sources(definition); }),
        IsProblem(ProblemCode::invalid, "x.toml: the cut-off"));
}

TEST(Gather, TakesPolicyActions)
{
    IndicatorSource source;
    source.kind = IndicatorSource::Kind::policy_register;
    IndexDefinition definition = index_of({ ratio(), source, source });
    definition.cut_off = "2021-12-31";
    const std::vector<PolicyAction> actions { { "A", "1.2", "Plan", "Council", "2021-12-31", "",
                                                  "https://a", "r.csv:2" },
        { "B", "1.2", "Later plan", "Council", "2022-01-01", "", "", "r.csv:3" },
        { "Z", "1.2", "Plan", "", "2021-01-01", "", "", "r.csv:4" } };
    const Gathered g = gathered(definition, {}, actions);
    EXPECT_EQ(g.indicators.values[1][0].value, 1.0);
    EXPECT_EQ(g.indicators.values[1][1].value, 0.0);
    EXPECT_TRUE(std::isnan(g.indicators.values[2][0].value));
    EXPECT_THAT(g.notes, Contains(HasSubstr("1 of 3 policy actions are later than 2021-12-31")));
    EXPECT_THAT(g.notes,
        Contains(HasSubstr(
            "x.toml: indicators 1.3 are missing for all cities, because the policy register has no "
            "action of them")));
    ASSERT_EQ(g.unmatched.size(), 1u);
    EXPECT_EQ(g.unmatched[0].name, "Z");
    EXPECT_THAT(refusal_of([&] {
        gathered(definition, {}, { { "A", "1.1", "P", "", "2021-01-01", "", "", "r.csv:2" } });
    }),
        HasSubstr("r.csv:2: unknown indicator '1.1' of policy actions in x.toml (nearest: 1."));
}

/// The published extremes of CO2 per GDP and per capita against CEADs and the city statistics of
/// 2019.
class PublishedExtremes : public testing::Test {
protected:
    void SetUp() override
    {
        const std::string ceads = shared_data("statistics/ceads_290_cities_1997_2019.xlsx");
        const std::string statistics = shared_data("statistics/city_statistics_2019_envcausal.csv");
        published_ = shared_data("whitepaper/published_rankings.csv");
        SKIP_WITHOUT(ceads);
        SKIP_WITHOUT(statistics);
        SKIP_WITHOUT(published_);
        const std::vector<int> years { 2019, 2018, 2017 };
        IndicatorSource per_person;
        per_person.expression = "co2 / population";
        per_person.inputs = { { "co2", "CO2", years, "t", "", "", "" },
            { "population", "population", { 2019 }, "person", "", "", "" } };
        IndicatorSource total;
        total.expression = "co2";
        total.inputs = { { "co2", "CO2", years, "Mt", "", "", "" } };
        observations_ = read_statistics(
            std::vector<std::string> { shipped_description("ceads_cities") + "=" + ceads,
                shipped_description("city_statistics_2019") + "=" + statistics });
        gathered_ = gather(
            index_of({ ratio(years), per_person, total }), Statistics(observations_, names_), {});
    }

    /// Short names of cities from the lowest value up; those without one are not there.
    std::vector<std::string> order(std::size_t indicator)
    {
        std::vector<std::size_t> cities;
        for (std::size_t c = 0; c < names_.cities().size(); ++c) {
            if (!std::isnan(value_of(indicator, c).value)) {
                cities.push_back(c);
            }
        }
        std::sort(cities.begin(), cities.end(), [&](std::size_t a, std::size_t b) {
            return value_of(indicator, a).value < value_of(indicator, b).value;
        });
        std::vector<std::string> out;
        for (const std::size_t c : cities) {
            out.push_back(names_.cities()[c].aliases.front());
        }
        return out;
    }

    std::size_t position(const std::string& city) const { return names_.find(city).cities.front(); }
    const IndicatorValue& value_of(std::size_t indicator, std::size_t city) const
    {
        return gathered_.indicators.values[indicator][city];
    }

    /// Returns the published positions of a ranking, from one end.
    std::vector<std::pair<std::size_t, std::string>> published(
        const std::string& ranking, const std::string& direction) const
    {
        const TextTable table(published_, read_csv(published_), true);
        std::vector<std::pair<std::size_t, std::string>> out;
        for (const TextRow& row : table.rows()) {
            if (row.fields[0] == ranking && row.fields[1] == direction) {
                out.emplace_back(std::stoul(row.fields[2]), row.fields[3]);
            }
        }
        return out;
    }

    void print(std::size_t indicator, const std::string& ranking)
    {
        std::vector<std::string> ours = order(indicator);
        fmt::print("\n{}: ours from the lowest (of {})\n", ranking, ours.size());
        for (std::size_t i = 0; i < ours.size(); ++i) {
            const std::size_t c = position(ours[i]);
            fmt::print("  {:2} {} {:.4f} {}\n", i + 1, ours[i], value_of(indicator, c).value,
                fmt::join(value_of(indicator, c).flags, "; "));
        }
        for (const char* direction : { "lowest first", "highest first" }) {
            for (const auto& [position, city] : published(ranking, direction)) {
                const std::string at = position <= ours.size() ? ours[position - 1] : "-";
                fmt::print("  {} {}: published {}, ours {}{}; the published one is ours at {}\n",
                    direction, position, city, at, at == city ? " =" : "",
                    std::find(ours.begin(), ours.end(), city) - ours.begin() + 1);
            }
            std::reverse(ours.begin(), ours.end());
        }
    }

    const CityNames names_ { china35_cities() };
    std::string published_;
    std::vector<Observation> observations_;
    Gathered gathered_;
};

TEST_F(PublishedExtremes, FirstAndLastFive_MatchOurs)
{
    print(0, "co2_per_gdp");
    print(1, "co2_per_capita");
    print(2, "co2_total");
    const auto first = [](std::vector<std::string> cities) {
        cities.resize(5);
        return cities;
    };
    const auto last = [&](std::vector<std::string> cities) {
        std::reverse(cities.begin(), cities.end());
        return first(std::move(cities));
    };
    // Published: 深圳 北京 广州 厦门 福州; 银川 乌鲁木齐 石家庄 呼和浩特 西宁; 海口 深圳 南宁
    // 福州 西安; 上海 重庆 天津 石家庄 北京.
    EXPECT_THAT(first(order(0)), ElementsAre("深圳", "北京", "厦门", "长沙", "杭州"));
    EXPECT_THAT(last(order(0)), ElementsAre("银川", "乌鲁木齐", "呼和浩特", "石家庄", "太原"));
    EXPECT_THAT(first(order(1)), ElementsAre("海口", "南宁", "西安", "深圳", "厦门"));
    EXPECT_THAT(last(order(2)), ElementsAre("上海", "南京", "天津", "重庆", "银川"));
}

TEST_F(PublishedExtremes, Values_MatchIndependentComputation)
{
    // From the file by ogr2ogr and Python.
    const auto near = [&](std::size_t indicator, const char* city, double expected) {
        EXPECT_NEAR(value_of(indicator, position(city)).value, expected, expected * 1e-11) << city;
    };
    near(0, "深圳", 0.164381645018);
    near(0, "石家庄", 2.23116212074);
    near(0, "重庆", 0.66193426879);
    near(0, "银川", 7.14578673065);
    near(1, "海口", 2.54802143134);
    near(1, "哈尔滨", 6.37088669839);
    near(1, "呼和浩特", 23.6507015877);
}

TEST_F(PublishedExtremes, MissingValues_AreFlagged)
{
    EXPECT_EQ(order(0).size(), 33u);
    EXPECT_THAT(
        value_of(0, position("西宁")).flags, ElementsAre("co2: no CO2 of 2019, 2018, 2017"));
    EXPECT_THAT(value_of(0, position("武汉")).flags, ElementsAre("gdp: no gdp of 2019"));
    EXPECT_THAT(value_of(0, position("石家庄")).flags,
        ElementsAre("co2: year 2017 for 2019", "years differ: co2 2017, gdp 2019"));
    EXPECT_THAT(value_of(0, position("乌鲁木齐")).flags,
        ElementsAre("co2: year 2018 for 2019", "years differ: co2 2018, gdp 2019"));
    EXPECT_EQ(gathered_.unmatched.size(), (290u - 35u) + (162u - 34u))
        << "cities of the tables that are not scored";
}

TEST_F(PublishedExtremes, CeadsMinima_DoNotExplainRanks)
{
    // Published as third and fifth of CO2 per GDP. With the least that CEADs has for them since
    // 2010 they still stand above our fifth.
    const IndicatorValue& fifth = value_of(0, position(order(0)[4]));
    for (const char* city : { "广州", "福州" }) {
        double least = std::numeric_limits<double>::infinity();
        double gdp = 0.0;
        for (const Observation& o : observations_) {
            const CityMatch match = names_.find(o.city);
            if (match.clear() && match.cities.front() == position(city)) {
                least = o.variable == "CO2" && o.year >= 2010 ? std::min(least, o.value) : least;
                gdp = o.variable == "gdp" ? o.value : gdp;
            }
        }
        EXPECT_GT(least * 1e6 / (gdp * 1e4), fifth.value) << city;
    }
}

} // namespace
} // namespace cityflux
