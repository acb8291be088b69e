#include "pipeline/tables/gazetteer.h"

#include "grids/text/error.h"
#include "pipeline/tables/text_table.h"

#include <algorithm>
#include <iterator>
#include <set>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Splits a field at semicolons, and trims spaces. Skips empty texts.
std::vector<std::string> listed(std::string_view field)
{
    std::vector<std::string> out;
    while (!field.empty()) {
        const std::size_t end = std::min(field.find(';'), field.size());
        if (const std::string_view text = without_blanks(field.substr(0, end)); !text.empty()) {
            out.emplace_back(text);
        }
        field.remove_prefix(std::min(end + 1, field.size()));
    }
    return out;
}

NamedCity city_of(const GazetteerPlace& place)
{
    return { place.adcode, place.name, place.others };
}

} // namespace

Gazetteer Gazetteer::read(const std::filesystem::path& file)
{
    const TextTable table(file.string(), read_csv(file), true);
    const std::size_t code = table.required_column("adcode");
    const std::size_t name = table.required_column("name_zh");
    const std::size_t province = table.required_column("province");
    std::vector<std::size_t> texts;
    for (const char* column : { "short_zh", "name_en", "pinyin", "pinyin_tones", "unlocode" }) {
        texts.push_back(table.required_column(column));
    }
    const std::size_t others = table.required_column("other_names");
    Gazetteer gazetteer;
    for (const TextRow& row : table.rows()) {
        GazetteerPlace place { row.fields[code], row.fields[name], {}, row.fields[province] };
        for (const std::string& adcode : { place.adcode, place.province }) {
            if (!is_adcode(adcode)) {
                throw InputError(ProblemCode::invalid, table.place(row),
                    fmt::format("'{}' is not a code of six digits (GB/T 2260)", adcode));
            }
        }
        for (const std::size_t column : texts) {
            if (!row.fields[column].empty()) {
                place.others.push_back(row.fields[column]);
            }
        }
        std::vector<std::string> more = listed(row.fields[others]);
        place.others.insert(place.others.end(), std::make_move_iterator(more.begin()),
            std::make_move_iterator(more.end()));
        if (!gazetteer.by_code_.emplace(place.adcode, gazetteer.places_.size()).second) {
            throw InputError(ProblemCode::duplicate, table.place(row),
                fmt::format("duplicate code {}", place.adcode));
        }
        gazetteer.places_.push_back(std::move(place));
    }
    return gazetteer;
}

const GazetteerPlace* Gazetteer::find(std::string_view adcode) const
{
    const auto found = by_code_.find(adcode);
    return found == by_code_.end() ? nullptr : &places_[found->second];
}

void Gazetteer::add_names(std::vector<NamedCity>& cities) const
{
    for (NamedCity& city : cities) {
        const GazetteerPlace* place = find(city.id);
        if (!place) {
            continue;
        }
        std::set<std::string> known { plain_name(place->name), place->adcode };
        for (const std::string& other : place->others) {
            known.insert(plain_name(other));
        }
        const auto is_known
            = [&](const std::string& name) { return known.contains(plain_name(name)); };
        if (is_known(city.name)
            || std::any_of(city.aliases.begin(), city.aliases.end(), is_known)) {
            city.aliases.push_back(place->name);
            city.aliases.insert(city.aliases.end(), place->others.begin(), place->others.end());
        }
    }
}

std::vector<NamedCity> Gazetteer::cities() const
{
    std::vector<NamedCity> out;
    std::transform(places_.begin(), places_.end(), std::back_inserter(out), city_of);
    return out;
}

} // namespace cityflux
