#include "grids/quantity/unit.h"

#include "grids/text/error.h"
#include "tests/refusal.h"

#include <cmath>
#include <ostream>
#include <string>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;
using enum Unit::Amount;
using enum Unit::Rate;

constexpr double year
    = 1.0; ///< factors are per calendar year or month of the layer's period, not per some days
constexpr double day = 86400.0;
constexpr double hour = 3600.0;
constexpr double avogadro = 6.02214076e23; ///< exact since 2019
constexpr bool area = true;
constexpr bool cell = false;

struct Spelling {
    const char* text;
    Unit::Amount amount;
    bool per_area;
    Unit::Rate rate;
    double factor; ///< kg or mol, per m2, per s or month or year
    Basis basis = Basis::substance;
};

void PrintTo(const Spelling& spelling, std::ostream* out)
{
    *out << "'" << spelling.text << "'";
}

class UnitSpelling : public testing::TestWithParam<Spelling> { };

TEST_P(UnitSpelling, IsUnderstood)
{
    const Spelling& expected = GetParam();
    const Unit unit = Unit::parse(expected.text, "a.nc");
    EXPECT_EQ(unit.amount, expected.amount);
    EXPECT_EQ(unit.per_area, expected.per_area);
    EXPECT_EQ(unit.rate, expected.rate);
    EXPECT_EQ(unit.basis, expected.basis);
    EXPECT_EQ(unit.text, expected.text);
    // A few roundings of float64 in UDUNITS' products.
    EXPECT_NEAR(unit.factor / expected.factor, 1.0, 1e-14) << unit.factor;
}

INSTANTIATE_TEST_SUITE_P(Flux, UnitSpelling,
    testing::Values(Spelling { "kg m-2 s-1", kilogram, area, per_second, 1.0 },
        Spelling { "kg/m2/s", kilogram, area, per_second, 1.0 },
        Spelling { "kg m**-2 s**-1", kilogram, area, per_second, 1.0 },
        Spelling { "kg m^-2 s^-1", kilogram, area, per_second, 1.0 },
        Spelling { "kg.m-2.s-1", kilogram, area, per_second, 1.0 },
        Spelling { "kg m\u207B\u00B2 s\u207B\u00B9", kilogram, area, per_second, 1.0 },
        Spelling { "kg/(m2 s)", kilogram, area, per_second, 1.0 },
        Spelling { "  kg  m-2   s-1 ", kilogram, area, per_second, 1.0 },
        Spelling { "kg / m2 / s", kilogram, area, per_second, 1.0 },
        Spelling { "kg CO2 m-2 s-1", kilogram, area, per_second, 1.0 },
        Spelling { "kgCO2/m2/s", kilogram, area, per_second, 1.0 },
        Spelling { "kg m-2 sec-1", kilogram, area, per_second, 1.0 },
        Spelling { "kg m-2", kilogram, area, none, 1.0 },
        Spelling { "t km-2", kilogram, area, none, 1e-3 },
        Spelling { "t/ha", kilogram, area, none, 0.1 },
        Spelling { "g km-2 month-1", kilogram, area, per_month, 1e-9 },
        Spelling { "g/km2/month", kilogram, area, per_month, 1e-9 },
        Spelling { "t/km2/y", kilogram, area, per_year, 1e-3 },
        Spelling { "t km-2 yr-1", kilogram, area, per_year, 1e-3 },
        Spelling { "t/km2/year", kilogram, area, per_year, 1e-3 },
        Spelling { "Mg km-2 a-1", kilogram, area, per_year, 1e-3 },
        Spelling { "Mg km-2 a^-1", kilogram, area, per_year, 1e-3 },
        Spelling { "Mg/km2/a", kilogram, area, per_year, 1e-3 },
        Spelling { "tons/km2/year", kilogram, area, per_year, 1e-3 },
        Spelling { "ug m-2 h-1", kilogram, area, per_second, 1e-9 / hour },
        Spelling { "1e-9 kg m-2 s-1", kilogram, area, per_second, 1e-9 }));

