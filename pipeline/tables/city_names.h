#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cityflux {

/// City with all its names.
struct NamedCity {
    std::string id;
    std::string name;
    std::vector<std::string> aliases;
};

/// Cities that a name in a table may stand for.
struct CityMatch {
    std::vector<std::size_t> cities; ///< indices; one if the name is unambiguous
    bool ids_disagree = false; ///< the id is that of another city than the name; both are listed
    bool clear() const { return cities.size() == 1; }
};

/// Returns a name without differences between spellings: in lower case (ASCII), without spaces,
/// hyphens, apostrophes and middle dots. Tone marks and dots above Latin letters are removed too
/// ("Xī'ān" and "xi an" are "xian").
std::string plain_name(std::string_view name);

/// Returns true if an id looks like an administrative code (GB/T 2260, six digits).
bool is_adcode(std::string_view id);

/// Finder of cities by the names that tables use. A name is tried in this order, and the first way
/// that finds a city decides:
/// 1. as written, then as plain_name();
/// 2. without 市, 地区 or "city" at its end, if the city is not of another level: 大理市 is not
///    大理白族自治州, which contains it;
/// 3. without the province before it ("河北石家庄") or after it ("Suzhou, Anhui");
/// 4. as two names of one city ("Ürümqi (Wulumqi)"), with a level ("吉林(市)") or a mark of a note.
///    Other words in brackets name a part of the city or another place.
/// Codes may have become decimals (110000.0).
/// The province must match the city's id if that is an administrative code. Other spellings are not
/// guessed: Gazetteer adds the usual names of cities.
class CityNames {
public:
    explicit CityNames(std::vector<NamedCity> cities);

    /// Returns the cities of a name. `id` may be ""; it decides between several cities of that
    /// name, and must not be the administrative code of another city.
    CityMatch find(std::string_view name, std::string_view id = {}) const;
    const std::vector<NamedCity>& cities() const { return cities_; }
    /// Returns names of cities similar to a name, for messages.
    std::vector<std::string> nearest(std::string_view name) const;

private:
    using Index = std::map<std::string, std::vector<std::size_t>, std::less<>>;

    /// Finds cities by the second way, without endings.
    std::vector<std::size_t> without_level(std::string_view name) const;
    /// Returns true if a Latin name differs from one of the city in few letters.
    bool is_similar(std::string_view name, std::size_t city) const;
    std::vector<std::size_t> by_words(std::string_view name) const;
    std::vector<std::size_t> by_province(std::string_view name) const;
    std::vector<std::size_t> by_qualifier(std::string_view name) const;

    std::vector<NamedCity> cities_;
    Index as_written_;
    Index plain_; ///< by plain_name()
    Index short_; ///< by plain_name() without endings
    std::vector<std::string> all_names_;
};

} // namespace cityflux
