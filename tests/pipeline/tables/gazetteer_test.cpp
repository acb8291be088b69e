#include "pipeline/tables/gazetteer.h"

#include "pipeline/tables/statistics_table.h"
#include "pipeline/tables/text_table.h"
#include "tests/pipeline/tables/china35_names.h"
#include "tests/refusal.h"
#include "tests/shared_data.h"
#include "tests/temporary_folder.h"

#include <fstream>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace cityflux {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

Gazetteer shipped()
{
    return Gazetteer::read(std::string(CITYFLUX_SOURCE_DIR) + "/config/cities/china.csv");
}

CityNames china35()
{
    std::vector<NamedCity> cities = china35_cities();
    shipped().add_names(cities);
    return CityNames(cities);
}

std::string id_of(const CityNames& names, const std::string& name)
{
    const CityMatch match = names.find(name);
    return match.clear()       ? names.cities()[match.cities.front()].id
        : match.cities.empty() ? "none"
                               : "several";
}

struct Unit {
    std::string adcode;
    std::string name;
    std::string short_name;
    std::string province;
};

/// The 375 units of the official outlines.
std::vector<Unit> prefectures()
{
    std::ifstream in(shared_data("boundaries/china_prefectures_tianditu.geojson"));
    std::vector<Unit> units;
    const auto list = nlohmann::json::parse(in);
    for (const auto& feature : list.at("features")) {
        const auto& p = feature.at("properties");
        units.push_back({ p.at("city_adcode"), p.at("city_name"), p.at("short_name"),
            p.at("province_adcode") });
    }
    return units;
}

/// The 375 as a user's boundary file names them: by their full names alone.
CityNames named_prefectures()
{
    std::vector<NamedCity> cities;
    for (const Unit& unit : prefectures()) {
        cities.push_back({ unit.adcode, unit.name, {} });
    }
    shipped().add_names(cities);
    return CityNames(cities);
}

/// Matches of the names of a table: number that find one city, and those that find none or several.
struct Fate {
    std::size_t found = 0;
    std::set<std::string> cities;
    std::vector<std::string> none;
    std::vector<std::string> several;
};

Fate fate_of(const std::vector<std::string>& names, const CityNames& cities)
{
    Fate fate;
    for (const std::string& name : names) {
        const CityMatch match = cities.find(name);
        if (match.clear()) {
            ++fate.found;
            fate.cities.insert(cities.cities()[match.cities.front()].id);
        } else {
            (match.cities.empty() ? fate.none : fate.several).push_back(name);
        }
    }
    return fate;
}

std::vector<std::string> column(const TextTable& table, const char* name)
{
    std::vector<std::string> out;
    for (const TextRow& row : table.rows()) {
        out.push_back(row.fields[table.required_column(name)]);
    }
    return out;
}

TEST(Gazetteer, FindsUsualSpellings)
{
    const CityNames names = china35();
    for (const char* name : { "河北石家庄", "石家庄市", "石家庄", "Shijiazhuang", "Shíjiāzhuāng",
             "shi jia zhuang", "Shijiazhuang, Hebei", "石家庄（河北）", "CN SJZ" }) {
        EXPECT_EQ(id_of(names, name), "130100") << name;
    }
    for (const auto& [name, id] : std::vector<std::pair<std::string, std::string>> {
             { "Zhongqing", "500000" }, { "Chongqing", "500000" }, { "Shamen", "350200" },
             { "Xiamen", "350200" }, { "Amoy", "350200" }, { "Huhehaote", "150100" },
             { "Hohhot", "150100" }, { "Haerbin", "230100" }, { "Wulumuqi", "650100" },
             { "Ürümqi (Wulumqi)", "650100" }, { "Xian", "610100" }, { "Xi'an, Shaanxi", "610100" },
             { "Zhangsha", "430100" }, { "Changsha, Hunan", "430100" }, { "Chengdou", "510100" },
             { "Peking", "110000" }, { "Xī'ān", "610100" } }) {
        EXPECT_EQ(id_of(names, name), id) << name;
    }
    for (const char* name : { "Changsha, Hubei", "Beijing (Tianjin)", "Chongking" }) {
        EXPECT_EQ(id_of(names, name), "none") << name;
    }
}

TEST(Gazetteer, GivesItsNamesOnlyToItsCities)
{
    std::vector<NamedCity> cities { { "130100", "Sapporo", {} }, { "130100x", "石家庄市", {} },
        { "500000", "重庆市", {} } };
    shipped().add_names(cities);
    EXPECT_THAT(cities[0].aliases, IsEmpty()); // six digits of another country
    EXPECT_THAT(cities[1].aliases, IsEmpty());
    EXPECT_THAT(cities[2].aliases, testing::Contains("Zhongqing"));
}

TEST(Gazetteer, BuiltInCities_HavePinyinWithTones)
{
    const TextTable table(
        "china.csv", read_csv(std::string(CITYFLUX_SOURCE_DIR) + "/config/cities/china.csv"), true);
    for (const NamedCity& city : china35_cities()) {
        std::size_t rows = 0;
        for (const TextRow& row : table.rows()) {
            if (row.fields[table.required_column("adcode")] == city.id) {
                ++rows;
                EXPECT_EQ(row.fields[table.required_column("name_zh")], city.name);
                const std::string& pinyin = row.fields[table.required_column("pinyin")];
                const std::string& tones = row.fields[table.required_column("pinyin_tones")];
                EXPECT_NE(pinyin, tones);
                EXPECT_EQ(plain_name(pinyin), plain_name(tones));
            }
        }
        EXPECT_EQ(rows, 1u) << city.name;
    }
}

