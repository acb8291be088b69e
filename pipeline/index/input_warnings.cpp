#include "pipeline/index/input_warnings.h"

#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "pipeline/tables/statistic_unit.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

namespace cityflux {
namespace {

constexpr std::size_t cities_shown = 3;

/// Returns true for -99, -999, -9999 ... and -32768, -2147483648, which stand for a missing value.
bool is_negative_mark(double value)
{
    constexpr double marks[] = { -99.0, -999.0, -9999.0, -99999.0, -999999.0, -9999999.0,
        -99999999.0, -999999999.0, -32767.0, -32768.0, -2147483647.0, -2147483648.0 };
    return std::any_of(std::begin(marks), std::end(marks), [&](double mark) {
        // -999.9, -9999.99 and the like are spelt with decimals.
        return value == mark || (mark > -1e7 && (value == mark - 0.9 || value == mark - 0.99));
    });
}

/// Returns true for fill values of netCDF, GDAL and climate models: magnitudes of 1e20 or more.
bool is_fill_value(double value)
{
    return std::abs(value) >= 1e20;
}

/// Returns true if a unit is that of an amount which is 0 or more: a mass or an energy.
bool is_amount(const std::string& unit, const std::string& place)
{
    return unit_change(unit, "t", place).refusal.empty()
        || unit_change(unit, "tce", place).refusal.empty();
}

void refuse_marks(const std::string& subject, std::span<const Observation* const> chosen)
{
    const auto is_mark = [](const Observation* o) {
        return o != nullptr && (is_negative_mark(o->value) || is_fill_value(o->value));
    };
    const auto found = std::find_if(chosen.begin(), chosen.end(), is_mark);
    if (found == chosen.end()) {
        return;
    }
    const bool others_negative = std::any_of(chosen.begin(), chosen.end(),
        [&](const Observation* o) { return o != nullptr && !is_mark(o) && o->value < 0.0; });
    if (others_negative && !is_fill_value((*found)->value)) {
        return; // the variable may have such values
    }
    throw InputError(ProblemCode::out_of_range, (*found)->place,
        fmt::format("{} of {} in {} is out of range: {} marks a missing value ({})",
            (*found)->variable, (*found)->city, (*found)->year, (*found)->value, subject),
        "leave the field empty, or remove the row");
}

/// Returns the number of cities and the first of them: "2 cities (Jinan, Tianjin)".
std::string text_of(const std::vector<std::string>& names)
{
    std::vector<std::string> shown(names.begin(),
        names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), cities_shown)));
    return fmt::format("{} {} ({}{})", names.size(), names.size() == 1 ? "city" : "cities",
        joined(shown, ", "), names.size() > cities_shown ? ", ..." : "");
}

} // namespace

std::vector<std::string> input_warnings(const std::string& subject,
    std::span<const Observation* const> chosen, const std::vector<NamedCity>& cities)
{
    refuse_marks(subject, chosen);
    std::vector<std::string> negative;
    std::map<std::string, std::vector<std::string>> flagged;
    for (std::size_t c = 0; c < chosen.size(); ++c) {
        const Observation* o = chosen[c];
        if (o == nullptr) {
            continue;
        }
        if (o->value < 0.0 && is_amount(o->unit, o->place)) {
            negative.push_back(fmt::format("{} {} {}", cities[c].name, o->value, o->unit));
        }
        if (o->flag.find("incomplete") != std::string::npos
            || o->flag.find("outside-grid") != std::string::npos) {
            flagged[o->flag].push_back(cities[c].name);
        }
    }
    std::vector<std::string> warnings;
    if (!negative.empty()) {
        warnings.push_back(fmt::format("{}: negative amounts in {}, which are scored as they are; "
                                       "leave the fields empty if they mark missing values",
            subject, text_of(negative)));
    }
    for (const auto& [flag, names] : flagged) {
        warnings.push_back(fmt::format(
            "{}: totals flagged as {} in {}, which are less than those of the whole city and are "
            "scored as they are; remove the rows to leave them out",
            subject, flag, text_of(names)));
    }
    return warnings;
}

} // namespace cityflux
