#include "pipeline/clip/map_names.h"

#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "grids/text/words.h"

#include <algorithm>

#include <fmt/format.h>

namespace cityflux {
namespace {

const std::vector<std::string> fields { "id", "city", "inventory", "species", "sector", "period" };

SettingValue subject_of(std::string_view pattern)
{
    return named(Setting::name_pattern, std::string(pattern));
}

} // namespace

MapNamePattern::MapNamePattern(std::string_view text)
{
    if (text.find('/') != std::string_view::npos) {
        throw UsageError(ProblemCode::invalid, subject_of(text), "'/' in a file name",
            { "name the folder in ", named(Setting::output) });
    }
    std::string_view rest = text;
    while (!rest.empty()) {
        const std::size_t brace = rest.find_first_of("{}");
        if (brace != 0) {
            pieces_.push_back({ false, std::string(rest.substr(0, brace)) });
            rest.remove_prefix(std::min(brace, rest.size()));
            continue;
        }
        const std::size_t end = rest.find('}');
        if (rest.front() == '}' || end == std::string_view::npos) {
            throw UsageError(
                ProblemCode::invalid, subject_of(text), "unpaired brace", "write fields as {id}");
        }
        const std::string name(rest.substr(1, end - 1));
        if (std::find(fields.begin(), fields.end(), name) == fields.end()) {
            throw UsageError(ProblemCode::unknown, subject_of(text),
                fmt::format("unknown field {{{}}}{} (known: {{{}}})", name,
                    did_you_mean(name, fields), joined(fields, "} {")));
        }
        pieces_.push_back({ true, name });
        rest.remove_prefix(end + 1);
    }
    if (pieces_.empty()) {
        throw UsageError(ProblemCode::missing, named(Setting::name_pattern), "empty pattern",
            "write fields, e.g. {id}_{inventory}_{sector}_{period}");
    }
}

std::string MapNamePattern::name_for(const std::string& id, const std::string& city,
    const TotalsSeries& series, const PeriodSpan& period) const
{
    std::string name;
    for (const Piece& piece : pieces_) {
        const std::string& word = piece.text;
        name += !piece.field    ? word
            : word == "id"      ? id
            : word == "city"    ? city
            : word == "species" ? series.species
            : word == "sector"  ? series.sector
            : word == "period"  ? period.text()
                                : series.inventory;
    }
    return file_name_part(name);
}

std::string file_name_part(std::string_view text)
{
    std::string name(text);
    for (char& letter : name) {
        const bool control = static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f;
        if (control || std::string_view("/\\:*?\"<>|").find(letter) != std::string_view::npos) {
            letter = '-';
        }
    }
    if (name.starts_with('.')) {
        name.front() = '-';
    }
    return name;
}

std::string band_title(const TotalsSeries& series, const PeriodSpan& period, std::string_view unit)
{
    return fmt::format("{} {} {} [{}]", series.species, series.sector, period.text(), unit);
}

} // namespace cityflux
