#include "boundaries/outlines/name_encoding.h"

#include "tests/refusal.h"

#include <gtest/gtest.h>

namespace cityflux {
namespace {

std::vector<City> cities_of(const std::string& name)
{
    City city;
    city.id = "1";
    city.name = name;
    return { city };
}

TEST(NameEncoding, Utf8_IsUnchanged)
{
    auto cities = cities_of("北京市");
    EXPECT_FALSE(decode_names(cities, "a.shp"));
    EXPECT_EQ(cities[0].name, "北京市");
}

TEST(NameEncoding, Gbk_IsRead)
{
    auto cities = cities_of("\xB1\xB1\xBE\xA9\xCA\xD0");
    cities[0].aliases = { "\xCC\xEC\xBD\xF2", "Tianjin", "天津" };
    EXPECT_TRUE(decode_names(cities, "a.shp"));
    EXPECT_EQ(cities[0].name, "北京市");
    EXPECT_EQ(cities[0].aliases, (std::vector<std::string> { "天津", "Tianjin", "天津" }));
}

TEST(NameEncoding, CutCharacter_IsDropped)
{
    auto cities = cities_of("\xB1\xB1\xBE\xA9\xCA");
    EXPECT_TRUE(decode_names(cities, "a.shp"));
    EXPECT_EQ(cities[0].name, "北京");
}

TEST(NameEncoding, EuropeanNames_AreRefused)
{
    for (const char* name : { "M\xFCnchen", "Z\xFCrich",
             "C\xE1"
             "diz" }) {
        auto cities = cities_of(name);
        EXPECT_THAT(refused([&] { decode_names(cities, "a.shp"); }),
            IsProblem(ProblemCode::unsupported, "a.shp"));
    }
}

} // namespace
} // namespace cityflux
