#include "grids/text/name_pattern.h"

#include "tests/refusal.h"

#include <string>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using Parts = std::map<std::string, std::string>;

std::optional<Parts> match(const std::string& pattern, const std::string& name)
{
    return NamePattern(pattern, "test").match(name);
}

std::string refusal(const std::string& pattern)
{
    return refusal_of([&] { NamePattern(pattern, "my.toml:3"); });
}

TEST(NamePattern, KeepsThePartsOfAName)
{
    EXPECT_EQ(match("v8.0_FT*_GHG_{species}_{year}_{sector}_flx.nc",
                  "v8.0_FT2022_GHG_CO2_2019_ENE_flx.nc"),
        (Parts { { "species", "CO2" }, { "year", "2019" }, { "sector", "ENE" } }));
}

TEST(NamePattern, MatchesTheWholeNameOrNothing)
{
    EXPECT_TRUE(match("a.nc", "a.nc"));
    EXPECT_FALSE(match("a.nc", "a.nc4"));
    EXPECT_FALSE(match("a.nc", "aa.nc"));
    EXPECT_FALSE(match("a.nc", "axnc")) << "a point is a point";
    EXPECT_FALSE(match("a.nc", ""));
    EXPECT_TRUE(match("*", ""));
}

TEST(NamePattern, AnyCase_MatchesAndStays)
{
    EXPECT_EQ(match("ODIAC_{sector}.TIF", "odiac_Land.tif"), (Parts { { "sector", "Land" } }));
}

TEST(NamePattern, TakesWordsAsShortAsPossible)
{
    EXPECT_EQ(match("{species}_{sector}", "CO2_01_POINT"),
        (Parts { { "species", "CO2" }, { "sector", "01_POINT" } }));
    EXPECT_EQ(match("v*_{species}_{year}_{sector}.*x*.nc",
                  "v6.0_CO2_excl_short-cycle_org_C_2015_TOTALS.5.3x5.1.nc"),
        (Parts { { "species", "CO2_excl_short-cycle_org_C" }, { "year", "2015" },
            { "sector", "TOTALS" } }));
}

TEST(NamePattern, KeptWord_IsNeverEmpty)
{
    EXPECT_FALSE(match("{sector}_x", "_x"));
    EXPECT_TRUE(match("*_x", "_x"));
}

TEST(NamePattern, YearsAndMonthsAreNumbers)
{
    EXPECT_EQ(match("{year}_{month}__power.nc", "2017_01__power.nc"),
        (Parts { { "year", "2017" }, { "month", "01" } }));
    EXPECT_EQ(
        match("{year}_{month}_x", "2010_1_x"), (Parts { { "year", "2010" }, { "month", "1" } }));
    EXPECT_EQ(
        match("{year}_{month}_x", "2010_12_x"), (Parts { { "year", "2010" }, { "month", "12" } }));
    EXPECT_FALSE(match("{year}_{month}_x", "2010_13_x"));
    EXPECT_FALSE(match("{year}_{month}_x", "2010_00_x"));
    EXPECT_FALSE(match("{year}_{month}_x", "201_01_x"));
    EXPECT_EQ(match("intl_{yy}{month}.tif", "intl_1901.tif"),
        (Parts { { "yy", "19" }, { "month", "01" } }));
    EXPECT_FALSE(match("intl_{yy}{month}.tif", "intl_201901.tif"));
}

TEST(NamePattern, ListedWords_AllowNoOther)
{
    const std::string pattern = "{sector:CO|COI|COR|COT}500.tif";
    EXPECT_EQ(match(pattern, "COI500.tif"), (Parts { { "sector", "COI" } }));
    EXPECT_EQ(match(pattern, "co500.tif"), (Parts { { "sector", "co" } }));
    EXPECT_FALSE(match(pattern, "PUA500.tif"));
    EXPECT_FALSE(match(pattern, "500.tif"));
}

TEST(NamePattern, ListedWord_MayHoldAStar)
{
    const std::string pattern = "{species}_{sector:*_AREA|*_POINT}";
    EXPECT_EQ(
        match(pattern, "CO2_34_AREA"), (Parts { { "species", "CO2" }, { "sector", "34_AREA" } }));
    EXPECT_FALSE(match(pattern, "country_ids"));
}

TEST(NamePattern, WordInLongText_IsFound)
{
    const std::string history = std::string(300'000, 'x')
        + "\nsource: http://EDGAR.jrc.ec.europa.eu/\n" + std::string(300'000, 'y');
    EXPECT_TRUE(match("*edgar*jrc*", history));
    EXPECT_FALSE(match("*edgar*odiac*", history));
}

TEST(NamePattern, ManyStarsDoNotTakeForever)
{
    EXPECT_FALSE(match("*a*a*a*a*a*a*a*a*a*a*b", std::string(2000, 'a')));
}

TEST(NamePattern, Keeps_TellsItsPlaceholders)
{
    const NamePattern pattern("{inventory}_EPSG{epsg}_{year}.asc", "test");
    EXPECT_TRUE(pattern.keeps("epsg"));
    EXPECT_FALSE(pattern.keeps("sector"));
}

TEST(NamePattern, InvalidPattern_IsRefused)
{
    EXPECT_EQ(refusal("a_{year.nc"),
        "my.toml:3: the pattern 'a_{year.nc' opens a brace that it does not close; a placeholder "
        "is written {year}");
    EXPECT_EQ(refusal("{year}_{year}"),
        "my.toml:3: the pattern '{year}_{year}' has the placeholder {year} twice, so that it "
        "cannot be told which one counts; "
        "write * for one of them");
    EXPECT_EQ(refusal("a_{}"),
        "my.toml:3: the pattern 'a_{}' has a placeholder '{}' without a plain name; name it with "
        "letters, such as {sector}");
    EXPECT_EQ(refusal("{sector:a||b}"),
        "my.toml:3: the pattern '{sector:a||b}' lists an empty word in '{sector:a||b}'; words are "
        "parted by one |, such as "
        "{sector:power|industry}");
    EXPECT_NE(refusal("{sector:}"), "accepted");
    EXPECT_NE(refusal("{sector:a|}"), "accepted");
}

TEST(Filled, PutsPartsIntoAText)
{
    EXPECT_EQ(filled("EPSG:{epsg}", { { "epsg", "28403" } }), "EPSG:28403");
    EXPECT_EQ(filled("EPSG:4326", {}), "EPSG:4326");
    EXPECT_EQ(filled("EPSG:{epsg}", { { "year", "2017" } }), std::nullopt);
}

} // namespace
} // namespace cityflux
