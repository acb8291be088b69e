#pragma once

#include "pipeline/tables/city_names.h"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cityflux {

/// A place of the gazetteer: a unit of China at the level of prefectures, or a province.
struct GazetteerPlace {
    std::string adcode; ///< GB/T 2260; that of a province ends with 0000
    std::string name; ///< full, in Chinese: 石家庄市
    std::vector<std::string> others; ///< short and English names, pinyin, misspellings, UN/LOCODE
    std::string province; ///< adcode of the province it lies in, or its own
};

/// The names that Chinese cities go by: config/cities/china.csv with the columns adcode, name_zh, short_zh, pinyin,
/// pinyin_tones, name_en, other_names (between semicolons), unlocode and province.
class Gazetteer {
public:
    /// Throws InputError naming file and row.
    static Gazetteer read(const std::filesystem::path& file);

    const std::vector<GazetteerPlace>& places() const { return places_; }
    /// The place with a code; null where there is none.
    const GazetteerPlace* find(std::string_view adcode) const;
    /// Gives cities whose id is the code of a place the names of that place, where they have at least one in common: six digits
    /// alone may be a number of another country's.
    void add_names(std::vector<NamedCity>& cities) const;
    /// All of it as a list of cities: which of them a name can mean at all.
    std::vector<NamedCity> cities() const;

private:
    std::vector<GazetteerPlace> places_;
    std::map<std::string, std::size_t, std::less<>> by_code_;
};

} // namespace cityflux
