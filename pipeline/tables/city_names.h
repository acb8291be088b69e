#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cityflux {

/// A city and the names it answers to.
struct NamedCity {
    std::string id;
    std::string name;
    std::vector<std::string> aliases;
};

/// Which city a table means by a name.
struct CityMatch {
    std::vector<std::size_t> cities; ///< positions; one where the name is clear
    bool clear() const { return cities.size() == 1; }
};

/// A name without what spellings differ in: case of ASCII letters, blanks, hyphens, apostrophes, tone marks and dots above
/// Latin letters ("Xī'ān" and "xi an" are "xian").
std::string plain_name(std::string_view name);

/// Whether an id looks like an administrative code (GB/T 2260, six digits).
bool is_adcode(std::string_view id);

/// Finds cities by the names that tables use. A name is looked for as it stands; then as plain_name(); then without 市, 地区 or
/// "city" at its end; then without the province before it ("河北石家庄") or after it ("Suzhou, Anhui"), which has to be the one
/// that the city's id says where that is an administrative code; then as two names of one city ("Ürümqi (Wulumqi)"). The first
/// way that finds a city decides. Spellings that are none of these are not guessed: Gazetteer gives cities their usual ones.
class CityNames {
public:
    explicit CityNames(std::vector<NamedCity> cities);

    /// `id` may be "". An id counts only where the name does not speak against it: other lists number their cities too.
    CityMatch find(std::string_view name, std::string_view id = {}) const;
    const std::vector<NamedCity>& cities() const { return cities_; }
    /// Names of cities near to a name, for messages.
    std::vector<std::string> nearest(std::string_view name) const;

private:
    using Index = std::map<std::string, std::vector<std::size_t>, std::less<>>;

    std::vector<std::size_t> by_words(std::string_view name) const;
    std::vector<std::size_t> by_province(std::string_view name) const;
    std::vector<std::size_t> by_qualifier(std::string_view name) const;

    std::vector<NamedCity> cities_;
    Index as_written_;
    Index plain_; ///< by lower case without blanks
    Index short_; ///< the same without endings
    std::vector<std::string> all_names_;
};

} // namespace cityflux
