#include "pipeline/tables/energy_balance.h"

#include "tests/refusal.h"
#include "tests/temporary_folder.h"

#include <cmath>
#include <map>
#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <ogrsf_frmts.h>

namespace cityflux {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

std::vector<EnergyFactor> shipped(const std::string& name)
{
    return read_energy_factors(
        std::string(CITYFLUX_SOURCE_DIR) + "/config/factors/" + name + ".toml");
}

double factor(const std::string& file, const std::string& fuel)
{
    for (const EnergyFactor& f : shipped(file)) {
        if (f.answers_to(fuel)) {
            return f.co2;
        }
    }
    return std::nan("");
}

std::map<std::string, const Observation*> by_sector(const EnergyEmissions& emissions)
{
    std::map<std::string, const Observation*> out;
    for (const Observation& o : emissions.observations) {
        out[o.sector] = &o;
    }
    return out;
}

/// A made-up table: 1 t of coal makes 2 t of CO2 and holds 20 GJ.
const std::vector<EnergyFactor> two_factors { { "coal", { "原煤" }, "t", 2.0, 20.0, 1, "", 0, "A" },
    { "heat", { "热力" }, "GJ", 0.1, 0.0, 2, "", 0, "B" } };

TEST(EnergyFactors, AreThoseThatTheirSourcesPrint)
{
    // Each as printed to four digits after the point, t CO2 per t and, of natural gas, per 1000 m3.
    constexpr double printed = 0.00005 * 1.001;
    for (const auto& [fuel, value] :
        std::map<std::string, double> { { "原煤", 1.9003 }, { "焦炭", 2.8604 }, { "原油", 3.0202 },
            { "燃料油", 3.1705 }, { "汽油", 2.9251 }, { "煤油", 3.0179 }, { "柴油", 3.0959 },
            { "液化石油气", 3.1013 }, { "炼厂干气", 3.0119 } }) {
        EXPECT_NEAR(factor("guideline", fuel), value, printed) << fuel;
    }
    EXPECT_NEAR(factor("guideline", "天然气"), 21.622, 10 * printed);
    EXPECT_EQ(factor("whitepaper", "原煤"), 2.492);
    EXPECT_EQ(factor("whitepaper", "原油"), 2.104);
    EXPECT_NEAR(factor("ipcc2006", "crude oil"), 0.0733 * 42.3, 1e-12);
    // The white paper's crude oil is the one that does not fit.
    EXPECT_NEAR(factor("whitepaper", "原油") / factor("guideline", "原油"), 0.697, 0.001);
    EXPECT_NEAR(factor("ipcc2006", "原油") / factor("guideline", "原油"), 1.027, 0.001);
}

TEST(EnergyFactors, IncompleteFactor_IsRefused)
{
    const TemporaryFolder folder;
    const auto refusal = [&](const std::string& text) {
        return folder.without_path(refusal_of([&] {
            read_energy_factors(
                folder.write("f.toml", "source = \"S\"\n[[factors]]\nfuel = \"coal\"\n" + text));
        }));
    };
    EXPECT_EQ(refusal("unit = \"t\"\ncarbon = 25.8\noxidised = 1.0\n"),
        "f.toml:2: missing key 'factors.heat'; give it the GJ per unit, because the factor is per "
        "TJ");
    EXPECT_THAT(refusal("unit = \"t\"\ncarbon = 25.8\noxidised = 98\nheat = 20\n"),
        HasSubstr("'factors.oxidised': out of range: 98 (a fraction, at most 1)"));
    EXPECT_THAT(refusal("unit = \"t\"\nco2 = -1\n"),
        HasSubstr("'factors.co2': out of range: -1 (must be positive)"));
    EXPECT_THAT(refusal("unit = \"t\"\nco2 = 1\ngrid = \"north\"\n"),
        HasSubstr("[factors]: missing key 'year' of the factor of a grid; give grid and year, or "
                  "neither"));
    EXPECT_THAT(refusal("unit = \"furlong per\"\nco2 = 1\n"), HasSubstr("f.toml"));
    EXPECT_THAT(refusal_of([&] {
        read_energy_factors(folder.write("f.toml", "[[factors]]\nfuel=\"c\"\nunit=\"t\"\nco2=1\n"));
    }),
        HasSubstr("missing key 'factors.source'; give it the source of the factor"));
}

TEST(EnergyBalance, BurnedAndBought_AreSummedApart)
{
    const EnergyEmissions emissions
        = energy_emissions({ { "A", 2019, "原煤", 3.0, "万吨", "t:2" },
                               { "A", 2019, "热力", 50.0, "百万千焦", "t:3" } },
            two_factors, {}, "E");
    const auto sectors = by_sector(emissions);
    EXPECT_NEAR(sectors.at("coal")->value, 60000.0, 1e-9);
    EXPECT_NEAR(sectors.at("heat")->value, 5.0, 1e-12);
    EXPECT_NEAR(sectors.at("total")->value, 60000.0, 1e-9);
    EXPECT_NEAR(sectors.at("scope 2")->value, 5.0, 1e-12);
    EXPECT_NEAR(sectors.at("scope 1+2")->value, 60005.0, 1e-9);
    EXPECT_THAT(sectors, SizeIs(5));
    EXPECT_THAT(emissions.incomplete, IsEmpty());
    EXPECT_EQ(sectors.at("total")->flag, "");
    EXPECT_THAT(emissions.trace,
        ElementsAre(HasSubstr("原煤 3 万吨 x 2 t CO2 per t = 60000 t, scope 1 (A)"),
            HasSubstr("scope 2 (B)")));
}

TEST(EnergyBalance, IsReadFromASpreadsheetToo)
{
    const TemporaryFolder folder;
    const std::string file = folder.file("能源 2019.xlsx");
    GDALAllRegister();
    GDALDriver* const driver = GetGDALDriverManager()->GetDriverByName("XLSX");
    if (driver == nullptr) {
        GTEST_SKIP() << "this GDAL does not write XLSX";
    }
    std::unique_ptr<GDALDataset> book(driver->Create(file.c_str(), 0, 0, 0, GDT_Unknown, nullptr));
    OGRLayer* const sheet = book->CreateLayer("2019");
    OGRFieldDefn fuel("fuel", OFTString);
    OGRFieldDefn unit("unit", OFTString);
    OGRFieldDefn amount("amount", OFTReal);
    for (OGRFieldDefn* field : { &fuel, &unit, &amount }) {
        ASSERT_EQ(sheet->CreateField(field), OGRERR_NONE);
    }
    OGRFeature row(sheet->GetLayerDefn());
    row.SetField("fuel", "原煤");
    row.SetField("unit", "万吨");
    row.SetField("amount", 1.5);
    ASSERT_EQ(sheet->CreateFeature(&row), OGRERR_NONE);
    book.reset(); // writes the file
    const auto uses = read_energy_uses(file, "Qingdao", 2019);
    ASSERT_THAT(uses, SizeIs(1));
    EXPECT_EQ(uses[0].fuel, "原煤");
    EXPECT_DOUBLE_EQ(uses[0].amount, 1.5);
    EXPECT_DOUBLE_EQ(
        by_sector(energy_emissions(uses, two_factors, {}, "A")).at("total")->value, 3.0e4);
}

TEST(EnergyBalance, TakesFuelByItsHeat)
{
    // 29.3076 GJ are one tce, and 20 GJ are a tonne of this coal.
    const EnergyEmissions emissions
        = energy_emissions({ { "A", 2019, "coal", 10.0, "吨标准煤", "t:2" },
                               { "B", 2019, "coal", 40.0, "GJ", "t:3" } },
            two_factors, {}, "E");
    EXPECT_NEAR(emissions.observations[0].value, 10.0 * 29.3076 / 20.0 * 2.0, 1e-9);
    EXPECT_NEAR(emissions.observations[1].value, 4.0, 1e-12);
}

TEST(EnergyBalance, SaysWhichFuelsHaveNoFactor)
{
    const EnergyEmissions emissions = energy_emissions(
        { { "A", 2019, "coal", 1.0, "t", "t:2" }, { "A", 2019, "caol", 1.0, "t", "t:3" },
            { "A", 2019, "heat", 1.0, "t", "t:4" } },
        two_factors, {}, "E");
    const auto sectors = by_sector(emissions);
    EXPECT_TRUE(std::isnan(sectors.at("caol")->value));
    EXPECT_EQ(sectors.at("caol")->flag, "no-factor");
    EXPECT_EQ(sectors.at("total")->value, 2.0);
    EXPECT_EQ(sectors.at("total")->flag, "incomplete");
    EXPECT_EQ(sectors.at("scope 2")->flag, "incomplete");
    ASSERT_THAT(emissions.incomplete, SizeIs(2));
    EXPECT_EQ(emissions.incomplete[0].text(),
        "t:3: missing CO2 of caol of A in 2019: unknown fuel (did you mean 'coal'?)");
    EXPECT_EQ(emissions.incomplete[1].text(),
        "t:4: missing CO2 of heat of A in 2019: inconsistent units: 't' (a mass) cannot be "
        "converted to 'GJ' (an energy)");
}

TEST(EnergyBalance, Electricity_TakesTheChosenGrid)
{
    const std::vector<EnergyUse> uses { { "A", 2011, "电力", 100.0, "万千瓦时", "t:2" } };
    const auto co2 = [&](const GridChoice& choice) {
        return energy_emissions(uses, shipped("guideline"), choice, "E").observations.front().value;
    };
    EXPECT_NEAR(co2({ "north", 0 }), 1000.0 * 0.8967, 1e-9); // MWh times the factor of 2011
    EXPECT_NEAR(co2({ "North", 2012 }), 1000.0 * 0.8843, 1e-9);
    EXPECT_NEAR(co2({ "south", 2010 }), 1000.0 * 0.5960, 1e-9);
    EXPECT_TRUE(std::isnan(co2({})));
    EXPECT_TRUE(std::isnan(co2({ "north", 1999 })));
    const EnergyEmissions none = energy_emissions(uses, shipped("guideline"), {}, "E");
    ASSERT_THAT(none.incomplete, SizeIs(1));
    EXPECT_THAT(none.incomplete[0].text(),
        AllOf(StartsWith("t:2: missing CO2 of 电力 of A in 2011: its factor depends on grid and "
                         "year (central:2010, "),
            EndsWith("; choose one, e.g. grid=central:2011")));
    EXPECT_EQ(by_sector(none).at("total")->flag, ""); // what is burned lacks nothing
}

TEST(EnergyBalance, ReadsItsTableStrictly)
{
    const TemporaryFolder folder;
    const auto refusal
        = [&](const std::string& text, const std::string& city = "A", int year = 2019) {
              return folder.without_path(
                  refusal_of([&] { read_energy_uses(folder.write("e.csv", text), city, year); }));
          };
    const auto uses = read_energy_uses(
        folder.write(
            "e.csv", "city,year,fuel,unit,amount\nA,2019,原煤,吨,\"1,234.5\"\nA,2019,焦炭,吨,\n"),
        "", 0);
    ASSERT_THAT(uses, SizeIs(2));
    EXPECT_EQ(uses[0].amount, 1234.5);
    EXPECT_TRUE(std::isnan(uses[1].amount)) << "a blank amount is missing, not 0";
    EXPECT_EQ(uses[0].year, 2019);
    EXPECT_EQ(refusal("fuel,unit,amount\n原煤,吨,-1\n"),
        "e.csv:2: amount -1 out of range (allowed: 0 or more)");
    EXPECT_THAT(
        refusal("fuel,unit,amount\n原煤,吨,viel\n"), StartsWith("e.csv:2: 'viel' is not a number"));
    EXPECT_EQ(refusal("fuel,unit,amount\n原煤,,1\n"), "e.csv:2: missing unit of the amount");
    EXPECT_EQ(refusal("fuel,unit,amount\n,吨,1\n"), "e.csv:2: missing fuel");
    EXPECT_EQ(refusal("city,fuel,unit,amount\n,原煤,吨,1\n", ""), "e.csv:2: missing city");
    EXPECT_EQ(refusal("fuel,unit,amuont\n原煤,吨,1\n"),
        "e.csv: unknown column 'amuont' (did you mean 'amount'?), allowed: "
        "fuel,unit,amount,city,year");
    EXPECT_EQ(refusal("fuel,unit,amount\n原煤,吨,1\n", "", 2019),
        "e.csv: missing column 'city'; add it, or set it for all rows, e.g. city_column=Qingdao");
    EXPECT_EQ(refusal("fuel,unit,amount,year\n原煤,吨,1,2018\n"),
        "e.csv: conflicting column 'year' and year_column, which is for all rows; leave one out");
}

TEST(EnergyBalance, BlankAmount_MakesSumsIncomplete)
{
    const TemporaryFolder folder;
    const auto emissions = energy_emissions(
        read_energy_uses(folder.write("e.csv",
                             "city,year,fuel,unit,amount\nA,2019,原煤,吨,\nA,2019,焦炭,吨,100\n"
                             "B,2019,原煤,吨,\nC,2019,moss,t,1\n"),
            "", 0),
        shipped("guideline"), {}, "energy");
    EXPECT_THAT(emissions.incomplete, SizeIs(3));
    std::map<std::string, const Observation*> totals;
    for (const Observation& o : emissions.observations) {
        if (o.sector == "total") {
            totals[o.city] = &o;
        }
    }
    EXPECT_NEAR(totals["A"]->value, 286.0418825, 1e-6);
    for (const char* city : { "A", "B", "C" }) {
        EXPECT_EQ(totals[city]->flag, "incomplete") << city;
    }
    EXPECT_TRUE(std::isnan(totals["B"]->value)) << "no summand is known";
    EXPECT_TRUE(std::isnan(totals["C"]->value));
}

TEST(EnergyFactors, MoreCarbonThanAFuel_Refused)
{
    const TemporaryFolder folder;
    const auto read = [&](const std::string& keys) {
        return refused([&] {
            read_energy_factors(
                folder.write("f.toml", "[[factors]]\nfuel = \"coal\"\nsource = \"S\"\n" + keys));
        });
    };
    // 26.37 t C per TJ x 20.908 GJ per t = 0.55 t C per t; 20908 is kJ per kg.
    EXPECT_EQ(read("unit = \"t\"\ncarbon = 26.37\noxidised = 1\nheat = 20.908\n"), std::nullopt);
    for (const char* keys : { "unit = \"t\"\ncarbon = 26.37\noxidised = 1\nheat = 20908\n",
             "unit = \"t\"\nco2_per_tj = 94600\nheat = 20908\n", "unit = \"t\"\nco2 = 1900\n",
             "unit = \"t\"\ncarbon = 94600\noxidised = 1\nheat = 20.908\n",
             "unit = \"10^4 m3\"\ncarbon = 15.3\noxidised = 1\nheat = 38931\n",
             "unit = \"m3\"\nco2_per_tj = 56100\nheat = 38931\n" }) {
        EXPECT_THAT(read(keys), IsProblem(ProblemCode::out_of_range, "f.toml")) << keys;
    }
    EXPECT_EQ(
        read("unit = \"10^4 m3\"\ncarbon = 15.3\noxidised = 1\nheat = 389.31\n"), std::nullopt);
}

} // namespace
} // namespace cityflux
