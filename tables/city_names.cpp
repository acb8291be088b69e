#include "tables/city_names.h"

#include "grids/words.h"
#include "tables/text_table.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace cityflux {
namespace {

struct Province {
    const char* name;
    const char* full;
    const char* code; ///< first two digits of GB/T 2260
};

/// Those that have cities: the municipalities are cities themselves ("北京朝阳" is no city 朝阳).
constexpr std::array<Province, 27> provinces { {
    { "河北", "河北省", "13" },
    { "山西", "山西省", "14" },
    { "内蒙古", "内蒙古自治区", "15" },
    { "辽宁", "辽宁省", "21" },
    { "吉林", "吉林省", "22" },
    { "黑龙江", "黑龙江省", "23" },
    { "江苏", "江苏省", "32" },
    { "浙江", "浙江省", "33" },
    { "安徽", "安徽省", "34" },
    { "福建", "福建省", "35" },
    { "江西", "江西省", "36" },
    { "山东", "山东省", "37" },
    { "河南", "河南省", "41" },
    { "湖北", "湖北省", "42" },
    { "湖南", "湖南省", "43" },
    { "广东", "广东省", "44" },
    { "广西", "广西壮族自治区", "45" },
    { "海南", "海南省", "46" },
    { "四川", "四川省", "51" },
    { "贵州", "贵州省", "52" },
    { "云南", "云南省", "53" },
    { "西藏", "西藏自治区", "54" },
    { "陕西", "陕西省", "61" },
    { "甘肃", "甘肃省", "62" },
    { "青海", "青海省", "63" },
    { "宁夏", "宁夏回族自治区", "64" },
    { "新疆", "新疆维吾尔自治区", "65" },
} };

std::string plain(std::string_view name)
{
    std::string out = lower_case(without_blanks(name));
    for (const std::string_view gone : { " ", "-", "'", "’", "\u00A0", "\u3000", "·" }) {
        for (std::size_t at = out.find(gone); at != std::string::npos; at = out.find(gone, at)) {
            out.erase(at, gone.size());
        }
    }
    return out;
}

std::string without_ending(std::string name)
{
    for (const std::string_view end : { "市", "地区", "city" }) {
        if (name.size() > end.size() && name.ends_with(end)) {
            name.resize(name.size() - end.size());
            break;
        }
    }
    return name;
}

bool is_code(std::string_view id)
{
    return id.size() == 6 && std::all_of(id.begin(), id.end(), [](char c) { return c >= '0' && c <= '9'; });
}

void add(std::map<std::string, std::vector<std::size_t>, std::less<>>& index, std::string name, std::size_t city)
{
    std::vector<std::size_t>& cities = index[std::move(name)];
    if (cities.empty() || cities.back() != city) {
        cities.push_back(city);
    }
}

} // namespace

CityNames::CityNames(std::vector<NamedCity> cities)
    : cities_(std::move(cities))
{
    for (std::size_t c = 0; c < cities_.size(); ++c) {
        std::vector<std::string> names = cities_[c].aliases;
        names.insert(names.begin(), { cities_[c].id, cities_[c].name });
        for (const std::string& name : names) {
            if (!name.empty()) {
                add(as_written_, std::string(without_blanks(name)), c);
                add(plain_, plain(name), c);
                add(short_, without_ending(plain(name)), c);
            }
        }
        names.erase(names.begin());
        all_names_.insert(all_names_.end(), names.begin(), names.end());
    }
}

CityMatch CityNames::find(std::string_view name, std::string_view id) const
{
    const auto in = [](const Index& index, std::string_view key) {
        const auto found = index.find(key);
        return found == index.end() ? std::vector<std::size_t> {} : found->second;
    };
    std::vector<std::size_t> found = in(as_written_, without_blanks(name));
    if (found.empty()) {
        found = in(plain_, plain(name));
    }
    if (found.empty()) {
        found = in(short_, without_ending(plain(name)));
    }
    if (found.empty()) {
        found = by_province(plain(name));
    }
    if (found.size() > 1 && !id.empty()) {
        const auto same_id = std::find_if(found.begin(), found.end(), [&](std::size_t c) { return cities_[c].id == id; });
        if (same_id != found.end()) {
            return { { *same_id } };
        }
    }
    return { std::move(found) };
}

std::vector<std::size_t> CityNames::by_province(std::string_view name) const
{
    for (const Province& province : provinces) {
        for (const std::string_view prefix : { province.full, province.name }) {
            if (!name.starts_with(prefix) || name.size() == prefix.size()) {
                continue;
            }
            const auto found = short_.find(without_ending(std::string(name.substr(prefix.size()))));
            if (found == short_.end()) {
                continue;
            }
            std::vector<std::size_t> there;
            for (const std::size_t city : found->second) {
                if (!is_code(cities_[city].id) || cities_[city].id.starts_with(province.code)) {
                    there.push_back(city);
                }
            }
            if (!there.empty()) {
                return there;
            }
        }
    }
    return {};
}

std::vector<std::string> CityNames::nearest(std::string_view name) const
{
    return nearest_words(name, all_names_, 3);
}

} // namespace cityflux
