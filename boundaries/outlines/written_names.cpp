#include "boundaries/outlines/written_names.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <string_view>

namespace cityflux {
namespace {

using Texts = std::vector<std::string> WrittenNames::*;

/// Returns the number of different texts of each field.
std::vector<std::size_t> count_different(const std::vector<WrittenNames>& written, Texts texts)
{
    std::vector<std::size_t> counts;
    const std::size_t fields = written.empty() ? 0 : (written.front().*texts).size();
    for (std::size_t field = 0; field < fields; ++field) {
        std::set<std::string_view> different;
        for (const WrittenNames& one : written) {
            different.insert((one.*texts)[field]);
        }
        different.erase("");
        counts.push_back(different.size());
    }
    return counts;
}

/// Returns the first field that has more than half of the most different texts, or 0.
std::size_t find_name(const std::vector<std::size_t>& different)
{
    const std::size_t most
        = different.empty() ? 0 : *std::max_element(different.begin(), different.end());
    const auto found = std::find_if(
        different.begin(), different.end(), [&](std::size_t count) { return 2 * count > most; });
    return found == different.end() ? 0 : static_cast<std::size_t>(found - different.begin());
}

} // namespace

void set_names(std::vector<City>& cities, const std::vector<WrittenNames>& written)
{
    const std::size_t name = find_name(count_different(written, &WrittenNames::names));
    const std::vector<std::size_t> aliases = count_different(written, &WrittenNames::aliases);
    const std::size_t most
        = aliases.empty() ? 0 : *std::max_element(aliases.begin(), aliases.end());
    for (std::size_t c = 0; c < cities.size(); ++c) {
        const WrittenNames& own = written[c];
        cities[c].name = name < own.names.size() ? own.names[name] : "";
        if (cities[c].name.empty()) {
            cities[c].name = cities[c].id;
        }
        for (std::size_t a = 0; a < own.aliases.size(); ++a) {
            if (!own.aliases[a].empty() && 2 * aliases[a] > most) {
                cities[c].aliases.push_back(own.aliases[a]);
            }
        }
    }
}

} // namespace cityflux
