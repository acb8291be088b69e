#include "compare/reference_region.h"

#include "grids/words.h"

#include <algorithm>
#include <array>

namespace cityflux {
namespace {

struct Region {
    const char* code;
    const char* name;
    const char* chinese;
    const char* ending; ///< of the full Chinese name
};

/// GB/T 2260, without Taiwan, Hong Kong and Macao, whose cities have no codes below the first two digits.
constexpr std::array<Region, 31> provinces { {
    { "11", "Beijing", "北京", "市" },
    { "12", "Tianjin", "天津", "市" },
    { "13", "Hebei", "河北", "省" },
    { "14", "Shanxi", "山西", "省" },
    { "15", "Inner Mongolia", "内蒙古", "自治区" },
    { "21", "Liaoning", "辽宁", "省" },
    { "22", "Jilin", "吉林", "省" },
    { "23", "Heilongjiang", "黑龙江", "省" },
    { "31", "Shanghai", "上海", "市" },
    { "32", "Jiangsu", "江苏", "省" },
    { "33", "Zhejiang", "浙江", "省" },
    { "34", "Anhui", "安徽", "省" },
    { "35", "Fujian", "福建", "省" },
    { "36", "Jiangxi", "江西", "省" },
    { "37", "Shandong", "山东", "省" },
    { "41", "Henan", "河南", "省" },
    { "42", "Hubei", "湖北", "省" },
    { "43", "Hunan", "湖南", "省" },
    { "44", "Guangdong", "广东", "省" },
    { "45", "Guangxi", "广西", "壮族自治区" },
    { "46", "Hainan", "海南", "省" },
    { "50", "Chongqing", "重庆", "市" },
    { "51", "Sichuan", "四川", "省" },
    { "52", "Guizhou", "贵州", "省" },
    { "53", "Yunnan", "云南", "省" },
    { "54", "Tibet", "西藏", "自治区" },
    { "61", "Shaanxi", "陕西", "省" },
    { "62", "Gansu", "甘肃", "省" },
    { "63", "Qinghai", "青海", "省" },
    { "64", "Ningxia", "宁夏", "回族自治区" },
    { "65", "Xinjiang", "新疆", "维吾尔自治区" },
} };

constexpr std::array nation { "100000", "000000", "156", "CN", "CHN", "China", "PRC", "中国", "全国" };

std::string plain(std::string_view name)
{
    std::string text = lower_case(name);
    std::erase_if(text, [](char c) { return c == ' ' || c == '-' || c == '_'; });
    return text;
}

bool means(const Region& region, const std::string& word)
{
    const std::string chinese = region.chinese;
    const std::string code = region.code;
    return word == code || word == code + "0000" || word == chinese || word == chinese + region.ending
        || word == plain(region.name) || word == plain(region.name) + "province" || (code == "15" && word == "neimenggu")
        || (code == "54" && word == "xizang");
}

} // namespace

bool ReferenceRegion::contains(std::string_view city_id) const
{
    return code.empty() || (city_id.size() == 6 && city_id.starts_with(code));
}

std::optional<ReferenceRegion> find_region(std::string_view name, std::string_view id)
{
    for (const std::string& word : { plain(id), plain(name) }) {
        if (word.empty()) {
            continue;
        }
        if (std::any_of(nation.begin(), nation.end(), [&](const char* known) { return same_word(known, word); })) {
            return ReferenceRegion { "", "China" };
        }
        const auto found = std::find_if(provinces.begin(), provinces.end(), [&](const Region& r) { return means(r, word); });
        if (found != provinces.end()) {
            return ReferenceRegion { found->code, found->name };
        }
    }
    return std::nullopt;
}

} // namespace cityflux
