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

TEST(CityNames, CountyLevelCity_IsNotThePrefecture)
{
    const CityNames names({ { "532900", "大理白族自治州", { "大理", "大理州", "Dali" } },
        { "653100", "喀什地区", { "喀什" } }, { "420800", "荆门市", { "荆门" } },
        { "653201", "和田市", {} } });
    for (const char* name : { "大理市", "云南大理市", "云南省大理市", "喀什市", "新疆喀什市",
             "Dali City", "大理市(云南)", "和田地区" }) {
        EXPECT_EQ(id_of(names, name), "none") << name;
    }
    EXPECT_EQ(id_of(names, "大理"), "532900");
    EXPECT_EQ(id_of(names, "大理州"), "532900");
    EXPECT_EQ(id_of(names, "喀什"), "653100");
    EXPECT_EQ(id_of(names, "荆门地区"), "420800") << "its name before it became a city";
}

TEST(CityNames, PartInBrackets_IsNotTheCity)
{
    const CityNames names({ { "110000", "北京市", { "北京", "Beijing" } },
        { "370100", "济南市", { "济南" } }, { "220200", "吉林市", { "吉林" } },
        { "650100", "乌鲁木齐市", { "Ürümqi", "Wulumuqi" } } });
    for (const char* name : { "北京(朝阳区)", "济南市(市辖区)", "吉林(省)", "吉林（省）",
             "朝阳区(北京)", "Beijing (Chaoyang District)", "Beijing (urban)", "济南(不含莱芜)" }) {
        EXPECT_EQ(id_of(names, name), "none") << name;
    }
    for (const char* name : { "北京(1)", "北京(注2)", "北京（①）", "北京(全市)", "北京(市)",
             "北京(Beijing)", "Beijing (*)" }) {
        EXPECT_EQ(id_of(names, name), "110000") << name;
    }
    EXPECT_EQ(id_of(names, "吉林(市)"), "220200");
    EXPECT_EQ(id_of(names, "吉林(吉林省)"), "220200");
    EXPECT_EQ(id_of(names, "Ürümqi (Wulumqi)"), "650100");
}

TEST(CityNames, CodeOfAnotherCity_IsReported)
{
    const CityNames names(
        { { "110000", "北京市", { "北京" } }, { "310000", "上海市", { "上海" } } });
    EXPECT_TRUE(names.find("上海", "110000").ids_disagree);
    EXPECT_FALSE(names.find("上海", "110000").clear());
    EXPECT_TRUE(names.find("上海市", "110000.0").ids_disagree);
    EXPECT_EQ(id_of(names, "上海", "310000"), "310000");
    EXPECT_EQ(id_of(names, "上海", "310100"), "310000") << "a code that no city of the list has";
    EXPECT_EQ(id_of(names, "110000.0"), "110000");
    EXPECT_EQ(id_of(names, "110000.00"), "110000");
    EXPECT_EQ(id_of(names, "110000.5"), "none");
}

} // namespace
} // namespace cityflux
