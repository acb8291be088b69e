#include "pipeline/agreement/reference_region.h"

#include "grids/text/words.h"
#include "pipeline/tables/provinces.h"

#include <algorithm>
#include <array>

namespace cityflux {
namespace {

constexpr std::array nation { "100000", "000000", "156", "CN", "CHN", "China", "PRC", "中国",
    "全国" };

std::string plain(std::string_view name)
{
    std::string text = lower_case(name);
    std::erase_if(text, [](char c) { return c == ' ' || c == '-' || c == '_'; });
    return text;
}

bool means(const Province& province, const std::string& word)
{
    const std::string code(province.code);
    return word == code || word == code + "0000" || word == province.name || word == province.full
        || word == plain(province.english) || word == plain(province.english) + "province"
        || (code == "15" && word == "neimenggu") || (code == "54" && word == "xizang");
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
        if (std::any_of(nation.begin(), nation.end(),
                [&](const char* known) { return same_word(known, word); })) {
            return ReferenceRegion { "", "China" };
        }
        const auto found = std::find_if(
            provinces.begin(), provinces.end(), [&](const Province& p) { return means(p, word); });
        if (found != provinces.end()) {
            return ReferenceRegion { std::string(found->code), std::string(found->english) };
        }
    }
    return std::nullopt;
}

} // namespace cityflux
