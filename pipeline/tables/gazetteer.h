#pragma once

#include "pipeline/tables/city_names.h"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cityflux {

/// Place of the gazetteer: a Chinese unit at prefecture level, or a province.
struct GazetteerPlace {
    std::string adcode; ///< GB/T 2260; ends with 0000 for a province
    std::string name; ///< full, in Chinese: 石家庄市
    std::vector<std::string> others; ///< short and English names, pinyin, misspellings, UN/LOCODE
    std::string province; ///< adcode of its province, or its own
};

/// Names of Chinese cities: config/cities/china.csv with the columns adcode, name_zh, short_zh,
/// pinyin, pinyin_tones, name_en, other_names (separated by semicolons), unlocode and province.
class Gazetteer {
public:
    /// Reads the file. Throws InputError with file and row.
    static Gazetteer read(const std::filesystem::path& file);

    const std::vector<GazetteerPlace>& places() const { return places_; }
    /// Returns the place with a code, or nullptr if there is none.
    const GazetteerPlace* find(std::string_view adcode) const;
    /// Adds the names of a place to cities whose id is its code, if they share at least one name.
    /// Six digits alone may be an id of another country.
    void add_names(std::vector<NamedCity>& cities) const;
    /// Returns all places as a list of cities: the candidates of any name.
    std::vector<NamedCity> cities() const;

private:
    std::vector<GazetteerPlace> places_;
    std::map<std::string, std::size_t, std::less<>> by_code_;
};

} // namespace cityflux
