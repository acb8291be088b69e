#include "grids/text/words.h"

#include "grids/text/joined.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include <fmt/format.h>

namespace cityflux {
namespace {

char lower_case(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Returns the number of letters to change, insert or delete to turn one word into the other
/// (Levenshtein).
std::size_t edit_distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> above(b.size() + 1);
    std::iota(above.begin(), above.end(), std::size_t { 0 });
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::vector<std::size_t> row { i + 1 };
        for (std::size_t j = 0; j < b.size(); ++j) {
            row.push_back(
                std::min({ above[j + 1] + 1, row[j] + 1, above[j] + (a[i] == b[j] ? 0 : 1) }));
        }
        above = std::move(row);
    }
    return above.back();
}

} // namespace

std::string lower_case(std::string_view text)
{
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) { return lower_case(c); });
    return lower;
}

bool is_ascii(std::string_view text)
{
    return std::all_of(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool same_word(std::string_view a, std::string_view b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
        [](char x, char y) { return lower_case(x) == lower_case(y); });
}

std::vector<std::string> nearest_words(
    std::string_view word, const std::vector<std::string>& candidates, std::size_t most)
{
    const std::string wanted = lower_case(word);
    std::vector<std::pair<std::size_t, std::string>> near;
    for (const std::string& candidate : candidates) {
        const std::string name = lower_case(candidate);
        const bool contained = wanted.size() > 1 && name.find(wanted) != std::string::npos;
        // Users may type the beginning of a long name: "EDGR" for "EDGAR-v7".
        const std::string_view beginning = std::string_view(name).substr(0, wanted.size() + 1);
        const std::size_t distance
            = std::min(edit_distance(wanted, name), edit_distance(wanted, beginning) + 1);
        if (contained || distance <= 1 + wanted.size() / 3) {
            near.emplace_back(contained ? 0 : distance, candidate);
        }
    }
    std::stable_sort(
        near.begin(), near.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<std::string> names;
    for (auto& [distance, name] : near) {
        if (names.size() < most && std::find(names.begin(), names.end(), name) == names.end()) {
            names.push_back(std::move(name));
        }
    }
    return names;
}

std::string did_you_mean(
    std::string_view word, const std::vector<std::string>& candidates, std::size_t most)
{
    const std::vector<std::string> near = nearest_words(word, candidates, most);
    return near.empty() ? "" : fmt::format(" (did you mean '{}'?)", joined(near, "' or '"));
}

} // namespace cityflux