INSTANTIATE_TEST_SUITE_P(Moles, UnitSpelling,
    testing::Values(Spelling { "mol m-2 s-1", mole, area, per_second, 1.0 },
        Spelling { "mol/m2/s", mole, area, per_second, 1.0 },
        Spelling { "moles m-2 s-1", mole, area, per_second, 1.0 },
        Spelling { "umol m-2 s-1", mole, area, per_second, 1e-6 },
        Spelling { "\u00B5mol m-2 s-1", mole, area, per_second, 1e-6 },
        Spelling { "micromol m-2 s-1", mole, area, per_second, 1e-6 },
        Spelling { "molec cm-2 s-1", mole, area, per_second, 1e4 / avogadro },
        Spelling { "moleccm-2s-1", mole, area, per_second, 1e4 / avogadro },
        Spelling { "molec/cm2/s", mole, area, per_second, 1e4 / avogadro },
        Spelling { "molecules/cm2/s", mole, area, per_second, 1e4 / avogadro },
        Spelling { "molecules cm-2 s-1", mole, area, per_second, 1e4 / avogadro },
        Spelling { "mol s-1", mole, cell, per_second, 1.0 }));

INSTANTIATE_TEST_SUITE_P(Carbon, UnitSpelling,
    testing::Values(
        Spelling { "gC m-2 d-1", kilogram, area, per_second, 1e-3 / day, Basis::carbon },
        Spelling { "gC/m2/d", kilogram, area, per_second, 1e-3 / day, Basis::carbon },
        Spelling { "gC/m2/day", kilogram, area, per_second, 1e-3 / day, Basis::carbon },
        Spelling { "g C m-2 day-1", kilogram, area, per_second, 1e-3 / day, Basis::carbon },
        Spelling { "g(C) m-2 d-1", kilogram, area, per_second, 1e-3 / day, Basis::carbon },
        Spelling { "kgC m-2 s-1", kilogram, area, per_second, 1.0, Basis::carbon },
        Spelling { "gC m-2 month-1", kilogram, area, per_month, 1e-3, Basis::carbon },
        Spelling { "TgC", kilogram, cell, none, 1e9, Basis::carbon },
        Spelling { "TgC/yr", kilogram, cell, per_year, 1e9, Basis::carbon },
        Spelling { "PgC yr-1", kilogram, cell, per_year, 1e12, Basis::carbon },
        Spelling { "GtC", kilogram, cell, none, 1e12, Basis::carbon },
        Spelling { "ktC", kilogram, cell, none, 1e6, Basis::carbon },
        Spelling { "kt C/yr", kilogram, cell, per_year, 1e6, Basis::carbon },
        Spelling { "tC cell-1", kilogram, cell, none, 1e3, Basis::carbon },
        Spelling { "tonne C/cell/month", kilogram, cell, per_month, 1e3, Basis::carbon },
        Spelling { "tonnes carbon", kilogram, cell, none, 1e3, Basis::carbon },
        Spelling { "mol C m-2 s-1", mole, area, per_second, 1.0, Basis::carbon }));

