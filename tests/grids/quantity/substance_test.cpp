#include "grids/quantity/substance.h"

#include <gtest/gtest.h>

namespace cityflux {
namespace {

TEST(Substance, IsFoundByItsNames)
{
    for (const char* name :
        { "CO2", "co2", "Co2", "carbon dioxide", "carbon_dioxide", "Carbon Dioxide" }) {
        ASSERT_TRUE(Substance::find(name)) << name;
        EXPECT_EQ(Substance::find(name)->name, "CO2") << name;
    }
    EXPECT_EQ(Substance::find("nox")->name, "NOx");
    EXPECT_EQ(Substance::find("pm2.5")->name, "PM25");
    EXPECT_EQ(Substance::find("METHANE")->name, "CH4");
}

TEST(Substance, IsNotGuessed)
{
    for (const char* name : { "", "C", "CO2 ", "emission", "CO22" }) {
        EXPECT_FALSE(Substance::find(name)) << name;
    }
}

TEST(Substance, Carbon_BecomesCo2By44To12)
{
    EXPECT_EQ(Substance::find("CO2")->per_carbon, 44.0 / 12.0);
    EXPECT_EQ(Substance::find("CO2bio")->per_carbon, 44.0 / 12.0);
    EXPECT_EQ(Substance::find("CH4")->per_carbon, 16.0 / 12.0);
    EXPECT_EQ(Substance::find("CO")->per_carbon, 28.0 / 12.0);
    EXPECT_EQ(Substance::find("BC")->per_carbon, 1.0);
    EXPECT_EQ(Substance::find("N2O")->per_carbon, 0.0) << "no carbon in it";
}

TEST(Substance, MolarMassesOfIupac)
{
    // From the atomic masses C 12.011, O 15.999, H 1.008, N 14.007, S 32.06, to the last digit
    // given.
    EXPECT_NEAR(Substance::find("CO2")->molar_mass_g, 12.011 + 2 * 15.999, 1e-3);
    EXPECT_NEAR(Substance::find("CO")->molar_mass_g, 12.011 + 15.999, 1e-3);
    EXPECT_NEAR(Substance::find("CH4")->molar_mass_g, 12.011 + 4 * 1.008, 1e-3);
    EXPECT_NEAR(Substance::find("N2O")->molar_mass_g, 2 * 14.007 + 15.999, 1e-3);
    EXPECT_NEAR(Substance::find("NOx")->molar_mass_g, 14.007 + 2 * 15.999, 1e-3)
        << "counted as NO2";
    EXPECT_NEAR(Substance::find("NH3")->molar_mass_g, 14.007 + 3 * 1.008, 1e-3);
    EXPECT_NEAR(Substance::find("SO2")->molar_mass_g, 32.06 + 2 * 15.999, 1e-2);
}

TEST(Substance, KeepsNamesThatItDoesNotKnow)
{
    EXPECT_EQ(usual_spelling("co2"), "CO2");
    EXPECT_EQ(usual_spelling("benzene"), "benzene");
}

} // namespace
} // namespace cityflux