TEST(Gazetteer, InvalidRow_IsRefused)
{
    const TemporaryFolder folder;
    const std::string header
        = "adcode,name_zh,short_zh,pinyin,pinyin_tones,name_en,other_names,unlocode,province\n";
    const auto refusal = [&](const std::string& rows) {
        return folder.without_path(
            refusal_of([&] { Gazetteer::read(folder.write("g.csv", header + rows)); }));
    };
    EXPECT_EQ(refusal("13010,石家庄市,,,,,,,130000\n"),
        "g.csv:2: '13010' is not a code of six digits (GB/T 2260)");
    EXPECT_EQ(refusal("130100,石家庄市,,,,,,,130000\n130100,a,,,,,,,130000\n"),
        "g.csv:3: duplicate code 130100");
}

TEST(Gazetteer, HasTheOfficialUnitsWithTheirNames)
{
    SKIP_WITHOUT(shared_data("boundaries/china_prefectures_tianditu.geojson"));
    const Gazetteer gazetteer = shipped();
    const std::vector<Unit> units = prefectures();
    ASSERT_EQ(units.size(), 375u);
    const CityNames names = named_prefectures();
    for (const Unit& unit : units) {
        const GazetteerPlace* place = gazetteer.find(unit.adcode);
        ASSERT_NE(place, nullptr) << unit.name;
        EXPECT_EQ(place->name, unit.name);
        EXPECT_EQ(place->province, unit.province) << unit.name;
        EXPECT_EQ(id_of(names, unit.name), unit.adcode);
        EXPECT_EQ(id_of(names, unit.short_name), unit.adcode) << unit.short_name;
    }
    // 375 units, and the 27 provinces that are not one of them
    EXPECT_EQ(gazetteer.places().size(), 402u);
}

TEST(RealNames, CeadsNames_FindTheirCities)
{
    const std::string file = shared_data("statistics/ceads_290_cities_1997_2019.xlsx");
    SKIP_WITHOUT(file);
    std::set<std::string> distinct;
    for (const Observation& o : read_statistics(shipped_description("ceads_cities") + "=" + file)) {
        distinct.insert(o.city);
    }
    const std::vector<std::string> names(distinct.begin(), distinct.end());
    ASSERT_EQ(names.size(), 290u);
    EXPECT_EQ(fate_of(names, china35()).cities.size(), 35u);
    SKIP_WITHOUT(shared_data("boundaries/china_prefectures_tianditu.geojson"));
    const Fate fate = fate_of(names, named_prefectures());
    EXPECT_EQ(fate.found, 288u);
    EXPECT_EQ(fate.cities.size(), 288u);
    // 巢湖 was divided in 2011, 莱芜 became a part of 济南 in 2019: no unit of today.
    EXPECT_THAT(fate.none, UnorderedElementsAre("安徽巢湖", "山东莱芜"));
    EXPECT_THAT(fate.several, IsEmpty());
}

TEST(RealNames, NanginiNames_FindTheirCities)
{
    const std::string file = shared_data("statistics/nangini2019_343_cities.csv");
    SKIP_WITHOUT(file);
    const TextTable table(file, read_csv(file), false);
    std::vector<std::string> names;
    for (const TextRow& row : table.rows()) {
        if (row.fields[table.required_column("Country")] == "China") {
            names.push_back(row.fields[table.required_column("City name")]);
        }
    }
    EXPECT_EQ(fate_of(names, china35()).cities.size(), 35u);
    SKIP_WITHOUT(shared_data("boundaries/china_prefectures_tianditu.geojson"));
    const Fate fate = fate_of(names, named_prefectures());
    EXPECT_EQ(names.size(), 84u);
    EXPECT_EQ(fate.found, 81u);
    EXPECT_THAT(fate.none, UnorderedElementsAre("Heilongjiang"));
    EXPECT_THAT(fate.several, UnorderedElementsAre("Fuzhou", "Suzhou"));
}

TEST(RealNames, StatisticsOf2019_FindTheirCities)
{
    const std::string file = shared_data("statistics/city_statistics_2019_envcausal.csv");
    SKIP_WITHOUT(file);
    const std::vector<std::string> names = column(TextTable(file, read_csv(file), false), "City");
    ASSERT_EQ(names.size(), 166u);
    EXPECT_EQ(fate_of(names, china35()).cities.size(), 34u); // the file has no Wuhan
    SKIP_WITHOUT(shared_data("boundaries/china_prefectures_tianditu.geojson"));
    const Fate fate = fate_of(names, named_prefectures());
    EXPECT_EQ(fate.found, 160u);
    EXPECT_THAT(fate.none, IsEmpty());
    EXPECT_THAT(fate.several,
        UnorderedElementsAre("Fuzhou", "Suzhou", "Suzhou", "Taizhou", "Taizhou", "Yichun"));
}

TEST(RealNames, CarbonMonitorNames_FindTheirCities)
{
    const std::string file = shared_data("statistics/carbon_monitor_cities_annual.csv");
    SKIP_WITHOUT(file);
    std::set<std::string> distinct;
    for (const Observation& o :
        read_statistics(shipped_description("carbon_monitor_cities") + "=" + file)) {
        distinct.insert(o.city);
    }
    EXPECT_EQ(distinct.size(), 209u);
    EXPECT_EQ(fate_of({ distinct.begin(), distinct.end() }, china35()).cities.size(), 24u);
    SKIP_WITHOUT(shared_data("boundaries/china_prefectures_tianditu.geojson"));
    const Fate fate = fate_of({ distinct.begin(), distinct.end() }, named_prefectures());
    EXPECT_EQ(fate.found, 44u); // the codes that the gazetteer has
}

} // namespace
} // namespace cityflux