INSTANTIATE_TEST_SUITE_P(PerCell, UnitSpelling,
    testing::Values(Spelling { "t", kilogram, cell, none, 1e3 },
        Spelling { "Tonnes", kilogram, cell, none, 1e3 },
        Spelling { "tons", kilogram, cell, none, 1e3 },
        Spelling { "ton", kilogram, cell, none, 1e3 },
        Spelling { "metric tons", kilogram, cell, none, 1e3 },
        Spelling { "tonnes/year", kilogram, cell, per_year, 1e3 / year },
        Spelling { "tonnes per year", kilogram, cell, per_year, 1e3 },
        Spelling { "Tonne/Year", kilogram, cell, per_year, 1e3 },
        Spelling { "Mt", kilogram, cell, none, 1e9 },
        Spelling { "10³ t", kilogram, cell, none, 1e6 },
        Spelling { "10³t", kilogram, cell, none, 1e6 },
        Spelling { "5·10² t", kilogram, cell, none, 5e5 },
        Spelling { "5×10² t", kilogram, cell, none, 5e5 },
        Spelling { "10⁴ t", kilogram, cell, none, 1e7 },
        Spelling { "10⁻³ t/yr", kilogram, cell, per_year, 1.0 },
        Spelling { "MMT", kilogram, cell, none, 1e9 },
        Spelling { "MMTCO2e/yr", kilogram, cell, per_year, 1e9 },
        Spelling { "mmt CO2", kilogram, cell, none, 1e9 },
        Spelling { "吨", kilogram, cell, none, 1e3 },
        Spelling { "万吨", kilogram, cell, none, 1e7 },
        Spelling { "亿吨", kilogram, cell, none, 1e11 },
        Spelling { "千吨", kilogram, cell, none, 1e6 },
        Spelling { "千克", kilogram, cell, none, 1.0 },
        Spelling { "万吨CO2/年", kilogram, cell, per_year, 1e7 },
        Spelling { "万吨二氧化碳", kilogram, cell, none, 1e7 },
        Spelling { "吨/平方公里", kilogram, area, none, 1e-3 },
        Spelling { "克/平方米/日", kilogram, area, per_second, 1e-3 / day },
        Spelling { "吨每网格", kilogram, cell, none, 1e3 },
        Spelling { "万tCO2", kilogram, cell, none, 1e7 },
        Spelling { "万吨碳", kilogram, cell, none, 1e7, Basis::carbon },
        Spelling { "tCO₂", kilogram, cell, none, 1e3 },
        Spelling { "Mt CO2/yr", kilogram, cell, per_year, 1e9 },
        Spelling { "kt", kilogram, cell, none, 1e6 },
        Spelling { "kt/yr", kilogram, cell, per_year, 1e6 },
        Spelling { "kt km-2", kilogram, area, none, 1.0 },
        Spelling { "kt CO2", kilogram, cell, none, 1e6 },
        Spelling { "ktons", kilogram, cell, none, 1e6 },
        Spelling { "ktCO2-eq", kilogram, cell, none, 1e6 },
        Spelling { "t CO2e", kilogram, cell, none, 1e3 },
        Spelling { "tCO2", kilogram, cell, none, 1e3 },
        Spelling { "t(CO2)", kilogram, cell, none, 1e3 },
        Spelling { "t CO2 cell-1", kilogram, cell, none, 1e3 },
        Spelling { "tCO2 cell-1", kilogram, cell, none, 1e3 },
        Spelling { "tCO2/cell", kilogram, cell, none, 1e3 },
        Spelling { "t per grid cell", kilogram, cell, none, 1e3 },
        Spelling { "t/grid-cell/yr", kilogram, cell, per_year, 1e3 },
        Spelling { "kg gridcell-1 yr-1", kilogram, cell, per_year, 1.0 },
        Spelling { "tons/cell/month", kilogram, cell, per_month, 1e3 },
        Spelling { "tonne/cell/month", kilogram, cell, per_month, 1e3 },
        Spelling { "Mg/month/grid", kilogram, cell, per_month, 1e3 },
        Spelling { "Mg/grid/month", kilogram, cell, per_month, 1e3 },
        Spelling { "t/pixel", kilogram, cell, none, 1e3 },
        Spelling { "Gg", kilogram, cell, none, 1e6 },
        Spelling { "Gg a-1", kilogram, cell, per_year, 1e6 },
        Spelling { "Tg yr-1", kilogram, cell, per_year, 1e9 },
        Spelling { "kg/h", kilogram, cell, per_second, 1.0 / hour },
        Spelling { "kg/d", kilogram, cell, per_second, 1.0 / day },
        Spelling { "kg year-1", kilogram, cell, per_year, 1.0 },
        Spelling { "kg", kilogram, cell, none, 1.0 },
        Spelling { "10^6 kg", kilogram, cell, none, 1e6 }));

class UnitRefused : public testing::TestWithParam<const char*> { };

TEST_P(UnitRefused, SaysHowToDeclareIt)
{
    const Text remedy { "declare it, e.g. ", named(Setting::assume_unit, "t") };
    const std::string message
        = refusal_of([&] { Unit::parse(GetParam(), "a.nc, variable 'emi'", remedy); });
    EXPECT_THAT(message, StartsWith("a.nc, variable 'emi': "));
    EXPECT_THAT(message, HasSubstr("'" + std::string(GetParam()) + "'"));
    EXPECT_THAT(message, EndsWith("; declare it, e.g. assume_unit=t"));
}

