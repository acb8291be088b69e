#include "pipeline/tables/city_names.h"

#include "grids/text/text_pattern.h"
#include "grids/text/words.h"
#include "pipeline/tables/provinces.h"
#include "pipeline/tables/text_table.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

namespace cityflux {
namespace {

/// Latin letters with the marks of pinyin and of English names of Chinese places, and the letters
/// without marks.
constexpr std::pair<std::string_view, char> marked_letters[]
    = { { "ā", 'a' }, { "á", 'a' }, { "ǎ", 'a' }, { "à", 'a' }, { "ē", 'e' }, { "é", 'e' },
          { "ě", 'e' }, { "è", 'e' }, { "ê", 'e' }, { "ī", 'i' }, { "í", 'i' }, { "ǐ", 'i' },
          { "ì", 'i' }, { "ō", 'o' }, { "ó", 'o' }, { "ǒ", 'o' }, { "ò", 'o' }, { "ö", 'o' },
          { "ū", 'u' }, { "ú", 'u' }, { "ǔ", 'u' }, { "ù", 'u' }, { "ü", 'u' }, { "ǖ", 'u' },
          { "ǘ", 'u' }, { "ǚ", 'u' }, { "ǜ", 'u' }, { "Ā", 'a' }, { "Á", 'a' }, { "Ǎ", 'a' },
          { "À", 'a' }, { "Ē", 'e' }, { "É", 'e' }, { "Ě", 'e' }, { "È", 'e' }, { "Ō", 'o' },
          { "Ó", 'o' }, { "Ǒ", 'o' }, { "Ò", 'o' }, { "Ü", 'u' } };

constexpr std::string_view no_letters[] = { " ", "-", "'", "’", "\u00A0", "\u3000", "·" };

/// Two parts of a name in one field: "A, B" or "A (B)".
struct Qualified {
    std::string name;
    std::string qualifier;
};

std::optional<Qualified> qualified(std::string_view name)
{
    std::size_t at = std::string_view::npos;
    std::size_t size = 0;
    for (const std::string_view mark : { "(", "（", ",", "，" }) {
        if (const std::size_t found = name.find(mark); found < at) {
            at = found;
            size = mark.size();
        }
    }
    if (at == std::string_view::npos) {
        return std::nullopt;
    }
    std::string_view qualifier = without_blanks(name.substr(at + size));
    for (const std::string_view end : { ")", "）" }) {
        if (qualifier.ends_with(end)) {
            qualifier.remove_suffix(end.size());
        }
    }
    return Qualified { std::string(without_blanks(name.substr(0, at))),
        std::string(without_blanks(qualifier)) };
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

/// Returns a code without the decimals that programs add to whole numbers: 110000 for 110000.0.
std::string_view without_decimals(std::string_view code)
{
    const std::size_t digits = code.find_first_not_of("0123456789");
    const bool is_decimal = digits != std::string_view::npos && digits > 0 && code[digits] == '.'
        && code.find_first_not_of('0', digits + 1) == std::string_view::npos;
    return is_decimal ? code.substr(0, digits) : code;
}

/// Returns true if a text in brackets is the mark of a note (1, ①, *, 注2) or says that the whole
/// city is meant.
bool is_note(std::string_view text)
{
    static const TextPattern mark(
        "(note|注)?([0-9]{1,2}|[a-z]|\\*+|†|‡|①|②|③|④|⑤|⑥|⑦|⑧|⑨|⑩|¹|²|³)?");
    return mark.matches(std::string(text)) || text == "全市" || text == "city"
        || text == "municipality";
}

/// Returns true if a city is of another level than a name that ends with 市 or 地区: a prefecture
/// that is not a 市, or a county-level 市 by its code.
bool is_other_level(std::string_view name, const NamedCity& city)
{
    if (name.ends_with("地区")) {
        return is_adcode(city.id) && !city.id.ends_with("00");
    }
    if (!name.ends_with("市") && !name.ends_with("city")) {
        return false;
    }
    const auto ends_with = [&](std::string_view level) {
        return city.name.ends_with(level)
            || std::any_of(city.aliases.begin(), city.aliases.end(),
                [&](const std::string& alias) { return alias.ends_with(level); });
    };
    return !ends_with("市") && (ends_with("州") || ends_with("地区") || ends_with("盟"));
}

void add(std::map<std::string, std::vector<std::size_t>, std::less<>>& index, std::string name,
    std::size_t city)
{
    std::vector<std::size_t>& cities = index[std::move(name)];
    if (cities.empty() || cities.back() != city) {
        cities.push_back(city);
    }
}

} // namespace

std::string plain_name(std::string_view name)
{
    const std::string lower = lower_case(without_blanks(name));
    std::string out;
    for (std::string_view rest = lower; !rest.empty();) {
        const auto gone = std::find_if(std::begin(no_letters), std::end(no_letters),
            [&](std::string_view t) { return rest.starts_with(t); });
        const auto marked = std::find_if(std::begin(marked_letters), std::end(marked_letters),
            [&](const auto& m) { return rest.starts_with(m.first); });
        if (gone != std::end(no_letters)) {
            rest.remove_prefix(gone->size());
        } else if (marked != std::end(marked_letters)) {
            out.push_back(marked->second);
            rest.remove_prefix(marked->first.size());
        } else {
            out.push_back(rest.front());
            rest.remove_prefix(1);
        }
    }
    return out;
}

bool is_adcode(std::string_view id)
{
    return id.size() == 6
        && std::all_of(id.begin(), id.end(), [](char c) { return c >= '0' && c <= '9'; });
}

CityNames::CityNames(std::vector<NamedCity> cities)
    : cities_(std::move(cities))
{
    for (std::size_t c = 0; c < cities_.size(); ++c) {
        std::vector<std::string> names = cities_[c].aliases;
        names.insert(names.begin(), { cities_[c].id, cities_[c].name });
        for (const std::string& name : names) {
            if (!name.empty()) {
                add(as_written_, std::string(without_blanks(name)), c);
                add(plain_, plain_name(name), c);
                add(short_, without_ending(plain_name(name)), c);
            }
        }
        names.erase(names.begin());
        all_names_.insert(all_names_.end(), names.begin(), names.end());
    }
}

CityMatch CityNames::find(std::string_view name, std::string_view id) const
{
    std::vector<std::size_t> found = by_words(name);
    if (const auto code = without_decimals(name); found.empty() && code != name) {
        found = by_words(code);
    }
    id = without_decimals(id);
    if (found.empty()) {
        found = by_province(plain_name(name));
    }
    if (found.empty()) {
        found = by_qualifier(name);
    }
    if (found.size() > 1 && !id.empty()) {
        const auto same_id = std::find_if(
            found.begin(), found.end(), [&](std::size_t c) { return cities_[c].id == id; });
        if (same_id != found.end()) {
            return { { *same_id } };
        }
    }
    if (found.size() == 1 && is_adcode(id) && is_adcode(cities_[found.front()].id)
        && cities_[found.front()].id != id) {
        const auto other = std::find_if(
            cities_.begin(), cities_.end(), [&](const NamedCity& city) { return city.id == id; });
        if (other != cities_.end()) {
            found.push_back(static_cast<std::size_t>(other - cities_.begin()));
            return { std::move(found), true };
        }
    }
    return { std::move(found) };
}

std::vector<std::size_t> CityNames::by_words(std::string_view name) const
{
    const auto in = [](const Index& index, std::string_view key) {
        const auto found = index.find(key);
        return found == index.end() ? std::vector<std::size_t> {} : found->second;
    };
    std::vector<std::size_t> found = in(as_written_, without_blanks(name));
    if (found.empty()) {
        found = in(plain_, plain_name(name));
    }
    if (found.empty()) {
        found = without_level(plain_name(name));
    }
    return found;
}

std::vector<std::size_t> CityNames::without_level(std::string_view name) const
{
    const auto same = short_.find(without_ending(std::string(name)));
    std::vector<std::size_t> found;
    if (same != short_.end()) {
        std::copy_if(same->second.begin(), same->second.end(), std::back_inserter(found),
            [&](std::size_t city) { return !is_other_level(name, cities_[city]); });
    }
    return found;
}

bool CityNames::is_similar(std::string_view name, std::size_t city) const
{
    const std::string plain = plain_name(name);
    const bool latin = std::none_of(
        plain.begin(), plain.end(), [](char c) { return static_cast<unsigned char>(c) > 127; });
    if (!latin || plain.size() < 4) { // one of two Chinese letters makes another city
        return false;
    }
    std::vector<std::string> names = cities_[city].aliases;
    names.push_back(cities_[city].name);
    return !nearest_words(name, names, 1).empty();
}

std::vector<std::size_t> CityNames::by_province(std::string_view name) const
{
    for (const Province& province : provinces) {
        if (province.is_city) { // a district such as "北京朝阳" is not the city 朝阳
            continue;
        }
        for (const std::string_view prefix : { province.full, province.name }) {
            if (!name.starts_with(prefix) || name.size() == prefix.size()) {
                continue;
            }
            std::vector<std::size_t> there;
            for (const std::size_t city : without_level(name.substr(prefix.size()))) {
                if (!is_adcode(cities_[city].id) || cities_[city].id.starts_with(province.code)) {
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

std::vector<std::size_t> CityNames::by_qualifier(std::string_view name) const
{
    const auto parts = qualified(name);
    if (!parts || parts->name.empty()) {
        return {};
    }
    std::vector<std::size_t> named = by_words(parts->name);
    const std::string qualifier = plain_name(parts->qualifier);
    for (const Province& province : provinces) {
        if (!province.is_city
            && (qualifier == province.name || qualifier == province.full
                || qualifier == plain_name(province.english))) {
            std::vector<std::size_t> there;
            std::copy_if(
                named.begin(), named.end(), std::back_inserter(there), [&](std::size_t city) {
                    return !is_adcode(cities_[city].id)
                        || cities_[city].id.starts_with(province.code);
                });
            return there;
        }
    }
    if (qualifier == "china" || qualifier == "中国") {
        return named;
    }
    const std::vector<std::size_t> other = by_words(parts->qualifier);
    if (name.find(',') != std::string_view::npos || name.find("，") != std::string_view::npos) {
        return {};
    }
    if (is_note(qualifier)) {
        return named;
    }
    if (auto of_level = by_words(parts->name + parts->qualifier); !of_level.empty()) {
        return of_level;
    }
    // One of two names in brackets may be misspelt; if both are known they must agree.
    if (named.empty() || other.empty()) {
        const std::string_view unknown = named.empty() ? parts->name : parts->qualifier;
        std::vector<std::size_t> found = named.empty() ? other : named;
        std::erase_if(found, [&](std::size_t city) { return !is_similar(unknown, city); });
        return found;
    }
    std::vector<std::size_t> both;
    std::copy_if(named.begin(), named.end(), std::back_inserter(both), [&](std::size_t city) {
        return std::find(other.begin(), other.end(), city) != other.end();
    });
    return both;
}

std::vector<std::string> CityNames::nearest(std::string_view name) const
{
    return nearest_words(name, all_names_, 3);
}

} // namespace cityflux
