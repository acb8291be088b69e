#include "pipeline/tables/city_names.h"

#include "tests/pipeline/tables/china35_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

std::string id_of(const CityNames& names, const std::string& name, const std::string& id = "")
{
    const CityMatch match = names.find(name, id);
    return match.clear()       ? names.cities()[match.cities.front()].id
        : match.cities.empty() ? "none"
                               : "several";
}

TEST(CityNames, FindsTheNamesThatTablesUse)
{
    const CityNames names(china35_cities());
    for (const char* name : { "石家庄", "石家庄市", "河北石家庄", "河北省石家庄市", "130100",
             "Shijiazhuang", "shi jia zhuang", "SHIJIAZHUANG", "Shijiazhuang City", " 石家庄　" }) {
        EXPECT_EQ(id_of(names, name), "130100") << name;
    }
    EXPECT_EQ(id_of(names, "内蒙古自治区呼和浩特市"), "150100");
    EXPECT_EQ(id_of(names, "吉林长春"), "220100");
    EXPECT_EQ(id_of(names, "Xi'an"), "610100");
    EXPECT_EQ(id_of(names, "重庆"), "500000");
}

TEST(CityNames, GuessesNothing)
{
    const CityNames names(china35_cities());
    for (const char* name :
        { "", "市", "河北", "Zhongqing", "石家", "江苏石家庄", "北京石家庄", "13010" }) {
        EXPECT_EQ(id_of(names, name), "none") << name;
    }
    EXPECT_THAT(names.nearest("Shijiazuang"), Contains("Shijiazhuang"));
    EXPECT_THAT(names.nearest("Zhongqing"), Contains("Chongqing"));
}

TEST(CityNames, TellsTheNameOfTwoCities)
{
    const CityNames names(
        { { "320500", "苏州市", { "Suzhou" } }, { "341300", "宿州市", { "Suzhou" } } });
    EXPECT_THAT(names.find("Suzhou").cities, ElementsAre(0, 1));
    EXPECT_EQ(id_of(names, "安徽宿州"), "341300");
    EXPECT_EQ(id_of(names, "Suzhou", "341300"), "341300");
    EXPECT_EQ(id_of(names, "Suzhou", "7"), "several");
}

TEST(CityNames, IdAgainstName_IsNotTrusted)
{
    const CityNames names({ { "0", "Aarhus", {} }, { "1", "Bergen", {} } });
    EXPECT_EQ(id_of(names, "Aarhus", "1"), "0");
    EXPECT_EQ(id_of(names, "Chur", "1"), "none");
    EXPECT_EQ(id_of(names, "1", "1"), "1");
}

TEST(CityNames, FullName_PrecedesShortName)
{
    const CityNames names({ { "a", "吉林市", {} }, { "b", "吉林", {} } });
    EXPECT_EQ(id_of(names, "吉林市"), "a");
    EXPECT_EQ(id_of(names, "吉林"), "b");
    EXPECT_EQ(id_of(names, "吉林地区"), "several");
}

} // namespace
} // namespace cityflux
