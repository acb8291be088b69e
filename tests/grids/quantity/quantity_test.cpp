#include "grids/quantity/quantity.h"

#include "tests/refusal.h"

#include <string>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

constexpr double seconds_a_day = 86400.0;

Quantity quantity(const std::string& unit, const std::string& species, Period period)
{
    Quantity out;
    out.unit = Unit::parse(unit, "test");
    out.species = species;
    out.basis = out.unit.basis;
    out.period = period;
    return out;
}

double tonnes(const std::string& unit, const std::string& species, Period period)
{
    return quantity(unit, species, period).tonnes_per_unit("a.nc");
}

TEST(Quantity, MassInThePeriodNeedsNoLength)
{
    EXPECT_DOUBLE_EQ(tonnes("t", "CO2", { 2019, 0 }), 1.0);
    EXPECT_DOUBLE_EQ(tonnes("t", "CO2", { 2019, 2 }), 1.0);
    EXPECT_DOUBLE_EQ(tonnes("Gg", "CO2", { 2019, 0 }), 1000.0);
    EXPECT_DOUBLE_EQ(tonnes("t", "some dust", { 2019, 0 }), 1.0) << "a mass needs no chemistry";
}

TEST(Quantity, SecondsOfARealYearAndMonth)
{
    EXPECT_DOUBLE_EQ(tonnes("kg m-2 s-1", "CO2", { 2019, 0 }), 365 * seconds_a_day / 1000.0);
    EXPECT_DOUBLE_EQ(tonnes("kg m-2 s-1", "CO2", { 2020, 0 }), 366 * seconds_a_day / 1000.0);
    EXPECT_DOUBLE_EQ(tonnes("kg m-2 s-1", "CO2", { 2019, 2 }), 28 * seconds_a_day / 1000.0);
    EXPECT_DOUBLE_EQ(tonnes("kg m-2 s-1", "CO2", { 2020, 2 }), 29 * seconds_a_day / 1000.0);
    EXPECT_DOUBLE_EQ(tonnes("kg/h", "CO2", { 2019, 1 }), 31 * 24 / 1000.0);
}

TEST(Quantity, DeclaredDays_SetTheLength)
{
    Quantity leap_year = quantity("kg m-2 s-1", "CO2", { 2020, 0 });
    leap_year.declared_days = 365.0;
    EXPECT_EQ(leap_year.days(), 365.0);
    EXPECT_DOUBLE_EQ(leap_year.tonnes_per_unit("a.nc"), 365 * seconds_a_day / 1000.0);
}

TEST(Quantity, Calendar_SetsTheLength)
{
    Quantity february = quantity("kg m-2 s-1", "CO2", { 2020, 2 });
    february.calendar = Calendar::no_leap;
    EXPECT_DOUBLE_EQ(february.tonnes_per_unit("a.nc"), 28 * seconds_a_day / 1000.0);
    february.calendar = Calendar::days_360;
    EXPECT_DOUBLE_EQ(february.tonnes_per_unit("a.nc"), 30 * seconds_a_day / 1000.0);
}

TEST(Quantity, MonthsAndYears_FollowThePeriod)
{
    EXPECT_DOUBLE_EQ(tonnes("t/month", "CO2", { 2019, 2 }), 1.0);
    EXPECT_DOUBLE_EQ(tonnes("t/month", "CO2", { 2019, 0 }), 12.0);
    EXPECT_DOUBLE_EQ(tonnes("t/yr", "CO2", { 2019, 0 }), 1.0);
    EXPECT_DOUBLE_EQ(tonnes("t/yr", "CO2", { 2020, 0 }), 1.0);
    EXPECT_DOUBLE_EQ(tonnes("t/yr", "CO2", { 2019, 2 }), 28.0 / 365.0);
    EXPECT_DOUBLE_EQ(tonnes("t/yr", "CO2", { 2020, 2 }), 29.0 / 366.0);
}

TEST(Quantity, MonthsOfYearlyRate_SumToYear)
{
    for (const int year : { 2019, 2020 }) {
        double sum = 0.0;
        for (int month = 1; month <= 12; ++month) {
            sum += tonnes("t/yr", "CO2", { year, month });
        }
        EXPECT_DOUBLE_EQ(sum, 1.0) << year;
    }
}

TEST(Quantity, CarbonBecomesTheSpecies)
{
    EXPECT_DOUBLE_EQ(tonnes("tC", "CO2", { 2019, 0 }), 44.0 / 12.0);
    EXPECT_DOUBLE_EQ(tonnes("tC", "CH4", { 2019, 0 }), 16.0 / 12.0);
    EXPECT_DOUBLE_EQ(tonnes("gC m-2 d-1", "CO2", { 2019, 6 }), 1e-6 * 30 * 44.0 / 12.0);

    Quantity by_inventory = quantity("t", "CO2", { 2019, 0 });
    by_inventory.basis = Basis::carbon;
    EXPECT_DOUBLE_EQ(by_inventory.tonnes_per_unit("a.nc"), 44.0 / 12.0);
}

TEST(Quantity, MolesBecomeMassByTheMolarMass)
{
    EXPECT_DOUBLE_EQ(tonnes("mol m-2 s-1", "CO2", { 2019, 0 }), 44.009e-6 * 365 * seconds_a_day);
    // A mole of carbon is a mole of CO2: 44/12 must not come on top.
    EXPECT_DOUBLE_EQ(tonnes("mol C m-2 s-1", "CO2", { 2019, 0 }), 44.009e-6 * 365 * seconds_a_day);
    EXPECT_DOUBLE_EQ(tonnes("mol/yr", "CH4", { 2019, 0 }), 16.043e-6);
}

TEST(Quantity, ChemistryThatIsNotKnownIsRefused)
{
    EXPECT_EQ(refusal_of([] {
        tonnes("mol m-2 s-1", "dust", { 2019, 0 });
    }),
        "a.nc: unknown molar mass of 'dust', which the unit 'mol m-2 s-1' requires; declare the "
        "species, e.g. assume_species=CO2, or convert the values to a mass");
    EXPECT_THAT(refused([] {
        tonnes("mol m-2 s-1", "PM10", { 2019, 0 });
    }),
        IsProblem(ProblemCode::unknown, "a.nc"));
    EXPECT_EQ(refusal_of([] {
        tonnes("tC", "N2O", { 2019, 0 });
    }),
        "a.nc: unknown carbon content of 'N2O', which values in mass of carbon require; declare "
        "the species, e.g. assume_species=CO2");
    EXPECT_THAT(refused([] {
        tonnes("tC", "dust", { 2019, 0 });
    }),
        IsProblem(ProblemCode::unknown, "a.nc"));
}

} // namespace
} // namespace cityflux