INSTANTIATE_TEST_SUITE_P(NotAnEmission, UnitRefused,
    testing::Values("ton substance/0.1degree x 0.1degree/year", "K", "", " ", "1", "m", "m2", "s",
        "unknown", "degrees_north", "kg m", "kg m-3", "kg s", "W m-2", "ppm", "person km-2",
        "days since 2000-01-01", "bushel",
        // The inverse of a unit of emission, which UDUNITS would convert.
        "kg-1", "m2 s kg-1", "month kg-1",
        // An offset or a logarithm is no amount.
        "kg @ 5", "lg(re 1 kg)"));

TEST(Unit, NegativeSize_IsRefused)
{
    // A forgotten "m" makes a factor of -2, and all masses negative; a doubled sign of carbon one
    // of -1.
    EXPECT_THROW(Unit::parse("kg m-2 -2 s-1", "f.nc"), InputError);
    EXPECT_THROW(Unit::parse("gC-1", "f.nc"), InputError);
}

TEST(Unit, Kind_NamesTheDimension)
{
    EXPECT_EQ(Unit::parse("kg m-2 s-1", "a").kind(), "mass flux");
    EXPECT_EQ(Unit::parse("gC m-2 d-1", "a").kind(), "carbon mass flux");
    EXPECT_EQ(Unit::parse("umol m-2 s-1", "a").kind(), "mole flux");
    EXPECT_EQ(Unit::parse("t/cell", "a").kind(), "mass per cell");
}

TEST(Unit, ShortTon_HasItsKilograms)
{
    // 2000 pounds of 0.45359237 kg.
    EXPECT_NEAR(Unit::parse("short_ton", "a").factor, 907.18474, 1e-9);
}

TEST(ConversionFactor, BetweenUnitsOfOneDimension)
{
    EXPECT_EQ(conversion_factor("km2", "m2", "a"), 1e6);
    EXPECT_EQ(conversion_factor("m^2", "m2", "a"), 1.0);
    EXPECT_EQ(conversion_factor("hours", "day", "a"), 1.0 / 24.0);
    EXPECT_EQ(conversion_factor("kt", "t", "a"), 1e3) << "no knot";
    EXPECT_EQ(conversion_factor("t", "kt", "a"), 1e-3);
    EXPECT_EQ(conversion_factor("ktons", "kg", "a"), 1e6);
    EXPECT_EQ(conversion_factor("tons", "t", "a"), 1.0) << "no American ton";
    EXPECT_DOUBLE_EQ(conversion_factor("Gt", "Mt", "a"), 1e3);
    EXPECT_THAT(refused([] { conversion_factor("kt", "m s-1", "a"); }),
        IsProblem(ProblemCode::inconsistent, "a"));
    EXPECT_EQ(refusal_of([] { conversion_factor("kg", "m2", "a.nc: 'area'"); }),
        "a.nc: 'area': inconsistent units: 'kg' cannot be converted to 'm2'");
    EXPECT_THAT(refused([] { conversion_factor("m-2", "m2", "a"); }),
        IsProblem(ProblemCode::inconsistent, "a"));
}

TEST(Unit, MilliTonnes_AreAmbiguous)
{
    for (const char* text : { "mt", "mtCO2", "mt CO2 yr-1", "mtCO2e", "mton", "mtons", "mtonnes",
             "10 mt", "mtC", "mt/km2" }) {
        EXPECT_THAT(
            refused([&] { Unit::parse(text, "a.nc"); }), IsProblem(ProblemCode::ambiguous, "a.nc"))
            << text;
    }
    EXPECT_EQ(refusal_of([] { Unit::parse("mtCO2", "a.nc", "declare it"); }),
        "a.nc: ambiguous unit 'mtCO2': million tonnes (Mt) or metric tons (t); declare it");
}

} // namespace
} // namespace cityflux
